"""Laws of the template language, tried on templates and values that nobody would write."""

import contextlib

from hypothesis import example, given
from hypothesis import strategies as st

from promptrec.errors import TemplateError
from promptrec.prompt.parse import Kind, Part, flat, parse
from promptrec.prompt.template import Template

NASTY = st.text(
    st.sampled_from(list("{}[]:%\\$ab. \n好🎬"))
    | st.characters(codec="utf-8", exclude_characters="\0")
)
VALUES = NASTY | st.sampled_from(["{item.title}", "{mask}", "[MASK]", "{{", "]]", "%s", "{0.a}"])
SIGNS = ("{", "}", "[", "]", "{{", "}}", "[[", "]]", "\n", " ", "x", "é", "🎬")
FRAGMENTS = ("{item.a}", "{user.b:3}", "{mask}", "{soft:2}", "{item.", "mask", "soft:", ":9}")
SOURCES = st.lists(st.sampled_from((*SIGNS, *FRAGMENTS, "history.liked"))).map("".join)


def doubled(text: str) -> str:
    """Template text that stands for these characters."""
    return "".join(sign * 2 if sign in "{}[]" else sign for sign in text)


@given(NASTY)
def test_any_text_can_be_written_as_a_literal(text: str) -> None:
    parts = parse(doubled(text))
    assert "".join(part.text for part in parts) == text
    assert all(part.kind is Kind.TEXT for part in parts)


@given(VALUES, VALUES)
def test_values_go_in_verbatim_and_are_never_read_again(first: str, second: str) -> None:
    template = Template("t", "<{item.a}|{user.b}>[({user.b})]{mask}.")
    rendered = template.render({"item.a": first, "user.b": second})
    optional = f"({second})" if second.strip() else ""
    assert "".join(piece.text for piece in rendered.pieces) == f"<{first}|{second}>{optional}."
    assert sum(piece.kind == "mask" for piece in rendered.pieces) == 1


@given(st.lists(VALUES), st.integers(1, 999), st.sampled_from(["en", "zh"]))
def test_history_keeps_the_newest_and_lists_keep_the_first(
    entries: list[str], limit: int, language: str
) -> None:
    template = Template("t", f"<{{history.liked:{limit}}}|{{item.a:{limit}}}>", language=language)
    values = {"history.liked": tuple(entries), "item.a": tuple(entries)}
    joint = "、" if language == "zh" else ", "
    newest, first = joint.join(entries[-limit:]), joint.join(entries[:limit])
    assert template.render(values).text == f"<{newest}|{first}>"


@given(NASTY, st.integers(1, 999))
def test_a_shortened_text_is_a_beginning_of_the_text(text: str, limit: int) -> None:
    shown = Template("t", f"<{{item.a:{limit}}}>").render({"item.a": text}).text[1:-1]
    assert text.startswith(shown)
    assert shown.split() == text.split()[:limit]
    chinese = Template("t", f"<{{item.a:{limit}}}>", language="zh").render({"item.a": text})
    assert chinese.text == f"<{text[:limit]}>"


@given(SOURCES)
@example("[[[{item.a}]]]")
def test_a_text_is_parsed_whole_or_refused_at_a_place_in_it(source: str) -> None:
    try:
        parts = parse(source)
    except TemplateError as error:
        line = source.split("\n")[error.line - 1]
        assert 1 <= error.column <= len(line)
        assert str(error).startswith(f"line {error.line}, column {error.column}: ")
        return
    assert "".join(source[part.start : part.end] for part in parts) == source
    for part in flat(parts):
        before = source[: part.start]
        assert part.line == before.count("\n") + 1
        assert part.column == len(before.split("\n")[-1]) + 1
    assert parse("".join(map(written, parts))) == parts


def written(part: Part) -> str:
    """The text of a part, made from what it means."""
    if part.kind is Kind.TEXT:
        return doubled(part.text)
    if part.kind is Kind.OPTIONAL:
        return f"[{''.join(map(written, part.parts))}]"
    if part.kind is Kind.FIELD:
        return f"{{{part.name}:{part.limit}}}" if part.limit else f"{{{part.name}}}"
    return "{mask}" if part.kind is Kind.MASK else f"{{soft:{part.count}}}"


@given(SOURCES, st.dictionaries(st.sampled_from(["item.a", "user.b"]), VALUES))
def test_a_prompt_has_stripped_ends_and_no_empty_pieces(
    source: str, values: dict[str, str]
) -> None:
    with contextlib.suppress(TemplateError):
        rendered = Template("t", source).render(values)
        assert rendered.text == rendered.text.strip()
        assert all(piece.text or piece.kind in ("mask", "soft") for piece in rendered.pieces)

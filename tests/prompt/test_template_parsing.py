"""What a template's text means, and where its parts stand."""

import pytest

from promptrec.errors import TemplateError
from promptrec.prompt.parse import Kind, check_fields, flat, parse

FIELDS = ("item.title", "item.genres", "user.age", "history.liked")


def test_parts_cover_the_text_and_know_line_and_column() -> None:
    text = "Hi {user.age}\n[by {item.director}, ]{soft:8 movie taste}{item.genres:3} {mask}"
    parts = parse(text)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert [(part.kind.value, part.line, part.column) for part in parts] == [
        ("text", 1, 1),
        ("field", 1, 4),
        ("text", 1, 14),
        ("optional", 2, 1),
        ("soft", 2, 23),
        ("field", 2, 43),
        ("text", 2, 58),
        ("mask", 2, 59),
    ]
    director = parts[3].parts[1]
    assert (director.name, director.line, director.column) == ("item.director", 2, 5)
    assert (parts[4].count, parts[4].words) == (8, "movie taste")
    assert (parts[5].name, parts[5].limit) == ("item.genres", 3)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{{x}}", "{x}"),
        ("[[x]]", "[x]"),
        ("{{{{", "{{"),
        ("}}}}", "}}"),
        ("{{mask}}", "{mask}"),
        ("a {{ b }} [[ c ]]", "a { b } [ c ]"),
    ],
)
def test_doubled_characters_are_the_characters_themselves(text: str, meant: str) -> None:
    (part,) = parse(text)
    assert (part.kind, part.text) == (Kind.TEXT, meant)


def test_doubled_characters_come_first_and_the_first_brace_ends_a_field() -> None:
    kinds = [(part.kind.value, part.text or part.name) for part in parse("{{{item.title}}}")]
    assert kinds == [("text", "{"), ("field", "item.title"), ("text", "}")]


def test_inside_an_optional_part_the_first_single_bracket_ends_it() -> None:
    (bracket, optional) = parse("[[[by {item.director}]]]")
    assert bracket.text == "["
    assert [part.text or part.name for part in optional.parts] == ["by ", "item.director", "]"]


@pytest.mark.parametrize(
    "name", ["item.release date", "item.__class__", "user.a.b", "context.Größe", "item.片名"]
)
def test_a_column_name_is_taken_as_written(name: str) -> None:
    (part,) = parse(f"{{{name}}}")
    assert (part.kind, part.name) == (Kind.FIELD, name)


@pytest.mark.parametrize("limit", [1, 5, 999])
def test_limits_from_1_to_999(limit: int) -> None:
    assert parse(f"{{history.liked:{limit}}}")[0].limit == limit


def test_known_fields_pass_and_an_unknown_one_names_place_and_nearest() -> None:
    check_fields(parse("{item.title}[{user.age}]{mask}"), FIELDS)
    parts = parse("You\nmay like [the {item.titel}]")
    with pytest.raises(TemplateError) as found:
        check_fields(parts, FIELDS)
    assert str(found.value) == (
        "line 2, column 15: unknown field {item.titel}. Did you mean {item.title}?"
    )
    assert (found.value.line, found.value.column, found.value.length) == (2, 15, 12)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("item.Title", "item.title"),
        ("user.title", "item.title"),
        ("item.title ", "item.title"),
        ("item.title.__class__", "item.title"),
        ("item.genre", "item.genres"),
        ("user.ages", "user.age"),
    ],
)
def test_the_nearest_known_field_is_offered(wrong: str, right: str) -> None:
    with pytest.raises(TemplateError, match=rf"Did you mean {{{right}}}\?"):
        check_fields(parse(f"{{{wrong}}}"), FIELDS)


def test_without_a_near_field_those_of_the_same_family_are_listed() -> None:
    with pytest.raises(TemplateError, match=r"Choose one of: {item.title}, {item.genres}\."):
        check_fields(parse("{item.__class__}"), FIELDS)


def test_a_long_template_is_parsed_in_linear_time() -> None:
    parts = parse("word {item.title}[ by {item.director}]\n" * 500)
    assert sum(part.kind is Kind.FIELD for part in flat(parts)) == 1_000


def test_a_template_that_no_model_could_read_is_refused_at_once() -> None:
    with pytest.raises(TemplateError, match="100,000 characters, at most 20,000"):
        parse("{item.title:9}[x]" * 5_000 + "x" * 15_000)


@pytest.mark.parametrize("digits", [5, 5_000, 19_000])
def test_a_number_of_thousands_of_digits_is_a_short_sentence(digits: int) -> None:
    for rest in ("9" * digits, "0" * digits + "x", "0" * (digits + 9) + "1"):
        with pytest.raises(TemplateError) as error:
            parse(f"{{item.title:{rest}}}")
        assert len(str(error.value)) < 700


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_sign_that_is_no_text_is_refused_at_its_place(sign: str) -> None:
    with pytest.raises(TemplateError, match="line 2, column 3"):
        parse(f"a\nbc{sign}")


def test_a_mark_that_turns_the_text_around_is_told_by_its_number() -> None:
    with pytest.raises(TemplateError, match=r"item\.\\u202etitle"):
        check_fields(parse("{item.\u202etitle}"), FIELDS)

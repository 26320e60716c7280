"""Text of the data is text wherever Markdown is read."""

import pytest

from promptrec.ui.shell.markdown import code, joined, marked, plain, sentence_in
from promptrec.words.table import Sentence, sentence

CASES = {
    "![x](http://a.b/c)": r"!\[x\](:color[http]://a.b/c)",
    "<img src=x>": r"\<img src=x>",
    "# head": r"\# head",
    "- one\n2. two\n---\n> four": "\\- one\n2\\. two\n\\---\n\\> four",
    "    indented": "indented",
    "$x^2$ ~gone~ `code`": r"\$x^2\$ \~gone\~ \`code\`",
    ":red[a] :joy: :material/home:": r"\:red\[a\] \:joy:color[:] \::color[material]/home:",
    "www.a.b c@d.e": ":color[www].a.b c:color[@]d.e",
    "&lt; A&B": r"\&lt; A&B",
    "_a_ like_at -0.12 1.5 12:30:45": r"\_a\_ like_at -0.12 1.5 12:30:45",
    "\\*": r"\\\*",
}


@pytest.mark.parametrize("text", CASES)
def test_markup_of_the_data_is_shown_and_not_obeyed(text: str) -> None:
    assert plain(text) == CASES[text]


def test_what_is_escaped_once_is_not_escaped_again() -> None:
    once = plain("*a*")
    assert plain(once) == once
    assert marked("en", "**{a}**", {"a": once}) == r"**\*a\***"
    assert joined(" · ", [once, "_b_"]) == r"\*a\* · \_b\_"


def test_values_are_escaped_and_the_words_around_them_are_not() -> None:
    assert marked("en", "**{a}** {n:.1f} {{x}}", {"a": "![b]", "n": 2}) == r"**!\[b\]** 2.0 {x}"
    assert marked("en", "{a!r}", {"a": "*"}) == r"'\*'"


def test_a_value_within_code_shows_no_backslash() -> None:
    assert marked("en", "see `{a}`", {"a": "*b*"}) == "see `*b*`"
    assert code("a`b``c") == "``` a`b``c ```"


def test_a_sentence_of_the_package_escapes_its_values_and_those_of_sentences_in_it() -> None:
    inner = sentence("sentence.mean_model", near="*minilm*")
    said = sentence("sentence.no_model", model="![x](y)", near=inner, known="a")
    shown = sentence_in("en", said)
    assert r"!\[x\](y)" in shown and r"\*minilm\*" in shown
    assert r"\*minilm\*" in sentence_in("zh", said)
    assert sentence_in("en", Sentence("![x](y)")) == r"!\[x\](y)"
    assert sentence_in("en", "![x](y)") == r"!\[x\](y)"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_without_values_shows_its_braces_once(language: str) -> None:
    shown = sentence_in(language, sentence("sentence.lint_add_user"))
    assert "{history.summary}" in shown and "{{" not in shown

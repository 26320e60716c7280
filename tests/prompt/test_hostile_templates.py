"""Templates and values that want to be code stay text; the long form is a benchmark."""

import pytest

from benchmarks.faults.templates import Tripwire, hostile, touched, tried, values_for
from promptrec.errors import LONGEST_QUOTE, DataError, TemplateError
from promptrec.prompt.files import read_template
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer


@pytest.mark.parametrize("seed", range(3))
def test_a_hostile_template_is_a_prompt_or_a_sentence_and_looks_nothing_up(seed):
    touched.clear()
    for text in hostile(seed, 200):
        _, _, said = tried(text)
        assert "SECRET" not in said
        assert len(said) <= max(20_100, 2 * LONGEST_QUOTE)
    assert not [name for name in touched if name == "secret" or name.startswith("_")]


def test_the_tripwire_sees_what_a_careless_engine_does():
    touched.clear()
    assert "A {x.secret}".format(x=Tripwire("v")) == "A SECRET"
    assert touched == ["secret"]


def test_what_a_value_holds_is_put_in_once_and_never_read():
    template = Template("t", "A {item.title} by [{user.age}] {mask}")
    for value in values_for(1, 200):
        found = template.render({"item.title": value, "user.age": "b"}).text
        assert found == f"A {value} by b [MASK]"


@pytest.mark.parametrize("text", ["x = " + "[" * 50_000, f"x = {'9' * 5_000}", "a = 1\n" * 300_000])
def test_a_hostile_template_file_is_a_sentence(tmp_path, text):
    file = tmp_path / "t.toml"
    file.write_text(text)
    with pytest.raises(TemplateError, match=r"^t\.toml"):
        read_template(file)


def test_a_verbalizer_of_thousands_of_words_is_a_sentence():
    with pytest.raises(TemplateError, match="at most 2,000"):
        parse_verbalizer(",".join(map(str, range(9_000))) + "/bad")


def test_no_error_repeats_a_megabyte_and_its_words_stay_translatable():
    error = DataError("sentence.file_twice", file="x" * 1_000_000)
    assert len(str(error)) < 1_200
    assert error.sentence.in_language("zh").startswith("xxx")
    nested = TemplateError("joined.in_file", file="f", what=error.sentence)
    assert len(str(nested)) < 1_300
    assert len(str(DataError("y" * 1_000_000))) < 1_100

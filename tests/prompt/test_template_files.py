"""Template files: what is read, what is written, what is refused."""

from pathlib import Path

import pytest

from promptrec.errors import TemplateError
from promptrec.prompt.files import read_template, template_from_argument
from promptrec.prompt.template import Template

FULL = """
name = "Rating"
language = "zh"
note = "five words"
text = \"\"\"
{item.title}
is {mask}\"\"\"
[verbalizer]
terrible = 1
okay = 3.5
great = 5
"""


def saved(folder: Path, text: str, name: str = "one.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_keys_are_read(tmp_path: Path) -> None:
    assert read_template(saved(tmp_path, FULL)) == Template(
        "Rating", "{item.title}\nis {mask}", "terrible=1,okay=3.5,great=5", "zh", "five words"
    )


def test_a_file_needs_no_more_than_a_text(tmp_path: Path) -> None:
    found = read_template(saved(tmp_path, '\ufefftext = "{item.title}"'), "zh")
    assert found == Template("one", "{item.title}", language="zh")


def test_lists_of_label_words(tmp_path: Path) -> None:
    text = 'text = "{mask}"\n[verbalizer]\nliked = ["great", "good"]\ndisliked = ["bad"]'
    assert read_template(saved(tmp_path, text)).verbalizer == "great,good/bad"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "text is missing"),
        ('text = ""', "text is missing"),
        ("text = 3", "text is missing or no text"),
        ('text = "{item.title"', "line 1, column 1: this { is never closed"),
        ('text = "{item.title}"\ntexts = ""', "unknown key texts"),
        ("text = {", "is not TOML"),
        ('text = "x"\n[verbalizer]\nliked = ["a"]', "liked words, one /"),
        ('text = "x"\n[verbalizer]\nliked = 3\nworse = "a"', "word = rating"),
        ('text = "x"\nverbalizer = 3', "neither a table nor a text"),
        ('text = "x"\nlanguage = "fr"', "en, zh"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(TemplateError) as found:
        read_template(saved(tmp_path, text))
    assert str(found.value).startswith("one.toml")
    assert words in str(found.value)


def test_a_mistake_in_a_file_keeps_its_place(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as found:
        read_template(saved(tmp_path, 'text = "ab\\ncd }"'))
    assert (found.value.line, found.value.column) == (2, 4)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('text = "é"'.encode("latin-1"))
    with pytest.raises(TemplateError, match="Save it as UTF-8"):
        read_template(path)


def test_an_argument_is_a_file_or_else_the_text(tmp_path: Path) -> None:
    assert template_from_argument(str(saved(tmp_path, FULL))).name == "Rating"
    assert template_from_argument("{item.title}", "zh").language == "zh"
    assert template_from_argument("{item.title} " * 500).fields == ("item.title",)
    with pytest.raises(TemplateError, match=r"no template file gone\.toml"):
        template_from_argument("gone.toml")

"""Mistakes that a visitor can make are told in the visitor's language."""

import re
from pathlib import Path

import pytest

from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, TemplateError
from promptrec.examples.lint.finding import RULES
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template
from promptrec.ui.shell import sentences
from promptrec.ui.shell.say import LANGUAGES, table

FIELDS = ("item.title", "history.liked", "user.age")
ENGLISH = re.compile(r"\b(?:the|is|are|this|write|unknown|every|row|column|line)\b", re.IGNORECASE)
TEMPLATES = (
    "",
    "{item.titel}",
    "{user.shoe size}",
    "{film}",
    "{item.}",
    "{}",
    "{item.title",
    "{item.title\n}",
    "[{item.title}",
    "[[MASK]",
    "[MASK]",
    "[by [{item.title}]]",
    "a } b",
    "[by]",
    "[{item.title} {mask}]",
    "{mask:2}",
    "{mask}{mask}",
    "{item.title:x}",
    "{soft:many}",
)
TABLES = (
    "user_id,item_id,rating\nu,i,good\n",
    "user_id,item_id,rating\nu,i,\n",
    "user_id,item_id,label\nu,i,3\n",
    "user_id,item_id,timestamp\nu,i,today\n",
    "user_id,item_id,split\nu,i,dev\n",
    "user_id,item_id\n,i\n",
    "user_id,item_id\nu,j\n",
    "user_id,item_id\nu,i,4\n",
    "user_id,item_id\nu\n",
    'user_id,item_id\nu,"i\n',
    'user_id,item_id\nu,"i"i\n',
    "user_id;item_id\nu;i\n",
    "user_id,item_id,rating,label\nu,i,4,1\n",
    "user_id,item_id,item_id\nu,i,i\n",
    "user_id,item_id\n",
    "",
)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "language", lambda: "zh")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("text", TEMPLATES)
def test_what_is_wrong_with_a_template_is_said_in_chinese(text: str) -> None:
    try:
        check_fields(Template("draft", text).parts, FIELDS)
    except TemplateError as error:
        said = sentences.in_words(error.sentence)
        assert re.search("[\u4e00-\u9fff]", said)
        assert not ENGLISH.search(said), said


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("rows", TABLES)
def test_what_is_wrong_with_an_upload_is_said_in_chinese(rows: str, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("item_id,title\ni,Heat\n", encoding="utf-8")
    (tmp_path / "interactions.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_dataset(str(tmp_path))
    said = sentences.in_words(caught.value.sentence)
    assert re.search("[\u4e00-\u9fff]", said)
    assert not ENGLISH.search(said), said


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_lint_has_a_title(rule: str) -> None:
    assert all(f"lint.rule_{rule}" in table(language) for language in LANGUAGES)

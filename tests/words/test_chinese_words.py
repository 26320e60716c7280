"""The Chinese table is Chinese: nothing in it was left in English, and it is set as Chinese is."""

import re
from datetime import datetime

import pytest

from promptrec.words.form import day, moment, percent, together
from promptrec.words.table import sentence, table, typeset, worded

CODE = re.compile(  # and the English term that stands in brackets behind a Chinese one
    r"（[a-z ,-]+）|`[^`]*`|\{\{.*?\}\}|\{[^{}]*\}|https?:\S+"
    r"|pip install[ \w]*|python -m [ \w]*|--[a-z-]+ ?\S*"
)
HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b[a-z]{2,},? [a-z]{2,}\b")  # in a row; names are single or capital


def test_no_two_english_words_stand_in_a_row_in_chinese() -> None:
    for key, words in table("zh").items():
        if key.startswith("term.") and not key.endswith("_is"):
            continue  # a word of the glossary has the field's own word beside it
        left = ENGLISH.search(CODE.sub("", words))
        assert not left, f"{key}: {words}"


def test_what_reads_alike_in_both_languages_has_no_english_words() -> None:
    for key, words in table("zh").items():
        if not HAN.search(words) and words == table("en")[key]:
            assert not re.search(r"[a-z]{2,} [a-z]{2,}", CODE.sub("", words)), f"{key}: {words}"


def test_chinese_has_no_blank_before_a_percent_sign_and_none_behind_a_wide_mark() -> None:
    told = sentence("metric.interval", low="1 %", high="2 %")
    assert told == "95 %: 1 % to 2 %"
    assert told.in_language("zh") == "95%：1% 到 2%"
    named = {"measure": "同一用户内的排序正确度（GAUC）", "interval": "95 % 区间"}
    axis = worded("zh", "plot.within", **named)
    assert axis == "同一用户内的排序正确度（GAUC），95% 区间"
    assert percent("en", 0.333) == "33 %" and percent("zh", 0.333, 1) == "33.3%"


def test_spaces_that_markdown_needs_stay() -> None:
    for text in ("一。  \n二", "（甲） **乙**", "甲：\n- 乙", "a. b"):
        assert typeset("zh", text) == text
        assert typeset("en", f"{text} 5 %") == f"{text} 5 %"


def test_dates_and_sentences_in_a_row_have_the_form_of_their_language() -> None:
    when = datetime(2026, 3, 9, 7, 5)
    assert (day("en", when), moment("en", when)) == ("2026-03-09", "2026-03-09 07:05")
    assert (day("zh", when), moment("zh", when)) == ("2026年3月9日", "2026年3月9日 07:05")
    assert together("en", ("A.", "", "B.")) == "A. B."
    assert together("zh", iter(("甲。", "", "乙。"))) == "甲。乙。"


@pytest.mark.parametrize("text", ["likes most (8 of 10)", "The user"])
def test_english_left_in_a_chinese_sentence_is_found(text: str) -> None:
    assert ENGLISH.search(CODE.sub("", f"请看：{text.lower()}"))

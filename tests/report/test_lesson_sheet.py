"""The lesson on paper: whole in both languages, with and without answers."""

import dataclasses
from html.parser import HTMLParser

import pytest

from promptrec.examples.pair import pairs_by_id
from promptrec.lesson.steps import ENGLISH, STEPS
from promptrec.report.lesson.answers import all_answers, lesson_subject
from promptrec.report.lesson.sheet import lesson_sheet
from promptrec.report.lesson.words import LessonWords
from promptrec.words.table import LANGUAGES

TINY = dataclasses.replace(ENGLISH, model="tiny")
HOSTILE = "A <script>alert(1)</script> film"


class Tags(HTMLParser):
    """The names of all elements that are opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_holds_every_step_and_answers_only_for_the_teacher(language: str) -> None:
    subject = lesson_subject(TINY)
    answers = all_answers(subject, TINY)
    words = LessonWords(language, TINY, HOSTILE)
    prompt = subject.fitted.prompt
    blank, full = lesson_sheet(words, prompt), lesson_sheet(words, prompt, answers)
    for page in (blank, full):
        assert f'<html lang="{language}">' in page
        assert Tags(page).opened.count("section") == len(STEPS)
        assert "script" not in Tags(page).opened and "link" not in Tags(page).opened
        assert "&lt;script&gt;" in page
    assert "☑" not in blank and blank.count('class="line"') == len(STEPS)
    assert full.count("☑") == len(STEPS) and 'class="line"' not in full
    assert answers["answer"].numbers["score"] in full
    assert answers["answer"].numbers["score"] not in blank
    choices = sum(len(step.choices_on(TINY)) for step in STEPS)
    assert blank.count("☐") == choices and full.count("☐") == choices - len(STEPS)


def test_the_sheet_shows_the_prompt_of_the_lesson() -> None:
    subject = lesson_subject(TINY)
    data = subject.variant.plan.dataset
    assert len(pairs_by_id(data, [(TINY.user, TINY.item)])) == 1
    title = str(data.items.at[TINY.item, "title"])
    page = lesson_sheet(LessonWords("en", TINY, title), subject.fitted.prompt)
    assert title in page and TINY.template.replace("'", "&#x27;") in page

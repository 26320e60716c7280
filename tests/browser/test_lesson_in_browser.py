"""The lesson by keyboard and over a reload, its sheet on paper, the glossary on a phone."""

import contextlib
import dataclasses
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from promptrec.lesson.steps import ENGLISH
from promptrec.report.lesson.answers import all_answers, lesson_subject
from promptrec.report.lesson.sheet import lesson_sheet
from promptrec.report.lesson.words import LessonWords
from promptrec.words.table import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LONG_MS = 120_000
PATIENCE_MS = 15_000
TINY = dataclasses.replace(ENGLISH, model="tiny")


def settle(page: Page) -> None:
    """Wait until nothing runs any more."""
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def press(page: Page, key: str, heading: str) -> None:
    """Press a key until the step is there: one that comes before the page listens is lost."""
    step = page.get_by_role("heading", level=3).first
    for _ in range(LONG_MS // PATIENCE_MS):
        page.keyboard.press(key)
        with contextlib.suppress(AssertionError):
            return expect(step).to_have_text(re.compile(heading), timeout=PATIENCE_MS)
    raise AssertionError(f"{key} leads to no step {heading}")


def test_the_lesson_goes_on_by_keyboard_and_over_a_reload(page: Page, app: str) -> None:
    page.goto(f"{app}/lesson")
    steps = page.get_by_role("heading", level=3)
    expect(steps.first).to_have_text(re.compile("^1. "), timeout=LONG_MS)
    settle(page)
    press(page, "n", "^2. ")
    page.get_by_text("Not liked", exact=True).click()
    expect(page).to_have_url(re.compile("predicted=answer"), timeout=LONG_MS)
    settle(page)
    page.reload()
    expect(steps.first).to_have_text(re.compile("^2. "), timeout=LONG_MS)
    expect(page.get_by_role("radio", name="Not liked", exact=True)).to_be_checked(timeout=LONG_MS)
    settle(page)
    press(page, "b", "^1. ")


def test_the_glossary_is_searched_on_a_phone_without_running_the_page(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{app}/data?data=tiny&lang=zh")
    page.get_by_role("button", name="词汇表").click(timeout=LONG_MS)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("dt").first).to_have_text(re.compile("用户"), timeout=LONG_MS)
    dialog.get_by_role("searchbox").or_(dialog.locator("input")).first.fill("mask")
    expect(dialog.locator("dt").first).to_have_text(re.compile("掩码"), timeout=LONG_MS)
    width = dialog.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert width[0] <= width[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_prints_on_two_pages(browser: Browser, language: str) -> None:
    subject = lesson_subject(TINY)
    title = str(subject.variant.plan.dataset.items.at[TINY.item, "title"])
    words = LessonWords(language, TINY, title)
    opened = browser.new_page()
    for answers in (None, all_answers(subject, TINY)):
        opened.set_content(lesson_sheet(words, subject.fitted.prompt, answers))
        paper = opened.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 2
    opened.close()

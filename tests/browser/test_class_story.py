"""A class of browsers: they join, guess, see the answer together, and nothing else.

Three of them, since each takes long to load; five with PROMPTREC_LONG_STORIES=1.
"""

import contextlib
import csv
import io
import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LONG_MS = 120_000
COUNT = 5 if os.environ.get("PROMPTREC_LONG_STORIES") else 3
NAMES = ("=1+1", "小明", "<b>Eve</b>", "Ada", "**Bob**")[:COUNT]
GUESSES = ("gone", "stays", "gone", "error", "gone")[:COUNT]
LABELS = {
    "gone": "The whole part disappears",
    "stays": "“Liked:” stays, with nothing behind it",
    "error": "An error",
}


def join(page: Page, link: str, name: str) -> None:
    page.goto(link, timeout=LONG_MS)
    page.get_by_label("Nickname").fill(name, timeout=LONG_MS)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"You are {name}.")).to_be_visible(timeout=LONG_MS)


def guess(page: Page, label: str) -> None:
    page.get_by_test_id("stRadio").get_by_text(label, exact=True).click(timeout=LONG_MS)
    expect(page.get_by_text("Your guess counts.")).to_be_visible(timeout=LONG_MS)


def show_answer(page: Page) -> None:
    """As a teacher does it: again where the page moved under the click."""
    button = page.get_by_role("button", name="Show the answer to the class")
    for _ in range(3):
        button.click(timeout=LONG_MS)
        with contextlib.suppress(AssertionError):
            return expect(button).to_be_disabled(timeout=40_000)
    raise AssertionError("no click was heard")


def test_pupils_guess_and_see_the_answer_together(browser: Browser, page: Page, app: str) -> None:
    page.goto(f"{app}/lesson", timeout=LONG_MS)
    page.get_by_text("Teach a class").click(timeout=LONG_MS)
    page.get_by_role("button", name="Start a class").click(timeout=LONG_MS)
    heading = page.get_by_role("heading", name=re.compile("^Class [A-Z0-9]{6}$"))
    expect(heading).to_be_visible(timeout=LONG_MS)
    code = heading.inner_text()[-6:]
    contexts = [browser.new_context(viewport={"width": 390, "height": 844}) for _ in NAMES]
    pupils = [context.new_page() for context in contexts]
    for pupil, name in zip(pupils, NAMES, strict=True):
        join(pupil, f"{app}/?class={code}", name)
        assert pupil.get_by_test_id("stSidebarNav").count() == 0
    for pupil, choice in zip(pupils, GUESSES, strict=True):
        guess(pupil, LABELS[choice])
    expect(page.get_by_text(f"{COUNT} of {COUNT} have guessed.")).to_be_visible(timeout=LONG_MS)
    show_answer(page)
    for pupil, choice in zip(pupils, GUESSES, strict=True):
        words = "As you predicted" if choice == "gone" else "The model shows"
        expect(pupil.get_by_text(words)).to_be_visible(timeout=LONG_MS)
        expect(pupil.get_by_test_id("stPlotlyChart")).to_be_visible(timeout=LONG_MS)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Guesses (CSV)").click()
    text = kept.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == ["'=1+1", *NAMES[1:]]
    page.get_by_role("button", name="Next step for the class").click()
    expect(pupils[0].get_by_text("Step 2 of 6")).to_be_visible(timeout=LONG_MS)
    pupils[1].reload()
    expect(pupils[1].get_by_text("You are 小明.")).to_be_visible(timeout=LONG_MS)
    for context in contexts:
        context.close()

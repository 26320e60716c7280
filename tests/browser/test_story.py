"""The whole story in a browser: write, preview, tune, watch, reload, compare."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
LONG_MS = 120_000
RUN_MS = 240_000
OPENINGS = 6


def go(page: Page, name: str) -> None:
    """Open a page from the menu and wait for its title."""
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name, timeout=LONG_MS)
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing runs any more."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def state(page: Page, words: str) -> Locator:
    """The line under the run's title that says how far it is."""
    return page.get_by_test_id("stCaptionContainer").filter(has_text=re.compile(words)).first


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list; one that closes because the page moves is opened again."""
    box = page.get_by_role("combobox", name=label).first
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(OPENINGS):
        box.click()
        with suppress(AssertionError):
            expect(wanted).to_be_visible(timeout=5_000)
            break
    wanted.click()
    settle(page)


def test_the_story(page: Page) -> None:
    go(page, "Data")
    choose(page, "Data set", "tiny")
    expect(page.get_by_text("144", exact=True).first).to_be_visible(timeout=LONG_MS)

    go(page, "Templates")  # the data set is kept
    expect(page.get_by_role("combobox", name="Data set")).to_have_value("tiny")
    editor = page.locator("textarea").first
    editor.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("A story about {item.title} with {item.genr", delay=10)
    page.keyboard.press("Tab")  # completes the field
    page.keyboard.type(".", delay=10)
    prompt = page.locator(".pr-prompt").first
    expect(prompt).to_contain_text("A story about", timeout=LONG_MS)
    expect(prompt.locator(".pr-item").first).to_be_visible()
    before = prompt.inner_text()
    page.keyboard.type(" Is it any good?", delay=10)
    expect(prompt).to_have_text(f"{before} Is it any good?", timeout=LONG_MS)

    page.keyboard.type(" {item.tittle}", delay=10)  # a slip is a sentence
    expect(page.get_by_text(re.compile(r"line 1, column \d+")).first).to_be_visible(timeout=LONG_MS)
    for _ in range(len(" {item.tittle}")):
        page.keyboard.press("Backspace")
    expect(prompt).to_have_text(f"{before} Is it any good?", timeout=LONG_MS)

    go(page, "New run")
    page.get_by_text("All settings", exact=True).click()
    choose(page, "Language model", "tiny")
    page.get_by_role("button", name="Start", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Runs", timeout=LONG_MS)
    expect(page).to_have_url(re.compile(r"run=r\d+"))
    expect(state(page, "○ queued|◐ running|● finished")).to_be_visible(timeout=LONG_MS)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Runs", timeout=LONG_MS)
    expect(state(page, "● finished")).to_be_visible(timeout=RUN_MS)
    expect(page.get_by_text("Loss while learning").first).to_be_visible(timeout=LONG_MS)

    go(page, "Compare")
    choose(page, "Data set", "tiny")
    page.get_by_role("button", name="Add the untuned model (1)").click()
    expect(page.get_by_text("beside it stands its untuned twin")).to_be_visible(timeout=RUN_MS)
    expect(page).to_have_url(re.compile(r"data=tiny.*runs=r\d+"))
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG_MS)
    page.get_by_role("radio", name="Curves").click()
    expect(page.get_by_text("Precision against recall").first).to_be_visible(timeout=LONG_MS)
    page.get_by_role("radio", name="Confirm").click()
    expect(page.get_by_text("Looks at these test rows so far")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name=re.compile("^Add r")).click()  # 12 users: too few
    expect(page.get_by_text("under 20 nothing can be said")).to_be_visible(timeout=LONG_MS)

    go(page, "Recommend")
    page.get_by_role("button", name="Recommend", exact=True).click()
    listed = page.get_by_role("heading", name=re.compile(r"^Top \d+ for user"))
    expect(listed).to_be_visible(timeout=LONG_MS)
    expect(page).to_have_url(re.compile("list=1"), timeout=LONG_MS)
    page.reload()
    expect(listed).to_be_visible(timeout=LONG_MS)  # nobody pressed anything


def test_three_labels_are_given_and_offered_to_the_next_run(page: Page) -> None:
    go(page, "Label")  # on the shipped movies, whose best example would ask
    choose(page, "Who asks", "An untuned template")
    choose(page, "Language model", "tiny")
    page.get_by_role("button", name="Ask 10 questions").click()
    expect(page.get_by_text("0 of 10 answered")).to_be_visible(timeout=LONG_MS)
    expect(page.locator(".pr-prompt").last).to_be_visible()
    for done, answer in enumerate(("Liked", "Not liked", "Liked"), 1):
        page.get_by_role("button", name=answer, exact=True).click()
        expect(page.get_by_text(f"{done} of 10 answered")).to_be_visible(timeout=LONG_MS)
        expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=LONG_MS)
    expect(page.get_by_role("heading", name="Labels given: 3")).to_be_visible(timeout=LONG_MS)

    page.get_by_role("link", name="Use them in the next run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New run", timeout=LONG_MS)
    labels = page.get_by_role("combobox", name="Labels from the Label page")
    expect(labels).to_have_value("learn from my 3 labels too", timeout=LONG_MS)

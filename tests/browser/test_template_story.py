"""The template editor in a browser: nothing typed is lost, and a second template stands beside."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LONG_MS = 120_000


def editors(page: Page) -> Locator:
    """The texts of A and B."""
    return page.locator("textarea")


def written(editor: Locator, text: str) -> None:
    """Type over what stands there, and close the list of fields."""
    editor.click(timeout=LONG_MS)
    editor.press("ControlOrMeta+A")
    editor.press_sequentially(text)
    editor.press("Escape")


def test_two_templates_are_typed_side_by_side_and_outlive_the_tab(app: str, page: Page) -> None:
    page.goto(f"{app}/templates?data=tiny")
    written(editors(page).first, "Mine: {item.title}")
    prompts = page.locator(".pr-prompt")
    expect(prompts.first).to_contain_text("Mine: ", timeout=LONG_MS)
    page.keyboard.type("!")
    page.reload()  # before the editor's silence is over
    expect(editors(page).first).to_have_value("Mine: {item.title}!", timeout=LONG_MS)

    page.get_by_role("button", name="A/B: a second template").click()
    expect(editors(page)).to_have_count(2, timeout=LONG_MS)
    expect(editors(page).nth(1)).to_have_value("Mine: {item.title}!", timeout=LONG_MS)
    written(editors(page).nth(1), "Theirs: {item.title}")
    expect(prompts.nth(1)).to_contain_text("Theirs: ", timeout=LONG_MS)
    expect(prompts.first).to_contain_text("Mine: ")
    decide = page.get_by_role("button", name="Compare these two")
    expect(decide).to_be_visible(timeout=LONG_MS)
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=LONG_MS)

    other = page.context.new_page()  # a second tab
    other.set_viewport_size({"width": 390, "height": 844})
    other.goto(f"{app}/templates?data=tiny&ab=1")
    expect(editors(other)).to_have_count(2, timeout=LONG_MS)
    expect(editors(other).nth(1)).to_have_value("Theirs: {item.title}", timeout=LONG_MS)
    tops = [editors(other).first, other.locator(".pr-prompt").first, editors(other).nth(1)]
    boxes = [one.bounding_box() for one in tops]
    heights = [box["y"] for box in boxes if box]
    assert heights == sorted(heights) and len(heights) == 3  # A, its prompt, then B


def test_on_a_phone_the_preview_follows_the_text(app: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app}/templates?data=tiny")
    preview = page.locator(".pr-prompt").first
    expect(preview).to_be_visible(timeout=LONG_MS)
    words = page.get_by_role("textbox", name="Answer words")
    boxes = [one.bounding_box() for one in (editors(page).first, preview, words)]
    heights = [box["y"] for box in boxes if box]
    assert heights == sorted(heights) and len(heights) == 3
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(500)
    text, shown = editors(page).first.bounding_box(), preview.bounding_box()
    assert text is not None and shown is not None
    assert shown["x"] > text["x"] + text["width"] / 2  # beside it

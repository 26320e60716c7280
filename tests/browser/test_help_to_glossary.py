"""A help mark leads to its term in the glossary, without leaving the page."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LONG_MS = 120_000


@pytest.mark.parametrize(("lang", "word"), [("en", "label"), ("zh", "标签")])
def test_a_help_mark_opens_the_glossary_at_its_term(
    page: Page, app: str, lang: str, word: str
) -> None:
    page.goto(f"{app}/data?data=tiny&lang={lang}")
    mark = page.get_by_test_id("stMetric").get_by_test_id("stTooltipIcon").first
    expect(mark).to_be_visible(timeout=LONG_MS)
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)
    address = page.url
    mark.hover()
    page.locator('a[href="#pr-term-label"]').click()
    asked = page.get_by_role("dialog").locator(".pr-term-asked")
    expect(asked.locator("dt").first).to_have_text(re.compile(word), timeout=LONG_MS)
    expect(asked.first).to_be_in_viewport()
    assert page.url == address

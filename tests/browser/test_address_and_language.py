"""What only a browser shows: where Back leads, and which language a chosen label is in."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LONG_MS = 120_000


def settle(page: Page) -> None:
    """Wait until nothing runs any more."""
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def test_the_first_back_leaves_a_page_that_writes_its_own_address(page: Page, app: str) -> None:
    page.goto(f"{app}/data?data=tiny")
    expect(page.get_by_role("heading", level=1)).to_have_text("Data", timeout=LONG_MS)
    settle(page)
    entries = page.evaluate("history.length")
    page.goto(f"{app}/explain?data=tiny&run=untuned&model=tiny&user=u3&item=zzz")
    expect(page.get_by_text("the item zzz, which is not here")).to_be_visible(timeout=LONG_MS)
    expect(page).to_have_url(re.compile("view=fields"), timeout=LONG_MS)
    settle(page)
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data", timeout=LONG_MS)


def test_a_chosen_label_follows_the_language(page: Page, app: str) -> None:
    page.goto(f"{app}/new_run?data=tiny")
    page.get_by_text("All settings", exact=True).click(timeout=LONG_MS)
    method = page.get_by_role("combobox", name="How to tune")
    expect(method).to_have_value("lora: small added matrices", timeout=LONG_MS)
    wanted = page.get_by_role("option", name="head: answer layer", exact=True)
    for _ in range(4):  # a list closes when the page moves
        method.click()
        with suppress(AssertionError):
            expect(wanted).to_be_visible(timeout=3_000)
            break
    wanted.click()
    settle(page)
    page.get_by_role("radio", name="中文").click()
    chinese = page.get_by_role("combobox", name="怎样训练")
    expect(chinese).to_have_value(re.compile("head："), timeout=LONG_MS)
    settle(page)
    page.get_by_role("radio", name="English").click()
    expect(method).to_have_value("head: answer layer", timeout=LONG_MS)  # still chosen

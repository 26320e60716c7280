"""A table on a page hands nothing to a spreadsheet: its exports are ours, which mark formulas."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_table_has_tools_but_none_that_downloads_it(page: Page, app: str) -> None:
    page.goto(f"{app}/runs")
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=120_000)
    table.hover()
    tools = table.get_by_test_id("stElementToolbarButton")
    expect(tools.first).to_be_visible()
    said = [one.get_by_role("button").get_attribute("aria-label") for one in tools.all()]
    assert "Search" in said  # the tools are seen at all
    assert not [one for one in said if "ownload" in str(one) or "CSV" in str(one)]

"""Explain in a browser: a link restores the view, tokens lead to cells, the report stands alone."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
LONG_MS = 120_000
TEXT = "[Liked: {history.liked:3}. ]{item.title}, {item.genres:2}. It was {mask}."
ASKED = {
    "data": "tiny",
    "run": "untuned",
    "model": "tiny",
    "user": "u3",
    "item": "i4",
    "template": TEXT,
}


def test_a_link_leads_to_the_tokens_and_a_report_that_opens_from_a_disk(
    page: Page, app: str, browser: Browser, tmp_path: Path
) -> None:
    page.goto(f"{app}/explain?{urlencode({**ASKED, 'view': 'reading'})}")
    token = page.locator('.tokens button[aria-label*="item.title"]').last
    token.click(timeout=LONG_MS)
    detail = page.locator(".detail")
    expect(detail).to_contain_text("items.csv, row 5, column title: “Heat”")
    token.press("End")  # one stop for Tab, the arrow keys walk
    expect(detail).to_contain_text("[SEP]")
    page.locator(".tokens button:focus").press("ArrowLeft")
    expect(detail).not_to_contain_text("[SEP]")
    page.locator(".thumbs").press("ArrowUp")  # the head above
    seen = page.locator(".big-name").inner_text(), page.locator(".note").first.inner_text()
    layer = re.findall(r"\d+", seen[0])[0]
    looked = re.compile(rf"attention=head\.{layer}\.1\.\d+\.to")
    expect(page).to_have_url(looked, timeout=LONG_MS)
    page.reload()
    expect(page.locator(".note").first).to_have_text(seen[1], timeout=LONG_MS)
    assert page.locator(".big-name").inner_text() == seen[0]

    page.locator(".big").hover()
    expect(page.locator(".pair")).to_have_text(re.compile(r".+ → .+: \d+ %"))

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save PNG").click()
    assert saved.value.suggested_filename.endswith(".png")

    page.get_by_role("button", name="Report (HTML)", exact=True).click()
    download = page.get_by_role("button", name="Download report (HTML)")
    expect(download).to_be_visible(timeout=LONG_MS)
    with page.expect_download() as report:
        download.click()
    assert report.value.suggested_filename == "promptrec-u3-i4.html"
    file = tmp_path / "report.html"
    report.value.save_as(file)
    assert file.stat().st_size < 3_000_000

    offline = browser.new_context(offline=True)
    opened = offline.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    expect(opened.locator("html")).to_have_attribute("data-drawn", "3", timeout=LONG_MS)
    expect(opened.get_by_role("heading", level=1)).to_have_text("Why Heat? User u3")
    expect(opened.locator("pre")).to_have_text(TEXT)
    score = page.get_by_test_id("stMetricValue").first.inner_text()
    expect(opened.locator(".note").first).to_contain_text(re.compile(re.escape(score)))
    assert said == []
    offline.close()

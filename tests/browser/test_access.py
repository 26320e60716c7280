"""Who sees little or has no mouse: contrast, names and roles by axe, and where the focus is."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
ROOT = Path(__file__).parents[2]
PAGES = sorted({page.stem for page in (ROOT / "pages").glob("*/*.py")})
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
NOT_OURS = '[data-testid="stSidebarNavItems"]'  # Streamlit's menu: <ul>, then <div>, then <li>
LONG_MS = 120_000


def open_page(page: Page, address: str) -> None:
    """Go there and wait until nothing runs any more."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG_MS)
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA: the rule, then the first place and why."""
    options = f"{{runOnly: {RULES!r}, resultTypes: ['violations']}}"
    found = page.evaluate(f"axe.run({{exclude: [['{NOT_OURS}']]}}, {options})")["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"][:2]
    ]


def test_every_page_can_be_read_in_both_themes(page: Page, app: str) -> None:
    wrong = {}
    for name in PAGES:
        open_page(page, f"{app}/{'' if name == 'home' else name}")
        page.evaluate(AXE)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(600)  # colours fade over
            if found := violations(page):
                wrong[name, theme] = found
    assert not wrong


def test_axe_sees_a_text_that_is_too_pale(page: Page, app: str) -> None:
    open_page(page, f"{app}/data?data=tiny")
    page.evaluate("document.querySelector('h1').style.color = '#c8c8c8'")
    page.evaluate(AXE)
    assert any(found.startswith("color-contrast") for found in violations(page))


def test_the_focus_in_the_menu_can_be_seen(page: Page, app: str) -> None:
    open_page(page, f"{app}/data?data=tiny")
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Templates")
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    style = "node => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineWidth] }"
    assert link.evaluate(style) == ["solid", "2px"]

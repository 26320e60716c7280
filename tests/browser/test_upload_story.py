"""Uploads in a browser: capitals, another encoding, and items from the file of the interactions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
LONG_MS = 60_000
FILES = {
    "RATINGS.CSV": b"userId,movieId,rating\n1,10,5\n1,11,2\n2,10,4\n",
    "cafes.csv": "user;item;stars\n1;Café;5\n1;Bar;2\n2;Café;4\n".encode("latin-1"),
    "all.csv": b"user,book_id,title,stars\n1,10,Emma,5\n1,11,Persuasion,2\n2,10,Emma II,4\n",
}
SAID = {
    "RATINGS.CSV": r"3 rows, 3 columns · separator: comma · encoding: UTF-8",
    "cafes.csv": r"3 rows, 3 columns · separator: semicolon · encoding: Windows-1252",
    "all.csv": r"all\.csv says something else of 1 items in a later row",
}


def test_three_files_as_people_have_them_are_kept(page: Page, app: str, tmp_path: Path) -> None:
    for number, (name, content) in enumerate(FILES.items()):
        (tmp_path / name).write_bytes(content)
        page.goto(f"{app}/data?data=tiny")
        page.get_by_role("tab", name="Upload").click(timeout=LONG_MS)
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        expect(page.get_by_text(re.compile(SAID[name]))).to_be_visible(timeout=LONG_MS)
        page.get_by_label("Name of the data set").fill(f"set {number}")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Check and save").click()
        chosen = page.get_by_role("combobox", name="Data set")
        expect(chosen).to_have_value(f"set {number}", timeout=LONG_MS)
    kept = tmp_path / "home" / "datasets"
    assert "Café" in (kept / "set 1" / "items.csv").read_text(encoding="utf-8")
    assert (kept / "set 2" / "items.csv").read_text(encoding="utf-8").count("Emma") == 1

"""Uploads in a browser, of files as people have them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
LONG_MS = 120_000
FILES = {
    "RATINGS.CSV": b"userId,movieId,rating\n1,10,5\n1,11,2\n2,10,4\n",
    "cafes.csv": "user;item;stars\n1;Café;5\n1;Bar;2\n2;Café;4\n".encode("latin-1"),
    "all.csv": b"user,book_id,title,stars\n1,10,Emma,5\n1,11,Persuasion,2\n2,10,Emma II,4\n",
    "blank.csv": b"userId,movieId,rating\n1,10,5\n1,11,2\n2,10,4\n,,\n,,\n",
    "unwanted.csv": b"userId,movieId,rating,label,split\n1,10,5,good,A\n1,11,2,bad,B\n2,10,4,,A\n",
    "quotes.csv": b'"user";"isbn";"title";"stars"\n"1";"a";"Rites \\"of\\" Passage; or so";"5"\n'
    b'"1";"b";"Plain";"2"\n"2";"a";"Rites \\"of\\" Passage; or so";"4"\n',
}
SAID = {
    "RATINGS.CSV": r"3 rows, 3 columns · separator: comma · encoding: UTF-8",
    "cafes.csv": r"3 rows, 3 columns · separator: semicolon · encoding: Windows-1252",
    "all.csv": r"all\.csv says something else of 1 items in a later row",
    "blank.csv": r"3 rows, 3 columns",
    "unwanted.csv": r"3 rows, 5 columns",
    "quotes.csv": r"3 rows, 4 columns · separator: semicolon",
}
SHIFTED = b"user-id,game-title,behavior-name,value\n1,Game 3,purchase,1.0,0\n2,Game 4,play,3.5,0\n"


def test_files_as_people_have_them_are_kept(page: Page, app: str, tmp_path: Path) -> None:
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
    assert 'Rites ""of"" Passage; or so' in (kept / "set 5" / "items.csv").read_text("utf-8")


def test_a_row_that_is_wider_than_the_header_is_said_before_anything_is_kept(
    page: Page, app: str, tmp_path: Path
) -> None:
    (tmp_path / "games.csv").write_bytes(SHIFTED)
    page.goto(f"{app}/data?data=tiny")
    page.get_by_role("tab", name="Upload").click(timeout=LONG_MS)
    page.locator("input[type=file]").set_input_files(tmp_path / "games.csv")
    said = re.compile(r"games\.csv.*the row has 5 cells, the header has 4")
    expect(page.get_by_text(said).first).to_be_visible(timeout=LONG_MS)

"""`streamlit run app.py` shows the pages to this machine under its own name, and to nobody else."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect
from started_app import started

RUN = (sys.executable, "-m", "streamlit", "run", "app.py")


def test_the_app_opens_without_its_own_command_for_this_machine_alone(
    browser: Browser, tmp_path: Path, tiny_folder: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(tiny_folder, home / "datasets" / "tiny")
    with started(home, tmp_path / "app.log", RUN) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
        # other names of this machine: browsers resolve each of them to 127.0.0.1 by themselves
        page.goto(address.replace("127.0.0.1", "evil.localhost"))
        expect(page.get_by_text("serves pages of this machine alone")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("heading", level=1)).to_have_count(0)
        page.close()

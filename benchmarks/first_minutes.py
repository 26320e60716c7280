"""The first minutes of a new user in Chromium: clicks and seconds, and what the app then holds.

    python -m benchmarks.first_minutes [--write]

Starts the app on a fresh home and does, by mouse and in one visit, what somebody does who has read
nothing: looks at Home, gets a first score, a first verdict, a list, a report, and brings a file of
their own. Each part is timed from the first click until what it is about can be seen; choosing
the file in the browser's dialog counts as a click. Then every page is opened, with a second
language model in the editor, and the memory of the app is read (resident, of its process and of
those that it started). --write puts the tables into docs/first_minutes.md.
"""

import argparse
import datetime
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.live_edit import FLAGS, start
from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.bench.beside import free_port

OUT, HEADING = Path("docs/first_minutes.md"), "Measured"
LONG_MS = 240_000
PAGES = (
    *("", "data", "templates", "new_run", "runs", "search", "label", "lesson", "explain"),
    *("compare", "recommend", "review", "deploy"),
)
SECOND = "tiny"  # ships with the package: the second model of the visit
ROWS, PEOPLE, THINGS = 1200, 60, 80
BRANDS, KINDS = ("Aalto", "Braun", "Crane"), ("cup", "lamp", "chair", "shelf")


@dataclass(slots=True)
class Visit:
    """A visitor who counts: clicks of now, and what each part took."""

    page: Page
    address: str
    clicks: int = 0
    took: dict[str, tuple[int, float]] = field(default_factory=dict)  # clicks, seconds

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time a part; it ends when what it is about was seen."""
        self.clicks, begun = 0, time.monotonic()
        yield
        self.took[name] = (self.clicks, time.monotonic() - begun)
        self.settle()

    def click(self, what: Locator) -> None:
        """One click more."""
        what.first.click(timeout=LONG_MS)
        self.clicks += 1

    def menu(self, name: str) -> None:
        """Open a page from the menu."""
        self.click(self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=name))
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG_MS)

    def button(self, name: str) -> None:
        """Press a button."""
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def sees(self, what: Locator) -> None:
        """Wait for something that is new, not left from the page before."""
        expect(what.first).to_be_visible(timeout=LONG_MS)

    def settle(self) -> None:
        """Let the page come to rest, outside of what is timed."""
        self.page.wait_for_timeout(500)
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def home(visit: Visit) -> None:
    """The app was started; its address is opened."""
    visit.page.goto(visit.address)
    visit.sees(visit.page.get_by_text("What came out of it"))
    visit.sees(visit.page.get_by_text(re.compile("^Use |^Keep ")))


def first_score(visit: Visit) -> None:
    """The default template on the default person, scored by the default run."""
    visit.menu("Templates")
    visit.sees(visit.page.locator(".pr-facts").get_by_text(re.compile(r"score [+-]\d")))


def first_verdict(visit: Visit) -> None:
    """The examples, judged."""
    visit.menu("Compare")
    visit.sees(visit.page.get_by_role("heading", name="Verdict"))
    visit.sees(visit.page.get_by_test_id("stAlert").get_by_text(re.compile("Use |Keep ")))


def first_report(visit: Visit) -> None:
    """One explanation as a file."""
    visit.menu("Explain")
    visit.button("Report (HTML)")
    visit.sees(visit.page.get_by_test_id("stDownloadButton"))


def first_list(visit: Visit) -> None:
    """Ten items with their reasons."""
    visit.menu("Recommend")
    visit.button("Recommend")
    visit.sees(visit.page.get_by_text(re.compile("^1 of |place 1 of|1\\. ")))


def another_list(visit: Visit) -> None:
    """The list of the next person: the model is loaded."""
    visit.click(visit.page.get_by_role("combobox", name="User"))
    visit.click(visit.page.get_by_role("option").nth(3))
    visit.button("Recommend")
    visit.sees(visit.page.get_by_text(re.compile("^1 of |place 1 of|1\\. ")))


def own_file(visit: Visit) -> None:
    """A semicolon file with dates like 24.08.2025, to its first prompt."""
    visit.menu("Data")
    visit.click(visit.page.get_by_role("tab", name="Upload"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(orders(), encoding="utf-8")
        visit.page.locator("input[type=file]").set_input_files(path)
        visit.clicks += 2  # the button, and the file in the dialog of the browser
        visit.sees(visit.page.get_by_text(re.compile("separator: semicolon")))
        visit.button("Check and save")
        chosen = visit.page.get_by_role("combobox", name="Data set")
        expect(chosen).to_have_value("orders", timeout=LONG_MS)
    visit.menu("Templates")
    visit.sees(visit.page.locator(".pr-prompt").get_by_text(re.compile("|".join(KINDS))))


def orders() -> str:
    """A shop's export: people, things with brand and kind, stars, a day."""
    rng = np.random.default_rng(0)
    lines = ["customer;sku;product name;brand;kind;stars;date"]
    for at in range(ROWS):
        thing, person = int(rng.integers(THINGS)), int(rng.integers(PEOPLE))
        brand, kind = BRANDS[thing % 3], KINDS[thing % 4]
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=at // 3)
        stars = int(rng.integers(1, 6))
        name = f"{brand} {kind} {thing}"
        lines.append(f"c{person};s{thing};{name};{brand};{kind};{stars};{day:%d.%m.%Y}")
    return "\n".join(lines) + "\n"


PARTS: dict[str, Callable[[Visit], None]] = {
    "Home, with a recommendation and a verdict": home,
    "first score": first_score,
    "first verdict": first_verdict,
    "first report": first_report,
    "first list of ten": first_list,
    "a list for somebody else": another_list,
    "own file to first prompt": own_file,
}


def memory_mb(pid: int) -> float:
    """Resident memory of a process and of all that it started."""
    own = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (own, *own.children(recursive=True))) / 1e6


def every_page(visit: Visit, pid: int) -> Iterator[str]:
    """Open each page; lines of the table of memory."""
    for name in PAGES:
        visit.page.goto(f"{visit.address}/{name}?data=movies")
        visit.sees(visit.page.get_by_role("heading", level=1))
        visit.settle()
        yield f"| {name or 'home'} | {memory_mb(pid):,.0f} |"
    visit.page.goto(f"{visit.address}/explain?data=movies&run=untuned&model={SECOND}")
    visit.sees(visit.page.get_by_test_id("stMetric"))
    visit.settle()
    yield f"| explain, with the model `{SECOND}` | {memory_mb(pid):,.0f} |"


def measure(address: str, pid: int) -> Iterator[str]:
    """All lines of the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        visit = Visit(page, address)
        yield "| from the start of the app, in one visit | clicks | seconds | memory after it, MB |"
        yield "| --- | --- | --- | --- |"
        for name, do in PARTS.items():
            with visit.part(name):
                do(visit)
            clicks, seconds = visit.took[name]
            yield f"| {name} | {clicks} | {seconds:.1f} | {memory_mb(pid):,.0f} |"
        yield ""
        yield "| then every page, one after the other | memory, MB |"
        yield "| --- | --- |"
        yield from every_page(visit, pid)
        browser.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    day = datetime.datetime.now(datetime.UTC).date()
    lines = [f"`python -m benchmarks.first_minutes`, {day}, {machine()}.", ""]
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        app = start(port, folder)
        try:
            for line in measure(f"http://127.0.0.1:{port}", app.pid):
                print(line, flush=True)
                lines.append(line)
        finally:
            app.terminate()
            app.wait(20)
    if given.write:
        write_section(OUT, HEADING, lines)


if __name__ == "__main__":
    main()

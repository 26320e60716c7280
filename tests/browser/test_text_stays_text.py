"""Text of data, templates, names and messages is shown, and never acts: no request, no script."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from started_app import started
from trapped_home import DATA, Listener, listening, trapped_home

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]
PAGES = sorted({page.stem for page in (ROOT / "pages").glob("*/*.py")})
LONG_MS = 120_000
READ = ("compare", "explain")  # they have a page to be read, too
ACTED = r"""() => {
  const text = one => typeof one === 'string' ? one : one ? one.baseVal : '';
  const away = named => text(named) && far(text(named));
  const far = address => !/^(data|blob|file):/.test(address)
    && new URL(address, location).origin !== location.origin;
  const acts = [...document.querySelectorAll('a[href], img, iframe, object, script')]
    .filter(one => away(one.href) || away(one.src)
      || (/tripped/.test(one.text || '') && one.type !== 'application/json'));
  const main = document.querySelector('[data-testid=stMain]') || document.body;
  const look = [...main.querySelectorAll('.katex, .stMarkdownColoredText, strong, code, h1, h2')]
    .filter(one => /^trap( \w+)?$/.test(one.textContent.trim()) || one.matches('.katex'));
  const said = main.innerText.split('\n').filter(one => /:color\[|\\[\[*$:`]/.test(one));
  return [...acts, ...look].map(one => one.outerHTML.slice(0, 300))
    .concat(said.map(one => `shown: ${one.slice(0, 300)}`))
    .concat(window.tripped ? ['a script ran'] : []);
}"""


@pytest.fixture
def ears() -> Iterator[Listener]:
    """Who listens for requests."""
    with listening() as heard:
        yield heard


def settle(page: Page) -> None:
    """Wait until nothing runs any more."""
    page.wait_for_timeout(400)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=LONG_MS)


def acted(page: Page) -> list[str]:
    """What of the traps became markup on the page that is open."""
    return list(page.evaluate(ACTED))


def addresses(ids: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Every page with what it can show of the traps; the failed runs, the views."""
    pair = {"data": DATA, "user": "u1", "item": "i1"}
    runs = ",".join((ids["tuned"], ids["other"]))
    found = [(name, {**pair, "run": ids["tuned"]}) for name in PAGES if name != "compare"]
    found += [("compare", {"data": DATA, "runs": runs})]
    found += [("runs", {"run": ids[one]}) for one in ("failed", "old")]
    found += [("explain", {**pair, "run": ids["tuned"], "view": view}) for view in VIEWS]
    found += [("compare", {"data": DATA, "runs": runs, "reading": "1"})]
    found += [("explain", {**pair, "run": ids["tuned"], "reading": "1"})]
    return found


def lies(ears: Listener) -> list[tuple[str, dict[str, str]]]:
    """Links whose every value is a trap."""
    return [(name, dict.fromkeys(NAMED, ears.trap("link"))) for name in LINKED]


LINKED = ("compare", "explain", "new_run", "recommend", "runs", "templates")
VIEWS = ("what_if", "two_templates")
NAMED = ("data", "run", "runs", "user", "item", "template", "words", "view", "metric", "lang")


def test_no_text_of_the_data_acts_on_any_page(
    browser: Browser, tmp_path: Path, ears: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("PROMPTREC_HOME", str(home))
    ids = trapped_home(home, ears)
    wrong: dict[str, list[str]] = {}
    shown = 0
    with started(home, tmp_path / "app.log") as address:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        left: list[str] = []
        page.on("request", lambda request: left.append(request.url))
        page.on("console", lambda told: "Content Security" in told.text and left.append(told.text))
        for language in ("en", "zh"):
            every = addresses(ids)
            for name, query in [*every, *lies(ears)] if language == "en" else every[: len(PAGES)]:
                path = "" if name == "home" else name
                page.goto(f"{address}/{path}?{urlencode({'lang': language, **query})}")
                expect(page.get_by_test_id("stMain")).not_to_be_empty(timeout=LONG_MS)
                settle(page)
                for tab in page.get_by_role("tab").all():
                    if tab.is_visible():
                        tab.click()
                        page.wait_for_timeout(150)
                settle(page)
                if found := acted(page):
                    wrong[f"{language} {page.url[:120]}"] = found
                shown += page.inner_text("body").count("trap")
        strange = [url for url in left if not url.startswith((address, "data:", "blob:"))]
        context.close()
    assert not wrong
    assert shown > 100  # the traps were there to be seen
    assert not ears.heard
    assert not strange


def test_no_text_of_the_data_acts_in_a_file_that_leaves_the_house(
    browser: Browser, tmp_path: Path, ears: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    from promptrec.cli.main import main

    home = tmp_path / "home"
    monkeypatch.setenv("PROMPTREC_HOME", str(home))
    ids = trapped_home(home, ears)
    two = (ids["tuned"], ids["other"])
    commands = {
        "compare": ("compare", *two, "--metric", "auc", "--report"),
        "report": ("report", *two, "--metric", "auc", "--out"),
        "explain": (
            "explain",
            str(home / "datasets" / DATA),
            "--run",
            ids["tuned"],
            "--user",
            "u1",
            "--item",
            "i1",
            "--report",
        ),
    }
    context = browser.new_context()
    page = context.new_page()
    for name, command in commands.items():
        for language in ("en", "zh"):
            file = tmp_path / f"{name}_{language}.html"
            assert main([*command, str(file), "--language", language, "--home", str(home)]) == 0
            page.goto(file.as_uri())
            page.wait_for_timeout(800)
            for fold in page.locator("summary").all():
                fold.click()
            assert not acted(page), name
            assert "trap" in page.inner_text("body")
    context.close()
    assert not ears.heard


def test_the_listener_hears_a_page_that_reads_data_as_markdown(
    browser: Browser, tmp_path: Path, ears: Listener
) -> None:
    script = tmp_path / "careless.py"
    script.write_text(f"import streamlit as st\nst.markdown({ears.trap('careless')!r})\n")
    command = (sys.executable, "-m", "streamlit", "run", str(script))
    with started(tmp_path, tmp_path / "app.log", command) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("trap link").first).to_be_visible(timeout=LONG_MS)
        page.wait_for_timeout(500)
        assert acted(page)
        context.close()
    assert "/careless/picture" in ears.heard

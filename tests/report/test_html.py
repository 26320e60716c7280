"""Pages of their own: nothing from data acts, nothing is fetched, charts are drawn from a disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest

from promptrec.errors import PromptRecError
from promptrec.plots.style import image_config, styled
from promptrec.report.blocks import Chart, Code, Grid, Heading, Html, Note, Text
from promptrec.report.html import MOST, page_html

HOSTILE = ("<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '"><b>&amp;')


def chart(name: str, values: tuple[float, ...] = (1.0, 2.5)) -> Chart:
    figure = styled(go.Figure(go.Bar(x=["a", name], y=list(values))), title=name)
    return Chart(figure, Grid(("name", "value"), [("a", values[0]), (name, values[1])]))


def blocks(name: str) -> list[object]:
    table = Grid((name,), [(name,)], caption=name)
    return [Heading(name), Text(name), Code(name), Note(name, "red"), table, chart(name)]


@pytest.mark.parametrize("name", HOSTILE)
def test_text_of_the_data_never_becomes_markup(name: str) -> None:
    page = page_html(name, blocks(name))
    assert name not in page
    assert len(re.findall("<script", page)) == 3  # a figure's numbers, the library, what draws
    assert "<img" not in page and "<b>" not in page


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert page_html("A", blocks("a")) == page_html("A", blocks("a"))


def test_a_page_names_no_address_and_stays_far_below_its_limit() -> None:
    page = page_html("A", [chart(f"chart {at}") for at in range(8)])
    assert not re.search(
        r"https?:|//[a-z]|src=|@import|url\(", re.sub("(?s)gzip.*?</script>", "", page)
    )
    assert page.count("application/gzip") == 1
    assert len(page.encode()) < 2_100_000 < MOST
    assert len(page_html("A", [Text("a")]).encode()) < 10_000  # no chart, no library


def test_a_page_that_would_be_too_large_says_so() -> None:
    with pytest.raises(PromptRecError, match="may have 3"):
        page_html("A", [Code("x" * MOST)])


def test_safe_html_goes_in_as_it_is() -> None:
    assert '<p class="pr-prompt">a</p>' in page_html("A", [Html('<p class="pr-prompt">a</p>')])


def test_every_chart_can_be_saved_as_a_picture_of_twice_its_size() -> None:
    options = image_config("Score: <b>after</b> each layer")["toImageButtonOptions"]
    assert options == {
        "format": "png",
        "scale": 2,
        "filename": "promptrec-score-after-each-layer",
    }


@pytest.fixture
def offline(browser: object) -> Iterator[object]:
    """A visitor without a network."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)  # type: ignore[attr-defined]
    yield context
    context.close()


@pytest.mark.browser
def test_charts_are_drawn_from_a_disk_without_a_network(offline: object, tmp_path: Path) -> None:
    name = HOSTILE[1]
    file = tmp_path / "page.html"
    file.write_text(page_html(name, [*blocks(name), chart("two")]), encoding="utf-8")  # type: ignore[list-item]
    page = offline.new_page()  # type: ignore[attr-defined]
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-drawn='2']")
    assert page.locator("figure .main-svg").count() >= 2
    assert page.locator("figure details[open]").count() == 0
    assert page.title() == name and page.locator("h1").inner_text() == name
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_without_scripts_the_numbers_are_open(browser: object, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page_html("A", [chart("two")]), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("td", has_text="2.5").is_visible()
    context.close()

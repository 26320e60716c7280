"""One HTML file that needs nothing else: text, code, tables and live charts, opened from a disk.

plotly.js (4.8 MB) is in it once, compressed, and is unpacked by the browser; a table beside each
chart serves those who read without scripts. Whatever comes from data is escaped here, and a content
security policy lets the file run its own two scripts and ask no address for anything. The same
blocks give the same bytes.
"""

import base64
import gzip
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import plotly.io
from plotly.offline import get_plotlyjs

from promptrec.errors import PromptRecError
from promptrec.plots.style import image_config, title_line
from promptrec.report.blocks import (
    Appendix,
    Block,
    Chart,
    Code,
    Fold,
    Grid,
    Heading,
    Html,
    Note,
    Text,
)
from promptrec.words.table import worded

FOLDER = Path(__file__).parent
MOST = 3_000_000  # bytes of a file: small enough for a mail
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main{sheet}>
<h1>{title}</h1>
{body}
<footer>{foot}</footer>
</main>
{scripts}
</body>
</html>
"""


def page_html(title: str, blocks: Sequence[Block], language: str = "en", *, sheet: str = "") -> str:
    """The document. PromptRecError when it has more than MOST bytes in UTF-8.

    sheet: "one" sets what stands before the appendix so tightly that one page of paper holds it.
    """
    has_charts = any(isinstance(block, Chart) for block in blocks)
    numbers = worded(language, "plot.numbers")
    document = PAGE.format(
        language=escape(language),
        policy=policy(has_charts),
        title=escape(title),
        sheet=f' class="{sheet}"' if sheet else "",
        style=read("page.css") + read("prompt.css"),
        body=body_html(blocks, numbers),
        foot=escape(worded(language, "plot.page_foot")),
        scripts=scripts() if has_charts else "",
    )
    size = len(document.encode())
    if size > MOST:
        raise PromptRecError(
            "sentence.page_large",
            title=title,
            size=f"{size / 1e6:.1f}",
            most=f"{MOST / 1e6:.0f}",
        )
    return document


def body_html(blocks: Sequence[Block], numbers: str) -> str:
    """The sheet to read first, then the appendix, which begins a page in print; or all as one."""
    lines = [block_html(block, numbers) for block in blocks]
    at = next((at for at, one in enumerate(blocks) if isinstance(one, Appendix)), None)
    if at is None:
        return "\n".join(lines)
    parts = {"memo": lines[:at], "appendix": lines[at:]}
    sections: list[str] = []
    for name, own in parts.items():
        sections += [f'<section class="{name}">', *own, "</section>"]
    return "\n".join(sections)


def block_html(block: Block, numbers: str) -> str:
    """One block as HTML. numbers: what opens the table of a chart."""
    match block:
        case Grid():
            return f'<div class="wide">{table_html(block)}</div>'
        case Chart():
            return chart_html(block, numbers)
        case Fold():
            inside = "\n".join(block_html(one, numbers) for one in block.blocks)
            return f"<details><summary>{escape(block.words)}</summary>{inside}</details>"
        case _:
            return words_html(block)


def words_html(block: Heading | Appendix | Text | Code | Note | Html) -> str:
    """What is no table and no picture."""
    match block:
        case Heading():
            return f"<h{block.level}>{escape(block.words)}</h{block.level}>"
        case Appendix():
            return f"<h2>{escape(block.words)}</h2>"
        case Text():
            return text_html(block)
        case Code():
            return f"<pre>{escape(block.text)}</pre>"
        case Note():
            return f'<p class="note {escape(block.light)}">{escape(block.words)}</p>'
        case Html():
            return f"<div>{block.safe}</div>"


def text_html(text: Text) -> str:
    """Paragraphs."""
    style = ' class="quiet"' if text.quiet else ""
    parts = [escape(part) for part in text.words.split("\n\n") if part.strip()]
    return "\n".join(f"<p{style}>{part}</p>" for part in parts)


def table_html(table: Grid) -> str:
    """A table; a cell that holds a number, or text that reads as one, stands to the right."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "\n".join(f"<tr>{''.join(cell_html(one) for one in row)}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def cell_html(value: object) -> str:
    """One cell.

    >>> cell_html("+1.5"), cell_html("a < b")
    ('<td class="number">+1.5</td>', '<td>a &lt; b</td>')
    """
    text = str(value)
    bare = text.strip().removesuffix("%").strip().replace(",", "").replace(".", "", 1)
    is_number = bare.lstrip("+-−").isdecimal()
    return f'<td class="number">{text}</td>' if is_number else f"<td>{escape(text)}</td>"


def chart_html(chart: Chart, numbers: str) -> str:
    """A place for the figure, its JSON for the script, and its numbers, open until it is drawn."""
    layout = chart.figure.layout
    name = title_line(chart.figure)
    height = int(layout.height or 360)
    text = plotly.io.to_json(chart.figure, engine="json")
    config = plotly.io.json.to_json_plotly(image_config(name), engine="json")
    return (
        f'<figure><div class="chart" role="img" aria-label="{escape(name)}" '
        f'style="min-height:{height}px"></div>'
        f'<script type="application/json">{inert(f"[{text},{config}]")}</script>'
        f'<details open><summary>{escape(numbers)}</summary><div class="wide">'
        f"{table_html(chart.table)}</div></details></figure>"
    )


def inert(text: str) -> str:
    """JSON that cannot end the script element that holds it, with the same meaning.

    >>> inert('["</script>"]')
    '["\\\\u003c/script\\\\u003e"]'
    """
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


@cache
def read(name: str) -> str:
    """A file beside this one."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def packed_plotly() -> str:
    """plotly.js as gzip in base64: 2.0 of its 4.8 MB."""
    packed = gzip.compress(get_plotlyjs().encode(), 9, mtime=0)
    return base64.b64encode(packed).decode("ascii")


def scripts() -> str:
    """The library, which the browser does not run as it stands, and what unpacks it and draws."""
    library = f'<script type="application/gzip" id="plotly">{packed_plotly()}</script>'
    return f"{library}\n<script>{read('page.js')}</script>"


@cache
def policy(has_charts: bool) -> str:
    """No address is asked for anything; only the scripts of this file run."""
    allowed = [fingerprint(read("page.js")), fingerprint(get_plotlyjs())] if has_charts else []
    return (
        f"default-src 'none'; script-src {' '.join(allowed) or repr('none')}; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def fingerprint(script: str) -> str:
    """How a policy names one script."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

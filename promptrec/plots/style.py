"""How every figure looks: no background, no fixed width, told apart without colour as well.

Fonts and grids stand in the template, so that a page with its own theme can replace them; the
colours are legible on white and on near-black. Lines also differ in dash and marker. `image_config`
is for `st.plotly_chart(figure, config=...)`: one button, which saves a picture.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from unicodedata import east_asian_width

import plotly.graph_objects as go

# After Okabe and Ito 2008, "Color universal design", shifted to a contrast of at least 3:1 to white
# and to near-black, so that light and dark pages show the same colours.
PALETTE = ("#1B7FBD", "#D55E00", "#009E73", "#C46A9B", "#A97800", "#6F6BC9")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
MUTED = "#87929A"  # reference lines and baselines; 3:1 or more on white and on near-black
INK = "#7A838A"  # text where no theme sets it
GRID = "rgba(127,127,127,0.22)"
PICTURE_SCALE = 2  # pixels of a saved picture for each pixel of the page
TITLE_WIDTH = 38  # letters of usual breadth in a line: fits 390 px
FIRST_LINE = 10  # pixels above a title; Plotly lifts one of several lines by
LIFTED = 13
BREADTHS = {"W": 1.9, "M": 1.7, "m": 1.6, "w": 1.5, "_": 1.1, " ": 0.5} | dict.fromkeys(
    "fijlrt.,:'", 0.6
)
PIECES = re.compile(r"\s+|[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+")
OPENING = "（「『【《"  # marks that end no line
CLOSING = "）」』】》。，、；：！？"  # marks that begin no line
LEGEND_WIDTH = 34
AXIS_NAME, LINE = 22, 18  # letters of a name beside a row at 390 px, pixels of a line of them
AROUND, LETTER = 110, 7.5  # pixels above and below an axis; of a letter of its title

TEMPLATE = go.layout.Template(
    layout={
        "colorway": PALETTE,
        "font": {"color": INK, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"gridcolor": GRID, "linecolor": GRID, "zeroline": False, "automargin": True},
        "yaxis": {"gridcolor": GRID, "linecolor": GRID, "zeroline": False, "automargin": True},
        "hovermode": "closest",
    }
)


def styled(
    figure: go.Figure, *, title: str = "", x: str = "", y: str = "", height: int = 360
) -> go.Figure:
    """Title and axis titles, room for both, the legend below where it never covers data.

    height in pixels; the width is always that of the place where the figure stands.
    """
    lines = wrapped(title, TITLE_WIDTH)
    first = FIRST_LINE + (LIFTED if len(lines) > 1 else 0)
    figure.update_layout(
        template=TEMPLATE,
        title={
            "text": "<br>".join(lines) or None,
            "x": 0,
            "xref": "container",  # not the plot: long names on an axis would push the title out
            "pad": {"l": 8},
            "y": 1 - first / height,
            "yref": "container",
            "yanchor": "top",
            "font": {"size": 15},
        },
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        autosize=True,
        height=height,
        margin={"l": 8, "r": 12, "t": 24 + 22 * len(lines), "b": 8},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.24, "yanchor": "top"},
        hoverlabel={"align": "left"},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": MUTED, "activecolor": PALETTE[0]},
    )
    figure.update_xaxes(title={"text": x or None, "standoff": 8}, automargin=True)
    upright = "<br>".join(wrapped(y, (height - AROUND) / LETTER))
    figure.update_yaxes(title={"text": upright or None, "standoff": 8}, automargin=True)
    return figure


def breadth(text: str) -> float:
    """How broad a text is, in letters of usual breadth; a Chinese character counts as two.

    >>> breadth("nose"), breadth("电影"), breadth("ill")
    (4.0, 4.0, 1.8)
    """
    return round(sum(map(letter_breadth, text)), 3)


def letter_breadth(letter: str) -> float:
    """The same of one letter."""
    if east_asian_width(letter) in "WF":
        return 2.0
    return BREADTHS.get(letter, 1.3 if letter.isupper() else 1.0)


def wrapped(text: str, width: float) -> list[str]:
    """Lines no broader than `width`; a word that is broader alone is cut.

    A mark that opens or closes something stays on the line of what it is about.

    >>> wrapped("one two three", 8), wrapped("电影分数", 4), wrapped("aaaaaa", 4)
    (['one two', 'three'], ['电影', '分数'], ['aaaa', 'aa'])
    >>> wrapped("分（AUC）", 8), wrapped("分（AUC）", 7)
    (['分（AUC）'], ['分', '（AUC）'])
    """
    lines = [""]
    for piece in PIECES.findall(text):
        letters = [piece] if breadth(piece) <= width else list(piece)
        for part in letters:
            broad = breadth(f"{lines[-1]}{part}".strip()) > width
            if lines[-1].strip() and broad and part not in CLOSING:
                kept = lines[-1].rstrip(OPENING)
                lines[-1:] = [kept, lines[-1][len(kept) :]]
            lines[-1] += part
    return [line.strip() for line in lines if line.strip()]


def in_legend(name: str) -> str:
    """A name in a legend: whole in two lines, cut only where it is longer still.

    >>> in_legend("e0003 · with evidence, from all rules at once")
    'e0003 · with evidence, from all rules at<br>once'
    """
    return "<br>".join(map(literal, wrapped(shortened(name, 2 * LEGEND_WIDTH), LEGEND_WIDTH)))


def axis_names(names: Sequence[str]) -> list[str]:
    """Names beside the rows of a figure, in lines that leave room for the rows at 390 px.

    >>> axis_names(["what the user thought of things that go with it"])
    ['what the user thought of<br>things that go with it']
    """
    return ["<br>".join(map(literal, wrapped(name, AXIS_NAME))) for name in names]


def row_of(names: Sequence[str], least: int) -> int:
    """Pixels of a row that holds the longest of such names."""
    return max([least, *(LINE * (1 + name.count("<br>")) for name in names)])


def title_line(figure: go.Figure) -> str:
    """A figure's title in one line; between Chinese characters no space is put.

    >>> title_line(go.Figure(layout={"title": {"text": "one<br>two"}}))
    'one two'
    >>> title_line(go.Figure(layout={"title": {"text": "电影<br>分数"}}))
    '电影分数'
    """
    lines = str(figure.layout.title.text or "").split("<br>")
    joined = lines[0]
    for line in lines[1:]:
        wide = any(east_asian_width(one) in "WF" for one in joined[-1:] + line[:1])
        joined += line if wide else f" {line}"
    return joined


def faint(color: str, alpha: float) -> str:
    """The colour "#rrggbb" with an opacity from 0 to 1.

    >>> faint("#1B7FBD", 0.3)
    'rgba(27,127,189,0.3)'
    """
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def line_look(place: int) -> dict[str, object]:
    """Colour, dash and marker of the line at this place."""
    color = PALETTE[place % len(PALETTE)]
    return {
        "line": {"color": color, "dash": DASHES[place % len(DASHES)], "width": 2},
        "marker": {"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7},
    }


def reference_line(name: str) -> dict[str, object]:
    """The diagonal from (0, 0) to (1, 1), for curves that are judged against it."""
    return {
        "x": [0, 1],
        "y": [0, 1],
        "name": name,
        "mode": "lines",
        "line": {"color": MUTED, "dash": "dot", "width": 1},
        "hoverinfo": "skip",
    }


def shortened(text: str, width: int = LEGEND_WIDTH) -> str:
    """The text, cut with an ellipsis when it is broader than `width`; a Chinese letter counts two.

    >>> shortened("a name that is much too long", 10), shortened("电影分数", 7)
    ('a name th…', '电影分…')
    """
    ends = list(accumulate(2 if east_asian_width(letter) in "WF" else 1 for letter in text))
    if not ends or ends[-1] <= width:
        return text
    return text[: sum(end < width for end in ends)] + "…"


def literal(text: str) -> str:
    """Text of the data as Plotly shows it: its own few HTML tags are taken out of force."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def image_config(title: str) -> dict[str, object]:
    """How a browser treats a figure: it follows the width; its one button saves a PNG."""
    return {
        "responsive": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": "png",
            "scale": PICTURE_SCALE,
            "filename": file_name(title),
        },
    }


def file_name(title: str) -> str:
    """A name for a file that every system takes; letters of any language stay.

    >>> file_name("Score: after/each <b>layer</b>")
    'promptrec-score-after-each-layer'
    """
    words = re.findall(r"\w+", re.sub("<[^>]*>", " ", title).casefold())
    return "-".join(["promptrec", *words])[:80]

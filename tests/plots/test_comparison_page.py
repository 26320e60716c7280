"""The file of a comparison: every part is in it, escaped, and nothing when it is refused."""

import numpy as np

from promptrec.plots.comparison_page import ComparisonPage, comparison_page
from promptrec.plots.comparison_parts import (
    class_table,
    curve_charts,
    ladder_chart,
    metric_table,
    part,
    user_chart,
)
from promptrec.plots.page_html import MOST
from promptrec.records import ComparedSide, Interval, ScoredSide

LABEL = np.tile([1.0, 0.0, 1.0, 0.0], 300)
HOSTILE = "<script>alert(1)</script>"


def sides() -> list[ScoredSide]:
    rng = np.random.default_rng(0)
    names = {HOSTILE: False, "two": False, **{f"rule {at}": True for at in range(10)}}
    return [
        ScoredSide(name, rng.normal(size=(1, len(LABEL))), baseline)
        for name, baseline in names.items()
    ]


def page(said: str) -> str:
    found = sides()
    lines = [
        ComparedSide(
            kind="control", name=HOSTILE, metric="auc", part="valid", users=30, runs=1,
            value=0.61, low=0.5, high=0.7,
        )
    ]  # fmt: skip
    more = [
        *part("metrics", metric_table([(HOSTILE, {"auc": Interval(0.61)})], {"auc": "AUC"})),
        *part("curves", *curve_charts(LABEL, found)),
        *part("classes", class_table(LABEL, found)),
        *part("users", user_chart("who", ["u1", HOSTILE], np.array([0.1, -0.2]), "AUC")),
        *part("ladder", ladder_chart(["0"], {"a": [Interval(0.5)]}, "AUC", x="k", muted=[])),
    ]
    return comparison_page(
        ComparisonPage(
            lines=lines,
            names=lambda one: one.name,
            metric="AUC",
            ground="rows",
            sentences=[(said, "The reason.")],
            parts={},
            more=more,
        )
    )


def test_every_part_is_in_the_file_and_nothing_of_the_data_acts() -> None:
    text = page("better")
    assert all(f"<h2>{one}</h2>" in text for one in ("metrics", "curves", "classes", "users"))
    assert HOSTILE not in text and len(text.encode()) < MOST
    assert text.count("<figure>") == 2 + 3 + 1 + 1


def test_a_refused_comparison_is_the_reason_alone() -> None:
    text = page("refused")
    assert "The reason." in text
    assert "<figure>" not in text and "<table>" not in text and "0.61" not in text

"""docs/metrics.md explains every metric and baseline that a report can hold."""

import re
from pathlib import Path

import numpy as np

from promptrec.baselines.catalogue import BASELINES
from promptrec.metrics.report import ranking_report, row_report

PAGE = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
EXPLAINED = set(re.findall(r"^\| `([^`]+)` \|", PAGE, flags=re.MULTILINE))


def test_every_metric_of_the_reports_is_explained():
    one = np.array([1.0])
    rows = row_report(one, one, one, rating=one, expected_rating=one)
    ranked = ranking_report([(one, one == 1)])
    missing = (rows.metrics.keys() | ranked.metrics.keys()) - EXPLAINED
    assert not missing, f"docs/metrics.md does not explain {', '.join(sorted(missing))}"


def test_every_baseline_is_explained():
    assert set(BASELINES) <= EXPLAINED

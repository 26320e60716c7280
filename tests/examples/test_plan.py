"""Which rows a plan learns from and counts."""

import dataclasses
from pathlib import Path

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.examples.plan import choose_rows
from promptrec.settings import RunSettings, SplitSettings


def two_domains(folder: Path) -> Dataset:
    """Two users with 12 rows in each of the domains a and b, and one with rows in b alone."""
    items = [f"{domain}{at},Title {at},{domain}" for domain in "ab" for at in range(12)]
    rows = [
        f"u{user},{item.split(',')[0]},{at % 2}" for user in (0, 1) for at, item in enumerate(items)
    ]
    rows += [f"u2,b{at},1" for at in range(4)]
    write = {
        "items.csv": ["item_id,title,kind", *items],
        "interactions.csv": ["user_id,item_id,label", *rows],
        "dataset.toml": ['name = "two"', 'domain = "kind"'],
    }
    for name, lines in write.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return load(folder)


def test_all_statistics_never_count_rows_that_the_split_leaves_out(tmp_path: Path) -> None:
    data = two_domains(tmp_path)
    split = SplitSettings(name="cross_domain", source="a", target="b", target_rows=1)
    settings = RunSettings(dataset="two", template="{item.title}", split=split)
    rows = choose_rows(data, dataclasses.replace(settings, statistics="all"))
    in_target = data.items["kind"].to_numpy()[data.item] == "b"
    assert len(rows.train) == 25 and in_target[rows.train].sum() == 1
    assert np.array_equal(rows.known.statistics, rows.train)


def test_all_statistics_add_the_rows_that_are_history_only(tmp_path: Path) -> None:
    data = two_domains(tmp_path)
    split = SplitSettings(name="cold_user", known=2)
    settings = RunSettings(dataset="two", template="{item.title}", split=split)
    rows = choose_rows(data, dataclasses.replace(settings, statistics="all"))
    judged = np.union1d(rows.split.valid, rows.split.test)
    everything = np.arange(len(data.interactions))
    assert np.array_equal(rows.known.statistics, np.setdiff1d(everything, judged))
    two_each = 4  # of two held-out users
    assert len(rows.known.statistics) == len(rows.train) + two_each

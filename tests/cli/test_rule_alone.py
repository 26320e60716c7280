"""`--start-from` and `--statistics` are taken wherever a template is a variant."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.data.loading import load
from promptrec.examples.known import KnownRows
from promptrec.examples.lint.ground import LintedData
from promptrec.judge.starting import open_variant
from promptrec.prompt.template import Template
from promptrec.records import logistic
from promptrec.settings import STARTS, RunSettings

Call = Callable[..., Any]
TEMPLATE = "The user {history.summary}. {item.title}[ {item.summary}] is {mask}."
TINY = ("--template", TEMPLATE, "--model", "tiny")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """What a command prints with --json."""

    def run(*arguments: str) -> Any:
        code = main([*arguments, "--json", "--home", str(tmp_path / "home")])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return run


@pytest.mark.parametrize("rule", ["like_share", "co_rated", "item_knn", "stack"])
@pytest.mark.parametrize("known", ["known", "labelled", "unlabelled"])
def test_an_untuned_template_that_starts_from_a_rule_is_that_rule(
    call: Call, tiny_folder: Path, tmp_path: Path, rule: str, known: str
) -> None:
    scores = tmp_path / "scores.csv"
    asked = ("evaluate", str(tiny_folder), *TINY, "--start-from", rule, "--statistics", known)
    found = call(*asked, "--max-train", "60", "--ranking-users", "0", "--scores", str(scores))
    assert found["statistics"] == known
    for name in ("auc", "gauc_rows", "log_loss", "brier"):
        own, theirs = (side[name]["value"] for side in (found["metrics"], found["baselines"][rule]))
        assert own == pytest.approx(theirs, abs=1e-9)
    with scores.open(encoding="utf-8", newline="") as file:
        written = [float(row["score"]) for row in csv.DictReader(file)]
    settings = RunSettings(
        dataset=str(tiny_folder),
        template=TEMPLATE,
        model="tiny",
        method="none",
        start_from=rule,
        statistics=known,
        max_train=60,
    )
    variant = open_variant(load(tiny_folder), settings)
    offset = variant.offset(variant.plan.pairs("test"), "test")
    assert offset is not None and written == pytest.approx(offset.tolist(), abs=1e-12)


@pytest.mark.parametrize("rule", STARTS[1:])
def test_score_and_explain_of_a_template_start_from_the_rule(
    call: Call, tiny_folder: Path, rule: str
) -> None:
    asked = (str(tiny_folder), *TINY, "--start-from", rule, "--user", "u1", "--item", "i3")
    score = call("score", *asked)
    told = call("explain", *asked, "--method", "occlusion")
    assert told["score"] == pytest.approx(score["score"], abs=1e-9)
    assert told["base_score"] == pytest.approx(score["score"], abs=1e-9)
    assert score["probability"] == pytest.approx(float(logistic(score["score"])))


def test_what_is_known_of_others_can_be_asked_of_a_single_prompt(
    call: Call, tiny_folder: Path
) -> None:
    ids = ("--user", "nobody", "--item", "i3")
    asked = ("render", str(tiny_folder), *TINY, *ids)
    every = call(*asked)["prompt"]
    known = call(*asked, "--statistics", "known")["prompt"]
    assert every != known  # as outside any run, and what a run knows: no valid and no test rows
    for command in ("score", "explain"):
        more = ("--method", "occlusion") if command == "explain" else ()
        told = call(command, str(tiny_folder), *TINY, *ids, *more, "--statistics", "known")
        assert told["prompt"] == known


def test_a_template_of_the_target_domain_is_judged_untuned(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    rows = [
        f"u{user},{'ab'[at % 2]}{(user + at) % 12},{(user * at) % 3 % 2},{at}"
        for user in range(20)
        for at in range(30)
    ]
    items = [f"{kind}{at},{kind}{at},{kind}" for kind in "ab" for at in range(12)]
    write = {
        "items.csv": ["item_id,title,kind", *items],
        "interactions.csv": ["user_id,item_id,label,timestamp", *rows],
        "dataset.toml": ['name = "two"', 'domain = "kind"'],
    }
    for name, lines in write.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    split = ("--split", "cross_domain", "--source", "a", "--target", "b", "--ranking-users", "0")
    asked = ("evaluate", str(folder), "--model", "tiny", *split)
    other = call(*asked, "--template", "B: {item.title}")["metrics"]["auc"]
    both = call(*asked, "--template", "A: {item.title}", "--target-template", "B: {item.title}")
    assert both["metrics"]["auc"] == other


def test_lint_counts_the_rows_that_it_is_told_to_count(tiny_folder: Path) -> None:
    data, template = load(tiny_folder), Template("x", "{item.summary}")
    nothing = KnownRows.same(np.zeros(0, np.int64))
    every, none = LintedData(data), LintedData(data, known=nothing)
    assert any(one["item.summary"] for one in every.find(template))
    assert not any(one["item.summary"] for one in none.find(template))


def test_lint_takes_what_is_known_of_others(call: Call, many_folder: Path) -> None:
    asked = ("lint", str(many_folder), "--model", "tiny", "--template", "{item.likeminded}")
    every, few = call(*asked), call(*asked, "--statistics", "labelled")
    assert every["findings"] != few["findings"]


def test_a_single_prompt_knows_what_a_run_of_the_split_would_know(
    call: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    parts = ("train", "", "valid", "test")
    rows = [f"u{at},i0,{at % 3 % 2},{at},{parts[at // 10]}" for at in range(40)]
    (folder / "items.csv").write_text("item_id,title\ni0,Film\n", encoding="utf-8")
    text = "\n".join(["user_id,item_id,label,timestamp,split", *rows, ""])
    (folder / "interactions.csv").write_text(text, encoding="utf-8")
    ids = ("--user", "nobody", "--item", "i0", "--model", "tiny")
    asked = ("render", str(folder), "--template", "{item.summary}", *ids)
    for known, more in (
        (40, ()),
        (20, ("--split", "given")),
        (20, ("--split", "given", "--statistics", "known")),
        (10, ("--split", "given", "--statistics", "labelled")),
        (4, ("--split", "given", "--statistics", "labelled", "--max-train", "4")),
    ):
        said = call(*asked, *more)["prompt"]
        assert said.endswith(f"of {known})")
        scored = call("score", *asked[1:-2], "--model", "tiny", "--head", "classifier", *more)
        assert scored["prompt"] == said

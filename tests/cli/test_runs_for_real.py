"""Runs through a real worker process, from the command line."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from promptrec.worker.life.spare import KEEP_VARIABLE
from promptrec.worker.life.warm import READY
from promptrec.worker.lock import HomeLock
from promptrec.worker.process import find
from promptrec.worker.supervisor import ensure_supervisor

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def command(home: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    """Run `python -m promptrec ... --json` as a script would."""
    done = subprocess.run(
        [sys.executable, "-m", "promptrec", *arguments, "--json", "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def run(home: Path) -> dict[str, Any]:
    """The default model, tuned for a moment on real ratings."""
    return command(
        home, "train", "movies", "--template", "The user {history.summary}. {item.title}",
        "--method", "lora", "--max-train", "64", "--max-valid", "200", "--epochs", "1",
    )  # fmt: skip


def test_a_run_of_the_default_model_ends_with_metrics_on_valid(run: dict[str, Any]) -> None:
    assert run["state"] == "succeeded"
    assert run["label_rows"] == 64 < run["statistic_rows"]
    assert run["statistics"] == "known"
    assert run["trainable_parameters"] > 0
    assert 0 < run["metrics"]["auc"]["value"] < 1
    assert "test_metrics" not in run


def test_evaluate_of_a_run_gives_scores_that_scikit_learn_agrees_with(
    home: Path, run: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    found = command(
        home, "evaluate", "movies", "--run", run["run"], "--max-test", "300", "--scores", str(path),
        "--ranking-users", "0",
    )  # fmt: skip
    table = pd.read_csv(path)
    assert len(table) == 300
    value = found["metrics"]["auc"]["value"]
    assert roc_auc_score(table["label"], table["score"]) == pytest.approx(value, abs=1e-9)


def test_another_split_of_the_same_data_is_refused(home: Path, run: dict[str, Any]) -> None:
    found = command(home, "evaluate", "movies", "--run", run["run"], "--split", "random", code=2)
    assert "leave_last" in found["error"]


def test_another_data_set_is_allowed(home: Path, run: dict[str, Any], tiny_folder: Path) -> None:
    found = command(home, "evaluate", str(tiny_folder), "--run", run["run"], "--ranking-users", "2")
    assert found["rows"] == 24  # a fifth of the twelve rows of each of twelve users


def test_a_run_repeats_bit_for_bit_in_a_process_that_waited_for_it(
    home: Path, run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find(HomeLock(home).held_by() or "")
    if first is not None:  # the supervisor of the command keeps no process that waits
        first.terminate()
        first.wait(20)
    monkeypatch.setenv(KEEP_VARIABLE, "60")
    ensure_supervisor(home, warm=True)
    told = home / "worker.log"
    until = time.monotonic() + 120
    while READY not in told.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    (waiting,) = re.findall(r"process (\d+) waits", told.read_text())
    found = command(home, "reproduce", run["run"])
    assert found["identical"] is True
    assert f"{found['repeated_as']} began as process {waiting}\n" in told.read_text()


def test_a_comparison_tunes_again_with_new_seeds_and_ranks_candidates(
    home: Path, run: dict[str, Any]
) -> None:
    plain = command(
        home, "train", "movies", "--template", "The user {history.summary}. {item.title}",
        "--method", "none", "--max-valid", "200",
    )  # fmt: skip
    found = command(
        home, "compare", plain["run"], run["run"], "--more-seeds", "1", "--metric", "auc"
    )
    (tuned,) = found["variants"]
    assert found["control"]["seeds"] == 1 and tuned["seeds"] == 2  # untuned has no seeds to try
    assert tuned["runs"][0] == run["run"] and len(set(tuned["of_runs"])) == 2
    assert tuned["low"] <= tuned["difference"] <= tuned["high"]

    ranked = command(
        home, "compare", *(plain["run"], run["run"]),
        *("--metric", "ndcg@10", "--ranking-users", "12"),
    )  # fmt: skip
    assert ranked["users"] >= 10 and 0 <= ranked["variants"][0]["value"] <= 1
    assert {"popularity", "item_knn", "bpr"} <= {one["name"] for one in ranked["baselines"]}


def test_a_run_scores_and_recommends(home: Path, run: dict[str, Any]) -> None:
    scored = command(home, "score", "movies", "--run", run["run"], "--user", "383", "--item", "21")
    assert 0 < scored["probability"] < 1
    found = command(
        home, "recommend", "--run", run["run"], "--user", "383", "-k", "3", "--candidates", "50"
    )
    scores = [item["score"] for item in found["items"]]
    assert len(scores) == 3 and scores == sorted(scores, reverse=True)


def test_a_queued_run_can_be_cancelled(home: Path) -> None:
    queued = command(
        home, "train", "movies", "--template", "{item.title}", "--method", "full", "--no-wait"
    )
    assert command(home, "cancel", queued["run"])["state"] == "cancelled"
    listed = command(home, "runs")["runs"]
    assert next(r for r in listed if r["run"] == queued["run"])["state"] == "cancelled"

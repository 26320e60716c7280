"""bpr and infonce give scores that only order items: no probability, no threshold, and why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptrec.cli.main import main
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

Call = Callable[..., tuple[Any, str]]
TEXT = "The user {history.summary}. {item.title} is {mask}."
PAIR = ("--user", "u3", "--item", "i4")
OF_PROBABILITY = {"accuracy", "precision", "recall", "f1", "log_loss", "brier", "ece"}
WHY = "put items in order and are no probabilities"
UNTUNED = ("--template", TEXT, "--model", "tiny")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def call(home: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command that succeeds with --json; gives (document, stderr)."""

    def run(*arguments: str) -> tuple[Any, str]:
        assert main([*arguments, "--json", "--home", str(home)]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    return run


def tuned(home: Path, folder: Path, **given: Any) -> str:
    """A run of the random model that was really carried out; its metrics on valid are checked."""
    settings = RunSettings(
        dataset=str(folder),
        template=TEXT,
        model="tiny",
        **{"method": "full", "epochs": 1, "max_train": 40, **given},
    )
    store = Store.open(home)
    store.queue(settings)
    run = store.claim("test")
    assert run is not None
    result = run_job(home, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    assert bool(OF_PROBABILITY & set(result.metrics)) == settings.says_probability
    assert bool(result.details["classes"]) == settings.says_probability
    return run.id


def said_probabilities(document: Any) -> list[object]:
    """Everything under a key `probability`, however deep."""
    if isinstance(document, dict):
        own = [value for name, value in document.items() if name == "probability"]
        return own + [one for each in document.values() for one in said_probabilities(each)]
    if isinstance(document, list):
        return [one for each in document for one in said_probabilities(each)]
    return []


@pytest.mark.parametrize("loss", ["bpr", "infonce"])
@pytest.mark.parametrize("head", ["cloze", "classifier"])
def test_no_command_says_a_probability(loss: str, head: str, call: Call, tiny_folder: Path) -> None:
    data = str(tiny_folder)
    given = (*UNTUNED, "--loss", loss, "--head", head)
    score, err = call("score", data, *PAIR, *given)
    assert said_probabilities(score) and set(said_probabilities(score)) == {None}
    assert WHY in err
    for method in ("logit_lens", "field_shapley"):
        explained, err = call("explain", data, *PAIR, *given, "--method", method)
        assert set(said_probabilities(explained)) == {None}
        assert WHY in err
    judged, err = call("evaluate", data, *given, "--ranking-users", "0")
    assert not OF_PROBABILITY & set(judged["metrics"])
    assert {"auc", "uauc"} <= set(judged["metrics"])
    assert judged["classes"] == {}
    assert set(judged["baselines"]["item_mean"]) >= OF_PROBABILITY  # those are calibrated
    assert WHY in err


def test_a_tuned_run_recommends_and_asks_without_probabilities(
    call: Call, home: Path, many_folder: Path
) -> None:
    run = tuned(home, many_folder, loss="bpr", max_valid=20, split=SplitSettings(name="random"))
    top, err = call("recommend", "--run", run, "--user", "u3", "-k", "3")
    assert said_probabilities(top) == [None, None, None]
    assert WHY in err
    asked, err = call("label", str(many_folder), "--run", run, "--ask", "3")
    assert said_probabilities(asked) == [None, None, None]
    assert WHY in err


def test_lines_for_people_name_no_log_odds(
    home: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for loss, named in (("bpr", False), ("cross_entropy", True)):
        for command in ("score", "explain"):
            given = [command, str(tiny_folder), *PAIR, *UNTUNED, "--loss", loss]
            assert main([*given, "--home", str(home)]) == 0
            assert ("log-odds" in capsys.readouterr().out) == named


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "mae"])
def test_other_losses_keep_their_probability(loss: str, call: Call, tiny_folder: Path) -> None:
    score, err = call("score", str(tiny_folder), *PAIR, *UNTUNED, "--loss", loss)
    assert all(0 < one < 1 for one in said_probabilities(score))
    assert WHY not in err


def test_a_report_of_a_run_that_ranks_has_no_percent_and_no_verdict(
    call: Call, tiny_folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    call("explain", str(tiny_folder), *PAIR, *UNTUNED, "--loss", "bpr", "--report", str(page))
    text = page.read_text(encoding="utf-8").partition("How this was made")[0]
    assert WHY in text
    for word in ("log-odds", "% liked", "Verdict", "turn the verdict", "probability (%)"):
        assert word not in text

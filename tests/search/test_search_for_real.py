"""Searches in the store and in a real worker: what is kept, resumed, cancelled, never read."""

import dataclasses
import json
import shutil

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.errors import Cancelled, StoreError
from promptrec.settings import RunSettings, SearchedTemplate, SearchSettings
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import RunState, TrialState
from promptrec.store.store import Store
from promptrec.worker.search_job import run_search


def never():
    return False


@pytest.fixture
def base(tiny_folder):
    return RunSettings(
        dataset=str(tiny_folder),
        template="{item.title}",
        model="tiny",
        method="head",
        epochs=2,
        batch_size=8,
        split=dataclasses.replace(RunSettings(dataset="", template="").split, name="random"),
    )


@pytest.fixture
def search(base):
    return SearchSettings(
        base=base,
        templates=(
            SearchedTemplate(name="title", text="{item.title}"),
            SearchedTemplate(name="history", text="[{history.liked:2} ]{item.title}"),
        ),
        methods=("none", "head", "full"),
        learning_rates=(1e-4, 1e-2),
        trials=6,
        metric="accuracy",
    )


def carry_out(store, name, should_stop=never):
    run = store.claim("w")
    assert run.id == name
    told = []
    result = run_search(store.home, name, run.settings, told.append, should_stop, lambda _: None)
    return result, told


def without_time(trials):
    return [dataclasses.replace(one, seconds=0.0) for one in trials]


def test_a_search_keeps_each_trial_and_its_winner(tmp_path, search):
    store = Store.open(tmp_path)
    row = store.queue_search(search, "mine")
    assert (row.search, row.settings, store.runs()) == (search, search.base, ())
    result, told = carry_out(store, row.id)
    trials = store.trials(row.id)
    assert [one.number for one in trials] == list(range(6))
    best = max(one.value for one in trials if one.state is TrialState.COMPLETE)
    assert result.metrics["accuracy"].value == best
    assert [one.step for one in told if one.name == "best_accuracy"] == [1, 2, 3, 4, 5, 6]
    assert store.looks(result.fingerprint, "random") == 0


def test_a_search_that_is_cancelled_goes_on_as_if_it_had_not_been(tmp_path, search):
    whole = Store.open(tmp_path / "whole")
    whole.queue_search(search)
    carry_out(whole, "r0001")
    broken = Store.open(tmp_path / "broken")
    broken.queue_search(search)

    def stop():
        return len(broken.trials("r0001")) >= 3

    run = broken.claim("w")
    with pytest.raises(Cancelled, match="3 trials"):
        run_search(broken.home, run.id, run.settings, lambda _: None, stop, lambda _: None)
    broken.finish(run.id, run.fence, RunState.CANCELLED)
    broken.go_on("r0001", search)
    carry_out(broken, "r0001")
    assert without_time(broken.trials("r0001")) == without_time(whole.trials("r0001"))


def test_composed_templates_go_on_after_a_stop_too(tmp_path, base):
    asked = SearchSettings(
        base=dataclasses.replace(base, template="{item.title}", max_valid=None),
        kind="templates",
        trials=5,
        first_rows=4,
        metric="accuracy",
    )
    whole = Store.open(tmp_path / "whole")
    whole.queue_search(asked)
    carry_out(whole, "r0001")
    trials = whole.trials("r0001")
    assert {one.rung for one in trials} >= {0, 1}
    assert sum(one.rung == 0 for one in trials) == 5 and trials[-1].rows >= trials[0].rows
    broken = Store.open(tmp_path / "broken")
    broken.queue_search(asked)
    run = broken.claim("w")
    with pytest.raises(Cancelled):
        run_search(
            broken.home,
            run.id,
            run.settings,
            lambda _: None,
            lambda: len(broken.trials("r0001")) >= 2,
            lambda _: None,
        )
    broken.finish(run.id, run.fence, RunState.CANCELLED)
    broken.go_on("r0001", asked)
    carry_out(broken, "r0001")
    assert without_time(broken.trials("r0001")) == without_time(trials)


def test_the_labels_of_test_rows_change_nothing(tmp_path, tiny_folder, search):
    """The same search on data whose test ratings are turned round finds the same trials."""
    import pandas as pd

    from promptrec.data.split import make_split

    dataset = open_dataset(str(tiny_folder))
    test = make_split(dataset, search.base.split).test
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    search = dataclasses.replace(search, base=dataclasses.replace(search.base, dataset=str(folder)))
    path = folder / "interactions.csv"
    first = Store.open(tmp_path / "first")
    first.queue_search(search)
    carry_out(first, "r0001")
    table = pd.read_csv(path, dtype=str)
    numbers = table["rating"].astype(float)
    turned = np.isin(np.arange(len(table)), test)
    table["rating"] = numbers.where(~turned, 6 - numbers).astype(str)
    table.to_csv(path, index=False)
    second = Store.open(tmp_path / "second")
    second.queue_search(search)
    carry_out(second, "r0001")
    assert without_time(second.trials("r0001")) == without_time(first.trials("r0001"))


def test_a_budget_in_seconds_begins_no_new_trial(tmp_path, search):
    store = Store.open(tmp_path)
    store.queue_search(dataclasses.replace(search, seconds=1e-6))
    carry_out(store, "r0001")
    assert len(store.trials("r0001")) == 1


def test_a_trial_that_cannot_work_is_kept_with_its_reason(tmp_path, search):
    broken = SearchedTemplate(name="broken", text="{item.nothing}")
    asked = dataclasses.replace(search, templates=(*search.templates, broken), trials=10)
    store = Store.open(tmp_path)
    store.queue_search(asked)
    carry_out(store, "r0001")
    failed = [one for one in store.trials("r0001") if one.state is TrialState.FAILED]
    assert failed and all("item.nothing" in one.message for one in failed)


def test_a_worker_that_lost_the_search_cannot_add_to_it(tmp_path, search):
    store = Store.open(tmp_path)
    store.queue_search(dataclasses.replace(search, trials=1))
    carry_out(store, "r0001")
    one = store.trials("r0001")[0]
    with pytest.raises(StaleFence):
        store.add_trial("r0001", 0, dataclasses.replace(one, number=1))


def test_only_a_search_that_ended_is_resumed(tmp_path, search, base):
    store = Store.open(tmp_path)
    store.queue(base)
    store.queue_search(search)
    with pytest.raises(StoreError, match="no search"):
        store.go_on("r0001", search)
    with pytest.raises(StoreError, match="queued already"):
        store.go_on("r0002", search)


def command(capfd, *arguments):
    code = main([*map(str, arguments), "--json"])
    out = capfd.readouterr().out
    return code, json.loads(out) if out else {}


@pytest.mark.slow
def test_minilm_searches_templates_and_confirms_the_winner(tmp_path, capfd):
    home = ("--home", tmp_path)
    code, found = command(
        capfd, "search", "movies", "--fragments", "--trials", 4, "--first-rows", 40,
        "--max-valid", 80, *home,
    )  # fmt: skip
    assert (code, found["state"], found["kind"]) == (0, "succeeded", "templates")
    assert [one["rows"] for one in found["trials"]] == [40] * 4 + [80] * 2
    values = {one["number"]: one["value"] for one in found["trials"] if one["rung"] == 1}
    assert found["best"]["value"] == max(values.values())
    assert "{mask}" in found["best"]["template"]
    store = Store.open(tmp_path)
    movies = open_dataset("movies").fingerprint()
    assert store.looks(movies, "leave_last") == 0
    code, again = command(
        capfd, "search", "movies", "--resume", found["search"], *home
    )  # nothing is left to do
    assert (code, again["trials"]) == (0, found["trials"])
    code, confirmed = command(capfd, "search", "movies", "--confirm", found["search"], *home)
    assert (code, store.looks(movies, "leave_last")) == (0, 1)
    assert confirmed["metrics"]["auc"]["value"] == pytest.approx(found["best"]["value"], abs=1e-9)
    assert "auc" in confirmed["test_metrics"]
    code, _ = command(capfd, "evaluate", "movies", "--run", found["search"], *home)
    assert code == 2


def test_wrong_input_exits_with_2(tmp_path, capfd, tiny_folder):
    home = ("--home", tmp_path)
    assert command(capfd, "search", tiny_folder, *home)[0] == 2
    assert command(capfd, "search", tiny_folder, "--template", "{item.title}", *home)[0] == 2
    several = ("--method", "lora", "--method", "head")
    assert command(capfd, "search", tiny_folder, "--fragments", *several, *home)[0] == 2
    assert command(capfd, "search", tiny_folder, "--resume", "r0001", *home)[0] == 2
    rates = ("--template", "{item.title}", "--learning-rates", "low,high")
    assert command(capfd, "search", tiny_folder, *rates, *home)[0] == 2

"""A search from a template, from its settings to its confirmation, with real models and workers."""

import dataclasses
import json

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.data.locked import locked_users
from promptrec.data.shipped import open_dataset
from promptrec.errors import Cancelled, SettingsError, StoreError
from promptrec.metrics.auc import auc
from promptrec.prompt.template import Template
from promptrec.search.from_template import base_of_run, search_from
from promptrec.search.lineage import branches, heats, looks_taken, path_to
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchSettings
from promptrec.store.snapshots import RunState, TrialState
from promptrec.store.store import Store
from promptrec.worker.race_scores import BlockScores
from promptrec.worker.search_job import Bench, run_search

START = Template("mine", "[The user {history.summary}. ]{item.title}[, {item.genres}] is {mask}.")


def asked(folder, **tried):
    base = RunSettings(
        dataset=str(folder),
        template=START.text,
        template_name="mine",
        language="en",
        model="tiny",
        method="none",
        max_valid=200,
    )
    made = {name: tried.pop(name) for name in ("method", "epochs", "max_train") if name in tried}
    return search_from(START, dataclasses.replace(base, **made), **{"trials": 9, **tried})


def carry_out(store, should_stop=lambda: False):
    run = store.claim("w")
    log = []
    result = run_search(store.home, run.id, run.settings, lambda _: None, should_stop, log.append)
    return result, log


def without_time(trials):
    return [dataclasses.replace(one, seconds=0.0) for one in trials]


@pytest.fixture(scope="module")
def raced(tmp_path_factory, many_folder):
    store = Store.open(tmp_path_factory.mktemp("race"))
    store.queue_search(asked(many_folder))
    result, log = carry_out(store)
    return store, store.trials("r0001"), result, log


def test_settings_of_a_race_come_back_from_json(many_folder):
    search = asked(many_folder, looks=3, weights="r0007")
    assert SearchSettings.from_json(search.to_json()) == search


def test_a_race_of_other_than_one_template_or_metric_is_refused(many_folder):
    search = asked(many_folder)
    with pytest.raises(SettingsError, match="exactly one"):
        dataclasses.replace(search, templates=())
    with pytest.raises(SettingsError, match="metric of a race"):
        dataclasses.replace(search, metric="accuracy")


def test_the_start_and_its_edits_are_kept_with_their_lineage(raced):
    _, trials, result, log = raced
    assert len(trials) == 10 and trials[0].parameters["edit"] == "start"
    assert trials[0].settings.template == START.text
    assert {heat: len(own) for heat, own in heats(trials).items()} == {0: 1, 1: 8, 2: 1}
    best = winner(trials)
    assert (
        result.metrics["gauc_rows"].value
        == best.value
        == max(one.value for one in trials if one.state is TrialState.COMPLETE)
    )
    assert path_to(trials, best)[0] == trials[0]
    tree = list(branches(trials))
    assert sorted(one.trial.number for one in tree) == list(range(10)) and tree[0].depth == 0
    assert looks_taken(trials) == sum(
        max(one.parameters["looks"] for one in own) for heat, own in heats(trials).items() if heat
    )
    assert any("look 1 of 5" in line for line in log)


def test_beside_the_metric_of_verdicts_stands_auc_over_the_same_rows(raced, many_folder):
    store, trials, result, log = raced
    row, data = store.run("r0001"), open_dataset(str(many_folder))
    blocks = BlockScores(Bench(store, "r0001", row.fence, row.search, data, print, bool, print))
    best = winner(trials)
    scores = [blocks.score(best.settings, at) for at in range(len(blocks.blocks))]
    found = auc(blocks.pairs.label, np.concatenate(scores))
    assert row.search.metric == "gauc_rows" and result.metrics["auc"].value == pytest.approx(found)
    assert any(
        f"trial {best.number} " in str(one) and f"auc {found:.4f}" in str(one) for one in log
    )


def test_no_locked_user_is_ever_scored(raced, many_folder):
    store, trials, *_ = raced
    data = open_dataset(str(many_folder))
    row = store.run("r0001")
    bench = Bench(store, "r0001", row.fence, row.search, data, print, bool, print)
    blocks = BlockScores(bench)
    assert not locked_users(data)[blocks.pairs.user].any()
    assert len(blocks.blocks) == 5 and trials[0].rows == len(blocks.pairs)
    assert all(one.rows <= len(blocks.pairs) for one in trials)


def test_no_two_templates_of_a_race_read_the_same(raced, many_folder):
    store, trials, *_ = raced
    row = store.run("r0001")
    data = open_dataset(str(many_folder))
    blocks = BlockScores(Bench(store, "r0001", row.fence, row.search, data, print, bool, print))
    assert len({blocks.read(one.settings) for one in trials}) == len(trials)


def test_a_race_that_is_cancelled_goes_on_as_if_it_had_not_been(raced, tmp_path, many_folder):
    broken = Store.open(tmp_path)
    search = asked(many_folder)
    broken.queue_search(search)
    count = iter(range(1000))

    def stop():
        return next(count) > 30  # in the midst of a heat

    with pytest.raises(Cancelled):
        carry_out(broken, stop)
    assert len(broken.trials("r0001")) in (1, 9)
    broken.finish("r0001", broken.run("r0001").fence, RunState.CANCELLED)
    broken.go_on("r0001", search)
    carry_out(broken)
    assert without_time(broken.trials("r0001")) == without_time(raced[1])


def test_more_trials_go_on_where_a_race_ended(tmp_path, many_folder):
    store = Store.open(tmp_path)
    search = asked(many_folder, trials=2)
    store.queue_search(search)
    carry_out(store)
    run = store.run("r0001")
    store.finish("r0001", run.fence, RunState.SUCCEEDED)
    before = store.trials("r0001")
    store.go_on("r0001", dataclasses.replace(search, trials=4))
    carry_out(store)
    assert store.trials("r0001")[:3] == before and len(store.trials("r0001")) == 5


def test_tuned_edits_are_tuned_once_and_the_seconds_begin_no_new_heat(tmp_path, many_folder):
    store = Store.open(tmp_path)
    tuned = {"method": "head", "epochs": 1, "max_train": 40}
    search = asked(many_folder, trials=9, seconds=1e-6, **tuned)
    store.queue_search(search)
    carry_out(store)
    assert len(store.trials("r0001")) == 1  # the start is always judged
    files = list((tmp_path / "runs" / "r0001").glob("scores_race_*.npz"))
    assert len(files) == 1
    store.finish("r0001", store.run("r0001").fence, RunState.SUCCEEDED)
    store.go_on("r0001", dataclasses.replace(search, seconds=None, trials=2))
    carry_out(store)
    trials = store.trials("r0001")
    assert [one.settings.method for one in trials] == ["head"] * 3
    assert len({one.value for one in trials}) > 1


def test_the_weights_of_a_run_read_every_edit(tmp_path, many_folder, capfd):
    home = ("--home", tmp_path)
    train = ("--template", START.text, "--model", "tiny", "--method", "head", "--epochs", 1)
    code, run = command(
        capfd, "train", many_folder, *train, "--max-train", 40, "--max-valid", 200, *home
    )
    assert code == 0
    code, found = command(
        capfd,
        "search",
        many_folder,
        "--weights",
        run["run"],
        "--trials",
        2,
        "--max-valid",
        200,
        *home,
    )
    assert (code, found["state"], found["kind"]) == (0, "succeeded", "edits")
    start = found["trials"][0]
    assert start["template"] == START.text and start["told"] == "your template"
    for name, value in (("gauc_rows", start["value"]), ("auc", start["auc"])):
        assert value == pytest.approx(run["metrics"][name]["value"], abs=1e-3)
    store = Store.open(tmp_path)
    other = Template("t", "{item.title}")
    with pytest.raises(SettingsError, match="mask"):
        base_of_run(store.run(run["run"]), other, str(many_folder))
    with pytest.raises(StoreError, match="no weights"):
        base_of_run(store.run(found["search"]), START, str(many_folder))
    with pytest.raises(StoreError, match="movies"):
        base_of_run(store.run(run["run"]), START, "movies")
    wrong = ("search", many_folder, "--weights", run["run"], *home)
    assert command(capfd, *wrong, "--epochs", 3)[0] == 2
    assert command(capfd, *wrong, "--method", "lora")[0] == 2


def command(capfd, *arguments):
    code = main([*map(str, arguments), "--json"])
    out = capfd.readouterr().out
    return code, json.loads(out) if out else {}


def test_options_that_a_race_has_no_use_for_are_refused(tmp_path, many_folder, capfd):
    start = ("search", many_folder, "--home", tmp_path)
    race = (*start, "--start", START.text)
    for wrong in (
        ("--fragments",),
        ("--template", "{item.title}"),
        ("--learning-rates", "1e-4,1e-3"),
        ("--method", "lora", "--method", "head"),
        ("--first-rows", 10),
        ("--metric", "f1"),
    ):
        assert command(capfd, *race, *wrong)[0] == 2
    assert command(capfd, *start, "--fragments", "--looks", 3)[0] == 2
    assert command(capfd, *start, "--weights", "r0001")[0] == 2


def test_start_and_choice_are_compared_on_users_that_no_heat_read(tmp_path, many_folder, capfd):
    home = ("--home", tmp_path)
    race = ("--start", START.text, "--model", "tiny", "--trials", 4, "--max-valid", 200)
    code, found = command(capfd, "search", many_folder, *race, *home)
    assert code == 0
    store = Store.open(tmp_path)
    data = open_dataset(str(many_folder)).fingerprint()
    assert store.looks(data, "leave_last") == 0
    code, confirmed = command(capfd, "search", many_folder, "--confirm", found["search"], *home)
    if found["best"]["number"] == 0:
        assert code == 2
        return
    assert code == 0 and store.looks(data, "leave_last") == 2
    assert confirmed["part"] == "test" and confirmed["control"]["run"] == confirmed["start"]
    again = command(capfd, "search", many_folder, "--confirm", found["search"], *home)[1]
    assert (again["start"], again["run"]) == (confirmed["start"], confirmed["run"])


@pytest.mark.slow
def test_minilm_finds_an_edit_of_a_blind_template(tmp_path, capfd):
    """A template that says nothing of the item's likes is beaten by one that does."""
    start = "Will the user choose {item.title}? It is {mask}."
    code, found = command(
        capfd, "search", "movies", "--start", start, "--trials", 8, "--max-valid", 200,
        "--looks", 2, "--home", tmp_path,
    )  # fmt: skip
    assert (code, found["state"], found["tried"]) == (0, "succeeded", 9)
    assert found["best"]["value"] >= found["trials"][0]["value"]
    assert {one["parameters"]["heat"] for one in found["trials"][1:]} == {1}

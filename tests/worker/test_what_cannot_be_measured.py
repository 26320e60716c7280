"""Small and odd data: a run works as far as it can, and says in one sentence what it cannot."""

import dataclasses
import json
import os
import shutil

import pytest
import torch

from promptrec.cli.main import main
from promptrec.model.network.weights import DESCRIPTION, read_weights, write_weights
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.store import Store
from promptrec.worker.child import carry_out
from promptrec.worker.jobs import run_job

os.environ["HF_HUB_OFFLINE"] = "1"
USERS, ITEMS = 6, 10
GIVEN = "user_id,item_id,rating,timestamp,split"
TEMPLATE = "The user {history.summary}. {item.title} is {mask}."


def part(item):
    return "valid" if item == 8 else "test" if item == 9 else "train"


def rows_of(rating, split=None):
    return [
        f"u{user},{item},{rating(user, item)},{item}" + (f",{split(item)}" if split else "")
        for user in range(USERS)
        for item in range(ITEMS)
    ]


def mixed(user, item):
    return (user + item) % 5 + 1


WORLDS = {
    "no valid rows": (rows_of(mixed, lambda item: "test" if item == 9 else "train"), "no valid"),
    "valid of one class": (
        rows_of(lambda user, item: 5 if item == 8 else mixed(user, item), part),
        "Every valid row is liked: auc, gauc and uauc cannot be counted",
    ),
    "train of one class": (
        rows_of(lambda user, item: 5 if item < 8 else mixed(user, item), part),
        "Every training row is liked",
    ),
    "all ratings equal": (rows_of(lambda *_: 5, part), "Every valid row is liked"),
    "one user": ([f"u0,{item},{item % 5 + 1},{item},{part(item)}" for item in range(10)], "only 1"),
    "one item": ([f"u{user},0,{user % 5 + 1},1,{part(user)}" for user in range(10)], "only 1"),
    "two rows": (["u0,0,5,1,train", "u0,1,1,2,train"], "no valid rows"),
}


def write(folder, rows, header=GIVEN):
    folder.mkdir(parents=True)
    (folder / "interactions.csv").write_text("\n".join([header, *rows, ""]))
    titles = [f"{item},Film {item}" for item in range(ITEMS)]
    (folder / "items.csv").write_text("\n".join(["item_id,title", *titles, ""]))
    (folder / "dataset.toml").write_text('name = "odd"\nlike_at = 4\n')
    return folder


def settings_of(folder, **changes):
    return RunSettings(
        dataset=str(folder), template=TEMPLATE, model="tiny", method="head", epochs=1, **changes
    )


def done(home, settings):
    said = []
    home.mkdir(exist_ok=True)
    result = run_job(home, "r0001", settings, lambda _: None, lambda: False, said.append)
    return result, said


@pytest.mark.parametrize("name", WORLDS)
def test_a_run_says_what_it_could_not_count(name, tmp_path):
    rows, words = WORLDS[name]
    folder = write(tmp_path / "data", rows)
    result, said = done(tmp_path / "home", settings_of(folder, split=SplitSettings(name="given")))
    told = [*result.details["notes"], *result.details["alarms"]]
    assert sum(words in one for one in told) == 1
    assert set(told) <= set(said)
    assert {"auc", "accuracy", "log_loss"} <= set(result.metrics)  # null, not missing
    json.dumps(result.details)


def test_a_run_on_few_rows_of_many_small_users_learns_from_most_of_them(tmp_path):
    rows = [
        f"u{user},{(user + step) % 10},{(user * step) % 5 + 1},{step}"
        for user in range(30)
        for step in range(10)
    ]
    folder = write(tmp_path / "data", rows, "user_id,item_id,rating,timestamp")
    result, said = done(tmp_path / "home", settings_of(folder))
    assert result.label_rows == 180
    assert any("30 of 30 users give a fifth" in line for line in said)


def test_a_long_title_is_told_once_in_the_log_of_a_run(tmp_path):
    folder = write(tmp_path / "data", rows_of(mixed, part))
    items = folder / "items.csv"
    items.write_text(items.read_text().replace("Film 3", "var page = (new Date()); " * 300))
    split = SplitSettings(name="given")
    result, said = done(tmp_path / "home", settings_of(folder, split=split, max_tokens=32))
    told = [line for line in said if "{item.title} of item 3 is longer" in line]
    assert len(told) == 1 and told[0] in result.details["notes"]


@pytest.fixture
def broken(tmp_path, store):
    """A run from before weights were checked: its checkpoint holds a weight that is no number."""
    folder = write(tmp_path / "data", rows_of(mixed, part)[:-5])
    store.queue(settings_of(folder, split=SplitSettings(name="given")))
    claimed = store.claim("w")
    carry_out(store, claimed.id, claimed.fence, "", lambda: None)
    run = store.run(claimed.id)
    path = store.home / run.checkpoint
    state, description = read_weights(path)
    name = next(iter(state))
    state[name] = torch.full_like(state[name], float("nan"))
    shutil.copytree(path, tmp_path / "whole")
    write_weights(path, state, description)
    assert (path / DESCRIPTION).is_file()
    return folder, store, run


def command(capfd, home, *arguments):
    code = main([*map(str, arguments), "--json", "--home", str(home)])
    return code, json.loads(capfd.readouterr().out)


def test_nothing_is_made_of_a_run_of_before_whose_weights_are_no_numbers(broken, capfd):
    folder, store, run = broken
    (store.run_folder(run.id) / "scores_valid.npz").unlink()
    pair = ("--user", "u5", "--item", "9")
    for asked in (
        ("recommend", "--run", run.id, "--user", "u5", "-k", 2),
        ("score", folder, "--run", run.id, *pair),
        ("evaluate", folder, "--run", run.id),
        ("explain", folder, "--run", run.id, *pair, "--method", "occlusion"),
        ("label", folder, "--run", run.id, "--ask", 2),
    ):
        code, found = command(capfd, store.home, *asked)
        assert (code, set(found)) == (2, {"error"})
        assert "no finite numbers" in found["error"] and "learning rate" in found["error"]


def test_evaluate_says_what_it_could_not_count(tmp_path, capfd):
    folder = write(tmp_path / "data", rows_of(lambda *_: 1, part))
    plain = ("--template", TEMPLATE, "--model", "tiny", "--split", "given")
    code, found = command(capfd, tmp_path / "home", "evaluate", folder, *plain)
    assert code == 0
    assert found["metrics"]["auc"]["value"] is None
    assert found["metrics"]["ndcg@10"]["value"] is None
    assert any(one.startswith("Every test row is not liked") for one in found["notes"])
    assert "sampled: nobody counts; no user has a liked row here" in found["notes"]


def test_settings_of_a_run_of_before_keep_its_split(tmp_path):
    folder = write(tmp_path / "data", rows_of(mixed), "user_id,item_id,rating,timestamp")
    now = settings_of(folder)
    stored = json.loads(now.to_json())
    del stored["split"]["small_users"]
    before = RunSettings.from_json(json.dumps(stored))
    assert dataclasses.replace(before, split=now.split) == now
    assert done(tmp_path / "one", now)[0].label_rows == 36
    assert done(tmp_path / "two", dataclasses.replace(before, method="none"))[0].statistic_rows == 0
    assert Store.open(tmp_path / "one")

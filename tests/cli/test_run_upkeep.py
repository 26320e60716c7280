"""`runs` names a run, says what it is for and deletes it, but never by mistake."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptrec.cli.main import main
from promptrec.settings import PRESETS, RunSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


@pytest.fixture
def ended(store: Store) -> str:
    store.queue(RunSettings(dataset="movies", template="{item.title}"))
    run = store.claim("w")
    assert run is not None
    return store.finish(run.id, run.fence, RunState.FAILED, "no room").id


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--home", str(tmp_path / "home")])
        return (code, *capsys.readouterr())

    return run


def test_a_name_and_a_note_stand_in_the_list(call: Call, ended: str) -> None:
    code, out, _ = call("runs", "--rename", ended, "second", "--note", ended, "for the meeting")
    assert (code, out.rstrip().endswith("second  (for the meeting)")) == (0, True)


def test_without_yes_a_run_stays_and_the_loss_is_said(call: Call, ended: str, store: Store) -> None:
    code, _, err = call("runs", "--delete", ended)
    assert (code, store.run(ended).id) == (2, ended)
    assert "Nothing was deleted. With r0001 would go: Weights" in err and "--yes" in err


def test_with_yes_it_goes_and_other_commands_hear_so(call: Call, ended: str) -> None:
    code, out, _ = call("runs", "--delete", ended, "--yes")
    assert (code, out.splitlines()[0]) == (0, "r0001 is deleted.")
    for command in (("reproduce", ended), ("compare", ended, "r0002"), ("track", ended)):
        more: tuple[Any, ...] = ("--to", "tensorboard") if command[0] == "track" else ()
        code, _, err = call(*command, *more)
        assert (code, "Run r0001 was deleted on 20" in err) == (2, True), command


@pytest.mark.parametrize("sure", [(), ("--yes",)])
def test_a_queued_run_is_refused_with_and_without_yes(
    call: Call, store: Store, sure: tuple[str, ...]
) -> None:
    run = store.queue(RunSettings(dataset="movies", template="{item.title}"))
    code, _, err = call("runs", "--delete", run.id, *sure)
    assert (code, "is queued: stop it with `cancel` first" in err) == (2, True)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_an_option_and_what_is_given_beside_it_wins(
    name: str, call: Call, store: Store, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("promptrec.cli.train.ensure_supervisor", lambda _: None)  # a process
    more = ("--model", "tiny", "--max-train", "7", "--preset", name, "--no-wait", "--note", "try")
    code, _, err = call("train", str(tiny_folder), "--template", "{item.title}", *more)
    assert code == 0, err
    (run,) = store.runs()
    wanted = {**PRESETS[name].settings, "max_train": 7}
    assert {one: getattr(run.settings, one) for one in wanted} == wanted
    assert run.note == "try"

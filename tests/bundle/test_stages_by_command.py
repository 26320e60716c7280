"""`stage` names a template a draft or a candidate, with a reason; only a bundle makes it live."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from promptrec.bundle.opened import read_manifest
from promptrec.cli.main import main
from promptrec.store.served import states
from promptrec.store.served.states import Because, ServedTemplate
from promptrec.store.store import Store

Caught = pytest.CaptureFixture[str]


@pytest.fixture
def home(bundled_home: Path, tmp_path: Path) -> Path:
    """A copy: r0001 and r0002 share a template."""
    return Path(shutil.copytree(bundled_home, tmp_path / "home"))


def told(home: Path, capsys: Caught, *words: str) -> Any:
    code = main(["stage", *words, "--json", "--home", str(home)])
    return code, json.loads(capsys.readouterr().out)


def test_a_template_is_named_with_a_reason_and_each_change_is_kept(
    home: Path, capsys: Caught
) -> None:
    assert told(home, capsys, "r0001")[1]["state"] == "draft"
    told(home, capsys, "r0001", "candidate", "--why", "wins")
    told(home, capsys, "r0002", "draft", "--why", "too slow")
    code, answer = told(home, capsys, "r0001")
    found = [(one["state"], one["run"], one["why"]) for one in answer["states"]]
    assert code == 0 and answer["state"] == "draft"
    assert found == [("draft", "r0002", "too slow"), ("candidate", "r0001", "wins")]
    assert told(home, capsys)[1]["states"] == answer["states"]
    assert all(one["who"] and one["data"] == "many" for one in answer["states"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("r0001", "candidate"), "why"),
        (("r0001", "candidate", "--why", "  "), "why"),
        (("r0001", "live", "--why", "x"), "verified bundle"),
        (("r0001", "gold", "--why", "x"), "gold"),
        (("r0099", "draft", "--why", "x"), "r0099"),
        (("r0004", "candidate", "--why", "x"), "queued"),
    ],
)
def test_what_cannot_be_named_so_is_one_sentence(
    home: Path, capsys: Caught, words: tuple[str, ...], sentence: str
) -> None:
    store = Store.open(home)
    store.queue(store.run("r0001").settings)
    code, answer = told(home, capsys, *words)
    assert code == 2 and sentence in answer["error"] and "\n" not in answer["error"]
    assert store.template_states() == ()


def test_what_answers_is_live_and_no_word_ends_that(home: Path, made: Path, capsys: Caught) -> None:
    store, manifest = Store.open(home), read_manifest(made)
    one = ServedTemplate.of(
        store.run("r0001").settings,
        data=manifest.data,
        fingerprint=manifest.fingerprint,
        run=manifest.run,
        bundle="ab",
    )
    store.template_goes_live(one, Because("ann", "wins"))
    assert told(home, capsys, "r0002")[1]["state"] == "live"
    code, answer = told(home, capsys, "r0001", "draft", "--why", "x")
    assert code == 2 and "verified bundle" in answer["error"]


def test_a_user_of_the_machine_without_a_name_is_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(states.getpass, "getuser", nobody)
    assert Because.here(" why ") == Because(f"uid {os.getuid()}", "why")

"""A model of the hub is fetched once a person said so, and not before: no request, whoever asks."""

from pathlib import Path

import pytest

from promptrec.cli.main import main
from promptrec.errors import ModelError
from promptrec.model.backbones import hub
from promptrec.model.backbones.catalogue import resolve
from promptrec.store.store import Store
from promptrec.store.upkeep.consent import allow, allowed, ask_home, forget

NAME = "owner/name"


def test_nobody_said_so_and_no_request_is_made(hub_requests: list[str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"size not known before.* nobody has said yes"):
        resolve(NAME)
    ask_home(tmp_path)
    with pytest.raises(ModelError, match="about 440 MB"):
        resolve("bert-base-uncased")
    assert not hub_requests


def test_a_yes_counts_for_one_model_and_is_remembered(
    hub_requests: list[str], tmp_path: Path
) -> None:
    allow(Store.open(tmp_path), NAME)
    ask_home(tmp_path)  # another process of this home
    with pytest.raises(ModelError, match="could not be downloaded"):
        resolve(NAME)
    for other in ("owner/name2", "owner/name@main", "other/name"):
        with pytest.raises(ModelError, match="nobody has said yes"):
            resolve(other)
    assert hub_requests == [NAME]
    forget(Store.open(tmp_path), NAME)
    with pytest.raises(ModelError, match="nobody has said yes"):
        resolve(NAME)


def test_another_home_knows_nothing_of_it(hub_requests: list[str], tmp_path: Path) -> None:
    allow(Store.open(tmp_path / "one"), NAME)
    ask_home(tmp_path / "two")
    with pytest.raises(ModelError, match="nobody has said yes"):
        resolve(NAME)
    assert not hub_requests


@pytest.mark.parametrize("name", ["a/b/c", "../x", "owner/name@a b", "owner/name@../..", "", "x"])
def test_what_is_no_hub_id_is_never_allowed(name: str, tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(ModelError, match="no id of the Hugging Face hub"):
        allow(store, name)
    assert not allowed(store)


def test_the_command_asks_and_remembers(
    hub_requests: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    assert main(["hub", NAME, *home]) == 2
    assert "once you say so" in capsys.readouterr().err
    assert main(["hub", NAME, "--yes", *home]) == 0
    assert NAME in capsys.readouterr().out
    assert allowed(Store.open(tmp_path)) == (NAME,)
    assert main(["hub", NAME, "--forget", *home]) == 0
    assert allowed(Store.open(tmp_path)) == ()
    assert not hub_requests


def test_a_command_that_needs_the_model_says_how_to_allow_it(
    hub_requests: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["render", "movies", "--user", "1", "--item", "1", "--model", NAME]
    assert main([*command, "--template", "{item.title}", "--home", str(tmp_path)]) == 2
    assert f"hub {NAME}" in capsys.readouterr().err
    assert not hub_requests


def test_what_is_on_this_machine_is_read_without_a_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(hub, "_snapshot", lambda *_, local: tmp_path if local else None)
    assert hub.fetch(NAME) == tmp_path

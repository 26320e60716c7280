"""`recommend` for somebody new, of a kind, varied, in two stages; what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptrec.cli.main import main
from promptrec.settings import RunSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

TEXT = "The user {history.summary}. Liked: {history.liked:3}. {item.title} is {mask}."
Asked = Callable[..., tuple[int, Any, str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, many_folder: Path) -> Path:
    """A home with one run of the random model on 22 items, 12 of them never met."""
    made = tmp_path_factory.mktemp("home")
    settings = RunSettings(
        dataset=str(many_folder), template=TEXT, model="tiny", method="full", epochs=1, max_train=40
    )
    store = Store.open(made)
    store.queue(settings)
    run = store.claim("test")
    assert run is not None
    result = run_job(made, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    return made


@pytest.fixture
def recommend(home: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Exit code, document and what was said."""

    def run(*arguments: str) -> tuple[int, Any, str]:
        given = ["recommend", "--run", "r0001", *arguments, "--json", "--home", str(home)]
        code = main(given)
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return run


def titles(document: Any) -> list[str]:
    return [one["title"] for one in document["items"]]


def test_somebody_new_is_read_from_what_was_told(recommend: Asked) -> None:
    told = ("--liked", "Alien", "--liked", "i4", "--disliked", "big")
    code, found, _ = recommend(*told, "-k", "30")
    assert code == 0 and found["candidates"] == {"found": 19, "scored": 19}
    assert len(titles(found)) == 19 and not {"Alien", "Heat", "Big"} & set(titles(found))
    first = found["items"][0]
    assert "likes much of what they rate (2 of 3)" in first["prompt"]
    assert "Liked: Alien, Heat." in first["prompt"]
    assert [one["place"] for one in found["items"]] == sorted(
        one["place"] for one in found["items"]
    )
    again = recommend(*told, "--seen", "-k", "30")[1]
    assert {"Alien", "Heat", "Big"} <= set(titles(again))


def test_a_list_of_a_kind_is_of_that_kind_and_two_stages_read_fewer(recommend: Asked) -> None:
    kind = recommend("--user", "u3", "--where", "genres=Drama", "-k", "30")[1]
    assert titles(kind) and all(title.startswith("Never Seen") for title in titles(kind))
    code, some, err = recommend("--user", "u3", "--first-stage", "5", "-k", "30")
    assert code == 0 and some["candidates"] == {"found": 12, "scored": 5}
    assert "first stage: 5 of 12 candidates" in err


def test_a_second_run_says_where_it_places_the_same_items(recommend: Asked) -> None:
    code, found, _ = recommend("--liked", "Alien", "-k", "4", "--against", "r0001")
    assert code == 0 and len(found["against"]) == 4
    for item, line in zip(found["items"], found["against"], strict=True):
        assert line["item_id"] == item["item_id"]
        assert line["first"] == line["second"] == item["place"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "Say who the list is for"),
        (("--user", "u1", "--liked", "Alien"), "not both"),
        (("--liked", "Alien", "--review"), "somebody new has no id"),
        (("--liked", "Aliens"), "Nearest: Alien"),
        (("--profile", "age=3"), "no column 'age'"),
        (("--profile", "age"), "--profile age is not understood"),
        (("--profile", "age=3", "--profile", "user.age=4"), "--profile age is given twice"),
        (("--user", "u1", "--where", "genres"), "--where genres is not understood"),
        (("--user", "u1", "--diversity", "2"), "--diversity 2.0 is not between 0"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    recommend: Asked, given: tuple[str, ...], said: str
) -> None:
    code, found, _ = recommend(*given)
    assert code == 2 and said in found["error"]


def test_conditions_that_nothing_fits_together_are_said_to_be_that(recommend: Asked) -> None:
    """The user has not met every item: none is of both kinds."""
    code, found, told = recommend("--user", "u1", "--where", "genres=Crime", "--where", "title=Up")
    assert code == 0 and found["items"] == []
    assert "No new item fits all conditions together" in told and "has met every item" not in told

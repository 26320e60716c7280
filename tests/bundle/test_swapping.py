"""Another bundle answers without anybody noticing; a bad one never does."""

import shutil
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from service_running import Running

from promptrec.bundle.export import export
from promptrec.cli.main import main
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import LOOPBACK
from promptrec.service.keys import add_key, read_keys
from promptrec.service.rotation import KEPT, Rotation, digest_of_file, open_held
from promptrec.service.run import template_of
from promptrec.store.served.states import Because
from promptrec.store.store import Store

SWAPS = 30
CLIENTS = 6


@pytest.fixture(scope="module")
def folder(made: Path, bundled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """r1.zip, r2.zip (of another run) and bad.zip, which says of itself it is r1."""
    found = tmp_path_factory.mktemp("service")
    shutil.copy(made, found / "r1.zip")
    export(Store.open(bundled_home), "r0003", found / "r2.zip")
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 255
    (found / "bad.zip").write_bytes(content)
    return found


@pytest.fixture
def rotation(folder: Path, store: Store) -> Iterator[Rotation]:
    found = Rotation(
        open_held(folder / "r1.zip"),
        (folder,),
        told=lambda one, because: store.template_goes_live(template_of(one), because),
    )
    yield found
    found.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


@pytest.fixture
def running(rotation: Rotation, store: Store) -> Iterator[Running]:
    found = Running(Door(service_app(rotation, store, Figures()), LOOPBACK))
    yield found
    found.stop()


def fresh(folder: Path, number: int) -> str:
    """A bundle that no service has seen: the same but for a remark at its end."""
    file = f"fresh{number}.zip"
    shutil.copy(folder / ("r1.zip" if number % 2 else "r2.zip"), folder / file)
    with zipfile.ZipFile(folder / file, "a") as archive:
        archive.comment = str(number).encode()
    return file


def test_under_load_every_swap_leaves_each_answer_to_one_model(
    running: Running, folder: Path
) -> None:
    body = {"user_id": "u3", "items": ["i1", "i5", "n2"]}
    alone = {}
    for name in ("r2.zip", "r1.zip"):
        model = running.ask("/swap", {"file": name})[1]["model"]
        answer = running.ask("/score", body)[1]
        assert answer["model"] == model
        alone[model["run"]] = [one["score"] for one in answer["scores"]]
    assert alone["r0001"] != pytest.approx(alone["r0003"], abs=1e-3)
    over = threading.Event()

    def client(_: int) -> list[tuple[int, Any]]:
        found = []
        while not over.is_set():
            found.append(running.ask("/score", body))
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(client, at) for at in range(CLIENTS)]
        swapped = []
        for number in range(SWAPS):
            swapped.append(running.ask("/swap", {"file": fresh(folder, number)}))
            running.ask("/score", body)
        over.set()
        answers = [one for each in asked for one in each.result()]
    assert {status for status, _ in swapped} == {200}
    assert len({told["model"]["sha256"] for _, told in swapped}) == SWAPS
    assert {status for status, _ in answers} == {200}
    assert {answer["model"]["run"] for _, answer in answers} == set(alone)
    for _, answer in answers:
        scores = [one["score"] for one in answer["scores"]]
        assert scores == pytest.approx(alone[answer["model"]["run"]], abs=1e-6)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"file": "bad.zip"}, "bad.zip"),
        ({"file": "none.zip"}, "none.zip"),
        ({"file": "r2.zip", "sha256": "0" * 64}, "r2.zip"),
        ({"file": "../r2.zip"}, "file"),
        ({"file": ".."}, ".."),
        ({"file": ""}, "file"),
    ],
)
def test_a_bad_bundle_is_refused_while_the_old_one_answers(
    running: Running, store: Store, body: dict[str, str], words: str
) -> None:
    before = running.ask("/model")[1]
    status, answer = running.ask("/swap", body)
    assert status == 422 and words in answer["error"]
    assert running.ask("/model")[1] == before
    assert store.template_states() == ()


def test_one_goes_back_by_name_and_the_store_says_who_and_why(
    running: Running, store: Store, folder: Path
) -> None:
    first = running.ask("/model")[1]
    assert running.ask("/back", {})[0] == 422  # there is none yet
    digest = digest_of_file(folder / "r2.zip")
    swapped = running.ask("/swap", {"file": "r2.zip", "sha256": digest, "why": "wins"})
    assert swapped[1]["model"]["sha256"] == digest == running.ask("/model")[1]["sha256"]
    told = running.ask("/model")[1]["before"]
    assert [one["sha256"] for one in told] == [first["sha256"]]
    assert running.ask("/back", {"name": "nobody"})[0] == 422
    back = running.ask("/back", {"name": first["sha256"][:12], "why": "too slow"})
    assert back[1]["model"]["sha256"] == first["sha256"]
    states = [(str(one.state), one.run, one.who, one.why) for one in store.template_states()]
    assert states == [
        ("live", "r0001", "loopback", "too slow"),
        ("live", "r0003", "loopback", "wins"),
    ]


def test_feedback_belongs_to_the_model_that_answered_even_after_a_swap(
    running: Running, store: Store
) -> None:
    running.ask("/swap", {"file": "r2.zip"})
    answer = running.ask("/recommend", {"user_id": "u5", "k": 1})[1]
    running.ask("/back", {})
    item = answer["items"][0]["item_id"]
    event = {"user_id": "u5", "item_id": item, "event": "clicked", "position": 1}
    kept = running.ask("/feedback", {"request": answer["request"], "events": [event]})[1]
    assert (kept["run"], kept["model"]["run"]) == ("r0003", "r0001")


def test_what_is_long_gone_is_closed(rotation: Rotation, folder: Path, tmp_path: Path) -> None:
    first = rotation._now
    opened = []
    for number in range(KEPT + 1):
        other = open_held(folder / ("r2.zip" if number % 2 else "r1.zip"))
        opened.append(other)
        rotation._change(other, Because())
    assert not first.serving.batches._thread.is_alive()
    assert opened[-1].serving.batches._thread.is_alive()
    assert len(rotation.before) == KEPT


def test_a_key_without_the_right_changes_nothing(
    rotation: Rotation, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    shop, boss = add_key(file, "shop"), add_key(file, "boss", swaps=True)
    running = Running(Door(service_app(rotation, store, Figures()), LOOPBACK, read_keys(file)))
    try:
        for path, body in (("/swap", {"file": "r2.zip"}), ("/back", {})):
            assert running.ask(path, body)[0] == 401
            mine = {"Authorization": f"Bearer {shop}"}
            assert running.ask(path, body, mine)[0] == 403
            foreign = {"Authorization": f"Bearer {boss}", "Origin": "http://evil.example"}
            assert running.ask(path, body, foreign)[0] == 403
        assert (
            running.ask("/swap", {"file": "r2.zip"}, {"Authorization": f"Bearer {boss}"})[0] == 200
        )
    finally:
        running.stop()
    assert store.template_states()[0].who == "boss"


def test_the_command_swaps_and_goes_back(
    running: Running, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = running.address
    assert main(["bundle", "swap", url, str(folder / "r2.zip"), "--why", "wins"]) == 0
    assert "r0003" in capsys.readouterr().out
    assert main(["bundle", "back", url]) == 0
    assert "r0001" in capsys.readouterr().out
    for wrong in (
        ["swap", url, "no.zip"],
        ["swap", "here", str(folder / "r2.zip")],
        ["back", url, "x"],
    ):
        assert main(["bundle", *wrong]) == 2
        assert "\n" not in capsys.readouterr().err.strip()

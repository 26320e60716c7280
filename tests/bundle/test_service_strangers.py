"""What a stranger may send: numbers that are none, ids that nobody has, more than there is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_running import Ask, Running

from promptrec.errors import SettingsError
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import LOOPBACK
from promptrec.service.keys import add_key, read_keys
from promptrec.service.rotation import OpenBundle, Rotation, open_held
from promptrec.store.store import Store


@pytest.fixture(scope="module")
def held(made: Path) -> Iterator[OpenBundle]:
    found = open_held(made)
    yield found
    found.closing.close()


@pytest.fixture(scope="module")
def ask(held: OpenBundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    store = Store.open(tmp_path_factory.mktemp("strangers"))
    running = Running(Door(service_app(Rotation(held), store, Figures()), LOOPBACK))
    yield running.ask
    running.stop()


@pytest.mark.parametrize(
    ("path", "raw", "words"),
    [
        ("/recommend", b'{"user": {"profile": {"x": NaN}}}', "profile.x"),
        ("/recommend", b'{"user": {"profile": {"x": ' + b"9" * 400 + b"}}}", "profile"),
        ("/recommend", b'{"user": {"history": [{"item_id": "i1", "rating": NaN}]}}', "finite"),
        ("/recommend", b'{"k": ' + b"9" * 400 + b"}", "k"),
        ("/recommend", b'{"\\ud800": 1}', "unicode"),
        ("/recommend", b'{"profile": {"\\ud800": "x"}}', "unicode"),
        ("/recommend", b'{"filters": {"genres": []}}', "item.genres"),
        ("/recommend", b'{"k": 1}{', "not JSON at character 8"),
        ("/recommend", b'{"user_id": "u1", "k": 2, "user_id": "u2"}', "'user_id' twice"),
        ("/score", b'{"items": ["i1"], "user": {"profile": {"a": 1, "a": 2}}}', "'a' twice"),
        ("/recommend", b'{"filters": {"genres": "Crime", "item.genres": "Drama"}}', "two names"),
        ("/recommend", b'{"k": true}', "k"),
        ("/recommend", b'{"diversity": true}', "diversity"),
        ("/recommend", b'{"user": {"profile": {"x": true}}}', "profile.x"),
        ("/recommend", b'{"user": {"history": [{"item_id": "i1", "rating": true}]}}', "rating"),
        ("/recommend", b'{"user": {"history": [{"item_id": 1}]}}', "item_id"),
        (
            "/recommend",
            b'{"user": {"history": [{"item_id": "i1", "timestamp": 1700000000},'
            b' {"item_id": "i2", "timestamp": 1600000000000}]}}',
            "one unit",
        ),
        (
            "/feedback",
            b'{"events": [{"user_id": "\\u0000", "item_id": "i1", "event": "shown"}]}',
            "",
        ),
    ],
)
def test_what_json_can_hold_and_we_cannot_is_one_sentence(
    ask: Ask, path: str, raw: bytes, words: str
) -> None:
    status, answer = ask(path, raw=raw)
    assert status == 422
    assert words in answer["error"] and "\n" not in answer["error"]


def test_a_body_is_parsed_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, read, parse = b'{"items": ["i1"], "user_id": "once"}', [], json.loads
    monkeypatch.setattr(
        json, "loads", lambda given, **more: read.append(given) or parse(given, **more)
    )
    assert ask("/score", raw=raw)[0] == 200
    assert read.count(raw) == 1


def test_a_user_id_that_the_data_does_not_have_is_named(ask: Ask) -> None:
    pairs = [{"user_id": user, "item_id": "i1"} for user in ("u1", "ghost", "é", "ghost")]
    assert ask("/score", {"pairs": pairs})[1]["unknown_users"] == ["ghost", "é"]
    asked = {"user_id": "ghost", "k": 1}
    assert ask("/recommend", asked)[1]["unknown_users"] == ["ghost"]
    assert ask("/recommend", {"liked": ["i1"]})[1]["unknown_users"] == []
    assert ask("/explain", {"user_id": "ghost", "item": "i1"})[1]["unknown_users"] == ["ghost"]
    events = [{"user_id": "ghost", "item_id": "i1", "event": "shown"}]
    assert ask("/feedback", {"events": events})[1]["unknown_users"] == ["ghost"]


def test_milliseconds_order_a_history_as_seconds_do(ask: Ask) -> None:
    told = [("i1", 1_700_000_000), ("i2", 0), ("i3", 1_600_000_000)]
    found = []
    for times in (1, 1000):
        history = [{"item_id": item, "timestamp": at * times} for item, at in told]
        found.append(ask("/explain", {"user": {"history": history}, "item": "i5"})[1]["prompt"])
    assert found[0] == found[1]


def test_what_was_met_is_scored_and_explained_at_this_moment_and_named(
    ask: Ask, held: OpenBundle
) -> None:
    """The history holds the answer then; at the row itself, which pairs ask for, it does not."""
    data = held.serving.variant.plan.dataset
    item = str(data.items.index[data.item[data.user == data.user_code("u3")][0]])
    found = ask("/score", {"user_id": "u3", "items": [item, "n1"]})[1]
    assert found["met"] == [item]
    said = ask("/explain", {"user_id": "u3", "item": item})[1]["score"]
    listed = ask("/recommend", {"user_id": "u3", "candidates": [item], "seen": True})[1]["items"]
    assert said == pytest.approx(found["scores"][0]["score"], abs=1e-6)
    assert said == pytest.approx(listed[0]["score"], abs=1e-6)
    told = {"user": {"history": [{"item_id": "i1", "rating": 1}]}, "items": ["i1", "i2"]}
    assert ask("/score", told)[1]["met"] == ["i1"]
    pair = [{"user_id": "u3", "item_id": item}]
    assert ask("/score", {"pairs": pair})[1]["met"] == []


def test_a_list_is_as_long_as_there_are_items_and_each_item_stands_once(
    ask: Ask, held: OpenBundle
) -> None:
    count = len(held.serving.variant.plan.dataset.items)
    every = ask("/recommend", {"k": 100, "explain": False})[1]["items"]
    assert len({one["item_id"] for one in every}) == len(every) == count
    asked = {"candidates": ["i1", "i1"], "k": 5, "seen": True}
    assert len(ask("/recommend", asked)[1]["items"]) == 1


def test_a_file_of_keys_that_others_may_write_is_refused(tmp_path: Path) -> None:
    add_key(tmp_path / "keys", "shop")
    for mode in (0o620, 0o602):
        (tmp_path / "keys").chmod(mode)
        with pytest.raises(SettingsError, match="chmod 600"):
            read_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o644)
    assert [one.name for one in read_keys(tmp_path / "keys")] == ["shop"]


def test_every_refusal_stands_in_the_document(ask: Ask) -> None:
    paths = ask("/openapi.json")[1]["paths"]
    for raw, headers in (
        (b"\xff\xfe", {}),
        (b"{", {}),
        (b"{}", {"Content-Type": "text/plain"}),
        (b"{}", {"Origin": "http://evil.example"}),
        (b"{}", {"Host": "evil.example"}),
        (b"x" * 300_000, {}),
    ):
        for path in ("/recommend", "/score", "/explain", "/feedback", "/swap", "/back"):
            status, answer = ask(path, raw=raw, headers=headers)
            told = paths[path]["post"]["responses"]
            assert list(answer) == ["error"] and str(status) in told
            assert {"401", "408", "503"} <= set(told)
    assert "409" in paths["/swap"]["post"]["responses"]
    assert "text/plain" in paths["/metrics"]["get"]["responses"]["200"]["content"]

"""What a stranger may send: numbers that are none, ids that nobody has, more than there is."""

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


def test_a_user_id_that_the_data_does_not_have_is_named(ask: Ask) -> None:
    pairs = [{"user_id": user, "item_id": "i1"} for user in ("u1", "ghost", "é", "ghost")]
    assert ask("/score", {"pairs": pairs})[1]["unknown_users"] == ["ghost", "é"]
    asked = {"user_id": "ghost", "k": 1}
    assert ask("/recommend", asked)[1]["unknown_users"] == ["ghost"]
    assert ask("/recommend", {"liked": ["i1"]})[1]["unknown_users"] == []
    assert ask("/explain", {"user_id": "ghost", "item": "i1"})[1]["unknown_users"] == ["ghost"]
    events = [{"user_id": "ghost", "item_id": "i1", "event": "shown"}]
    assert ask("/feedback", {"events": events})[1]["unknown_users"] == ["ghost"]


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

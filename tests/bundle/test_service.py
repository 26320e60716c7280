"""A real service on a real port: its answers are the workbench's; what is hostile is refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from service_running import Ask, Running

from promptrec.bundle.opened import open_bundle
from promptrec.errors import SettingsError
from promptrec.examples.newcomer import Newcomer
from promptrec.examples.pair import pairs_by_id, pairs_now
from promptrec.judge.entrants import entrants
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import LOOPBACK
from promptrec.service.keys import add_key, read_keys
from promptrec.service.rotation import OpenBundle, Rotation
from promptrec.service.run import Address
from promptrec.service.serving import Serving
from promptrec.store.store import Store

KEY_NAME = "shop"


@pytest.fixture(scope="module")
def opened(made: Path) -> Iterator[Serving]:
    with open_bundle(made) as bundle:
        serving = Serving.of(bundle, "0" * 64)
        yield serving
        serving.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("service"))


@pytest.fixture(scope="module")
def ask(opened: Serving, store: Store) -> Iterator[Ask]:
    running = Running(Door(service_app(Rotation(OpenBundle(opened)), store, Figures()), LOOPBACK))
    yield running.ask
    running.stop()


def test_scores_are_those_of_the_workbench(ask: Ask, bundled_home: Path) -> None:
    (one,) = entrants(Store.open(bundled_home), ["r0001"])
    data = one.plan.dataset
    items = list(map(str, data.items.index[:8]))
    status, answer = ask("/score", {"user_id": "u3", "items": items})
    pairs = pairs_now(data, data.user_code("u3") or 0, np.arange(8))
    assert status == 200
    wanted = one.variant.score(pairs, None).score
    np.testing.assert_allclose([one["score"] for one in answer["scores"]], wanted, atol=1e-6)
    assert answer["model"]["run"] == "r0001"


def test_somebody_by_value_is_scored_as_the_workbench_scores_somebody_new(
    ask: Ask, bundled_home: Path
) -> None:
    (one,) = entrants(Store.open(bundled_home), ["r0001"])
    told = {"liked": ["i1", "i2"], "disliked": ["i3"]}
    status, answer = ask("/score", {**told, "items": ["i4", "n1"]})
    variant = one.variant.meeting(Newcomer.of(None, **told))
    data = variant.plan.dataset
    codes = np.array([data.item_code("i4"), data.item_code("n1")])
    wanted = variant.score(pairs_now(data, len(data.users) - 1, codes), None).score
    assert status == 200
    np.testing.assert_allclose([one["score"] for one in answer["scores"]], wanted, atol=1e-6)


def test_pairs_are_scored_as_the_command_scores_them(ask: Ask, bundled_home: Path) -> None:
    (one,) = entrants(Store.open(bundled_home), ["r0001"])
    ids = [("u3", "i1"), ("u1", "n1"), ("nobody", "i2"), ("u3", "n1")]
    asked = [{"user_id": user, "item_id": item} for user, item in ids]
    status, answer = ask("/score", {"pairs": asked})
    wanted = one.variant.score(pairs_by_id(one.plan.dataset, ids), None).score
    assert status == 200
    assert [(each["user_id"], each["item_id"]) for each in answer["scores"]] == ids
    np.testing.assert_allclose([each["score"] for each in answer["scores"]], wanted, atol=1e-6)
    assert all(0 < each["probability"] < 1 for each in answer["scores"])


def test_a_user_by_value_is_who_told_the_same_likes(ask: Ask, opened: Serving) -> None:
    low, high = opened.variant.plan.dataset.about.rating_scale or (0, 1)
    history = [
        {"item_id": "i2", "rating": high, "timestamp": 30},
        {"item_id": "i3", "rating": low, "timestamp": 20},
        {"item_id": "i2", "rating": low, "timestamp": 5},
        {"item_id": "i1", "timestamp": 10},
    ]
    by_value = ask("/recommend", {"user": {"history": history}, "k": 4})[1]
    told = ask("/recommend", {"liked": ["i1", "i2"], "disliked": ["i3"], "k": 4})[1]
    assert by_value["items"] == told["items"] and by_value["items"]
    assert all(one["reason"] for one in by_value["items"])
    unreasoned = ask("/recommend", {"user": {"history": history}, "k": 4, "explain": False})[1]
    assert {one["reason"] for one in unreasoned["items"]} == {None}


def test_a_filter_takes_a_value_or_several(ask: Ask) -> None:
    value = "Crime"
    one = ask("/recommend", {"user_id": "u5", "filters": {"item.genres": value}})[1]
    several = ask("/recommend", {"user_id": "u5", "filters": {"genres": [value]}})[1]
    assert one["items"] == several["items"]
    assert one["candidates"] < ask("/recommend", {"user_id": "u5"})[1]["candidates"]


def test_a_list_is_best_first_of_unseen_items(ask: Ask, opened: Serving) -> None:
    status, answer = ask("/recommend", {"user_id": "u5", "k": 5, "explain": True})
    scores = [one["score"] for one in answer["items"]]
    data = opened.variant.plan.dataset
    met = set(data.items.index[data.item[data.user == data.user_code("u5")]])
    assert status == 200 and scores == sorted(scores, reverse=True) and scores
    assert not met & {one["item_id"] for one in answer["items"]}
    assert all(one["reason"] for one in answer["items"])


def test_asked_items_that_were_met_are_named_as_left_out(ask: Ask, opened: Serving) -> None:
    data = opened.variant.plan.dataset
    seen = str(data.items.index[data.item[data.user == data.user_code("u5")][0]])
    asked = {"user_id": "u5", "candidates": [seen, "n1"]}
    answer = ask("/recommend", asked)[1]
    assert answer["left_out"] == [seen]
    assert [one["item_id"] for one in answer["items"]] == ["n1"]
    assert ask("/recommend", {**asked, "seen": True})[1]["left_out"] == []


def test_an_explanation_names_the_fields_and_whether_to_believe_it(ask: Ask) -> None:
    status, answer = ask("/explain", {"user_id": "u3", "item": "n1"})
    assert status == 200
    assert [one["field"] for one in answer["fields"]] == ["history.summary", "item.title"]
    assert answer["trust"]["light"] in ("red", "yellow", "open", "green")


def test_feedback_is_kept_whole_or_not_at_all(ask: Ask, store: Store, opened: Serving) -> None:
    data = opened.variant.plan.dataset.fingerprint()
    events = [
        {"user_id": "u1", "item_id": "n1", "event": "shown", "position": 1},
        {"item_id": "n2", "event": "clicked"},
    ]
    assert ask("/feedback", {"request": "abc", "events": events})[1]["kept"] == 2
    assert store.feedback_counts(data) == {"shown": 1, "clicked": 1}
    status, answer = ask("/feedback", {"events": [*events, {"item_id": "x", "event": "liked"}]})
    assert status == 422 and "'x'" in answer["error"]
    assert store.feedback_counts(data, "r0001") == {"shown": 1, "clicked": 1}


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/score", {"items": []}, "pairs, or items"),
        ("/score", {"items": ["i1"], "pairs": [{"user_id": "u1", "item_id": "i1"}]}, "pairs, or"),
        ("/score", {"user_id": "u1", "pairs": [{"user_id": "u1", "item_id": "i1"}]}, "pairs, or"),
        ("/score", {"pairs": [{"user_id": "u1", "item_id": "nothing"}]}, "nothing"),
        ("/recommend", {"user": {"history": [{"item_id": "i1", "rating": 99}]}}, "scale"),
        ("/recommend", {"user": {"history": [{"item_id": "nothing"}]}}, "nothing"),
        ("/recommend", {"user": {}, "user_id": "u1"}, "two"),
        (
            "/recommend",
            {"user": {"history": [{"item_id": "i1", "timestamp": 1}, {"item_id": "i2"}]}},
            "timestamp",
        ),
        ("/score", {"items": ["i1"], "user_id": 3}, "user_id"),
        ("/score", {"items": ["nothing"]}, "nothing"),
        ("/score", {"items": ["i1"] * 1001}, "items"),
        ("/score", {"items": ["i1"], "user_id": "u1", "liked": ["i2"]}, "two people"),
        ("/score", {"items": ["i1"], "liked": ["i2"], "disliked": ["i2"]}, "twice"),
        ("/recommend", {"k": 0}, "k"),
        ("/recommend", {"kk": 3}, "kk"),
        ("/recommend", {"diversity": float("nan")}, "diversity"),
        ("/recommend", {"filters": {"nothing": ["x"]}}, "nothing"),
        ("/recommend", {"profile": {"age": "30"}}, "age"),
        ("/recommend", [], "body"),
        ("/feedback", {"events": [{"item_id": "n1", "event": "hated"}]}, "event"),
        ("/explain", {"item": "i1\u0000"}, "i1"),
    ],
)
def test_what_is_wrong_is_one_sentence(ask: Ask, path: str, body: object, words: str) -> None:
    status, answer = ask(path, body)
    assert status == 422
    assert words in answer["error"] and "\n" not in answer["error"]


@pytest.mark.parametrize(
    ("raw", "headers", "wanted"),
    [
        (b"[" * 200_000, {}, 422),
        (b'{"a":' * 9 + b"1" + b"}" * 9, {}, 422),
        (b"x" * 300_000, {}, 413),
        (b'"' + b'\\"' * 130_000, {}, 422),  # a text without end, with a quote at every turn
        (b"\xff\xfe", {}, 422),
        (b"", {}, 422),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Origin": "http://evil.example"}, 403),
        (b"{}", {"Origin": "null"}, 403),
        (b"{}", {"Host": "evil.example"}, 421),
    ],
)
def test_what_is_hostile_is_refused(
    ask: Ask, raw: bytes, headers: dict[str, str], wanted: int
) -> None:
    status, answer = ask("/recommend", raw=raw, headers=headers)
    assert status == wanted
    assert list(answer) == ["error"]


def test_many_at_once_get_the_answers_of_one_at_a_time(ask: Ask) -> None:
    bodies = [{"user_id": f"u{user}", "items": ["i1", "i5", "n2"]} for user in range(40)]
    alone = [ask("/score", body)[1]["scores"] for body in bodies]
    with ThreadPoolExecutor(20) as pool:
        together = list(pool.map(lambda body: ask("/score", body)[1]["scores"], bodies))
    for one, other in zip(alone, together, strict=True):
        assert [each["score"] for each in one] == pytest.approx(
            [each["score"] for each in other], abs=1e-6
        )


def test_health_model_figures_and_the_document_answer(ask: Ask) -> None:
    assert ask("/health") == (200, {"status": "ok"})
    assert ask("/model")[1]["data"] == "many"
    assert 'promptrec_requests_total{path="/health",status="200"}' in ask("/metrics")[1]
    paths = ask("/openapi.json")[1]["paths"]
    assert {"/recommend", "/score", "/explain", "/feedback"} <= set(paths)
    assert ask("/docs")[0] == 404


def test_a_key_is_asked_for_and_only_its_digest_is_kept(
    opened: Serving, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    key, other = add_key(file, KEY_NAME), add_key(file, "second")
    assert key not in file.read_text() and file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError):
        add_key(file, KEY_NAME)
    running = Running(
        Door(service_app(Rotation(OpenBundle(opened)), store, Figures()), LOOPBACK, read_keys(file))
    )
    try:
        assert running.ask("/health")[0] == 200
        for given in ({}, {"Authorization": f"Bearer {key}x"}, {"Authorization": key}):
            assert running.ask("/model", headers=given)[0] == 401
        for mine in (key, other):
            assert running.ask("/model", headers={"Authorization": f"Bearer {mine}"})[0] == 200
    finally:
        running.stop()


def test_a_file_that_holds_the_keys_themselves_is_refused_without_repeating_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "keys").write_text("my-secret-key\n")
    with pytest.raises(SettingsError) as caught:
        read_keys(tmp_path / "keys")
    assert "my-secret-key" not in str(caught.value)


def test_another_address_than_loopback_needs_keys() -> None:
    with pytest.raises(SettingsError, match="--key-file"):
        Address(host="0.0.0.0").keys()
    assert Address().keys() == ()

"""Recommendations go into the queue, a person decides, and the lists obey."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.loading import load
from promptrec.settings import RunSettings
from promptrec.store.snapshots import ReviewState, RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

Open = Callable[..., AppTest]
REVIEW = "pages/use/review.py"


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.subheader))


def test_a_waiting_recommendation_is_decided_and_taken_back(home: Path, open_page: Open) -> None:
    store, data = Store.open(home), load(home / "datasets" / "tiny").fingerprint()
    store.ask_review(data, "u1", ["i1", "i2"], "r0001")
    app = press(open_page(REVIEW), "Reject for all")
    assert not app.exception
    assert store.rejected(data, "u5") == ("i1",)
    app = press(app, "Approve")
    assert "Waiting for a decision: 0" in said(app)
    assert [str(one.state) for one in store.reviews(data)] == ["rejected", "approved"]
    app.selectbox[-1].select_index(1).run()
    press(app, "Take back")
    assert store.rejected(data, "u5") == ()


def test_words_are_blocked_and_let_go_on_the_page(home: Path, open_page: Open) -> None:
    app = open_page(REVIEW)
    store = Store.open(home)
    store.block_word("crime")
    app = open_page(REVIEW)
    assert "2 of 10 items" in said(app)
    app.multiselect[0].unselect("crime").run()
    assert store.blocked_words() == ()


@pytest.mark.slow
def test_what_a_person_withholds_is_not_recommended(
    home: Path, open_page: Open, settings: RunSettings
) -> None:
    with (home / "datasets" / "tiny" / "items.csv").open("a", encoding="utf-8") as items:
        items.writelines(f"n{at},Never Seen {at},2001,Drama\n" for at in range(12))
    store = Store.open(home)
    store.queue(settings)
    run = store.claim("test")
    assert run is not None
    result = run_job(home, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    data = load(home / "datasets" / "tiny").fingerprint()
    store.block_word("never seen 3")
    store.decide(data, "u0", "n4", ReviewState.REJECTED)
    store.decide(data, "u0", "n5", ReviewState.APPROVED)
    app = press(open_page("pages/use/recommend.py", user="u0"), "Recommend")
    assert not app.error
    assert "Withheld: 1 items with a blocked word, 1 that a person rejected." in said(app)
    titles = [one.label for one in app.expander if one.label.startswith("**")]
    assert len(titles) == 10
    assert not any("Never Seen 3" in one or "Never Seen 4" in one for one in titles)
    assert [("Never Seen 5" in one) for one in titles] == ["approved" in one for one in titles]
    press(app, "Put these into the review queue")
    waiting = [one for one in store.reviews(data) if one.state == ReviewState.WAITING]
    assert len(waiting) == 9  # the approved one stays approved

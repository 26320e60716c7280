"""Blocked words and the review queue."""

import pytest

from promptrec.errors import StoreError
from promptrec.store.snapshots import ReviewState

APPROVED, REJECTED, WAITING = ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.WAITING


def states(store, dataset="d"):
    return {(one.user, one.item): str(one.state) for one in store.reviews(dataset)}


def test_words_are_blocked_once_and_let_go(store):
    store.block_word("gun")
    store.block_word("  big   gun ")
    store.block_word("gun")
    assert store.blocked_words() == ("big gun", "gun")
    store.unblock_word("gun")
    assert store.blocked_words() == ("big gun",)
    with pytest.raises(StoreError, match="big gun"):
        store.unblock_word("gun")
    with pytest.raises(StoreError, match="empty"):
        store.block_word("  ")


def test_what_was_decided_is_not_asked_again(store):
    assert store.ask_review("d", "u", ["a", "b", "a"], run="r0001") == 2
    store.decide("d", "u", "a", APPROVED, now=7.0)
    assert store.ask_review("d", "u", ["a", "b", "c"]) == 1
    assert states(store) == {("u", "a"): "approved", ("u", "b"): "waiting", ("u", "c"): "waiting"}
    first = store.reviews("d")[0]
    assert (first.run, first.decided_at) == ("r0001", 7.0)


def test_a_rejection_counts_for_its_user_or_for_all_of_the_same_data(store):
    store.decide("d", "u", "a", REJECTED)
    store.decide("d", "u", "b", REJECTED, everyone=True)
    store.decide("other", "u", "c", REJECTED, everyone=True)
    assert store.rejected("d", "u") == ("a", "b")
    assert store.rejected("d", "v") == ("b",)


def test_a_decision_can_be_taken_back(store):
    store.decide("d", "u", "a", REJECTED, everyone=True)
    store.decide("d", "u", "a", WAITING)
    assert store.rejected("d", "v") == ()
    assert store.reviews("d")[0].decided_at is None

"""Curves and log lines."""

import math

from promptrec.records import TOTAL_STEPS, Measure
from promptrec.store.snapshots import LogLine


def claimed(store, settings):
    store.queue(settings)
    return store.claim("w")


def test_measures_come_back_in_order_and_by_name(store, settings):
    run = claimed(store, settings)
    points = [Measure(1, 1, "loss", 0.9), Measure(1, 1, "rate", 1e-3), Measure(2, 1, "loss", 0.8)]
    store.record(run.id, run.fence, points)
    assert store.measures(run.id) == tuple(points)
    assert store.measures(run.id, "loss") == (points[0], points[2])
    assert store.measures("r0099") == ()


def test_a_reader_gets_only_what_is_new(store, settings):
    run = claimed(store, settings)
    store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.9)])
    _, last = store.measures_after(run.id, 0)
    assert store.measures_after(run.id, last) == ((), last)
    store.record(run.id, run.fence, [Measure(2, 1, "loss", 0.8)])
    assert store.measures_after(run.id, last)[0] == (Measure(2, 1, "loss", 0.8),)


def test_a_value_that_is_no_number_stays_none(store, settings):
    run = claimed(store, settings)
    points = [Measure(1, 1, "auc", math.nan), Measure(2, 1, "auc", math.inf)]
    store.record(run.id, run.fence, points)
    first, second = store.measures(run.id)
    assert math.isnan(first.value)
    assert second.value == math.inf


def test_progress_counts_steps_where_their_number_was_announced(store, settings):
    run = claimed(store, settings)
    store.record(run.id, run.fence, [Measure(0, 0, TOTAL_STEPS, 40.0)], now=10.0)
    store.record(run.id, run.fence, [Measure(10, 1, "loss", 0.5)], now=20.0)
    now = store.run(run.id)
    assert (now.step, now.total_steps, now.progress) == (10, 40, 0.25)
    assert store.measures(run.id, TOTAL_STEPS) == ()


def test_progress_is_a_share_of_time_where_only_that_is_known(store, settings):
    run = claimed(store, settings)
    store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.5)], now=10.0)
    assert store.run(run.id).progress == 0.0
    store.record(run.id, run.fence, [Measure(9, 1, "seconds_left", 30.0)], now=20.0)
    now = store.run(run.id)
    assert (now.seconds_left, now.progress) == (30.0, 0.25)


def test_steps_never_run_backwards(store, settings):
    run = claimed(store, settings)
    store.record(run.id, run.fence, [Measure(9, 1, "loss", 0.5)])
    store.record(run.id, run.fence, [Measure(3, 1, "loss", 0.5)])
    assert store.run(run.id).step == 9


def test_log_lines_of_the_run_and_about_the_run_stand_in_order(store, settings):
    run = claimed(store, settings)
    store.record(run.id, run.fence, notes=[LogLine(1.0, "reading"), LogLine(2.0, "training")])
    store.add_log(run.id, "the process ended", now=3.0)
    assert [line.text for line in store.log_lines(run.id)] == [
        "reading",
        "training",
        "the process ended",
    ]

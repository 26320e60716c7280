"""The offset of a run: calibrated, the baseline's own numbers, and blind for a row's own label."""

import dataclasses

import numpy as np
import pytest
from data_strategies import with_true_effects

from promptrec.baselines.calibrate import Calibration
from promptrec.baselines.catalogue import BASELINES
from promptrec.baselines.run import baseline_scores, known_reports
from promptrec.baselines.start import FOLDS, RuleStart, folds, known, rule_start
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.metrics.auc import auc
from promptrec.model.planning import plan_for
from promptrec.settings import NO_START, STARTS, RunSettings

RULES = [name for name in STARTS if name != NO_START]
USERS, ROWS, ITEMS = 240, 12, 20


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Ratings with a taste of each user and a worth of each item, in the order of time."""
    return with_true_effects(USERS, ROWS, ITEMS, mean=3.4)


def rated(data: Dataset, rows, ratings) -> Dataset:
    """The data with other ratings, and the labels that go with them, at these rows."""
    table = data.interactions.copy()
    table.loc[rows, "rating"] = ratings
    table["label"] = (table["rating"] >= 4) * 1.0
    return dataclasses.replace(data, interactions=table)


def plan_of(data: Dataset, **more):
    settings = RunSettings(dataset="made", template="{item.title}", model="tiny", **more)
    return plan_for(data, settings)[0]


def offset(data: Dataset, rule: str, part: str = "train"):
    plan = plan_of(data)
    return RuleStart(BASELINES[rule])(plan, plan.pairs(part), part)


def test_the_rules_of_the_settings_are_those_that_say_they_can_start() -> None:
    assert [name for name, one in BASELINES.items() if one.starts] == sorted(
        RULES, key=lambda name: BASELINES[name].place
    )


@pytest.mark.parametrize(
    ("statistics", "rated_by", "met_by"),
    [("known", "all", "all"), ("labelled", "few", "few"), ("unlabelled", "few", "all")],
)
def test_reports_of_rules_count_what_the_setting_lets_them_know(
    data: Dataset, statistics: str, rated_by: str, met_by: str
) -> None:
    plan, names = plan_of(data, statistics=statistics, max_train=200), ("item_mean", "co_rated")
    pairs, split = plan.pairs("valid"), plan.rows.split
    rows = {"all": np.flatnonzero(split.visible["train"]), "few": plan.rows.train}
    found = known_reports(plan, "valid", pairs, names)
    said = baseline_scores(data, split, "valid", pairs, rows[rated_by], names, met=rows[met_by])
    for name in names:
        assert found[name].metrics["auc"].value == pytest.approx(auc(pairs.label, said[name]))


@pytest.mark.parametrize("rule", RULES)
def test_on_valid_the_offset_is_the_baseline_as_tables_have_it(data: Dataset, rule: str) -> None:
    plan = plan_of(data)
    pairs = plan.pairs("valid")
    found = baseline_scores(data, plan.rows.split, "valid", pairs, plan.rows.train, [rule])
    assert np.array_equal(offset(data, rule, "valid"), found[rule])


@pytest.mark.parametrize("rule", RULES)
def test_the_own_label_of_a_train_row_does_not_move_its_offset(data: Dataset, rule: str) -> None:
    plan = plan_of(data)
    rows = plan.rows.train
    before = offset(data, rule)
    others_moved = 0
    for at in (5, len(rows) // 2, len(rows) - 5):
        rating = 1.0 if data.label[rows[at]] else 5.0
        after = offset(rated(data, [rows[at]], rating), rule)
        assert after[at] == before[at]
        others_moved += int((after != before).sum())
    assert others_moved > 0  # the label does say something of other rows


@pytest.mark.parametrize("rule", RULES)
def test_shuffled_labels_leave_the_offset_at_one_half(data: Dataset, rule: str) -> None:
    plan = plan_of(data)
    rows, fold = plan.rows.train, folds(plan)[data.user[plan.rows.train]]
    ratings = data.interactions["rating"].to_numpy()[rows]
    truth = auc(data.label[rows], offset(data, rule))
    found = []
    for seed in range(3):
        drawn = np.random.default_rng(seed).permutation(ratings)
        made = rated(data, rows, drawn)
        scores, label = offset(made, rule), made.label[rows]
        # inside folds: the share of likes of a fold and that of all others lie on two sides
        found += [auc(label[fold == one], scores[fold == one]) for one in range(FOLDS)]
    assert abs(np.mean(found) - 0.5) < 0.03  # 4 standard deviations of chance
    assert truth > 0.55 or rule == "popularity"


def test_a_leak_would_show(data: Dataset) -> None:
    """Without folds item-kNN has learned from the very labels that it is held against."""
    plan = plan_of(data)
    rows = plan.rows.train
    drawn = np.random.default_rng(0).permutation(data.interactions["rating"].to_numpy()[rows])
    made = rated(data, rows, drawn)
    start = RuleStart(BASELINES["item_knn"], Calibration())
    whole = plan_of(made)
    pairs = whole.pairs("train")
    leaky = start._worth(known(whole.rows, made, "train"), pairs)
    assert auc(pairs.label, leaky) > 0.53


def test_all_rows_of_a_user_are_in_one_fold_and_strangers_in_none(data: Dataset) -> None:
    plan = plan_of(data, max_train=50, statistics="labelled")
    found = folds(plan)
    trained = np.unique(data.user[plan.rows.train])
    assert (found[trained] >= 0).all() and (np.delete(found, trained) == -1).all()
    assert set(found[trained].tolist()) == set(range(FOLDS))


def test_a_row_without_a_value_gets_the_base_rate_and_teaches_nothing() -> None:
    worth, label = np.array([0.0, 1.0, np.nan, np.nan]), np.array([0.0, 1.0, 1.0, 1.0])
    found = Calibration.of(worth, label)
    assert found(np.array([np.nan]))[0] == pytest.approx(np.log(3.5 / 1.5))
    assert found == dataclasses.replace(Calibration.of(worth[:2], label[:2]), base=found.base)


def test_numbers_that_differ_by_rounding_alone_say_nothing() -> None:
    """Else the smallest real difference would be a million of their standard deviations."""
    found = Calibration.of(np.array([0.3, 0.1 + 0.2]), np.array([0.0, 1.0]))
    assert np.abs(found(np.array([0.0, 0.3, 1.0]))).max() < 0.01


def test_a_calibration_comes_back_from_its_json_to_the_bit(data: Dataset) -> None:
    plan = plan_of(data)
    one = rule_start("user_item_mean", data).calibrated(plan)
    again = Calibration.read(dataclasses.asdict(one))
    kept = RuleStart(BASELINES["user_item_mean"], again)
    assert np.array_equal(
        kept(plan, plan.pairs("valid"), "valid"), offset(data, "user_item_mean", "valid")
    )


def test_a_rule_that_says_nothing_where_all_is_liked_is_refused(data: Dataset) -> None:
    implicit = dataclasses.replace(
        data,
        interactions=data.interactions.drop(columns="rating").assign(label=1.0),
        implicit=True,
    )
    with pytest.raises(SettingsError, match="popularity, item_knn, user_knn, ease, stack"):
        rule_start("like_share", implicit)
    plan = plan_of(implicit)
    pairs = plan.pairs("train")
    found = rule_start("item_knn", implicit)(plan, pairs, "train")
    assert np.isfinite(found).all() and np.ptp(found) > 0


def test_what_is_no_row_and_who_is_unknown_have_an_offset_too(data: Dataset) -> None:
    plan = plan_of(data)
    now = dataclasses.replace(plan.pairs("train").take(slice(0, 3)), row=np.full(3, -1))
    stranger = dataclasses.replace(now, user=np.full(3, -1))
    for part in (None, "train"):
        for rule in RULES:
            for pairs in (now, stranger):
                assert np.isfinite(RuleStart(BASELINES[rule])(plan, pairs, part)).all()

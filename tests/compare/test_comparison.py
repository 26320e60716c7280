"""Comparisons: error rates on variants that are the same, power, equivalence, locks, words."""

import dataclasses
import json

import numpy as np
import pytest

from benchmarks.family_wise import simulate
from benchmarks.power import lift_for, real_rows, shuffled_aucs
from benchmarks.power import simulate as simulate_gain
from promptrec.cli.main import main
from promptrec.compare import sides
from promptrec.compare.correction import benjamini_hochberg, bootstrap_p, holm
from promptrec.compare.estimates import RANKED, Estimate, JudgedUsers, auc_parts, drawn
from promptrec.compare.rows import best_fed, check_one_split, common_rows
from promptrec.compare.sides import Side, compared
from promptrec.compare.significance import more_users
from promptrec.compare.standing import standing
from promptrec.compare.verdict import verdict_of
from promptrec.data.locked import is_locked, locked_users
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, SettingsError
from promptrec.judge.entrants import candidates, same_variant
from promptrec.judge.saved import keep_scores, kept_scores
from promptrec.metrics.auc import auc, uauc
from promptrec.metrics.ranking import ndcg
from promptrec.metrics.statistic import Additive, mean_of
from promptrec.model.planning import plan_for
from promptrec.records import Answers
from promptrec.report.sentences import sentences
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.store import Store


def contrasts(table, weights, seed=0):
    """What a comparison says of users who differ by so much: (variants, users), (users,)."""
    users, rows = len(weights), np.ones(len(weights))
    ground = JudgedUsers("gauc_rows", np.arange(users), weights, rows, rows)
    values = {str(at): one for at, one in enumerate(table)} | {"control": np.zeros(users)}
    means = {
        name: [Additive(np.column_stack((one * weights, weights)), mean_of, users)]
        for name, one in values.items()
    }
    draws = drawn(means, users, seed)
    found = {
        name: Estimate(one @ weights / weights.sum(), draws[name], one, (0.0,))
        for name, one in values.items()
    }
    family = [(str(at), "control") for at in range(len(table))]
    return list(sides.tests(ground, found, family, seed).values())


def differences(users, gain, noise=0.2, seed=0, variants=1):
    return np.random.default_rng(seed).normal(gain, noise, (variants, users))


def test_equal_variants_are_seldom_called_different_and_uncorrected_often():
    alone = adjusted = 0
    for seed in range(60):
        one, corrected = simulate(seed, 60)
        alone += min(one) <= 0.05
        adjusted += min(corrected) <= 0.05
    assert adjusted <= 9  # 99.9 % limit of 60 at .05
    assert alone > adjusted + 5


def test_a_planted_difference_is_found_with_the_power_that_was_promised():
    (first,) = contrasts(differences(400, 0.0, seed=1), np.ones(400))
    gain = first.detectable
    found = sum(
        contrasts(differences(400, gain, seed=seed), np.ones(400), seed)[0].p_adjusted <= 0.05
        for seed in range(2, 62)
    )
    assert found >= 0.65 * 60  # promised: 80 %


def test_p_of_sign_flips_is_that_of_all_flips_for_few_users():
    rng = np.random.default_rng(4)
    table = rng.normal(0.3, 1, (1, 20))
    signs = (np.arange(2**16)[:, None] >> np.arange(16)) & 1
    assert signs.shape == (65536, 16)
    weights = np.r_[np.ones(16), np.full(4, 1e-12)]  # four users that weigh nothing
    pulled = np.abs((signs * 2 - 1) @ table[0, :16])
    exact = (pulled >= abs(table[0, :16].sum()) - 1e-9).mean()
    assert contrasts(table, weights)[0].p == pytest.approx(exact, abs=0.02)


def test_correcting_for_many_never_makes_a_p_smaller():
    found = contrasts(differences(80, 0.02, variants=6), np.ones(80))
    assert all(one.p_adjusted >= one.p for one in found)


def test_the_same_scores_are_no_difference():
    (one,) = contrasts(np.zeros((1, 50)), np.ones(50))
    assert (one.difference, one.p_adjusted, verdict_of(one, 0.0)) == (0.0, 1.0, "undecided")
    assert verdict_of(one, 0.01) == "equivalent"


def test_words_follow_the_numbers():
    (good,) = contrasts(differences(300, 0.1), np.ones(300))
    (bad,) = contrasts(differences(300, -0.1), np.ones(300))
    (open_,) = contrasts(differences(300, 0.005, seed=3), np.ones(300))
    (few,) = contrasts(differences(19, 0.5), np.ones(19))
    words = [verdict_of(one, 0.0) for one in (good, bad, open_, few)]
    assert words == ["better", "worse", "undecided", "refused"]
    assert more_users(open_, 0.02) > 0 and more_users(good, 0.1) == 0
    assert few.low is None and few.p_adjusted is None


def test_weights_are_those_of_the_metric():
    table = np.array([[1.0] * 30 + [0.0] * 30])
    (one,) = contrasts(table, np.r_[np.full(30, 3.0), np.ones(30)])
    assert one.difference == pytest.approx(0.75)


def test_benjamini_hochberg_finds_the_four_of_the_paper():
    low = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = [*low, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # 1995, section 3.2
    assert sum(one <= 0.05 for one in benjamini_hochberg(p)) == 4
    assert benjamini_hochberg(p)[:2] == pytest.approx([0.0015, 0.003])
    assert benjamini_hochberg([]) == []


def test_holm_is_that_of_statsmodels_by_hand_and_never_below_benjamini_hochberg():
    assert holm([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.06, 0.06, 0.5])
    p = np.random.default_rng(1).uniform(size=20).tolist()
    assert all(a >= b for a, b in zip(holm(p), benjamini_hochberg(p), strict=True))


def test_bootstrap_p_is_even_under_no_difference_and_small_under_a_large_one():
    rng = np.random.default_rng(0)
    # the mean of 200 users without a difference, and with one, 300 times
    found = []
    for gain in (0.0, 0.4):
        means = rng.normal(gain, 1 / np.sqrt(200), 300)
        draws = means[:, None] + rng.normal(0, 1 / np.sqrt(200), (300, 1000))
        found.append(bootstrap_p(draws))
    assert 0.01 < (found[0] <= 0.05).mean() < 0.11
    assert found[1].max() < 0.05 and found[1].min() > 0


def test_about_a_third_of_the_users_is_locked_and_always_the_same():
    names = [f"u{at}" for at in range(4000)]
    locked = is_locked(names)
    assert 0.27 < locked.mean() < 0.33
    assert np.array_equal(locked, is_locked(names))
    assert not np.array_equal(locked, is_locked(names[::-1]))


@pytest.fixture
def many(many_folder):
    """A plan over 160 users with labels, its valid pairs, and the folder."""
    folder = many_folder
    data = open_dataset(str(folder))
    settings = RunSettings(
        dataset=str(folder),
        template="{item.title}",
        model="tiny",
        max_valid=None,
        split=SplitSettings(small_users="test"),  # many valid rows
    )
    plan = plan_for(data, settings)[0]
    return plan, plan.pairs("valid"), folder


def test_a_variant_that_knows_more_wins_and_shuffled_labels_do_not(many):
    plan, pairs, _ = many
    rng = np.random.default_rng(1)
    noise = rng.normal(size=len(pairs))
    sides = [Side("plain", noise), Side("knows", noise + pairs.label)]
    found = compared(plan, "valid", pairs, sides)
    (one,) = found.variants
    assert one.verdict == "better" and one.value > found.control_value
    assert found.users + found.locked <= 160
    assert "knows beats plain" in sentences(found)[0]
    shuffled = dataclasses.replace(pairs, label=rng.permutation(pairs.label))
    again = compared(plan, "valid", shuffled, sides)
    assert again.variants[0].verdict in ("undecided", "equivalent")
    assert abs(again.variants[0].value - 0.5) < 0.1


def test_locked_users_are_read_only_to_confirm(many):
    plan, _, _ = many
    pairs = plan.pairs("test")
    rng = np.random.default_rng(2)
    noise = rng.normal(size=len(pairs))
    locked = locked_users(plan.dataset)[pairs.user]
    sides = [Side("a", noise), Side("b", noise + 5 * pairs.label * locked)]
    assert compared(plan, "test", pairs, sides).variants[0].contrast.difference == 0.0
    confirmed = compared(plan, "test", pairs, sides, confirm=True)
    assert confirmed.variants[0].verdict == "better"


def test_locked_users_have_no_valid_rows_but_test_rows(many, tiny_dataset):
    plan, pairs, _ = many
    locked = locked_users(plan.dataset)
    assert locked.sum() > 30 and not locked[pairs.user].any()
    assert locked[plan.pairs("test").user].any()
    assert not locked_users(tiny_dataset).any()  # 12 users: no verdict is ever said


def test_a_rule_that_beats_all_is_named_and_tested(many):
    plan, pairs, _ = many
    sides = [Side("a", -pairs.label), Side("b", -2.0 * pairs.label)]
    found = compared(plan, "valid", pairs, sides)
    assert any(line.startswith("Both lose to ") for line in sentences(found))
    assert found.against["a", "random"].p_adjusted <= 0.05
    oracle = compared(plan, "valid", pairs, [sides[0], Side("knows", pairs.label + 0.0)])
    assert any(line.startswith("knows: better than every rule") for line in sentences(oracle))
    with pytest.raises(SettingsError):
        compared(plan, "valid", pairs, [sides[0], sides[0]])


def test_who_beats_every_single_rule_but_not_their_stack_is_told_so(many):
    plan, pairs, _ = many
    noise = np.random.default_rng(3).normal(size=(4, len(pairs)))
    rules = {"random": noise[0], "like_share": noise[1] + 0.3 * pairs.label}
    rules |= {"stack": noise[2] + 4 * pairs.label}
    knows = noise[3] + 4 * pairs.label

    def told(rules, *sides):
        found = compared(plan, "valid", pairs, sides, rules=rules)
        return sentences(found), standing(found), found

    lines, words, found = told(rules, Side("plain", noise[3]), Side("knows", knows))
    assert words == {"plain": "", "knows": "single"}
    (line,) = [one for one in lines if one.startswith("knows: better than every single rule")]
    assert f"the stack of all rules ({found.baselines['stack']:.3f})" in line
    assert not any("every rule" in one for one in lines)
    assert any(one.startswith("plain loses to the stack of all rules") for one in lines)
    chinese = sentences(found, Voice("zh"))
    assert any(one.startswith("knows：优于每一条不用模板的单独规则") for one in chinese)
    weak = {**rules, "stack": noise[2]}
    lines, words, _ = told(weak, Side("plain", noise[3]), Side("knows", knows))
    assert words["knows"] == "every" and not any("single rule" in one for one in lines)
    below = told(rules, Side("plain", noise[3]), Side("less", noise[3] + 2 * pairs.label))[0]
    assert any("lose" in one and "the stack of all rules" in one for one in below)


def test_the_command_compares_runs_and_counts_its_look(many, tmp_path, capfd):
    _, _, folder = many
    home = ["--home", str(tmp_path), "--json"]
    for text in ("{item.title}", "[Kind: {item.genres:2}. ]The item is {item.title}."):
        arguments = [str(folder), "--template", text, "--model", "tiny", "--method", "none"]
        assert main(["train", *arguments, *home]) == 0
        capfd.readouterr()
    assert main(["compare", "r0001", "r0002", "--sesoi", "0.5", *home]) == 0
    found = json.loads(capfd.readouterr().out)
    (one,) = found["variants"]
    assert one["verdict"] in ("better", "worse", "equivalent")
    assert set(one) >= {"run", "metric", "difference", "low", "high", "p_adjusted", "verdict"}
    assert {each["name"] for each in found["baselines"]} >= {"item_mean", "like_share"}
    report, table = tmp_path / "out.html", tmp_path / "out.csv"
    more = ["--formats", "3", "--ladder", "--explore", "--report", str(report), "--csv", str(table)]
    assert main(["compare", "r0001", "r0002", *more, *home]) == 0
    explored = json.loads(capfd.readouterr().out)
    assert explored["exploration"] and explored["formats"]["r0002"]["count"] == 3
    assert set(explored["auc_parts"]["r0001"]) == {"auc", "gauc_rows", "gauc_positives", "uauc"}
    page = report.read_text()
    for words in ("Exploration", "Cold start", "What the runs cost", "Curves"):
        assert words in page
    assert table.read_text().count("\n") >= 9
    assert (
        main(["compare", "r0001", "r0002", "--metric", "ndcg@10", "--ranking-users", "30", *home])
        == 0
    )
    assert json.loads(capfd.readouterr().out)["variants"][0]["seeds"] == 1
    store = Store.open(tmp_path)
    fingerprint = open_dataset(str(folder)).fingerprint()
    assert store.looks(fingerprint, "leave_last") == 0
    assert main(["compare", "r0001", "r0002", "--confirm", *home]) == 0
    assert json.loads(capfd.readouterr().out)["part"] == "test"
    assert store.looks(fingerprint, "leave_last") == 2
    assert main(["compare", "r0001", "r0001", *home]) == 2
    assert main(["compare", "r0001", "r0002", "--metric", "accuracy", *home]) == 2


def test_baselines_count_what_the_best_fed_variant_could(many):
    plan, _, folder = many
    data = open_dataset(str(folder))
    settings = dataclasses.replace(plan.settings, split=SplitSettings(name="random"))
    many_rows = plan_for(data, settings)[0]
    few_rows = plan_for(data, dataclasses.replace(settings, max_train=20))[0]
    assert best_fed([few_rows, many_rows]) is many_rows is best_fed([many_rows, few_rows])


def test_a_gain_planted_on_real_rows_is_found_where_the_tool_says_so():
    ground = real_rows()
    lift = lift_for(ground, 0.02, seeds=2)
    found = [simulate_gain(ground, lift, 650, seed) for seed in range(30)]
    assert np.mean([detectable for _, detectable in found]) < 0.02  # promised: 80 %
    assert sum(p <= 0.05 for p, _ in found) >= 20  # 99 % limit of 30 at .8 is 18
    few = [simulate_gain(ground, lift, 30, seed)[0] for seed in range(15)]
    assert sum(p <= 0.05 for p in few) <= 9


def test_shuffled_labels_bring_every_auc_back_to_a_half():
    pooled, within = shuffled_aucs(real_rows(), 20)
    assert abs(pooled - 0.5) < 0.01 and abs(within - 0.5) < 0.02


def test_only_rows_that_all_runs_share_are_compared(many):
    _, pairs, _ = many
    half, other = np.arange(0, 300, dtype=np.int64), np.arange(200, 450, dtype=np.int64)[::-1]
    shared, places = common_rows([pairs.take(half), pairs.take(other)])
    assert len(shared) == 100
    assert np.array_equal(shared.row, pairs.row[half[places[0]]])
    assert np.array_equal(shared.row, pairs.row[other[places[1]]])
    with pytest.raises(DataError, match="no common row"):
        common_rows([pairs.take(half), pairs.take(np.arange(400, 450))])


def test_runs_of_another_split_are_refused(many):
    plan, _, folder = many
    random = dataclasses.replace(plan.settings, split=SplitSettings(name="random"))
    with pytest.raises(DataError, match="different splits"):
        check_one_split([plan, plan_for(open_dataset(str(folder)), random)[0]])


def test_frozen_and_running_histories_are_not_compared(many):
    plan, _, folder = many
    split = dataclasses.replace(plan.settings.split, history="running")
    running = dataclasses.replace(plan.settings, split=split)
    with pytest.raises(DataError, match="one has frozen and one has running histories"):
        check_one_split([plan, plan_for(open_dataset(str(folder)), running)[0]])


def test_a_comparison_of_running_histories_says_so(many):
    plan, pairs, folder = many
    split = dataclasses.replace(plan.settings.split, history="running")
    settings = dataclasses.replace(plan.settings, split=split)
    running = plan_for(open_dataset(str(folder)), settings)[0]
    noise = np.random.default_rng(0).normal(size=(2, len(pairs)))
    both = [Side("a", noise[0]), Side("b", noise[1])]
    said = [compared(one, "valid", pairs, both) for one in (plan, running)]
    told = [any("Running histories" in line for line in sentences(one)) for one in said]
    assert told == [False, True]


def test_a_run_of_before_is_compared_only_where_its_rows_are_the_same(many):
    plan, _, folder = many
    now = dataclasses.replace(plan.settings, split=SplitSettings())
    with pytest.raises(DataError, match="from before the split leave_last let small users"):
        check_one_split([plan, plan_for(open_dataset(str(folder)), now)[0]])
    music = open_dataset("music")
    plans = [
        plan_for(music, dataclasses.replace(plan.settings, dataset="music", split=split))[0]
        for split in (SplitSettings(small_users="test"), SplitSettings())
    ]
    check_one_split(plans)
    assert same_variant(plans[0].settings) == same_variant(plans[1].settings)


def test_seeds_that_differ_widen_the_interval_and_take_a_verdict_back(many):
    plan, pairs, _ = many
    rng = np.random.default_rng(0)
    noise = rng.normal(size=len(pairs))
    runs = np.array([noise + gain * pairs.label for gain in (1.5, -0.8, 1.2)])
    one = compared(plan, "valid", pairs, [Side("plain", noise), Side("tuned", runs[:1], True)])
    three = compared(plan, "valid", pairs, [Side("plain", noise), Side("tuned", runs, True)])
    narrow, wide = one.variants[0].contrast, three.variants[0].contrast
    assert one.variants[0].verdict == "better" and one.seeds == 1
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert three.variants[0].verdict == "undecided" and wide.runs == three.seeds == 3
    assert any("one seed" in line for line in sentences(one))
    assert not any("one seed" in line for line in sentences(three))


def test_equal_seeds_are_no_second_level(many):
    plan, pairs, _ = many
    rng = np.random.default_rng(5)
    noise, other = rng.normal(size=(2, len(pairs)))
    single = compared(plan, "valid", pairs, [Side("a", noise), Side("b", other)])
    twice = compared(plan, "valid", pairs, [Side("a", noise), Side("b", np.array([other] * 3))])
    left, right = single.variants[0].contrast, twice.variants[0].contrast
    assert (left.low, left.high, left.p) == pytest.approx((right.low, right.high, right.p))


def test_ndcg_is_that_of_the_ranking_report_and_tested_over_users(many):
    plan, _, _ = many
    pairs = candidates(plan, confirm=False, users=60).pairs
    rng = np.random.default_rng(3)
    noise = rng.normal(size=len(pairs))
    found = compared(
        plan, "valid", pairs, [Side("a", noise), Side("b", noise + 2 * pairs.label)], metric=RANKED
    )
    rankings = [
        (noise[pairs.user == user], pairs.label[pairs.user == user] > 0)
        for user in np.unique(pairs.user)
    ]
    wanted = [ndcg(*one) for one in rankings if not one[1].all()]
    assert found.control_value == pytest.approx(np.mean(wanted))
    assert found.variants[0].verdict == "better" and found.correction == "max-T"


def test_pooled_auc_goes_by_the_bootstrap_and_holm(many):
    plan, pairs, _ = many
    rng = np.random.default_rng(3)
    noise = rng.normal(size=len(pairs))
    sides = [Side("a", noise), Side("b", noise + pairs.label), Side("c", noise + 0.0)]
    found = compared(plan, "valid", pairs, sides, metric="auc")
    assert found.correction == "Holm"
    assert found.control_value == pytest.approx(auc(pairs.label, noise))
    assert [one.verdict for one in found.variants] == ["better", "undecided"]
    parts = auc_parts(pairs, np.array([noise]))
    assert parts["auc"] == pytest.approx(auc(pairs.label, noise))
    assert parts["uauc"] == pytest.approx(uauc(pairs.user, pairs.label, noise))


def test_exploring_is_labelled_and_tests_baselines_too(many):
    plan, pairs, _ = many
    noise = np.random.default_rng(3).normal(size=len(pairs))
    sides = [Side("a", noise), Side("b", noise + pairs.label)]
    found = compared(plan, "valid", pairs, sides, explore=True)
    assert found.correction == "Benjamini-Hochberg"
    assert {one.name for one in found.explored} == set(found.baselines)
    p = [one.contrast.p for one in (*found.variants, *found.explored)]
    adjusted = [one.contrast.p_adjusted for one in (*found.variants, *found.explored)]
    assert adjusted == pytest.approx(benjamini_hochberg(p))
    assert any(line.startswith("Exploration") for line in sentences(found))


def test_kept_scores_come_back_bit_for_bit_and_only_for_the_same_data(tmp_path, many):
    _, pairs, _ = many
    rng = np.random.default_rng(0)
    answers = Answers(rng.normal(size=len(pairs)), ("gut", "好"), rng.random((len(pairs), 2)))
    path = tmp_path / "runs" / "r0001" / "scores_valid.npz"
    keep_scores(path, pairs, answers, "abc")
    back, said = kept_scores(path, "abc")
    assert np.array_equal(said.score, answers.score) and said.words == answers.words
    assert all(np.array_equal(getattr(back, n), getattr(pairs, n)) for n in ("user", "item", "row"))
    assert kept_scores(path, "other data") is None
    path.write_bytes(path.read_bytes()[:50])
    assert kept_scores(path, "abc") is None and kept_scores(tmp_path / "none.npz", "abc") is None


def test_a_difference_far_from_zero_survives_correction_for_many():
    rng = np.random.default_rng(0)
    far, near = rng.normal(0.2, 0.01, 2000), rng.normal(0.0, 0.01, 2000)
    p = bootstrap_p(np.stack([far, near]))
    assert holm([float(p[0])] * 60)[0] < 0.001
    assert p[1] > 0.5
    edge = bootstrap_p(np.abs(near)[None])[0]  # no draw beyond 0, but close to it
    assert edge <= 2 / 2001

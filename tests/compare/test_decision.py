"""What to do after a comparison: each branch on rows with planted gains, and its words."""

import dataclasses

import numpy as np
import pytest

from promptrec.compare.decision import decide
from promptrec.compare.sides import Side, compared
from promptrec.compare.significance import Contrast
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.data.shipped import open_dataset
from promptrec.errors import SettingsError
from promptrec.model.planning import plan_for
from promptrec.records import Interval, SideId
from promptrec.report.comparison import differences_chart
from promptrec.report.decision import decision_lines, named_rules
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings, SplitSettings
from promptrec.words.table import LANGUAGES

ENGLISH = Voice()


def contrast(difference: float, error: float, users: int = 100) -> Contrast:
    """A test with a normal error of this size."""
    from scipy.stats import norm

    return Contrast(
        difference=difference,
        low=difference - 1.96 * error,
        high=difference + 1.96 * error,
        low_90=difference - 1.645 * error,
        high_90=difference + 1.645 * error,
        p=float(2 * norm.sf(abs(difference) / error)),
        p_adjusted=float(2 * norm.sf(abs(difference) / error)),
        users=users,
        detectable=2.8 * error,
    )


def comparison(*variants: Contrast, sesoi: float = 0.01, **more: object) -> Comparison:
    """A control A at .5, and B, C, ... with these tests against it; a rule far below all."""
    names = [chr(ord("B") + at) for at in range(len(variants))]
    judged = tuple(
        Judged(name=name, value=0.5 + one.difference, contrast=one, verdict=verdict_of(one, sesoi))
        for name, one in zip(names, variants, strict=True)
    )
    above = {(name, "popularity"): contrast(0.3, 0.01) for name in ("A", *names)}
    values = {SideId("A"): Interval(0.5), SideId("popularity", True): Interval(0.2)}
    values |= {SideId(one.name): Interval(one.value) for one in judged}
    plain = Comparison(
        metric="gauc_rows",
        part="valid",
        control="A",
        control_value=0.5,
        users=100,
        locked=300,
        known=1000,
        variants=judged,
        baselines={"popularity": 0.2},
        sesoi=sesoi,
        against=above,
        intervals=values,
    )
    return dataclasses.replace(plain, **more)


def lines(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """In words."""
    return decision_lines(found, voice)


def test_a_winner_is_to_be_used_and_how_sure_that_is_follows_from_p() -> None:
    sure = [decide(comparison(contrast(0.1, error))) for error in (0.01, 0.035, 0.045)]
    assert [(one.key, one.sure, one.light) for one in sure] == [
        ("use", "very", "green"),
        ("use", "quite", "green"),
        ("use", "fairly", "green"),
    ]
    first, second, *_ = lines(comparison(contrast(0.1, 0.01)))
    assert first == "Use B: better than A."
    assert second.startswith("Very sure: ") and "1 of 1,000" in second


def test_of_several_winners_the_best_by_value_is_to_be_used_and_the_others_are_named() -> None:
    found = comparison(contrast(0.1, 0.01), contrast(0.0, 0.05), contrast(0.2, 0.01))
    assert [one.name for one in decide(found).names] == ["D", "B"]
    first = lines(found)[0]
    assert first == "Use D: better than A and ahead of the others that are, too (B)."


def test_what_loses_leaves_the_control_in_place() -> None:
    found = comparison(contrast(-0.1, 0.01))
    assert (decide(found).key, decide(found).sure) == ("keep", "very")
    assert lines(found)[0] == "Keep A: B is not better."
    several = comparison(contrast(-0.1, 0.01), contrast(-0.2, 0.01))
    assert lines(several)[0] == "Keep A: none of the others is better."


def test_what_differs_by_less_than_what_matters_leaves_the_control_in_place() -> None:
    found = comparison(contrast(0.001, 0.002))
    assert (decide(found).key, decide(found).sure) == ("same", "bound")
    assert lines(found)[0] == "Keep A: B makes no difference that matters."
    assert "a gain of 0.01 or more would have shown with these 100 people" in lines(found)[1]


def test_what_cannot_be_better_by_what_matters_is_not_waited_for() -> None:
    found = comparison(contrast(-0.03, 0.016))  # undecided, and at most +.0
    assert found.variants[0].verdict == "undecided"
    assert (decide(found).key, decide(found).sure) == ("keep", "bound")
    mixed = comparison(contrast(-0.03, 0.016), contrast(-0.1, 0.01), contrast(0.0, 0.002))
    assert decide(mixed).key == "keep"


def test_too_few_people_are_told_how_many_more_would_settle_it() -> None:
    found = comparison(contrast(0.02, 0.015), sesoi=0.03)
    more = decide(found).more
    assert decide(found).key == "wait" and 0 < more <= found.reachable
    first, second, *_ = lines(found)
    assert first.startswith(f"Not enough people: {more} more users or a longer test would settle")
    assert "Until then stay with A" in first and "only differences above 0.042" in second


def test_more_people_than_the_data_has_are_not_promised() -> None:
    found = comparison(contrast(0.02, 0.05))
    assert decide(found).key == "far" and decide(found).more > found.reachable
    assert "this data has 1,000 in all" in lines(found)[0]


def test_locked_users_are_no_people_that_a_longer_test_could_reach() -> None:
    found = comparison(contrast(0.02, 0.015), sesoi=0.03)
    more = decide(found).more
    assert found.reachable == 1000 - 300 - 100
    short = dataclasses.replace(found, known=100 + 300 + more - 1)
    assert short.known - short.users >= more  # enough people, but locked ones
    assert (decide(short).key, short.reachable) == ("far", more - 1)
    confirmed = dataclasses.replace(short, part="test", locked=100 + more)
    assert (decide(confirmed).key, confirmed.reachable) == ("wait", more)


def test_with_enough_people_and_no_answer_it_is_too_close_to_call() -> None:
    found = comparison(contrast(0.009, 0.003), sesoi=0.01)
    close = dataclasses.replace(
        found,
        variants=tuple(
            dataclasses.replace(
                one, verdict="undecided", contrast=dataclasses.replace(one.contrast, p_adjusted=0.2)
            )
            for one in found.variants
        ),
    )
    assert decide(close).key == "close" and decide(close).more == 0
    assert "keep A" in lines(close)[0]


def test_the_most_promising_of_the_undecided_says_how_many_more_are_needed() -> None:
    found = comparison(contrast(-0.02, 0.05), contrast(0.02, 0.015), sesoi=0.0)
    assert [one.name for one in decide(found).names] == ["C"]
    assert "C is at +0.020" in lines(found)[1]


def beaten(found: Comparison, *names: str, rule: str = "ease", value: float = 0.9) -> Comparison:
    """The same with one more rule: these lose to it, all others beat it."""
    every = ("A", *(one.name for one in found.variants))
    more = {(name, rule): contrast(-0.3 if name in names else 0.3, 0.01) for name in every}
    return dataclasses.replace(
        found,
        baselines={**found.baselines, rule: value},
        against={**found.against, **more},
        intervals={**found.intervals, SideId(rule, True): Interval(value)},
    )


def test_a_rule_that_beats_everything_is_to_be_used_instead() -> None:
    found = beaten(comparison(contrast(0.1, 0.01)), "A", "B")
    assert (decide(found).key, decide(found).light, decide(found).keep.name) == (
        "rule",
        "red",
        "ease",
    )
    said = lines(found)
    assert said[0].startswith("Use linear items (EASE) instead: this rule, which needs no model")
    assert (
        said[-1]
        == "Every template loses to “linear items (EASE)” (0.900), a rule that needs no model."
    )
    assert named_rules(found) == ["ease"]


def test_nobody_is_told_to_use_or_keep_what_a_rule_surely_beats() -> None:
    winner = beaten(comparison(contrast(0.1, 0.01)), "B")
    kept = beaten(comparison(contrast(-0.1, 0.01)), "A")
    for found, loser in ((winner, "B"), (kept, "A")):
        assert (decide(found).key, decide(found).keep) == ("rule", SideId("ease", True))
        assert [one.name for one in decide(found).names] == [loser]
    waiting = beaten(comparison(contrast(0.02, 0.015), sesoi=0.03), "A")
    assert decide(waiting).key == "wait"
    assert "Until then stay with linear items (EASE)" in lines(waiting)[0]


def test_a_winner_that_a_rule_does_not_beat_is_to_be_used_though_the_control_loses() -> None:
    assert decide(beaten(comparison(contrast(0.1, 0.01)), "A")).key == "use"


def test_the_stack_alone_takes_no_winner_away_and_is_named() -> None:
    found = beaten(comparison(contrast(0.1, 0.01)), "A", "B", rule="stack")
    assert decide(found).key == "use"
    last = lines(found)[-1]
    assert "every single rule" in last and "the stack of all rules” (0.900)" in last
    assert named_rules(found) == ["stack"]


def test_who_beats_all_rules_and_who_beats_none_are_one_line() -> None:
    found = comparison(contrast(0.1, 0.01))
    assert lines(found)[-1] == (
        "Better than every rule without a template, even than all of them together: B and A."
    )
    level = {(name, "popularity"): contrast(0.0, 0.05) for name in "AB"}
    even = dataclasses.replace(found, against=level)
    assert lines(even)[-1] == (
        "No template surely beats “popularity” (0.200), a rule that needs no model."
    )
    above = beaten(even, "A", "B", rule="stack")
    assert (
        lines(above)[-1] == "All rules together (“the stack of all rules” (0.900)) beat every "
        "template."
    )


def test_without_rules_nothing_is_said_of_them() -> None:
    found = comparison(contrast(0.1, 0.01), baselines={}, against={})
    assert decide(found).rules is None and len(lines(found)) == 2


def test_under_20_users_nothing_is_decided() -> None:
    found = comparison(Contrast(difference=0.5, users=19), users=19)
    assert (decide(found).key, decide(found).but) == ("refused", ())
    assert lines(found) == ["Not enough people: only 19 count, and under 20 nothing can be said."]


def test_what_could_change_a_decision_is_said_beside_it() -> None:
    found = comparison(
        contrast(0.1, 0.01),
        users=60,
        seeds=1,
        known_of_others=("known", "labelled"),
        split="cold_user",
        history="running",
    )
    assert decide(found).but == ("few", "one_seed", "mixed", "running", "cold_user")
    (but,) = [line for line in lines(found) if line.startswith("What could change it: ")]
    assert "only new users were judged" in but and "not all knew the same of others" in but
    plain = comparison(contrast(0.1, 0.01))
    assert not any(line.startswith("What could change it") for line in lines(plain))


def test_exploring_gives_a_hint_and_no_surety() -> None:
    found = comparison(contrast(0.1, 0.01), correction="Benjamini-Hochberg")
    assert decide(found).sure == "hint" and lines(found)[1].startswith("A hint, not a decision")


@pytest.fixture
def ground(many_folder):
    """A plan over many users, and its valid pairs."""
    settings = RunSettings(
        dataset=str(many_folder),
        template="{item.title}",
        model="tiny",
        max_valid=None,
        split=SplitSettings(small_users="test"),
    )
    plan = plan_for(open_dataset(str(many_folder)), settings)[0]
    return plan, plan.pairs("valid")


def test_a_single_variant_is_held_against_the_best_rule(ground) -> None:
    plan, pairs = ground
    noise = np.random.default_rng(0).normal(size=(3, len(pairs)))
    rules = {"popularity": noise[0], "ease": noise[1] + pairs.label}

    def alone(gain: float) -> Comparison:
        return compared(
            plan, "valid", pairs, [Side("mine", noise[2] + gain * pairs.label)], rules=rules
        )

    good, bad, even = alone(4.0), alone(-2.0), alone(1.0)
    assert good.variants == () and decide(good).keep == SideId("ease", True)
    assert lines(good)[0] == "Use mine: better than linear items (EASE)."
    assert lines(bad)[0].startswith("Use linear items (EASE) instead")
    assert decide(even).key in ("wait", "far", "keep", "same")
    with pytest.raises(SettingsError):
        compared(plan, "valid", pairs, [Side("mine", noise[2])], rules={})


def test_people_who_are_new_are_said_to_be_all_that_was_judged(many_folder) -> None:
    split = SplitSettings(name="cold_user", known=3)
    settings = RunSettings(
        dataset=str(many_folder), template="{item.title}", model="tiny", max_valid=None, split=split
    )
    plan = plan_for(open_dataset(str(many_folder)), settings)[0]
    pairs = plan.pairs("valid")
    noise = np.random.default_rng(0).normal(size=(2, len(pairs)))
    found = compared(plan, "valid", pairs, [Side("a", noise[0]), Side("b", noise[1])], metric="auc")
    assert found.split == "cold_user"
    assert found.refused or "cold_user" in decide(found).but


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_branch_has_words_in_both_languages(language: str) -> None:
    voice = Voice(language)
    every = [
        comparison(contrast(0.1, 0.01)),
        comparison(contrast(0.1, 0.01), contrast(0.1, 0.01)),
        comparison(contrast(-0.1, 0.01)),
        comparison(contrast(-0.1, 0.01), contrast(-0.1, 0.01)),
        comparison(contrast(0.0, 0.002)),
        comparison(contrast(0.0, 0.002), contrast(0.0, 0.002)),
        comparison(contrast(0.02, 0.015), sesoi=0.03),
        comparison(contrast(0.02, 0.05)),
        beaten(comparison(contrast(0.1, 0.01)), "A", "B"),
        beaten(comparison(contrast(0.1, 0.01)), "A", "B", rule="stack"),
        comparison(contrast(0.1, 0.01), users=19),
    ]
    said = [lines(one, voice) for one in every]
    assert len({line[0] for line in said}) == len(every) - 1  # a stack takes no winner away
    assert not any("{" in line for one in said for line in one)
    if language != "en":
        assert not any("Keep" in line or "Use " in line for one in said for line in one)


def test_the_picture_shows_variants_and_the_rules_that_are_named() -> None:
    found = beaten(comparison(contrast(0.1, 0.01)), "A", "B", rule="stack")
    shown = differences_chart(found, ENGLISH, named_rules(found)).table.rows
    assert [row[0] for row in shown] == ["B", ENGLISH.rule("stack")]
    explored = dataclasses.replace(
        found,
        explored=tuple(
            Judged(name=name, value=0.2, contrast=contrast(-0.3, 0.01), verdict="worse")
            for name in found.baselines
        ),
    )
    shown = differences_chart(explored, ENGLISH, named_rules(explored)).table.rows
    assert len(shown) == 1 + len(found.baselines)

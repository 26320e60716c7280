"""Flip tests: one word about the user is swapped in the prompts. What changes in the list?

Everything else stays, history included, so what changes is what the model does with this word
alone (counterfactual fairness at the input: Kusner et al., NeurIPS 2017; Garg et al., AIES 2019,
doi:10.1145/3306618.3317950, counterfactual token fairness). It does not say whether the history
itself already differs between groups: that is what group gaps are for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.beyond.lists import CHUNK, Audience, cut
from promptrec.data.fieldwords import Groups
from promptrec.errors import SettingsError
from promptrec.judge.candidates import Candidates, apart
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.lists.report import user_mean
from promptrec.model.variant import Variant
from promptrec.records import Floats, Interval, Pairs

FLIPPED_USERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """What swapping one field did to the lists of a sample of users."""

    field: str
    named: bool  # False: the template does not read the field, so that nothing can change
    users: int
    places: Interval  # of the first 10 places, how many hold another item
    replaced: Interval  # how many of the 10 items fell out of the list
    moved: Interval  # mean absolute change of a candidate's score
    changes: Mapping[str, Interval]  # "woman → man": mean change of the score, in log-odds


def flip_test(
    variant: Variant,
    audience: Audience,
    groups: Groups,
    *,
    users: int = FLIPPED_USERS,
    seed: int = 0,
    progress: Callable[[float], None] = lambda _: None,
) -> Flips:
    """Give each of a seeded sample of users another real value of the field, drawn evenly.

    groups: of the field to swap, see `user_groups`. SettingsError without two values, or when each
    domain has a template of its own.
    """
    if variant.plan.target_maker is not None:
        raise SettingsError("sentence.flip_target")
    if len(groups.names) < 2:
        raise SettingsError("sentence.flip_one_value", field=groups.field)
    rng = np.random.default_rng(seed)
    sets = [one for one in audience.candidates if groups.group[one.user] >= 0]
    if len(sets) > users:
        chosen = np.sort(rng.choice(len(sets), users, replace=False))
        sets = [sets[at] for at in chosen]
    others = [other_value(groups, one.user, rng) for one in sets]
    if groups.field not in variant.plan.maker.template.fields:
        none = Interval(0.0)
        return Flips(
            field=groups.field,
            named=False,
            users=len(sets),
            places=none,
            replaced=none,
            moved=none,
            changes={},
        )
    before, after = both_scores(variant, audience.part, sets, others, groups.field, progress)
    return flips_of(groups, sets, others, before, after)


def other_value(groups: Groups, user: int, rng: np.random.Generator) -> str:
    """A value of the field that is not the user's own."""
    own = int(groups.group[user])
    return groups.names[(own + 1 + int(rng.integers(len(groups.names) - 1))) % len(groups.names)]


def both_scores(
    variant: Variant,
    part: str,
    sets: Sequence[Candidates],
    others: Sequence[str],
    field: str,
    progress: Callable[[float], None],
) -> tuple[Floats, Floats]:
    """Scores of all candidates as they are, and with the other value of their user."""
    pairs = Pairs.joined([one.pairs for one in sets])
    swapped = np.repeat(np.array(others, object), [len(one.pairs) for one in sets])
    maker, found = variant.plan.maker, ([], [])  # type: ignore[var-annotated]
    for start in range(0, len(pairs), CHUNK):
        span = slice(start, start + CHUNK)
        values = maker.values(pairs.take(span), part)
        offset = variant.offset(pairs.take(span), part)
        changed = [
            {**one, field: word} for one, word in zip(values, swapped[span].tolist(), strict=True)
        ]
        for prompts, scores in zip((values, changed), found, strict=True):
            encoded = [one.encoded for one in maker.fit_values(prompts)]
            scores.append(variant.answer(encoded, pairs.item[span], offset, far=True).score)
        progress(min(1.0, (start + CHUNK) / len(pairs)))
    return np.concatenate(found[0]), np.concatenate(found[1])


def flips_of(
    groups: Groups,
    sets: Sequence[Candidates],
    others: Sequence[str],
    before: Floats,
    after: Floats,
) -> Flips:
    """Compare the lists and the scores. before, after: of all candidates, user after user."""
    change = apart(after - before, sets)
    lists = list(zip(cut(before, sets), cut(after, sets), strict=True))
    values = {
        "places": [float((one != two).sum()) for one, two in lists],
        "replaced": [float(len(np.setdiff1d(one, two))) for one, two in lists],
        "moved": [float(np.abs(one).mean()) for one in change],
    }
    mean = {name: user_interval(np.array(each)) for name, each in values.items()}
    kinds = np.array(
        [
            f"{groups.names[groups.group[one.user]]} → {two}"
            for one, two in zip(sets, others, strict=True)
        ]
    )
    moves = np.array([one.mean() for one in change])
    return Flips(
        field=groups.field,
        named=True,
        users=len(sets),
        places=mean["places"],
        replaced=mean["replaced"],
        moved=mean["moved"],
        changes={str(kind): user_interval(moves[kinds == kind]) for kind in np.unique(kinds)},
    )


def user_interval(values: Floats) -> Interval:
    """The mean of a value per user with its interval; no bounds under 20 users."""
    return intervals({"mean": user_mean(values)}, len(values))["mean"]

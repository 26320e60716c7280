"""Who gains and who loses by a variant or by the best rule: users, and the rows behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import ground_of, user_differences, user_metric
from promptrec.compare.judging import Sides
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.records import Floats, Ints, Pairs, SideId
from promptrec.report.blocks import Chart, Grid
from promptrec.report.parts import user_chart
from promptrec.report.voice import Voice


@dataclass(frozen=True, slots=True, eq=False)
class Users:
    """The control, the variants and the best baseline, on the pairs that were judged."""

    dataset: Dataset
    pairs: Pairs
    metric: str  # one that single users have
    scores: Mapping[SideId, Floats]  # (runs, rows); the control first

    @property
    def codes(self) -> Ints:
        """(users that count,)"""
        return ground_of(self.metric, self.pairs).users

    @property
    def names(self) -> list[str]:
        """(users that count,) their ids."""
        return [str(self.dataset.users.index[code]) for code in self.codes]

    @property
    def others(self) -> list[SideId]:
        """All but the control."""
        return list(self.scores)[1:]

    def differences(self, side: SideId) -> Floats:
        """(users that count,) a side against the control."""
        control = next(iter(self.scores.values()))
        return user_differences(self.metric, self.pairs, self.scores[side], control)

    def chart(self, side: SideId, voice: Voice) -> Chart:
        """A side against the control."""
        who = side, next(iter(self.scores))
        return user_chart(self.names, self.differences(side), who, self.metric, voice)


def users_of(comparison: Comparison, judged: Sides, rules: Mapping[str, Floats]) -> Users:
    """Single users of a comparison. judged, rules: scores on what it was judged on."""
    scores = {SideId(side.name): side.runs for side in judged.sides}
    if rules:
        best = max(comparison.baselines, key=lambda name: comparison.baselines[name])
        scores[SideId(best, True)] = rules[best][None]
    return Users(judged.plan.dataset, judged.pairs, user_metric(comparison.metric), scores)


def user_charts(users: Users, voice: Voice) -> list[Chart]:
    """Every side against the control; nothing where no user counts."""
    return [users.chart(side, voice) for side in users.others] if len(users.codes) else []


def places_of(scores: Floats) -> Ints:
    """(rows,) the place of each score, the largest first."""
    return np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1


def rows_in_order(users: Users, code: int, one: SideId) -> Ints:
    """A user's rows among all that were judged: liked ones first, then as a side places them."""
    own = np.flatnonzero(users.pairs.user == code).astype(np.int64)
    places = places_of(users.scores[one].mean(axis=0)[own])
    return own[np.lexsort((places, -users.pairs.label[own]))]


def user_rows(users: Users, code: int, one: SideId, voice: Voice) -> Grid:
    """A user's rows, as `rows_in_order`: the item, the label, both scores and both places."""
    own = rows_in_order(users, code, one)
    sides: Sequence[SideId] = (next(iter(users.scores)), one)
    scores = [users.scores[side].mean(axis=0)[own] for side in sides]
    places = [places_of(each) for each in scores]
    pairs, word = users.pairs.take(own), voice.figures()
    titles = users.dataset.items["title"].to_numpy()[pairs.item]
    classes = word["disliked"], word["liked"]
    heads = ("item", "label", "score_control", "place_control", "score_variant", "place_variant")
    rows = [
        [
            str(titles[at]),
            voice.say("versus.unseen") if pairs.sampled[at] else classes[int(pairs.label[at] > 0)],
            *(
                number
                for score, place in zip(scores, places, strict=True)
                for number in (round(float(score[at]), 3), int(place[at]))
            ),
        ]
        for at in range(len(own))
    ]
    return Grid([voice.say(f"versus.{head}") for head in heads], rows)

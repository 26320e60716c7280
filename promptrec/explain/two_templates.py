"""Two templates, one user: which edit moved which candidate, by how many places.

The players are the edits between both texts (`prompt.edits`) and, where the scorers differ too
(label words, tuned weights), the scorer. A coalition is a mixture: these edits made, the others
not. Shapley values of the score and of the rank share the whole difference fairly among the edits.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from promptrec.data.values import Value
from promptrec.errors import DataError, SettingsError, TemplateError
from promptrec.examples.fit import Fitter
from promptrec.examples.pair import pairs_now
from promptrec.explain.many import TwoTemplates
from promptrec.explain.methods.shapley import shapley
from promptrec.explain.progress import Report, between, counted, silent
from promptrec.model.variant import Variant
from promptrec.prompt.edits import Edit, apply, edits_between
from promptrec.prompt.template import Template
from promptrec.records import Bools, Encoded, Floats, Ints, Pairs

MIXTURES = 256  # about as many mixtures are asked when there are too many edits for all of them


@dataclass(frozen=True, slots=True)
class Player:
    """Edits of the text that go together, and whether the second scorer comes with them."""

    name: str
    edits: tuple[Edit, ...]
    scorer: bool = False


def two_templates(
    first: Variant,
    second: Variant,
    user: int,
    items: Ints,
    *,
    seed: int = 0,
    report: Report = silent,
) -> TwoTemplates:
    """Share the difference of two variants among the edits, for one user's candidates.

    user, items: codes; the history is full, the context empty. SettingsError when nothing differs.
    """
    players = players_of(first, second)
    if not len(items):
        raise DataError("sentence.knows_every_item")
    mixer = Mixer.of(first, second, players, user, items)

    def worth(there: Bools) -> Floats:
        scores = mixer.scores(there, report)
        return np.concatenate([scores, ranks_of(scores)], axis=1)

    found = shapley(worth, len(players), seed, orders=orders_of(len(players)))
    both = worth_of_ends(mixer, len(players))
    count, table = len(items), first.plan.dataset.items
    return TwoTemplates(
        edits=tuple(player.name for player in players),
        items=tuple(str(one) for one in table.index[items]),
        titles=tuple(table["title"].iloc[items].tolist()),
        before=both[0],
        after=both[1],
        rank_before=ranks_of(both)[0],
        rank_after=ranks_of(both)[1],
        scores=found.values[:, :count],
        places=-found.values[:, count:],
        place_errors=found.errors[:, count:],
        asked=found.asked,
        prompts=len(mixer.known),
    )


def orders_of(players: int) -> int:
    """How many orders fit into MIXTURES, an even number and at least 8."""
    return max(8, 2 * (MIXTURES // (2 * players)))


def worth_of_ends(mixer: "Mixer", players: int) -> Floats:
    """(2, candidates) scores with no edit and with all of them."""
    return mixer.scores(np.array([[False] * players, [True] * players]), silent)


def ranks_of(scores: Floats) -> Floats:
    """(mixtures, candidates) ranks of scores of that shape, 1 is best, ties share their mean."""
    found: Floats = rankdata(-scores, axis=1)
    return found


def players_of(first: Variant, second: Variant) -> tuple[Player, ...]:
    """The edits between two variants, and what differs between their scorers."""
    old, new = first.plan.maker.template, second.plan.maker.template
    if first.plan.dataset.fingerprint() != second.plan.dataset.fingerprint():
        raise DataError("sentence.templates_other_data")
    if old.language != new.language:
        raise TemplateError(
            "sentence.templates_two_languages", one=old.language, other=new.language
        )
    edits = edits_between(old.text, new.text)
    players = [Player(str(edit), (edit,)) for edit in edits]
    if not same_scorer(first, second):
        # a scorer reads only prompts with its own mask, soft and cf tokens
        frame = frame_of(old) != frame_of(new)
        tied = tuple(edit for edit in edits if edit.frame and frame)
        players = [player for player in players if player.edits[0] not in tied]
        name = " + ".join([scorer_change(first, second), *map(str, tied)])
        players.append(Player(name, tied, scorer=True))
    if not players:
        raise SettingsError("sentence.templates_same")
    return tuple(players)


def frame_of(template: Template) -> tuple[object, ...]:
    """What a scorer must find in a template that it reads."""
    return template.has_mask, template.soft_total, template.cf_sides


def same_scorer(first: Variant, second: Variant) -> bool:
    """True when both prompts are read by the same weights and the same label words."""
    if first.settings.start_from != second.settings.start_from:
        return False
    if first.scorer is second.scorer:
        return True
    untuned = {first.settings.method, second.settings.method} == {"none"}
    return untuned and first.scorer.plan == second.scorer.plan


def scorer_change(first: Variant, second: Variant) -> str:
    """What differs between two scorers, as one line."""
    one, two = first.scorer.plan, second.scorer.plan
    untuned = {first.settings.method, second.settings.method} == {"none"}
    starts = first.settings.start_from, second.settings.start_from
    if starts[0] != starts[1] and (untuned or first.name == second.name):
        return f"{starts[0]} → {starts[1]}"
    if untuned and one.head == two.head and dataclasses.replace(one, words=two.words) == two:
        return f"{', '.join(first.scorer.words)} → {', '.join(second.scorer.words)}"
    names = first.name or one.model, second.name or two.model
    return f"{names[0]} → {names[1]}" if names[0] != names[1] else f"{one.head} → {two.head}"


def rule(of: Variant, pairs: Pairs) -> Floats:
    """(candidates,) the rule's part of their scores; 0 without a rule."""
    offset = of.offset(pairs, None)
    return np.zeros(len(pairs)) if offset is None else offset


@dataclass(frozen=True, slots=True, eq=False)
class Mixer:
    """Scores of the candidates in mixtures of two templates; a prompt is scored only once."""

    sides: tuple[Variant, Variant]
    players: tuple[Player, ...]
    values: tuple[Sequence[dict[str, Value]], Sequence[dict[str, Value]]]  # by side
    rules: tuple[Floats, Floats]  # by side: (candidates,) what the rule says that it starts from
    known: dict[tuple[int, Encoded], float]

    @classmethod
    def of(
        cls,
        first: Variant,
        second: Variant,
        players: tuple[Player, ...],
        user: int,
        items: Ints,
    ) -> "Mixer":
        """Look up the values of both templates' fields for the candidates."""
        pairs = pairs_now(first.plan.dataset, user, items)
        one, two = (side.plan.maker.values(pairs) for side in (first, second))
        both = list(zip(one, two, strict=True))
        values = ([{**b, **a} for a, b in both], [{**a, **b} for a, b in both])
        return cls((first, second), players, values, (rule(first, pairs), rule(second, pairs)), {})

    def scores(self, there: Bools, report: Report) -> Floats:
        """(mixtures, candidates) scores of (mixtures, players) edits that are made."""
        prompts = [self.prompts(row) for row in there]
        asked = [(side, one) for side, row in prompts for one in row]
        new = list(dict.fromkeys(one for one in asked if one not in self.known))
        for side in (0, 1):
            mine = [one for of, one in new if of == side]
            share = len(mine) / max(1, len(new))
            part = between(report, 0.0, share) if side == 0 else between(report, 1 - share, 1.0)
            if mine:
                found = self.sides[side].scorer.score(mine, report=counted(part)).score
                keys = ((side, one) for one in mine)
                self.known.update(zip(keys, found.tolist(), strict=True))
        scores = np.array([self.known[one] for one in asked])
        beside = np.array([self.rules[side] for side, _ in prompts])
        total: Floats = scores.reshape(len(there), len(self.values[0])) + beside
        return total

    def prompts(self, there: Bools) -> tuple[int, list[Encoded]]:
        """Who reads a mixture, 0 or 1, and its prompts of all candidates."""
        made = [one for one, is_there in zip(self.players, there, strict=True) if is_there]
        side = int(any(one.scorer for one in made))
        own = self.sides[side].plan.maker
        text = apply(
            self.sides[0].plan.maker.template.text, (edit for one in made for edit in one.edits)
        )
        fitter = Fitter(dataclasses.replace(own.template, text=text), own.encoder)
        return side, [one.encoded for one in fitter.fit(self.values[side])]

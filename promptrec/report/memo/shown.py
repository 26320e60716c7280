"""Real recommendations of a finished run, each with its reason and how far that can be believed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.examples.pair import pairs_by_id
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.subject import subject_of
from promptrec.explain.truth.all_tests import field_truth
from promptrec.explain.truth.verdict import Trust, trust_of_fields
from promptrec.judge.candidates import candidates_of
from promptrec.model.variant import Variant
from promptrec.recommend.ask import Tastes
from promptrec.recommend.reasons import Moved, place_words, reason_words
from promptrec.recommend.topk import Recommendation, top_k
from promptrec.recommend.withhold import keep
from promptrec.records import Ints
from promptrec.report.blocks import Block, Heading, Text
from promptrec.report.memo.trusted import trust_note
from promptrec.report.memo.why import moving_fields, rule_words
from promptrec.report.voice import Voice
from promptrec.store.store import Store

PEOPLE = 3  # who are shown
CANDIDATES = 100  # unseen items that are scored for each


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstItem:
    """What one person would be recommended first."""

    user: str
    liked: tuple[str, ...]  # titles, newest first
    best: Recommendation
    reasons: tuple[Moved, ...]  # the largest shares of the score that can be seen
    trust: Trust | None  # in these reasons; None where there is nothing to test
    rule: float | None  # of the score, where the run starts from a rule
    start: str  # the name of that rule


def recommendations(
    store: Store, variant: Variant, users: Ints, report: Callable[[float], None] = lambda _: None
) -> list[FirstItem]:
    """The first item of PEOPLE of these users (codes), drawn with a seed; never what is withheld.

    report is called with the share done. Users for whom nothing is left are passed over.
    """
    drawn = np.random.default_rng(0).permutation(np.sort(users))
    found: list[FirstItem] = []
    for code in drawn.tolist():
        if len(found) == PEOPLE:
            break
        one = first_of(store, variant, code)
        if one is not None:
            found.append(one)
            report(len(found) / PEOPLE)
    return found


def first_of(store: Store, variant: Variant, code: int) -> FirstItem | None:
    """The first item of one user; None where nothing is left to recommend."""
    data = variant.plan.dataset
    user = str(data.users.index[code])
    rejected = store.rejected(data.fingerprint(), user)
    items = candidates_of(variant.plan, code, CANDIDATES)
    items = keep(data, items, store.blocked_words(), rejected).items
    best = top_k(variant, code, items, 1) if len(items) else []
    if not best:
        return None
    subject = subject_of(variant, pairs_by_id(data, [(user, best[0].item_id)]))
    shares = field_shapley(subject)
    tests = field_truth(subject, shares) if shares.faithfulness else None
    return FirstItem(
        user=user,
        liked=Tastes(variant.plan).titles(code, liked=True),
        best=best[0],
        reasons=tuple(moving_fields(shares, subject.fitted.prompt)),
        trust=trust_of_fields(shares, tests),
        rule=shares.rule,
        start=variant.settings.start_from,
    )


def shown_part(found: Sequence[FirstItem], by: str, voice: Voice) -> Iterator[Block]:
    """Each person with the item, its place, its reason and its light. by: who recommends."""
    yield Heading(voice.say("memo.shown"))
    yield Text(voice.say("memo.shown_how", variant=by, candidates=CANDIDATES))
    for one in found:
        yield Heading(voice.say("memo.shown_to", user=one.user, title=one.best.title), 3)
        liked = voice.say("said.comma").join(one.liked)
        yield Text(voice.say("memo.shown_liked", titles=liked or voice.say("memo.nothing")), True)
        place = place_words(one.best.place, one.best.of, one.best.tied, voice.language)
        sure = one.best.probability
        said = "" if sure is None else voice.say("memo.shown_liking", probability=f"{sure:.0%}")
        yield Text(voice.say("memo.shown_place", place=place, liking=said))
        yield from reasons_of(one, voice)


def reasons_of(one: FirstItem, voice: Voice) -> Iterator[Block]:
    """Why, with the light of it; where no field moves the score, what does."""
    if one.rule is not None:
        yield Text(rule_words(one.start, one.rule, one.best.score, voice))
    if not one.reasons:
        yield Text(voice.say("memo.no_reason" if one.rule is None else "memo.only_rule"))
        return
    yield Text(voice.say("memo.shown_why", reason=reason_words(one.reasons, voice.language)))
    if one.trust:
        yield trust_note(one.trust, voice)

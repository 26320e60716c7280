"""The lesson's six answers, asked of the model once somebody has predicted: none is written down.

Every step has choices to predict among, the choice that the model proves right, the numbers of the
sentence that reveals it, and the bars of its picture.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import SIGNED, attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, between, told
from promptrec.explain.subject import Subject
from promptrec.explain.truth.faithful import by_importance
from promptrec.lesson.steps import LessonPrompt
from promptrec.lesson.versions import (
    is_beyond_chance,
    moved,
    of_orders,
    over_versions,
    versions,
)
from promptrec.records import Bools, Interval, Ints

STILL = 0.1  # log-odds: a score that moves by less has stayed where it was
WORDS = 6  # at the mask, in the picture


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a step's picture."""

    name: str  # a choice, a word of the lesson, or text of the prompt
    value: Interval
    quiet: bool = False  # there to be compared with


@dataclass(frozen=True, slots=True)
class Reveal:
    """What the model proved: one of the step's choices, what the sentence says, what one sees."""

    right: str
    numbers: Mapping[str, str]
    bars: tuple[Bar, ...]


def template(subject: Subject, prompt: LessonPrompt, _: Report) -> Reveal:
    """What becomes of an optional part without a value: it goes, its words included."""
    values = {name: v for name, v in subject.values.items() if not name.startswith("history.")}
    new = subject.replaced(values)
    text = new.fitted.prompt.text
    right = "empty" if prompt.part in text else "gone"
    bars = [
        Bar(f"{name}_{who}", Interval(float(size)), quiet=who == "known")
        for name in ("history", "other")
        for who, size in (("known", sizes(subject)[name]), ("new", sizes(new)[name]))
    ]
    return Reveal(right, {"prompt": text}, tuple(bars))


def sizes(subject: Subject) -> dict[str, int]:
    """Words of the prompt that come from the history, and all others."""
    first = {token.word: token for token in subject.tokens if token.kind in ("field", "text")}
    past = sum(token.field.startswith("history.") for token in first.values())
    return {"history": past, "other": len(first) - past}


def answer(subject: Subject, _: LessonPrompt, __: Report) -> Reveal:
    """Which side the model takes, and its first words."""
    last = logit_lens(subject, WORDS).layers[-1]
    top = [(word, 100 * (share or 0.0)) for word, share in last.top.items()]
    words = ", ".join(f"{word} {share:.0f} %" for word, share in top[:3])
    side = "liked" if subject.score > 0 else "disliked"
    bars = tuple(Bar(word, Interval(share)) for word, share in top)
    return Reveal(side, {"score": f"{subject.score:+.2f}", "words": words}, bars)


def fields(subject: Subject, _: LessonPrompt, report: Report) -> Reveal:
    """The field with the largest share of the score."""
    found = field_shapley(subject, report=report)
    order = np.argsort(-np.abs(found.values), kind="stable")
    bars = tuple(Bar(found.fields[at], Interval(float(found.values[at]))) for at in order)
    return Reveal(found.fields[order[0]], {}, bars)


def what_if(subject: Subject, prompt: LessonPrompt, _: Report) -> Reveal:
    """Where the score goes when one field is emptied."""
    new = subject.replaced({**subject.values, prompt.emptied: ()}).score
    change = new - subject.score
    way = "same" if abs(change) < STILL else "up" if change > 0 else "down"
    numbers = {"old": f"{subject.score:+.2f}", "new": f"{new:+.2f}", "moved": f"{change:+.2f}"}
    bars = (Bar("as_it_is", Interval(subject.score), quiet=True), Bar("emptied", Interval(new)))
    return Reveal(way, numbers, bars)


def faithful(subject: Subject, _: LessonPrompt, report: Report) -> Reveal:
    """The method whose important words move the score most, where that is no accident."""
    orders = {
        name: by_importance(subject, attribution(subject, name, report=between(part, 0.0, 0.4)))
        for name, part in told(tuple(SIGNED), report)
    }
    moves = of_orders(subject, orders, report=between(report, 0.4, 1.0))
    best, second = sorted(orders, key=lambda name: -moves[name].mean())[:2]
    ahead = over_versions(moves[best] - moves[second])
    found = {name: over_versions(values) for name, values in moves.items()}
    over_random = [over_versions(moves[name] - moves["random"]) for name in orders]
    sure = [one.value for one in over_random if is_beyond_chance(one)]
    numbers = {
        **{name: f"{value.value:.2f}" for name, value in found.items()},
        "ahead": f"{ahead:.2f}",
        "above": f"{sum(value > 0 for value in sure)}",
        "below": f"{sum(value < 0 for value in sure)}",
    }
    bars = tuple(Bar(name, value, quiet=name == "random") for name, value in found.items())
    bars = (*bars, Bar("ahead", ahead))
    return Reveal(best if is_beyond_chance(ahead) else "alike", numbers, bars)


def looking(subject: Subject, _: LessonPrompt, report: Report) -> Reveal:
    """Whether the word looked at most is the one whose removal moves the score most."""
    rollout = attribution(subject, "attention_rollout").values
    taken = np.abs(attribution(subject, "occlusion", report=between(report, 0.0, 0.5)).values)
    able = subject.removable
    looked = int(np.argmax(np.where(able, rollout, -1.0)))
    moving = int(np.argmax(np.where(able, taken, -1.0)))
    found = of_words(subject, looked, moving, between(report, 0.5, 1.0))
    surely = found["ahead"].value > 0 and is_beyond_chance(found["ahead"])
    answer = "yes" if looked == moving else "no" if surely else "unclear"
    words = {"looked": looked, "moving": moving}
    numbers = {
        **{f"{name}_moves": f"{found[name].value:.2f}" for name in (*words, "random")},
        "ahead": f"{found['ahead']:.2f}",
    }
    texts = {name: subject.tokens[at].text.strip() for name, at in words.items()}
    bars = tuple(
        Bar(name, found[name], quiet=name == "random")
        for name in ("looked", "moving", "random", "ahead")
    )
    return Reveal(answer, {**texts, **numbers}, bars)


def of_words(
    subject: Subject, looked: int, moving: int, report: Report, seed: int = 0
) -> dict[str, Interval]:
    """How far the score moves without each of two words and without any other, over versions.

    "ahead": how much further without the moving word than without the one that is looked at.
    """
    missing = versions(subject, (looked, moving), seed)
    rng = np.random.default_rng((seed, 2))
    others = np.setdiff1d(np.flatnonzero(subject.removable), [looked, moving])
    drawn = [rng.choice(still(others, away)) for away in missing]
    taken = [[np.array([at]) for at in (looked, moving, other)] for other in drawn]
    moves = moved(subject, missing, taken, report)
    names = ("looked", "moving", "random")
    found = {name: over_versions(moves[:, at]) for at, name in enumerate(names)}
    return {**found, "ahead": over_versions(moves[:, 1] - moves[:, 0])}


def still(others: Ints, away: Bools) -> Ints:
    """The places that are not missing in a version."""
    found: Ints = others[~away[others]]
    return found


REVEALS: dict[str, Callable[[Subject, LessonPrompt, Report], Reveal]] = {
    "template": template,
    "answer": answer,
    "fields": fields,
    "what_if": what_if,
    "faithful": faithful,
    "looking": looking,
}

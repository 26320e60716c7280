"""The lesson's six answers, asked of the model once somebody has predicted: none is written down.

Every step has choices to predict among, the choice that the model proves right, and the numbers of
the sentence that reveals it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.errors import ModelError
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import SIGNED, attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, between, told
from promptrec.explain.subject import Subject
from promptrec.explain.truth.faithful import by_chance, gone, with_faithfulness

STILL = 0.1  # log-odds: a score that moves by less has stayed where it was


@dataclass(frozen=True, slots=True)
class Reveal:
    """What the model proved: one of the step's choices, and what the sentence says."""

    right: str
    numbers: Mapping[str, str]


def template(subject: Subject, _: Report) -> Reveal:
    """What becomes of an optional part without a value: it goes, its words included."""
    values = {name: v for name, v in subject.values.items() if not name.startswith("history.")}
    text = subject.replaced(values).fitted.prompt.text
    lines = {"gone": "Liked:" not in text, "empty": "Liked: ." in text}
    right = next((name for name, is_so in lines.items() if is_so), "error")
    return Reveal(right, {"prompt": text})


def answer(subject: Subject, _: Report) -> Reveal:
    """Which side the model takes, and its three first words."""
    last = logit_lens(subject).layers[-1]
    words = ", ".join(
        f"{word} {100 * (share or 0):.0f} %" for word, share in [*last.top.items()][:3]
    )
    side = "liked" if subject.score > 0 else "disliked"
    return Reveal(side, {"score": f"{subject.score:+.2f}", "words": words})


def fields(subject: Subject, report: Report) -> Reveal:
    """The field with the largest share of the score."""
    found = field_shapley(subject, report=report)
    order = np.argsort(-np.abs(found.values), kind="stable")
    shares = ", ".join(f"{found.fields[at]} {found.values[at]:+.2f}" for at in order)
    return Reveal(found.fields[order[0]], {"shares": shares})


def what_if(subject: Subject, _: Report) -> Reveal:
    """Where the score goes when everything that was disliked is forgotten."""
    new = subject.replaced({**subject.values, "history.disliked": ()}).score
    moved = new - subject.score
    way = "same" if abs(moved) < STILL else "up" if moved > 0 else "down"
    numbers = {"old": f"{subject.score:+.2f}", "new": f"{new:+.2f}", "moved": f"{moved:+.2f}"}
    return Reveal(way, numbers)


def faithful(subject: Subject, report: Report) -> Reveal:
    """The method whose important words move the score most when they are removed."""
    moves = {}
    random = 0.0
    chance = by_chance(subject)
    for name, part in told(tuple(SIGNED), report):
        alone = attribution(subject, name, report=between(part, 0.0, 0.5))
        tested = with_faithfulness(subject, alone, chance=chance, report=between(part, 0.5, 1.0))
        test = tested.faithfulness
        if test is None:
            raise ModelError("sentence.lesson_no_words")
        moves[name], random = test.comprehensiveness, test.random
    best = max(moves, key=moves.__getitem__)
    numbers = {name: f"{value:.2f}" for name, value in moves.items()}
    return Reveal(best, {**numbers, "random": f"{random:.2f}"})


def looking(subject: Subject, report: Report) -> Reveal:
    """Whether the word looked at most is the one whose removal moves the score most."""
    rollout = attribution(subject, "attention_rollout").values
    taken = np.abs(attribution(subject, "occlusion", report=report).values)
    able = subject.removable
    looked = int(np.argmax(np.where(able, rollout, -1.0)))
    moving = int(np.argmax(np.where(able, taken, -1.0)))
    scores = subject.scores([gone(subject, np.array([at])) for at in (looked, moving)])
    moved = np.abs(scores - subject.score)
    return Reveal(
        "yes" if looked == moving else "no",
        {
            "looked": subject.tokens[looked].text.strip(),
            "looked_moves": f"{moved[0]:.2f}",
            "moving": subject.tokens[moving].text.strip(),
            "moving_moves": f"{moved[1]:.2f}",
        },
    )


REVEALS: dict[str, Callable[[Subject, Report], Reveal]] = {
    "template": template,
    "answer": answer,
    "fields": fields,
    "what_if": what_if,
    "faithful": faithful,
    "looking": looking,
}

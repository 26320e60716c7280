"""What if: real values in place of a field's own; the smallest change that turns the verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.data.pairs import sample_rows
from promptrec.data.values import Value
from promptrec.examples.drops import is_history
from promptrec.examples.fit import limits
from promptrec.examples.pair import pairs_at
from promptrec.explain.progress import Report, silent
from promptrec.explain.records import Change, Response
from promptrec.explain.subject import Subject, changed
from promptrec.records import CfValue

ROWS = 200  # rows of the data that values are taken from
MOST = 30  # values of one field


def real_values(subject: Subject, seed: int = 0, most: int = MOST) -> dict[str, tuple[Value, ...]]:
    """Field -> values that it has in a seeded sample of the data's rows, the most frequent first.

    They are written as the template writes them. The value that the prompt has is left out. Vectors
    of others, which nobody can read, are none.
    """
    plan = subject.variant.plan
    data = plan.dataset
    alike = next(rows for maker, rows in plan.makers_of(data.item) if maker is subject.maker)
    rows = sample_rows(alike, ROWS, seed)
    pairs = pairs_at(data, data.user[rows], data.item[rows], rows)
    counts: dict[str, dict[Value, int]] = {}
    for values in subject.maker.values(pairs):
        for name, value in values.items():
            if value and not isinstance(value, CfValue):
                own = counts.setdefault(name, {})
                own[value] = own.get(value, 0) + 1
    found = {}
    for name in subject.values:
        own = counts.get(name, {})
        own.pop(subject.values[name], None)
        found[name] = tuple(sorted(own, key=lambda one: (-own[one], str(one)))[:most])
    return found


def response(
    subject: Subject, field: str, values: Sequence[Value], *, report: Report = silent
) -> Response:
    """The score for each value of a field, in the order given."""
    prompts = subject.prompts_of([changed(subject.values, field, value) for value in values])
    return Response(
        field=field,
        values=tuple(written(shown(subject, field, value)) for value in values),
        scores=subject.scores(prompts, report) if prompts else np.zeros(0),
        score=subject.score,
        now=written(shown(subject, field, subject.values.get(field, ""))),
        tokens=subject.tokens,
    )


def growing_history(subject: Subject, field: str, *, report: Report = silent) -> Response:
    """The score as a list grows from nothing to what it is, newest entries first."""
    whole = subject.values.get(field, ())
    whole = shown(subject, field, whole)
    entries = whole if isinstance(whole, tuple) else (whole,)
    steps = [entries[len(entries) - count :] for count in range(len(entries) + 1)]
    prompts = subject.prompts_of([changed(subject.values, field, step) for step in steps])
    return Response(
        field=field,
        values=tuple(str(count) for count in range(len(entries) + 1)),
        scores=subject.scores(prompts, report),
        score=subject.score,
        now=str(len(entries)),
        tokens=subject.tokens,
    )


def changes(
    subject: Subject, fields: Sequence[str] = (), seed: int = 0, *, report: Report = silent
) -> list[Change]:
    """Changes of single fields: first those that turn the verdict, the smallest of them first.

    Then those that move the score most. Real values are tried, lists without one of their entries,
    and optional parts without their field. fields: which may change; none: all of the template.
    Scores that only order items have no verdict that could turn.
    """
    real, less = real_values(subject, seed), smaller(subject)
    asked = [
        (name, value)
        for name in (fields or subject.values)
        for value in dict.fromkeys((*less.get(name, ()), *real.get(name, ())))
    ]
    prompts = subject.prompts_of([changed(subject.values, *one) for one in asked])
    scores = subject.scores(prompts, report) if prompts else np.zeros(0)
    has_verdict = subject.probability is not None
    found = [
        Change(
            field=name,
            old=written(shown(subject, name, subject.values[name])),
            new=written(shown(subject, name, value)),
            score=float(score),
            flips=has_verdict and bool(score > 0) != (subject.score > 0),
            size=size_of(subject.values[name], value),
        )
        for (name, value), score in zip(asked, scores, strict=True)
    ]

    def place(change: Change) -> tuple[bool, int, float]:
        moved = abs(change.score - subject.score)
        return (not change.flips, change.size, moved) if change.flips else (True, 0, -moved)

    return sorted(found, key=place)


def smaller(subject: Subject) -> dict[str, tuple[Value, ...]]:
    """Field -> its list without an entry in sight; nothing, in optional parts and of cf tokens."""
    template = subject.maker.template
    optional = {one.name for part in template.parts for one in part.parts}
    found: dict[str, tuple[Value, ...]] = {}
    for name, value in subject.values.items():
        less: list[Value] = []
        if isinstance(value, tuple):
            seen = shown(subject, name, value)
            less += [tuple(one for one in value if one != gone) for gone in seen]
        if value and (name in optional or isinstance(value, CfValue)):
            less.append(() if isinstance(value, tuple) else "")
        found[name] = tuple(less)
    return found


def size_of(old: Value, new: Value) -> int:
    """Entries of a list that come or go, whichever are more; 1 for any other change."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return 1
    before, after = Counter(old), Counter(new)
    return max((before - after).total(), (after - before).total())


def shown(subject: Subject, field: str, value: Value) -> Value:
    """The entries of a list that the template writes: its `:N`, the newest of a history."""
    limit = limits(subject.maker.template).get(field, 0)
    if not limit or not isinstance(value, tuple):
        return value
    return value[-limit:] if is_history(field) else value[:limit]


def written(value: Value) -> str:
    """A value as one line."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def lines(value: Value) -> str:
    """A value as a person edits it: each entry of a list on a line of its own.

    >>> lines(("Good, the Bad", "Heat")).split("\\n")
    ['Good, the Bad', 'Heat']
    """
    entries = value if isinstance(value, tuple) else (value,)
    return "\n".join(" ".join(entry.split()) for entry in entries)


def with_edits(values: Mapping[str, Value], edits: Mapping[str, str]) -> dict[str, Value]:
    """Values with what a person typed; each line is an entry of a list.

    A collaborative token stays as it is, or stands for nobody known.
    """
    result = dict(values)
    for name, text in edits.items():
        if isinstance(own := values.get(name), CfValue) and str(own) == text:
            continue
        is_list = isinstance(values.get(name), tuple)
        entries = tuple(part.strip() for part in text.split("\n") if part.strip())
        result[name] = entries if is_list else text
    return result

"""A whole data set: how much each field matters, on average and by group, with intervals.

The mean of absolute Shapley values (Lundberg and Lee 2017; the summary of Covert et al. 2020 asks
the same of a loss). Intervals draw users again, since examples of one user resemble each other.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from promptrec.data.values import FieldValues
from promptrec.errors import DataError, TemplateError
from promptrec.explain.many import Importance
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, silent, told
from promptrec.explain.subject import subject_of
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.statistic import Additive, mean_of
from promptrec.model.variant import Variant
from promptrec.prompt.fieldname import hint
from promptrec.records import Bools, Floats, Interval, Ints, Pairs

EXAMPLES = 200
GROUPS = 6  # the most frequent values of a field
Shares = Mapping[str, float]  # field -> Shapley value in one example


def importance(
    variant: Variant,
    examples: int = EXAMPLES,
    *,
    by: str = "",
    seed: int = 0,
    report: Report = silent,
) -> Importance:
    """Shapley values of a seeded sample of valid rows (of train rows where there are no valid).

    by: a field of user, item or context; examples are also counted apart by its values, those of a
    list once for each entry. TemplateError for an unknown one.
    """
    part = "valid" if len(variant.plan.rows.valid) else "train"
    pairs = variant.plan.pairs(part, examples)
    if not len(pairs):
        raise DataError("sentence.nothing_to_explain")
    groups = groups_of(variant, pairs, by) if by else {}
    found = [
        shares(variant, pairs.take(slice(at, at + 1)), part, seed)
        for at, _ in told(range(len(pairs)), report)
    ]
    return summary(found, pairs.user, by=by, groups=groups, seed=seed)


def shares(variant: Variant, pair: Pairs, part: str, seed: int) -> Shares:
    """Field -> Shapley value of one example."""
    found = field_shapley(subject_of(variant, pair, part), seed)
    return dict(zip(found.fields, found.values.tolist(), strict=True))


def summary(
    found: Sequence[Shares],
    users: Ints,
    *,
    by: str = "",
    groups: Mapping[str, Bools] = {},
    seed: int = 0,
) -> Importance:
    """Means over examples. users: (examples,) codes; groups: name -> (examples,) who belongs."""
    names = tuple(dict.fromkeys(name for one in found for name in one))
    table = np.array([[one.get(name, 0.0) for name in names] for one in found])
    table = table.reshape(len(found), len(names))
    size = means(names, np.abs(table), users, seed)
    order = tuple(sorted(names, key=lambda name: -size[name].value))
    return Importance(
        fields=order,
        size=size,
        mean=means(names, table, users, seed),
        examples=len(found),
        users=len(np.unique(users)),
        by=by,
        groups={
            name: means(names, np.abs(table[belongs]), users[belongs], seed)
            for name, belongs in groups.items()
        },
        group_examples={name: int(belongs.sum()) for name, belongs in groups.items()},
    )


def means(names: Sequence[str], table: Floats, users: Ints, seed: int) -> dict[str, Interval]:
    """Mean of each column of (examples, names), with a 95 % interval over users."""
    known, place = np.unique(users, return_inverse=True)
    count = np.bincount(place, minlength=len(known)).astype(np.float64)

    def column(at: int) -> Additive:
        total = np.bincount(place, weights=table[:, at], minlength=len(known))
        return Additive(np.stack([total, count], axis=1), mean_of, len(known))

    statistics = {name: column(at) for at, name in enumerate(names)}
    return intervals(statistics, len(known), seed=seed)


def groups_of(variant: Variant, pairs: Pairs, by: str) -> dict[str, Bools]:
    """The most frequent values of a field -> (examples,) True where an example has it."""
    data = variant.plan.dataset
    if by not in data.column_fields:
        near = hint(by, data.column_fields)
        raise TemplateError("sentence.no_group_field", field=by, hint=near)
    side = by.partition(".")[0]
    lookup = FieldValues(data)
    find: Callable[[int], Mapping[str, str | tuple[str, ...]]] = getattr(lookup, side)
    codes = {"user": pairs.user, "item": pairs.item, "context": pairs.row}[side]
    members: dict[str, Bools] = {}
    for at, code in enumerate(codes.tolist()):
        value = find(code).get(by, "") if code >= 0 else ""
        for entry in value if isinstance(value, tuple) else (value,):
            members.setdefault(entry or "–", np.zeros(len(pairs), bool))[at] = True
    order = sorted(members, key=lambda name: -members[name].sum())
    return {name: members[name] for name in order[:GROUPS]}

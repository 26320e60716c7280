"""A comparison as rows: one a variant and one a baseline, for tables and for CSV."""

import csv
import dataclasses
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from promptrec.compare.significance import Contrast
from promptrec.compare.verdict import Comparison
from promptrec.records import ComparedSide, SideId


def lines_of(found: Comparison) -> list[ComparedSide]:
    """The control, the variants, the baselines.

    A baseline's difference to the control is one of the tests of every variant against every
    baseline; while exploring it has a word and is corrected together with the variants.
    """
    explored = {one.name: one for one in found.explored}
    rows = [line(found, "control", found.control)]
    rows += [line(found, "variant", o.name, o.contrast, o.verdict) for o in found.variants]
    for name in found.baselines:
        tested = explored.get(name)
        if tested is None:
            rows.append(line(found, "baseline", name, turned(found.against[found.control, name])))
        else:
            rows.append(line(found, "baseline", name, tested.contrast, tested.verdict))
    return rows


def turned(one: Contrast) -> Contrast:
    """b - a of the contrast a - b."""

    def minus(value: float | None) -> float | None:
        return None if value is None else -value

    return dataclasses.replace(
        one,
        difference=-one.difference,
        low=minus(one.high),
        high=minus(one.low),
        low_90=minus(one.high_90),
        high_90=minus(one.low_90),
    )


def line(
    found: Comparison, kind: str, name: str, one: Contrast | None = None, verdict: str = ""
) -> ComparedSide:
    """One row; one: its contrast to the control."""
    own = found.intervals[SideId(name, kind == "baseline")]
    return ComparedSide(
        kind=kind,
        name=name,
        metric=found.metric,
        part=found.part,
        users=found.users,
        runs=max(1, len(found.of_runs.get(name, ()))),
        value=own.value,
        low=own.low,
        high=own.high,
        difference=one.difference if one else None,
        difference_low=one.low if one else None,
        difference_high=one.high if one else None,
        p=one.p if one else None,
        p_adjusted=one.p_adjusted if one else None,
        verdict=verdict,
    )


def csv_text(lines: Sequence[ComparedSide]) -> str:
    """The rows as CSV, numbers with all their digits, empty where nothing is said."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [one.name for one in fields(ComparedSide)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in lines)
    return out.getvalue()

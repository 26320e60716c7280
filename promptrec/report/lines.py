"""A comparison as rows: one a variant and one a baseline, for tables and for CSV."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from promptrec.compare.significance import Contrast
from promptrec.compare.verdict import Comparison
from promptrec.files import safe_csv
from promptrec.records import ComparedSide, SideId


def lines_of(comparison: Comparison) -> list[ComparedSide]:
    """The control, the variants, the baselines.

    A baseline's difference to the control is one of the tests of every variant against every
    baseline; while exploring it has a word and is corrected together with the variants.
    """
    explored = {judged.name: judged for judged in comparison.explored}
    rows = [line(comparison, "control", comparison.control)]
    rows += [
        line(comparison, "variant", o.name, o.contrast, o.verdict) for o in comparison.variants
    ]
    for name in comparison.baselines:
        tested = explored.get(name)
        if tested is None:
            rows.append(
                line(
                    comparison,
                    "baseline",
                    name,
                    comparison.against[comparison.control, name].turned,
                )
            )
        else:
            rows.append(line(comparison, "baseline", name, tested.contrast, tested.verdict))
    return rows


def line(
    comparison: Comparison,
    kind: str,
    name: str,
    contrast: Contrast | None = None,
    verdict: str = "",
) -> ComparedSide:
    """One row; one: its contrast to the control."""
    own = comparison.intervals[SideId(name, kind == "baseline")]
    return ComparedSide(
        kind=kind,
        name=name,
        metric=comparison.metric,
        part=comparison.part,
        users=comparison.users,
        runs=max(1, len(comparison.of_runs.get(name, ()))),
        value=own.value,
        low=own.low,
        high=own.high,
        difference=contrast.difference if contrast else None,
        difference_low=contrast.low if contrast else None,
        difference_high=contrast.high if contrast else None,
        p=contrast.p if contrast else None,
        p_adjusted=contrast.p_adjusted if contrast else None,
        verdict=verdict,
    )


def csv_text(lines: Sequence[ComparedSide]) -> str:
    """The rows as CSV, numbers with all their digits, empty where nothing is said."""
    names = [field.name for field in fields(ComparedSide)]
    return safe_csv(names, (asdict(side).values() for side in lines))

"""Evidence by text and collaborative tokens in tuned runs, with and without, all else equal.

    python -m benchmarks.known_more [--seconds 3600] [--out docs/known.md]

Data `movies`, split leave_last, seed 0, `minilm`, `lora`, `--statistics known`. The template with
evidence of `benchmarks.known`, then the same with `{history.similar:10}`, and with `{cf.user}` and
`{cf.item}`, each tuned on the same rows for a fixed number of epochs and judged on the same valid
rows; test is not read. Cells are kept in .promptrec/benchmarks/known_more.jsonl.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import promptrec as pr
from benchmarks.defaults import CACHE
from benchmarks.few_labels import Difference, Kept, key_of, span
from benchmarks.few_traffic import rounded, said, tuned
from benchmarks.known import MORE, TEMPLATES
from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.model.planning import plan_for
from promptrec.records import Pairs
from promptrec.settings import RunSettings

KEPT = CACHE / "known_more.jsonl"
ROWS, JUDGED, EPOCHS = 500, 1000, 5  # epochs: what so many rows choose
METRICS = ("auc", "gauc_rows")
BEGIN, EVIDENCE = "[The user {history.summary}. ]", TEMPLATES["movies"][1]
ADDED = {
    "with evidence": "",
    "and cf tokens": "[{cf.user} ][{cf.item} ]",
    "and similar": "[The user {history.similar:10}. ]",
}


def runs() -> Iterator[tuple[str, RunSettings]]:
    """The templates by what they add, the first without anything."""
    for name, more in ADDED.items():
        yield (
            name,
            RunSettings(
                dataset="movies",
                template=EVIDENCE.replace(BEGIN, BEGIN + more),
                template_name=name,
                max_train=ROWS,
                max_valid=JUDGED,
                epochs=EPOCHS,
                patience=0,
            ),
        )


def page(kept: Kept, until: float) -> list[str]:
    """The section of docs/known.md."""
    data = pr.open_dataset("movies")
    pairs = plan_for(data, next(runs())[1])[0].pairs("valid")
    head = ("", "AUC", "less without", "AUC within users", "less without")
    lines = [f"| {' | '.join(head)} |", "| --- " * len(head) + "|"]
    first: dict[str, Statistic] = {}
    for name, settings in runs():
        if key_of("valid", settings) not in kept.found and time.monotonic() < until:
            began = time.monotonic()
            score = said(tuned(data, settings), settings, pairs, "valid")
            kept.add("valid", settings, time.monotonic() - began, scores=rounded(score))
        line = kept.found.get(key_of("valid", settings))
        if line is None:
            lines.append(f"| **{name}** | not yet measured | | | |")
            continue
        of = {metric: of_score(pairs, line["scores"], metric) for metric in METRICS}
        lines.append(f"| **{name}** | {' | '.join(cells(pairs, of, first))} |")
        first = first or of
    dates = sorted({one["date"] for one in kept.found.values()})
    return [
        f"On {', '.join(dates)}, {machine()}: `python -m benchmarks.known_more`. `movies`,",
        f"{ROWS} train rows, {EPOCHS} epochs, one training seed; {len(pairs):,} valid rows of",
        "users that are not locked; test was not read. 95 % intervals over users, of a",
        "difference on the same drawn users.",
        "",
        *(f"- {name}: `{one.template}`" for name, one in runs()),
        "",
        *lines,
    ]


def of_score(pairs: Pairs, scores: list[float], metric: str) -> Statistic:
    """A metric of kept scores."""
    found, *_ = named_statistics(pairs.user, pairs.label, np.array(scores), only=[metric])
    return found[metric]


def cells(pairs: Pairs, of: dict[str, Statistic], first: dict[str, Statistic]) -> list[str]:
    """Each metric, and what it is ahead of the first template."""
    shown = []
    for metric, it in of.items():
        asked = {"it": it, **({"less": Difference(it, first[metric])} if first else {})}
        found = intervals(asked, len(np.unique(pairs.user)))
        told = {key: [one.value, one.low, one.high] for key, one in found.items()}
        shown += [span(told, "it"), span(told, "less", "+") if "less" in told else ""]
    return shown


def main() -> None:
    """Run what is missing while there is time, then print or write the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3600, help="start no run after it")
    parser.add_argument("--out", type=Path, help="a Markdown file whose section is written")
    given = parser.parse_args()
    lines = page(Kept(KEPT), time.monotonic() + given.seconds)
    print("\n".join(lines))
    if given.out:
        write_section(given.out, MORE, lines)


if __name__ == "__main__":
    main()

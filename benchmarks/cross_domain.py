"""From food to the drugstore: what do labels of one domain teach about another?

    python -m benchmarks.cross_domain [--source-rows 300] [--seeds 1] [--out docs/cross_domain.md]

Data `shop`, split cross_domain: the same households, learned from first purchases of food, judged
on first purchases in the drugstore (with cosmetics), each beside one drugstore item that the
household never bought. One backbone, minilm with lora, and a template for each domain. Tuned on
food and N target rows, or on the N target rows alone, N = 0, 16, 64, 256. Each cell is kept in
.promptrec/benchmarks/cross_domain, so that a second call goes on where the first stopped. Test is
looked at once a cell; nothing is chosen by it.
"""

import argparse
import dataclasses
import json
import time
from pathlib import Path
from typing import Any

import promptrec as pr
from benchmarks.defaults import CACHE, hash_of
from benchmarks.machine import machine
from benchmarks.methods import span
from benchmarks.sections import days
from promptrec.baselines.run import known_reports
from promptrec.files import write_whole

KEPT = CACHE / "cross_domain"
SOURCE, TARGET = "food", "drugstore"
SOURCE_TEMPLATE = "[Bought before: {history.recent:6}. ]Next: {item.title}[, {item.category}]."
TARGET_TEMPLATE = (
    "[Household: {user.household}. ][Bought before: {history.recent:6}. ]"
    "From the drugstore: {item.title}[, {item.category}][, priced {item.price}]."
)
TARGET_ROWS = (0, 16, 64, 256)
SHOWN = ("auc", "gauc_rows")
MAX_VALID, MAX_TEST = 200, 500


def cell(tuned_on: str, target_rows: int, source_rows: int, seed: int) -> pr.RunSettings:
    """Settings of one cell; tuned_on: nothing, source + target, target."""
    learned = target_rows + (source_rows if tuned_on == "source + target" else 0)
    return pr.RunSettings(
        dataset="shop",
        template=SOURCE_TEMPLATE,
        template_name=f"cross-domain, {tuned_on}",
        target_template=TARGET_TEMPLATE,
        method="none" if tuned_on == "nothing" else "lora",
        split=pr.SplitSettings(
            name="cross_domain", source=SOURCE, target=TARGET, target_rows=target_rows
        ),
        statistics="labelled",  # rules learn from the same rows
        max_train=max(1, learned),
        max_valid=MAX_VALID,
        epochs=3 if learned <= 64 else 2,
        seed=seed,
    )


def cells(source_rows: int, seeds: int) -> list[tuple[str, int, pr.RunSettings]]:
    """(tuned on, target rows, settings) of all cells."""
    found = [("nothing", 0, cell("nothing", 0, source_rows, 0))]
    for seed in range(seeds):
        for rows in TARGET_ROWS:
            for tuned_on in ("source + target", "target"):
                if rows or tuned_on != "target":
                    found.append((tuned_on, rows, cell(tuned_on, rows, source_rows, seed)))
    return found


def path_of(settings: pr.RunSettings) -> Path:
    """Where a cell's result is kept."""
    return KEPT / f"{hash_of(settings.to_json())}.json"


def measured(settings: pr.RunSettings) -> dict[str, Any]:
    """Tune, judge on test beside the baselines, and keep the result; an earlier one is read."""
    path = path_of(settings)
    if not path.exists():
        dataset = pr.open_dataset(settings.dataset)
        variant = pr.open_variant(dataset, settings)
        began = time.monotonic()
        pr.tune(variant)
        seconds = time.monotonic() - began
        plan = variant.plan
        reports = {"variant": pr.evaluate(variant, "test", at_most=MAX_TEST).report}
        pairs = plan.pairs("test", MAX_TEST)
        reports |= known_reports(plan, "test", pairs)
        result = {
            "rows": len(plan.rows.train),
            "users": len(set(pairs.user.tolist())),
            "seconds": seconds,
            "reports": {
                name: {one: dataclasses.asdict(report.metrics[one]) for one in SHOWN}
                for name, report in reports.items()
            },
        }
        write_whole(path, json.dumps(result))
    return dict(json.loads(path.read_text()))


def lines_of(tuned_on: str, rows: int, settings: pr.RunSettings) -> list[str]:
    """The row of a cell, and those of the baselines that learned from the same rows."""
    found = measured(settings)
    lines = []
    for name, metrics in found["reports"].items():
        if name == "variant":
            seconds = f"{found['seconds']:.0f}" if tuned_on != "nothing" else ""
            learned = found["rows"] if tuned_on != "nothing" else 0
            first = f"{tuned_on} | {rows} | {learned} | {settings.seed} | {seconds}"
        else:
            first = f"*{name}*, fitted on {tuned_on} | {rows} | {found['rows']} | | "
        lines.append(f"| {first} | {' | '.join(span(metrics[one]) for one in SHOWN)} |")
    return lines if tuned_on == "source + target" or rows else lines[:1]


def main() -> None:
    """Fill the missing cells, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    parser.add_argument("--source-rows", type=int, default=300, help="food rows that are learned")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=7200, help="start no cell after it")
    arguments = parser.parse_args()
    began, table, missing, made = time.monotonic(), [], [], []
    for tuned_on, rows, settings in cells(arguments.source_rows, arguments.seeds):
        if not path_of(settings).exists() and time.monotonic() - began >= arguments.seconds:
            missing.append(f"{tuned_on}, {rows} target rows")
            continue
        table += lines_of(tuned_on, rows, settings)
        made.append(path_of(settings).stat().st_mtime)
        print("\n".join(table[-3:]), flush=True)
    command = f"--source-rows {arguments.source_rows} --seeds {arguments.seeds}"
    head = ("tuned on", "target rows", "rows in all", "seed", "seconds", "AUC", "GAUC (rows)")
    text = "\n".join(
        [
            f"On {days(made)}: `python -m benchmarks.cross_domain {command}`.",
            f"Data `shop` (simulated data based on real grocery shopping patterns), `{SOURCE}` to",
            f"`{TARGET}`, split seed 0, model `minilm`, `lora`, {MAX_TEST} test rows, each",
            f"beside one unseen item of the target domain; {machine()}. 95 % intervals over users.",
            "Seconds: training and validation, beside other work on the machine.",
            "",
            f"Template of the source: `{SOURCE_TEMPLATE}`",
            "",
            f"Template of the target: `{TARGET_TEMPLATE}`",
            "",
            f"| {' | '.join(head)} |",
            "| --- " * len(head) + "|",
            *table,
            *(["", f"Not yet measured: {'; '.join(missing)}."] if missing else []),
        ]
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(f"# From food to the drugstore\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

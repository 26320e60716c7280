"""Every tuning method on every head, on movies: parameters, time, accuracy and ranking on test.

    python -m benchmarks.methods [--out docs/methods.md] [--only WORD] [--seconds 10000]

Each cell is kept in .promptrec/benchmarks/methods: a second call goes on where the first stopped,
and the table shows what there is. Small form: 500 train rows, 2 epochs, one seed, all methods on
the heads of minilm. Large form: 2,000 rows, 3 seeds, five methods. Causal: smollm2-135m with 256
rows. Test is looked at once a cell; nothing is chosen by it.
"""

import argparse
import dataclasses
import datetime
import json
import time
from pathlib import Path

import promptrec as pr
from benchmarks.defaults import CACHE, hash_of
from benchmarks.machine import machine
from promptrec.baselines.run import known_reports
from promptrec.files import write_whole
from promptrec.settings import METHODS

KEPT = CACHE / "methods"
START = "[The user {history.summary}. ][The film {item.summary}. ]{item.title}[, {item.genres:3}]."
TEMPLATES = {
    "classifier": START,
    "cloze": f"{START} Overall it was {{mask}}.",
    "next_word": f"{START} Overall it was {{mask}}",
}
SHOWN = ("auc", "gauc_rows", "ndcg@10")
MAX_TEST, RANKED = 2000, 20
FIVE = ("none", "head", "lora", "full", "prompt_tuning")


def cell(model: str, head: str, method: str, rows: int, seed: int, epochs: int) -> pr.RunSettings:
    """Settings of one cell."""
    return pr.RunSettings(
        dataset="movies",
        template=TEMPLATES[head],
        template_name=f"{model} {head}",
        model=model,
        head=head,
        method=method,
        max_train=rows,
        max_valid=500,
        epochs=epochs,
        seed=seed,
    )


def cells() -> list[pr.RunSettings]:
    """All cells, the small form first."""
    small = [
        cell("minilm", head, method, 500, 0, 2)
        for method in METHODS
        for head in ("classifier", "cloze")
    ]
    causal = [
        cell("smollm2-135m", "next_word", method, 256, 0, 2)
        for method in ("none", "prompt_tuning", "lora")
    ]
    large = [
        cell("minilm", head, method, 2000, seed, 3)
        for seed in range(3)
        for method in FIVE
        for head in ("classifier", "cloze")
    ]
    return [*small, *causal, *large]


def path_of(settings: pr.RunSettings) -> Path:
    """Where a cell's result is kept."""
    return KEPT / f"{hash_of(settings.to_json())}.json"


def measured(settings: pr.RunSettings) -> dict[str, object]:
    """Tune, judge on test, and keep the result; an earlier one is read."""
    path = path_of(settings)
    if not path.exists():
        dataset = pr.open_dataset(settings.dataset)
        variant = pr.open_variant(dataset, settings)
        began = time.monotonic()
        outcome = pr.tune(variant)
        seconds = time.monotonic() - began
        found = pr.evaluate(variant, "test", at_most=MAX_TEST, ranked_users=RANKED)
        learned = 0 if outcome is None else outcome.epochs * len(variant.plan.rows.train)
        result = {
            "parameters": variant.scorer.trainable_parameters(),
            "seconds": seconds,
            "examples_per_s": learned / seconds if learned else None,
            "metrics": {name: dataclasses.asdict(found.metrics[name]) for name in SHOWN},
            "alarms": list(outcome.alarms) if outcome else [],
            "date": f"{datetime.date.today():%Y-%m-%d}",
        }
        write_whole(path, json.dumps(result))
    return dict(json.loads(path.read_text()))


def span(metric: dict[str, float | None]) -> str:
    """A value with its interval."""
    if metric["low"] is None:
        return f"{metric['value']:.3f}"
    return f"{metric['value']:.3f} ({metric['low']:.3f} to {metric['high']:.3f})"


def line(settings: pr.RunSettings, found: dict[str, object]) -> str:
    """A row of the table."""
    speed = found["examples_per_s"]
    values = [span(found["metrics"][name]) for name in SHOWN]
    seconds = f"{found['seconds']:.0f}" if speed else ""
    rows = settings.max_train if speed else 0
    first = f"{settings.model} {settings.head} | {settings.method} | {rows} | {settings.seed}"
    numbers = f"{found['parameters']:,} | {seconds} | {f'{speed:.1f}' if speed else ''}"
    alarm = "; ".join(found["alarms"])
    return f"| {first} | {numbers} | {' | '.join(values)} | {alarm} |"


def baselines() -> list[str]:
    """The rules without a language model on the same test rows, with the rows that they know."""
    lines = []
    untuned = cell("tiny", "classifier", "none", 500, 0, 1)
    plan = pr.open_variant(pr.open_dataset("movies"), untuned).plan
    reports, rows = known_reports(plan, "test", plan.pairs("test", MAX_TEST)), plan.rows.known.rules
    for name in ("item_mean", "user_item_mean", "like_share", "popularity"):
        values = [span(dataclasses.asdict(reports[name].metrics[one])) for one in SHOWN[:2]]
        lines.append(f"| *{name}* | | {len(rows):,} | | | | | {' | '.join(values)} | | |")
    return lines


def main() -> None:
    """Fill the cells that are missing while there is time, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    parser.add_argument("--only", default="", help="cells whose settings contain this")
    parser.add_argument("--seconds", type=float, default=10_000, help="start no cell after it")
    arguments = parser.parse_args()
    began, lines, missing, dates = time.monotonic(), [], 0, set[str]()
    for settings in cells():
        late = time.monotonic() - began > arguments.seconds
        if not path_of(settings).exists() and (late or arguments.only not in settings.to_json()):
            missing += 1
            continue
        found = measured(settings)
        dates.add(found["date"])
        lines.append(line(settings, found))
        print(lines[-1], flush=True)
    head = ("model, head", "method", "rows", "seed", "trained", "seconds", "examples/s")
    head = (*head, "AUC", "GAUC (rows)", f"NDCG@10 ({RANKED} users)", "alarms")
    text = "\n".join(
        [
            f"On {', '.join(sorted(dates))}: `python -m benchmarks.methods`. Data `movies`,",
            f"split `leave_last`, {MAX_TEST} seeded test rows, {machine()}; {missing} cells not",
            "yet measured. Seconds: training and validation, beside other work on the machine.",
            "95 % intervals over users.",
            "",
            f"Templates: `{TEMPLATES['classifier']}`; cloze and next word end with",
            "`Overall it was {mask}`.",
            "",
            f"| {' | '.join(head)} |",
            "| --- " * len(head) + "|",
            *lines,
            *baselines(),
        ]
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(f"# Methods, measured\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

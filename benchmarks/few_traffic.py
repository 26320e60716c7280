"""256 labels and users never seen: without, and with, the unlabelled traffic of other users.

    python -m benchmarks.few_traffic [--stage valid|test] [--seconds 3600] [--out FILE]

The users, rows and labels of `benchmarks.few_labels`. One column knows 256 labelled rows and
nothing else (`--statistics labelled`); the other also who met what in every visible row, without
anybody's rating (`unlabelled`). A recipe for each is chosen by AUC on the valid users of split
seeds 0 to 2, written down in CHOSEN, and judged once on test users of split seeds 2 to 5 that
nothing was chosen by. Each cell is a line of .promptrec/benchmarks/few_traffic.jsonl: a second call
goes on where the first stopped, and no test part is scored twice.
"""

import argparse
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import promptrec as pr
from benchmarks.defaults import CACHE
from benchmarks.few_labels import (
    DEVELOP,
    KIND,
    LABELS,
    METRICS,
    USER,
    Difference,
    Kept,
    MeanOverSplits,
    Splits,
    cell,
    fill,
    key_of,
    scores,
    seeded,
    span,
)
from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.baselines.run import baseline_scores
from promptrec.data.dataset import Dataset
from promptrec.examples.known import known_rows
from promptrec.examples.learning import learning_of
from promptrec.judge.starting import open_variant
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.model.planning import plan_for
from promptrec.model.variant import Variant
from promptrec.records import Floats, Ints, Pairs
from promptrec.settings import RunSettings
from promptrec.training.loop import train

KEPT = CACHE / "few_traffic.jsonl"
JUDGE = (2, 3, 4, 5)  # split seeds whose test users judge
RULES = ("like_share", "co_rated", "stack")
COLUMNS = {"labelled": "without traffic", "unlabelled": "with traffic"}
ALIKE = "[The user {history.alike:10}. ][It {item.popularity}. ]"
END = ". Overall it was {mask}."
TEMPLATES = {
    "kind": f"{USER}{KIND}{END}",
    "kind, alike": f"{USER}{ALIKE}{KIND}{END}",
}
LORA = {"method": "lora", "learning_rate": 2e-3}
FULL = {"method": "full", "learning_rate": 1e-4}


def recipe(statistics: str, template: str, **changes: Any) -> RunSettings:
    """Settings of one recipe: 8 epochs, whatever valid says."""
    return dataclasses.replace(
        cell("kind"),
        statistics=statistics,
        template=TEMPLATES[template],
        template_name=template,
        **{"epochs": 8, "patience": 0, **changes},
    )


def recipes() -> Iterator[RunSettings]:
    """What is tried on valid, in the order in which it is measured."""
    yield recipe("unlabelled", "kind, alike", **LORA, start_from="co_rated")
    yield recipe("labelled", "kind", **LORA)
    yield recipe("unlabelled", "kind, alike", **LORA)
    yield recipe("unlabelled", "kind, alike", **FULL, start_from="co_rated")
    yield recipe("labelled", "kind", **FULL)
    yield recipe("labelled", "kind", **FULL, start_from="like_share")


CHOSEN = (  # one for each column, the largest AUC on valid; fixed before test
    recipe("unlabelled", "kind, alike", **FULL, start_from="co_rated"),
    recipe("labelled", "kind", **FULL, start_from="like_share"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Rows of one split seed, and what a model and the rules say of them."""

    pairs: Pairs
    said: Mapping[str, Floats]  # "model", and each rule by name

    def statistic(self, name: str, metric: str) -> Statistic:
        """A metric of one of them."""
        user, label, score = self.pairs.user, self.pairs.label, self.said[name]
        return named_statistics(user, label, score, only=[metric])[0][metric]


def rules(splits: Splits, settings: RunSettings, part: str, pairs: Pairs) -> dict[str, Floats]:
    """The rules on the same rows, knowing what the recipe's `--statistics` lets rules know."""
    rows = splits.rows[settings.split.seed]
    known = known_rows(rows.split, rows.train, settings.statistics)
    return baseline_scores(
        splits.dataset, rows.split, part, pairs, known.rules, RULES, met=known.met_beside
    )


def tuned(dataset: Dataset, settings: RunSettings, train_rows: Ints | None = None) -> Variant:
    """A model tuned for all epochs on train rows: of its plan, or these. Valid is not read."""
    variant = open_variant(dataset, settings)
    plan = variant.plan
    if train_rows is not None:
        known = known_rows(plan.rows.split, train_rows, settings.statistics)
        rows = dataclasses.replace(plan.rows, train=train_rows, known=known)
        plan = dataclasses.replace(plan, rows=rows)
    pairs = learning_of(plan, variant.scorer.plan.rating_scale).pairs
    offset = None if variant.start is None else variant.start(plan, pairs, "train")
    prompts, nothing = plan.make(pairs, "train"), pairs.take(slice(0))
    train(variant.scorer, prompts, pairs, [], nothing, variant.settings, offsets=(offset, None))
    return variant


def said(variant: Variant, settings: RunSettings, pairs: Pairs, part: str) -> Floats:
    """What the model says of pairs of a part of these settings' split."""
    plan, _ = plan_for(variant.plan.dataset, settings)
    return scores(variant, pairs, part, plan)


def on_valid(splits: Splits, settings: RunSettings) -> list[list[float]]:
    """Scores of one model on the valid users of each split seed that chooses."""
    variant = tuned(splits.dataset, settings, splits.strangers(settings.seed))
    found = [
        said(variant, seeded(settings, seed), splits.develop(seed), "valid") for seed in DEVELOP
    ]
    return [rounded(one) for one in found]


def on_test(splits: Splits, settings: RunSettings) -> list[list[float]]:
    """Scores on the test users of one split seed, tuned on its own train rows: its one look."""
    variant = tuned(splits.dataset, settings)
    return [rounded(said(variant, settings, splits.confirm(settings.split.seed), "test"))]


def rounded(found: Floats) -> list[float]:
    """As they are kept."""
    return [float(f"{one:.7g}") for one in found]


def cells(only: str | None) -> Iterator[tuple[str, RunSettings]]:
    """Stage and settings of every cell, in the order in which they are measured."""
    every = [
        *(("valid", one) for one in recipes()),
        *(("test", seeded(one, seed)) for one in CHOSEN for seed in JUDGE),
    ]
    return ((stage, settings) for stage, settings in every if only in (None, stage))


def judged(splits: Splits, kept: Kept, stage: str, settings: RunSettings) -> list[Seen]:
    """A finished cell with its rules; [] before it is measured."""
    line = kept.found.get(key_of(stage, settings))
    if line is None:
        return []
    seeds = DEVELOP if stage == "valid" else (settings.split.seed,)
    rows = [splits.develop(one) if stage == "valid" else splits.confirm(one) for one in seeds]
    return [
        Seen(pairs, {"model": np.array(own), **rules(splits, seeded(settings, one), stage, pairs)})
        for one, pairs, own in zip(seeds, rows, line["scores"], strict=True)
    ]


def report(every: Sequence[Seen]) -> dict[str, list[Any]]:
    """Means over the split seeds: each side, and the model less each rule, with intervals."""
    everyone = np.unique(np.concatenate([one.pairs.user for one in every]))
    places = [np.searchsorted(everyone, np.unique(one.pairs.user)) for one in every]

    def mean(name: str, metric: str) -> Statistic:
        found = [one.statistic(name, metric) for one in every]
        return MeanOverSplits(list(zip(places, found, strict=True)), len(everyone))

    asked: dict[str, Statistic] = {}
    for metric in METRICS:
        model = asked[f"{metric} model"] = mean("model", metric)
        for rule in RULES:
            other = asked[f"{metric} {rule}"] = mean(rule, metric)
            asked[f"{metric} less {rule}"] = Difference(model, other)
    found = intervals(asked, len(everyone))
    return {name: [one.value, one.low, one.high] for name, one in found.items()}


def numbers(found: Mapping[str, list[Any]]) -> str:
    """Cells of a table: of each metric the model, and what it is ahead of each rule."""
    shown = []
    for metric in METRICS:
        shown.append(span(dict(found), f"{metric} model"))
        shown += [span(dict(found), f"{metric} less {rule}", "+") for rule in RULES]
    return " | ".join(shown)


def head(*columns: str) -> list[str]:
    """The head of a table that ends with `numbers`."""
    ends = [
        end
        for name in ("AUC", "GAUC (rows)")
        for end in (name, *(f"less `{one}`" for one in RULES))
    ]
    return [f"| {' | '.join((*columns, *ends))} |", "| --- " * (len(columns) + len(ends)) + "|"]


def what(settings: RunSettings) -> str:
    """A recipe in a few words."""
    start = f", from `{settings.start_from}`" if settings.starts else ""
    return f"{settings.template_name}; `{settings.method}` {settings.rate:g}{start}"


def valid_table(splits: Splits, kept: Kept) -> list[str]:
    """Everything that was tried on valid."""
    lines = head("traffic", "recipe")
    for one in recipes():
        if every := judged(splits, kept, "valid", one):
            column = COLUMNS[one.statistics].split()[0]
            lines.append(f"| {column} | {what(one)} | {numbers(report(every))} |")
    return lines


def test_table(splits: Splits, kept: Kept) -> list[str]:
    """The chosen recipes on each split seed, and all of them together."""
    lines = head("traffic", "split seed", "users", "rows")
    for one in CHOSEN:
        every = [(seed, judged(splits, kept, "test", seeded(one, seed))) for seed in JUDGE]
        groups = [(str(seed), seen) for seed, seen in every if seen]
        if len(groups) > 1:
            groups.append(("**mean**", [own for _, seen in groups for own in seen]))
        for name, seen in groups:
            users = len(np.unique(np.concatenate([own.pairs.user for own in seen])))
            rows = sum(len(own.pairs) for own in seen)
            first = f"{COLUMNS[one.statistics].split()[0]} | {name} | {users} | {rows:,}"
            lines.append(f"| {first} | {numbers(report(seen))} |")
    return lines


def page(splits: Splits, kept: Kept) -> list[str]:
    """The section of docs/few_labels.md."""
    every = list(cells(None))
    done = [kept.found[key_of(*one)] for one in every if key_of(*one) in kept.found]
    dates = ", ".join(sorted({one["date"] for one in done}))
    left = f"; {len(every) - len(done)} of {len(every)} cells not yet measured"
    return [
        f"On {dates}, {machine()}: `python -m benchmarks.few_traffic`"
        f"{left if len(done) < len(every) else ''}.",
        f"{LABELS} labels, 8 epochs, cloze, `minilm`, training seed 0. 95 % intervals over users,",
        "the same drawn users for model and rules; rules know what the column lets them know.",
        "",
        *(f"- {name}: `{text}`" for name, text in TEMPLATES.items()),
        "",
        f"Chosen on valid users of split seeds {DEVELOP}:",
        "",
        *valid_table(splits, kept),
        "",
        f"Judged on test users of split seeds {JUDGE} that nothing was chosen by, one look each:",
        "",
        *(f"- {COLUMNS[one.statistics]}: {what(one)}" for one in CHOSEN),
        "",
        *test_table(splits, kept),
    ]


def main() -> None:
    """Fill the cells that are missing while there is time, then print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stage", choices=["valid", "test"], help="measure only this one")
    parser.add_argument("--seconds", type=float, default=3600, help="start no cell after it")
    parser.add_argument("--out", type=Path, help="a Markdown file whose section is written")
    given = parser.parse_args()
    splits, kept = Splits(pr.open_dataset("movies")), Kept(KEPT)

    def measure(stage: str, settings: RunSettings) -> dict[str, Any]:
        return {"scores": (on_valid if stage == "valid" else on_test)(splits, settings)}

    fill(kept, cells(given.stage), measure, given.seconds)
    lines = page(splits, kept)
    print("\n".join(lines))
    if given.out:
        write_section(given.out, "Without and with unlabelled traffic", lines)


if __name__ == "__main__":
    main()

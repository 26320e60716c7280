"""256 labels and users never seen: templates, label words, methods and losses against like_share.

    python -m benchmarks.few_labels [--stage zero|tuned|test] [--seconds 3600] [--out FILE]

Data `movies`, split `cold_user`, the first 10 rows of a held-out user known. A model is tuned for a
fixed number of epochs on 256 labelled rows and on nothing else: no valid row stops it, no item
statistic counts other labels. Choosing: the valid users of split seeds 0 to 2 without the test
users of seed 0. Judging: the test users that nothing was chosen by (of seed 0: all). Each cell is
a line of .promptrec/benchmarks/few_labels.jsonl: a second call goes on where the first stopped.
"""

import argparse
import dataclasses
import datetime
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import promptrec as pr
from benchmarks.defaults import CACHE, hash_of
from promptrec.baselines.run import baseline_scores
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of, sample_rows
from promptrec.examples.learning import learning_of
from promptrec.examples.plan import Plan, choose_rows
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.model.network.calibration import content_free
from promptrec.model.planning import plan_for
from promptrec.model.variant import Variant
from promptrec.records import Floats, Ints, Pairs
from promptrec.training.loop import train

KEPT = CACHE / "few_labels.jsonl"
LABELS, KNOWN = 256, 10
DEVELOP = (0, 1, 2)  # split seeds whose valid users choose
CONFIRM = tuple(range(6))  # split seeds whose test users judge
DEVELOP_ROWS, CONFIRM_ROWS = 400, 2000  # seeded rows of a split seed; of the test of seed 0: all
METRICS = ("auc", "gauc_rows")

USER = "[The user {history.summary}. ]"
KIND = "[A {item.genres:3} film][ of {item.year}]"
TITLE = "{item.title}[ ({item.year})][, {item.genres:3}]"
TEMPLATES = {
    "kind": f"{USER}{KIND}. Overall it was {{mask}}.",
    "director": f"{USER}{KIND}[, directed by {{item.director}}]. Overall it was {{mask}}.",
    "title": f"{USER}{TITLE}. Overall it was {{mask}}.",
    "tries": f"{USER}Now the user tries {TITLE}. Overall it was {{mask}}.",
    "watched": "[A {item.genres:3} film][ of {item.year}], watched by someone who "
    "[{history.summary}]. Overall it was {mask}.",
    "user only": f"{USER}Overall it was {{mask}}.",
    "film only": f"{KIND}. Overall it was {{mask}}.",
    "thought": f"{KIND}. [The viewer {{history.summary}}. ]The viewer thought it was {{mask}}.",
    "review": f"Review of {TITLE}[, by somebody who {{history.summary}}]: a {{mask}} film.",
    "lists": "[Liked: {history.liked:5}. ][Disliked: {history.disliked:5}. ]"
    f"{TITLE}. Overall it was {{mask}}.",
}
WORDS = (
    "great,good/terrible,bad",
    "excellent,wonderful/awful,horrible",
    "beautiful/boring",
    "brilliant/dull",
    "excellent/poor",
)


def cell(template: str, words: str = WORDS[0], **changes: Any) -> pr.RunSettings:
    """Settings of one cell; without a method it is scored untuned."""
    values: dict[str, Any] = {"method": "none", "patience": 0, "epochs": 8, **changes}
    return pr.RunSettings(
        dataset="movies",
        statistics="labelled",
        template=TEMPLATES[template],
        template_name=template,
        verbalizer=words,
        split=pr.SplitSettings(name="cold_user", known=KNOWN),
        max_train=LABELS,
        max_valid=None,
        **values,
    )


def tuned() -> Iterator[pr.RunSettings]:
    """Methods, losses, heads, rates and lengths on the template that says least, then others."""
    lora = {"method": "lora", "learning_rate": 2e-3}
    full = {"method": "full", "learning_rate": 1e-4}
    yield cell("kind", **full)
    yield cell("kind", **full, loss="mse")
    yield cell("kind", **full, head="classifier")
    yield cell("kind", method="bitfit", learning_rate=2e-3)
    yield cell("title", **full)
    yield cell("kind", WORDS[2], **full)
    for seed in range(3):
        yield cell("kind", **lora, seed=seed)
        yield cell("kind", **lora, loss="mse", seed=seed)
        yield cell("kind", **lora, head="classifier", seed=seed)
        yield cell("kind", **lora, head="classifier", loss="mse", seed=seed)
        yield cell("director", **lora, seed=seed)
        yield cell("kind", method="adapter", learning_rate=2e-3, seed=seed)
        yield cell("kind", method="lora", learning_rate=1e-3, seed=seed)
        yield cell("kind", **lora, epochs=4, seed=seed)
        yield cell("kind", **lora, dropout=0.3, seed=seed)


CHOSEN = cell(
    "kind", method="lora", learning_rate=2e-3
)  # largest of the first seven; fixed before test


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """One statistic minus another over the same drawn users."""

    left: Statistic
    right: Statistic

    @property
    def counted(self) -> int:
        return min(self.left.counted, self.right.counted)

    def __call__(self, weights: Floats) -> Floats:
        return self.left(weights) - self.right(weights)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Rows of one split seed and what the rule and a model say of them."""

    pairs: Pairs
    rule: Floats
    model: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MeanOverSplits:
    """The mean of a statistic over split seeds; a user who is in several is drawn for all."""

    parts: Sequence[tuple[Ints, Statistic]]  # places of the users among all, and their statistic
    counted: int

    def __call__(self, weights: Floats) -> Floats:
        """See Statistic."""
        return np.mean([one(weights[:, users]) for users, one in self.parts], axis=0)


def seeded(settings: pr.RunSettings, seed: int) -> pr.RunSettings:
    """The same on another split."""
    return dataclasses.replace(settings, split=dataclasses.replace(settings.split, seed=seed))


class Splits:
    """The rows of all split seeds, and the users that choosing may look at."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        seeds = {*DEVELOP, *CONFIRM}
        self.rows = {seed: choose_rows(dataset, seeded(cell("kind"), seed)) for seed in seeds}
        valid = np.concatenate([self.users(self.rows[seed].valid) for seed in DEVELOP])
        self.chosen_by = np.setdiff1d(valid, self.users(self.rows[0].split.test))

    def users(self, rows: Ints) -> Ints:
        """The users of these rows."""
        return np.unique(self.dataset.user[rows])

    def develop(self, seed: int) -> Pairs:
        """Valid rows of a split seed that may be looked at."""
        rows = self.rows[seed].valid
        kept = rows[np.isin(self.dataset.user[rows], self.chosen_by)]
        return pairs_of(self.dataset, sample_rows(kept, DEVELOP_ROWS, 0))

    def confirm(self, seed: int) -> Pairs:
        """Test rows of a split seed whose users nothing was chosen by."""
        rows = self.rows[seed].split.test
        kept = rows[~np.isin(self.dataset.user[rows], self.chosen_by)]
        return pairs_of(self.dataset, sample_rows(kept, CONFIRM_ROWS if seed else None, 0))

    def strangers(self, seed: int) -> Ints:
        """256 seeded train rows of split seed 0, of users that choosing does not look at."""
        rows = self.rows[0].split.train
        kept = rows[~np.isin(self.dataset.user[rows], self.chosen_by)]
        return sample_rows(kept, LABELS, seed)

    def rule(self, seed: int, part: str, pairs: Pairs) -> Floats:
        """like_share on the same rows and the same known rows."""
        rows = self.rows[seed]
        name = "like_share"
        return baseline_scores(self.dataset, rows.split, part, pairs, rows.train, [name])[name]


def learn(variant: Variant, train_rows: Ints | None = None) -> None:
    """Tune on the train rows of the plan, or on these, for all epochs; no valid row is read."""
    if variant.settings.method == "none":
        return
    plan = variant.plan
    if train_rows is not None:
        plan = dataclasses.replace(plan, rows=dataclasses.replace(plan.rows, train=train_rows))
    lesson = learning_of(plan, variant.scorer.plan.rating_scale)
    nothing = lesson.pairs.take(slice(0))
    prompts = plan.make(lesson.pairs, "train")
    train(variant.scorer, prompts, lesson.pairs, [], nothing, variant.settings, group=lesson.group)


def scores(variant: Variant, pairs: Pairs, part: str, plan: Plan | None = None) -> Floats:
    """Scores of the pairs, in order, under the plan of another split where one is given."""
    read = variant if plan is None else dataclasses.replace(variant, plan=plan)
    return read.score(pairs, part).score


def developed(splits: Splits, settings: pr.RunSettings) -> list[Judged]:
    """One model, judged on the valid users of all split seeds that choose."""
    variant = pr.open_variant(splits.dataset, settings)
    learn(variant, splits.strangers(settings.seed))
    result = []
    for seed in DEVELOP:
        pairs = splits.develop(seed)
        plan, _ = plan_for(splits.dataset, seeded(settings, seed))
        found = scores(variant, pairs, "valid", plan)
        result.append(Judged(pairs, splits.rule(seed, "valid", pairs), found))
    return result


def untuned(splits: Splits, template: str) -> dict[str, list[Judged]]:
    """A template as it comes, with every choice of label words, read once; also calibrated."""
    sides = [words.split("/") for words in WORDS]
    both = [",".join(words).split(",") for words in zip(*sides, strict=True)]
    union = "/".join(",".join(dict.fromkeys(words)) for words in both)
    variant = pr.open_variant(splits.dataset, cell(template, union))
    maker, names = variant.plan.maker, variant.scorer.words
    empty = variant.scorer.score(content_free(maker.template, maker.encoder)).word_probability
    result: dict[str, list[Judged]] = {}
    for seed in DEVELOP:
        pairs = splits.develop(seed)
        rule = splits.rule(seed, "valid", pairs)
        plan, _ = plan_for(splits.dataset, seeded(variant.settings, seed))
        log_p = np.log(variant.scorer.score(plan.make(pairs, "valid")).word_probability)
        for words, (liked, disliked) in zip(WORDS, sides, strict=True):
            for calibrated, bias in ((False, 0.0), (True, np.log(empty).mean(axis=0))):
                if calibrated and "," not in words:
                    continue  # one word a side: the same order
                found = side(log_p - bias, names, liked) - side(log_p - bias, names, disliked)
                key = f"{words}{', calibrated' if calibrated else ''}"
                result.setdefault(key, []).append(Judged(pairs, rule, found))
    return result


def side(log_p: Floats, names: Sequence[str], words: str) -> Floats:
    """Log-probability of any of some words; log_p: (rows, names)."""
    at = [names.index(word) for word in words.split(",")]
    return np.logaddexp.reduce(log_p[:, at], axis=1)


def confirmed(splits: Splits, settings: pr.RunSettings) -> Floats:
    """Scores of the chosen recipe on one split: tuned anew, then its one look at test."""
    variant = pr.open_variant(splits.dataset, settings)
    learn(variant)
    pairs = splits.confirm(settings.split.seed)
    return scores(variant, pairs, "test")


def report(judged: Sequence[Judged]) -> dict[str, list[Any]]:
    """Model, rule and difference of each metric, means over the split seeds with intervals."""
    everyone = np.unique(np.concatenate([one.pairs.user for one in judged]))

    def mean(pick: Callable[[Judged, str], Statistic], metric: str) -> MeanOverSplits:
        parts = [
            (np.searchsorted(everyone, np.unique(one.pairs.user)), pick(one, metric))
            for one in judged
        ]
        return MeanOverSplits(parts, len(everyone))

    def of(score: Callable[[Judged], Floats]) -> Callable[[Judged, str], Statistic]:
        return lambda one, metric: named_statistics(
            one.pairs.user, one.pairs.label, score(one), only=[metric]
        )[0][metric]

    statistics: dict[str, Statistic] = {}
    for metric in METRICS:
        model = mean(of(lambda one: one.model), metric)
        rule = mean(of(lambda one: one.rule), metric)
        statistics |= {f"{metric} model": model, f"{metric} rule": rule}
        statistics[f"{metric} difference"] = Difference(model, rule)
    found = intervals(statistics, len(everyone))
    return {name: [one.value, one.low, one.high] for name, one in found.items()}


class Kept:
    """Finished cells, one a line; the file only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        self.found = {line["key"]: line for line in map(json.loads, lines)}

    def add(self, stage: str, settings: pr.RunSettings, seconds: float, **values: Any) -> None:
        """Append a cell."""
        line = {"key": key_of(stage, settings), "stage": stage, "seconds": round(seconds)}
        line |= {"settings": json.loads(settings.to_json()), **values}
        line["date"] = f"{datetime.date.today():%Y-%m-%d}"
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.found[line["key"]] = line
        print(stage, settings.template_name, settings.split.seed, flush=True)


def key_of(stage: str, settings: pr.RunSettings) -> str:
    """What makes a cell the same."""
    return hash_of(f"{stage} {settings.to_json()}")


def cells(only: str | None) -> Iterator[tuple[str, pr.RunSettings]]:
    """Stage and settings of every cell, in the order in which they are measured."""
    every = [
        *(("zero", cell(template)) for template in TEMPLATES),
        *(("tuned", settings) for settings in tuned()),
        *(("test", seeded(CHOSEN, seed)) for seed in CONFIRM),
    ]
    return ((stage, settings) for stage, settings in every if only in (None, stage))


def measured(splits: Splits, stage: str, settings: pr.RunSettings) -> dict[str, Any]:
    """What a cell is kept with."""
    if stage == "test":
        return {"scores": [float(f"{one:.7g}") for one in confirmed(splits, settings)]}
    if stage == "tuned":
        return {"report": report(developed(splits, settings))}
    return {
        "reports": {
            words: report(judged)
            for words, judged in untuned(splits, settings.template_name).items()
        }
    }


def span(report: dict[str, list[Any]], name: str, sign: str = "") -> str:
    """A number with its interval."""
    value, low, high = report[name]
    if low is None:
        return f"{value:{sign}.3f}"
    return f"{value:{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"


def numbers(report: dict[str, list[Any]]) -> str:
    """AUC and GAUC of a model, each with its difference to the rule, as cells of a table."""
    shown = []
    for metric in METRICS:
        shown += [span(report, f"{metric} model"), span(report, f"{metric} difference", "+")]
    return " | ".join(shown)


def table(*columns: str) -> list[str]:
    """The head of a table that ends with the numbers of a report."""
    ends = ("AUC", "less the rule", "GAUC (rows)", "less the rule")
    return ["", f"| {' | '.join((*columns, *ends))} |", "| --- " * (len(columns) + 4) + "|"]


def untuned_table(kept: Kept) -> list[str]:
    """Templates as they come, with every choice of label words."""
    lines = table("template", "label words")
    for name in TEMPLATES:
        found = kept.found.get(key_of("zero", cell(name)), {"reports": {}})
        for words, one in found["reports"].items():
            lines.append(f"| {name} | {words} | {numbers(one)} |")
    return lines


def tuned_table(kept: Kept) -> list[str]:
    """Everything that was tuned, judged on valid users."""
    lines = table("template", "label words", "head", "method", "loss", "rate", "epochs", "seed")
    for one in tuned():
        if found := kept.found.get(key_of("tuned", one)):
            head = "cloze" if one.head == "auto" else one.head
            values = (one.template_name, one.verbalizer, head, one.method, one.loss, one.rate)
            first = " | ".join(map(str, (*values, one.epochs, one.seed)))
            lines.append(f"| {first} | {numbers(found['report'])} |")
    return lines


def test_table(kept: Kept, splits: Splits) -> list[str]:
    """The chosen recipe on each split, and all splits together."""
    lines, judged = table("split seed", "users", "rows", "rule AUC"), []
    for seed in CONFIRM:
        if found := kept.found.get(key_of("test", seeded(CHOSEN, seed))):
            pairs = splits.confirm(seed)
            rule = splits.rule(seed, "test", pairs)
            judged.append((str(seed), Judged(pairs, rule, np.array(found["scores"]))))
    groups = [(name, [one]) for name, one in judged]
    if len(judged) > 1:
        groups.append(("mean of all", [one for _, one in judged]))
    for name, ones in groups:
        users = len(np.unique(np.concatenate([one.pairs.user for one in ones])))
        rows = sum(len(one.pairs) for one in ones)
        found = report(ones)
        first = f"{name} | {users} | {rows:,} | {span(found, 'auc rule')}"
        lines.append(f"| {first} | {numbers(found)} |")
    return lines


def text_of(kept: Kept, splits: Splits) -> str:
    """The page of results."""
    found = [kept.found.get(key_of(stage, one)) for stage, one in cells(None)]
    missing, dates = found.count(None), sorted({one["date"] for one in found if one})
    lines = [
        f"On {', '.join(dates)}: `python -m benchmarks.few_labels`; {missing} of "
        f"{len(list(cells(None)))} cells not yet measured. 95 % intervals over users; the rule is "
        "`like_share` on the same rows.",
        "",
        *(f"- {name}: `{text}`" for name, text in TEMPLATES.items()),
        "",
        f"## Tuned on {LABELS} labels, valid users of split seeds {DEVELOP}",
        *tuned_table(kept),
        "",
        f"## Chosen: {CHOSEN.template_name}, {CHOSEN.method}, {CHOSEN.rate}; test users",
        *test_table(kept, splits),
        "",
        "## Untuned, valid users",
        *untuned_table(kept),
    ]
    return "\n".join(lines)


def fill(
    kept: "Kept",
    every: Iterable[tuple[str, Any]],
    measure: Callable[[str, Any], Mapping[str, Any]],
    seconds: float,
) -> None:
    """Measure the cells that are missing; none begins when so many seconds are over."""
    began = time.monotonic()
    for stage, settings in every:
        if key_of(stage, settings) in kept.found:
            continue
        start = time.monotonic()
        if start - began > seconds:
            break
        found = measure(stage, settings)
        kept.add(stage, settings, time.monotonic() - start, **found)


def main() -> None:
    """Fill the cells that are missing while there is time, then print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stage", choices=["zero", "tuned", "test"], help="measure only this one")
    parser.add_argument("--seconds", type=float, default=3600, help="start no cell after it")
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    given = parser.parse_args()
    splits, kept = Splits(pr.open_dataset("movies")), Kept(KEPT)
    fill(kept, cells(given.stage), partial(measured, splits), given.seconds)
    text = text_of(kept, splits)
    print(text)
    if given.out:
        given.out.write_text(f"# Few labels, measured\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

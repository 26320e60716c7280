"""Does prior knowledge help? Each domain with and without `{item.facts:3}`, all else equal.

    python -m benchmarks.facts [--rows 256] [--out docs/facts.md]

Split leave_last, seed 0, minilm with lora, judged on seeded test rows once. Cells are kept in
.promptrec/benchmarks/facts: a second call goes on. Nothing is chosen by test. The difference comes
with a bootstrap over users, the same rows and users on both sides.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import promptrec as pr
from benchmarks.defaults import CACHE, hash_of
from benchmarks.machine import machine
from benchmarks.sections import days
from promptrec.files import write_whole
from promptrec.metrics.auc import auc

KEPT = CACHE / "facts"
BEFORE = {
    "movies": "[The user {history.summary}. ][Liked: {history.liked:5}. ]Next: {item.title}",
    "shop": "[Bought before: {history.recent:5}. ]Next: {item.title}",
    "music": "[Liked: {history.liked:5}. ][Disliked: {history.disliked:5}. ]Next: {item.title}",
}
FACTS = "[: {item.facts:3}]"
MAX_VALID, MAX_TEST, RESAMPLES = 300, 800, 2000


def kept_as(domain: str, facts: bool, rows: int) -> tuple[pr.RunSettings, Path]:
    """Settings of a cell, and where it is kept."""
    text = f"{BEFORE[domain]}{FACTS if facts else ''}."
    settings = pr.RunSettings(dataset=domain, template=text, max_train=rows, max_valid=MAX_VALID)
    return settings, KEPT / f"{hash_of(settings.to_json())}.json"


def scored(domain: str, facts: bool, rows: int) -> dict[str, list[float]]:
    """user, label and score of the test rows, remembered on disk."""
    settings, path = kept_as(domain, facts, rows)
    if not path.exists():
        variant = pr.open_variant(pr.open_dataset(domain), settings)
        pr.tune(variant)
        found = pr.evaluate(variant, "test", at_most=MAX_TEST)
        pairs, score = found.pairs, found.answers.score
        columns = {"user": pairs.user, "label": pairs.label, "score": score}
        write_whole(path, json.dumps({name: each.tolist() for name, each in columns.items()}))
    return dict(json.loads(path.read_text()))


def line(domain: str, rows: int) -> str:
    """AUC without and with facts, and the difference with its interval."""
    bare, full = scored(domain, False, rows), scored(domain, True, rows)
    label, user = np.array(bare["label"]), np.array(bare["user"])
    scores = [np.array(each["score"]) for each in (bare, full)]
    places = [np.flatnonzero(user == one) for one in np.unique(user)]
    rng = np.random.default_rng(0)
    gains = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([places[at] for at in rng.integers(len(places), size=len(places))])
        gains.append(auc(label[drawn], scores[1][drawn]) - auc(label[drawn], scores[0][drawn]))
    low, high = np.nanpercentile(gains, [2.5, 97.5])
    first, second = (auc(label, score) for score in scores)
    gain = f"{second - first:+.3f} ({low:+.3f} to {high:+.3f})"
    return f"| {domain} | {first:.3f} | {second:.3f} | {gain} | {len(places)} |"


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=256, help="labelled train rows")
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    arguments = parser.parse_args()
    table = []
    for domain in BEFORE:
        table.append(line(domain, arguments.rows))
        print(table[-1], flush=True)
    rows = arguments.rows
    files = [kept_as(domain, facts, rows)[1] for domain in BEFORE for facts in (False, True)]
    when = days(one.stat().st_mtime for one in files)
    lines = [
        f"On {when}: `python -m benchmarks.facts --rows {rows}`.",
        "Split `leave_last`, seed 0, `minilm`, `lora`, the default epochs for so many rows;",
        f"{MAX_TEST} seeded test rows; difference ({machine()}) with a 95 % bootstrap over users,",
        f"{RESAMPLES} resamples; `--statistics known`. The listeners of",
        "`music` are synthetic, the purchases of `shop` simulated. Templates without facts:",
        "",
        *(f"- {domain}: `{text}.`" for domain, text in BEFORE.items()),
        "",
        f"With facts, `{FACTS}` follows the title.",
        "",
        "| data | AUC without | AUC with facts | difference | users |",
        "| --- | --- | --- | --- | --- |",
        *table,
    ]
    text = "\n".join(lines)
    if arguments.out:
        arguments.out.write_text(f"# Facts as prior knowledge\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""What a fairness penalty costs: accuracy against the gap of mean scores, by its weight.

    python -m benchmarks.fairness

The shipped movies have no profiles, so their users are grouped by a habit that can be seen: whether
they liked a smaller share of their train rows than the median user (strict) or not (generous). That
is the hard case: the groups really differ, and the template tells the model so by
{history.summary}. A copy of the data with this field is made in a temporary folder. Every run
starts from the same weights and learns from the same 400 rows in the same order, once; 500 valid
rows judge it (no look at test).
"""

import argparse
import dataclasses
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from promptrec.data.loading import load
from promptrec.data.shipped import SHIPPED
from promptrec.data.split import make_split
from promptrec.judge.evaluate import evaluate
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings, SplitSettings
from promptrec.training.fairness import fairness_of, widest_gap
from promptrec.worker.tuning import tune

WEIGHTS = (0.0, 0.1, 1.0, 10.0)
TEMPLATE = "The user {history.summary}. The film {item.title} {item.summary}. It is {mask}."


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = grouped_movies(Path(place))
        print("| weight | gap of mean probability | AUC | log loss |")
        print("| --- | --- | --- | --- |")
        for weight in WEIGHTS:
            print(one_run(folder, weight), flush=True)


def grouped_movies(place: Path) -> Path:
    folder = place / "movies"
    shutil.copytree(SHIPPED / "movies", folder)
    data = load(folder)
    train = make_split(data, SplitSettings()).train
    rows, liked = (
        np.bincount(data.user[train], weights=one, minlength=len(data.users))
        for one in (None, data.label[train])
    )
    share = liked / np.maximum(rows, 1)
    strict = share < np.median(share[rows > 0])
    lines = [
        f"{user},{'strict' if one else 'generous'}"
        for user, one in zip(data.users.index, strict, strict=True)
    ]
    (folder / "users.csv").write_text("\n".join(["user_id,habit", *lines, ""]), encoding="utf-8")
    return folder


def one_run(folder: Path, weight: float) -> str:
    settings = RunSettings(
        dataset=str(folder),
        template=TEMPLATE,
        max_train=400,
        max_valid=500,
        epochs=1,
        patience=0,
        fairness="user.habit:1",
    )
    data = load(folder)
    fairness = fairness_of(data, settings)
    asked = f"user.habit:{weight}" if weight else ""
    variant = open_variant(data, dataclasses.replace(settings, fairness=asked))
    tune(variant, note=lambda text: print(text, file=sys.stderr))
    found = evaluate(variant, "valid")
    gap = widest_gap(found.answers.probability, fairness.of(found.pairs.user))
    auc, loss = found.metrics["auc"], found.metrics["log_loss"]
    return (
        f"| {weight:g} | {gap:.4f} | {auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f}) "
        f"| {loss.value:.3f} |"
    )


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    main()

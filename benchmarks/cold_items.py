"""Items that nobody has met: evidence by text against every rule that can still say something.

    python -m benchmarks.cold_items [--domains movies music] [--part valid|test] [--seconds 3600]
        [--out docs/ladder.md]

Split `cold_item`: no row of a judged item is in train, so whatever counts an item's ratings, or who
met it, is silent. *similar* is the share of likes among the user's 10 past items that are nearest
by text, as a number: calibrated, like `share and similar`, on the other four fifths of the users.
Two tuned runs a domain say the same in words, without and with `{history.similar:10}`, both from
`like_share`, for a fixed number of epochs: no valid row stops or chooses them. Cells are kept in
.promptrec/benchmarks/cold_items.jsonl, so a second call goes on; of a test part that is one look.
"""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import logit

import promptrec as pr
from benchmarks.defaults import CACHE
from benchmarks.few_labels import Difference, Kept, key_of, span
from benchmarks.few_traffic import rounded, said, tuned
from benchmarks.machine import machine
from benchmarks.sections import write_section
from benchmarks.similar import crossed, near_share
from promptrec.baselines.run import known_scores
from promptrec.data.evidence import pasts_of, similar
from promptrec.examples.plan import Plan
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.model.meaning import MEANING
from promptrec.model.planning import plan_for
from promptrec.records import Bools, Floats, Ints, Pairs
from promptrec.settings import RunSettings, SplitSettings

KEPT = CACHE / "cold_items.jsonl"
ROWS, JUDGED, EPOCHS = 500, 2000, 5  # epochs: what so many rows choose
METRICS = ("auc", "gauc_rows")
WHO = {"movies": "The user", "music": "The listener"}
WHAT = "{item.title}[, {item.genres:3}]."
NAMES = {"without similar": "", "with similar": "[WHO {history.similar:10}. ]"}
NUMBER, BOTH = "similar, a number", "share and similar, numbers"


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The rows that are judged, and what each side says of them."""

    pairs: Pairs
    said: Mapping[str, Floats]
    near: Ints  # (pairs,) past items that are similar by text

    def of(self, chosen: Bools) -> "Ground":
        """Some of the rows."""
        some = np.flatnonzero(chosen)
        told = {name: score[some] for name, score in self.said.items()}
        return Ground(self.pairs.take(some), told, self.near[some])

    def statistic(self, name: str, metric: str) -> Statistic:
        """A metric of one side."""
        user, label = self.pairs.user, self.pairs.label
        return named_statistics(user, label, self.said[name], only=[metric])[0][metric]


def runs_of(domain: str) -> Iterator[tuple[str, RunSettings]]:
    """The tuned runs of a domain by name."""
    for name, near in NAMES.items():
        yield (
            f"{name}, tuned",
            RunSettings(
                dataset=domain,
                template=f"[WHO {{history.summary}}. ]{near}{WHAT}".replace("WHO", WHO[domain]),
                template_name=name,
                split=SplitSettings(name="cold_item"),
                start_from="like_share",
                max_train=ROWS,
                max_valid=JUDGED,
                epochs=EPOCHS,
                patience=0,
            ),
        )


def judged_pairs(plan: Plan, part: str) -> Pairs:
    """Seeded rows of a part."""
    return plan.pairs(part, JUDGED)


def numbers_of(plan: Plan, part: str, pairs: Pairs) -> tuple[dict[str, Floats], Ints]:
    """Evidence by text as a number, alone and beside the share of likes; of how many items."""
    pasts = pasts_of(plan.dataset, pairs, plan.rows.split.view(part))
    liked = np.bincount(pasts.owner, weights=pasts.liked, minlength=len(pasts))
    own = (liked + 1) / (np.diff(pasts.starts) + 2)
    near = similar(MEANING.vectors(plan.dataset), pasts)
    score = near_share(near, own)
    told = np.bincount(near.pasts.owner[near.nearest(10)], minlength=len(pasts))
    both = crossed(np.column_stack([logit(own), score]), pairs)
    return {NUMBER: score, BOTH: both}, told


def ground_of(domain: str, part: str, kept: Kept, until: float) -> Ground:
    """All sides on the rows of a part; a run is made where it is missing and there is time."""
    data = pr.open_dataset(domain)
    every = dict(runs_of(domain))
    plan, _ = plan_for(data, every["with similar, tuned"])
    pairs = judged_pairs(plan, part)
    numbers, near = numbers_of(plan, part, pairs)
    found = {**known_scores(plan, part, pairs), **numbers}
    for name, settings in every.items():
        if key_of(part, settings) not in kept.found and time.monotonic() < until:
            began = time.monotonic()
            score = said(tuned(data, settings), settings, pairs, part)
            kept.add(part, settings, time.monotonic() - began, scores=rounded(score))
        if line := kept.found.get(key_of(part, settings)):
            found[name] = np.array(line["scores"])
    return Ground(pairs, found, near)


def table(ground: Ground) -> list[str]:
    """Each side, and what evidence by text, as a number, is ahead of it."""
    silent = [name for name, score in ground.said.items() if np.ptp(score) < 1e-9]
    sides = [name for name in ground.said if name not in silent]
    head = ("", "AUC", "similar ahead", "AUC within users", "similar ahead")
    lines = [f"| {' | '.join(head)} |", "| --- " * len(head) + "|"]
    for name in sides:
        cells = []
        for metric in METRICS:
            asked = {"it": ground.statistic(name, metric)}
            if name != NUMBER:
                asked["less"] = Difference(ground.statistic(NUMBER, metric), asked["it"])
            found = intervals(asked, len(np.unique(ground.pairs.user)))
            told = {key: [one.value, one.low, one.high] for key, one in found.items()}
            cells += [span(told, "it"), span(told, "less", "+") if "less" in told else ""]
        shown = f"*{name}*" if "," not in name else f"**{name}**" if "tuned" in name else name
        lines.append(f"| {shown} | {' | '.join(cells)} |")
    told = ", ".join(f"`{one}`" for one in silent)
    return [*lines, "", f"The same for every row, so left out: {told}." if silent else ""]


def counted(ground: Ground) -> str:
    """How many rows and users."""
    return f"{len(ground.pairs):,} rows of {len(np.unique(ground.pairs.user))} users"


def page(domains: list[str], part: str, kept: Kept, until: float) -> list[str]:
    """The section of docs/ladder.md."""
    lines = [
        f"On {time.strftime('%Y-%m-%d')}, {machine()}: `python -m benchmarks.cold_items --part",
        f"{part}`. Split `cold_item`, seed 0, at most {JUDGED:,} rows of {part}, every visible row",
        f"known; runs: `minilm`, `lora`, {ROWS} rows, {EPOCHS} epochs, seed 0, from `like_share`.",
        "Rules in italics; 95 % intervals over users, of a difference on the same drawn users.",
    ]
    for domain in domains:
        ground = ground_of(domain, part, kept, until)
        lines += ["", f"### {domain}", ""]
        lines += [f"- {name}: `{one.template}`" for name, one in runs_of(domain)]
        lines += ["", f"All rows: {counted(ground)}.", "", *table(ground)]
        told = ground.of(ground.near >= 2)
        lines += ["", f"Rows with 2 or more similar past items: {counted(told)}.", ""]
        lines += table(told)
        missing = [f"`{name}`" for name, _ in runs_of(domain) if name not in ground.said]
        if missing:
            lines += ["", f"Not yet measured: {', '.join(missing)}."]
    return lines


def main() -> None:
    """Run what is missing while there is time, then print or write the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--domains", nargs="+", choices=WHO, default=list(WHO))
    parser.add_argument("--part", choices=["valid", "test"], default="valid")
    parser.add_argument("--seconds", type=float, default=3600, help="start no run after it")
    parser.add_argument("--out", type=Path, help="a Markdown file whose section is written")
    given = parser.parse_args()
    until = time.monotonic() + given.seconds
    lines = page(given.domains, given.part, Kept(KEPT), until)
    print("\n".join(lines))
    if given.out:
        write_section(given.out, "New items: evidence by text", lines)


if __name__ == "__main__":
    main()

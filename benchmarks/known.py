"""What words add to what is known: rules, and one template without evidence, with it, and started.

    python -m benchmarks.known [--home .promptrec/known] [--domains movies shop music]
        [--out docs/known.md] [--look] [--seconds N]

Three runs a domain (`minilm`, `lora`, 2,000 rows, defaults, seed 0, `--statistics known`): a
template without what others did, the same with evidence of it in words, and that one with `stack`,
all rules at once, as the starting point of its scores. On valid; with --look also on the whole test
part, once. Runs that the home holds already are not made again, so an interrupted call goes on.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.results import runs_of, span
from benchmarks.sections import days, publish
from promptrec.baselines.catalogue import singles
from promptrec.compare.estimates import POOLED
from promptrec.compare.judging import count_looks
from promptrec.compare.sides import (
    Family,
    Side,
    baselines_of,
    tests,
    values_of,
)
from promptrec.judge.entrants import Entrant, entrants, groups, scored
from promptrec.records import SideId
from promptrec.settings import RunSettings
from promptrec.store.store import Store

ROWS, VALID, START, WITHIN = 2000, 1000, "stack", "gauc_rows"
EPOCHS = 3  # as so many rows choose; a number, so that a run which was made is found again
TEMPLATES = {  # (without evidence, with it)
    "movies": (
        "[The user {history.summary}. ][The item {item.summary}. ]{item.title}[, {item.genres:3}].",
        "[The user {history.summary}. ][The user {history.alike:10}. ][The item {item.summary}. ]"
        "[The item {item.likeminded}. ]{item.title}[, {item.genres:3}].",
    ),
    "shop": (
        "[The user liked {history.liked:5}. ]{item.title}[: {item.facts:4}].",
        "[Bought before and often bought with it: {history.alike_liked:5}. ]"
        "[It {item.popularity}. ]{item.title}[: {item.facts:4}].",
    ),
    "music": (
        "[The listener {history.summary}. ][The artist {item.summary}. ]{item.title}"
        "[, {item.decade}][, {item.genres:2}].",
        "[The listener {history.summary}. ][The listener {history.alike:10}. ]"
        "[The artist {item.summary}. ][The artist {item.likeminded}. ]{item.title}"
        "[, {item.decade}][, {item.genres:2}].",
    ),
}
MORE = "Similar items and collaborative tokens"  # a section of `benchmarks.known_more`
BESIDE = "What no rule counts"  # a section of `benchmarks.known_profile`
NAMES = ("no evidence", "with evidence", f"with evidence, from {START}")


def settings_of(domain: str) -> list[RunSettings]:
    """The three runs of a domain."""
    without, with_it = TEMPLATES[domain]
    return [
        RunSettings(
            dataset=domain,
            template=text,
            template_name=name,
            method="lora",
            max_train=ROWS,
            max_valid=VALID,
            epochs=EPOCHS,
            start_from=start,
        )
        for name, text, start in zip(
            NAMES, (without, with_it, with_it), ("none", "none", START), strict=True
        )
    ]


def section(every: Sequence[Entrant], part: str, names: Sequence[str] = NAMES) -> list[str]:
    """Each rule and run on a part, and what the last, started run is ahead of each rule."""
    pairs, _ = first = scored(every[0], part)
    answers = [first, *(scored(one, part, pairs) for one in every[1:])]
    sides = [
        Side(name, own.score, tuned=True) for name, (_, own) in zip(names, answers, strict=True)
    ]
    rules = baselines_of(every[-1].plan, part, pairs)
    kept = np.arange(len(pairs))
    ground, within = values_of(WITHIN, pairs, sides, rules, kept)
    everyone, pooled = values_of(POOLED, pairs, sides, rules, kept)
    ahead = [
        tests(own, found, [(SideId(names[-1]), SideId(name, True)) for name in rules])
        for own, found in ((ground, within), (everyone, pooled))
    ]
    lines = [f"On {part}: {len(pairs)} rows, {len(ground.users)} users count within users.", ""]
    head = ("", "AUC", "AUC within users", "started run ahead: AUC", "p", "within users", "p")
    lines += [f"| {' | '.join(head)} |", "| --- " * len(head) + "|"]
    for one in pooled:
        cells = [span(pooled[one].interval), span(within[one].interval)]
        cells += [cell for family in (ahead[1], ahead[0]) for cell in contrast(family, one)]
        name = f"*{one.name}*" if one.baseline else f"**{one.name}**"
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, "", *beaten(rules, ahead)]


def contrast(family: Family, rule: SideId) -> tuple[str, str]:
    """The difference to a rule with its interval, and its corrected p; empty for a run."""
    found = next((own for (_, other), own in family.items() if other == rule), None)
    if found is None or found.low is None or found.high is None or found.p_adjusted is None:
        return "", ""
    told = f"{found.difference:+.3f} ({found.low:+.3f} to {found.high:+.3f})"
    return told, f"{found.p_adjusted:.3f}"


def beaten(rules: Iterable[str], ahead: Sequence[Family]) -> list[str]:
    """In a sentence each: how many single rules the started run beats, and what of `stack`."""
    lines = []
    for metric, family in zip(("AUC within users", "AUC"), ahead, strict=True):
        won = {
            other.name
            for (_, other), own in family.items()
            if own.p_adjusted is not None and own.p_adjusted < 0.05 and own.difference > 0
        }
        single = singles(tuple(rules))
        count = len(won & set(single))
        also = "and" if START in won else "but not"
        lines.append(f"- {metric}: beats {count} of {len(single)} single rules, {also} `{START}`.")
    return lines


def main() -> None:
    """Run what is missing while there is time, then print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".promptrec/known"))
    parser.add_argument("--domains", nargs="+", choices=TEMPLATES, default=list(TEMPLATES))
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    parser.add_argument("--look", action="store_true", help="on test, too")
    parser.add_argument("--seconds", type=float, default=7200, help="start no run after it")
    given = parser.parse_args()
    until = time.monotonic() + given.seconds
    look = " --look" if given.look else ""
    lines, ended = list[str](), list[float]()
    for domain in given.domains:
        store = Store.open(given.home / domain)
        made = runs_of(store, settings_of(domain), until)
        ended += [run.finished_at or 0.0 for run in made]
        every = entrants(store, [run.id for run in made])
        lines += ["", f"## {domain}", ""]
        lines += [
            f"- {name}: `{text}`" for name, text in zip(NAMES, TEMPLATES[domain], strict=False)
        ]
        if len(every) < len(NAMES):
            lines += ["", "Not yet measured."]
            continue
        for part in ("valid", "test") if given.look else ("valid",):
            lines += ["", *section(every, part)]
            if part == "test":
                looks = count_looks(store, groups(every), "benchmarks.known")
                lines += ["", f"Looks at this test part so far, one a run: {looks}."]
    head = [
        "# What words add to what is known",
        "",
        f"On {days(ended)}, {machine()}: `python -m benchmarks.known{look}`.",
        f"`minilm`, `lora`, {ROWS} train rows, defaults, seed 0, `--statistics known`; split",
        "`leave_last`, seed 0. Rules in italics have no model and count the same known rows. 95 %",
        "intervals over users; p corrected for all rules (max-T within users, Holm for AUC).",
    ]
    publish([*head, *lines], given.out, [BESIDE, MORE, "What it says"])


if __name__ == "__main__":
    main()

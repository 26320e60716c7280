"""What no rule counts: who somebody is and where, in words, on top of all rules.

    python -m benchmarks.known_profile [--home .promptrec/known_profile] [--look] [--seconds N]
        [--out docs/known.md]

Data `music` (its listeners are synthetic), split leave_last, seed 0, `--statistics known`. Rules
count who met and liked what; they read no age, country or situation. A template that says these and
nothing of others starts from `stack`, all rules weighed, and is tuned with `lora` on all labelled
train rows. Rows and epochs were chosen on valid. On valid; with --look also on the test part, once.
"""

import argparse
import time
from pathlib import Path

from benchmarks.known import BESIDE, START, section
from benchmarks.machine import machine
from benchmarks.results import runs_of
from benchmarks.sections import days, write_section
from promptrec.compare.judging import count_looks
from promptrec.judge.entrants import entrants, groups
from promptrec.prompt.library import templates
from promptrec.settings import RunSettings
from promptrec.store.store import Store

EPOCHS, VALID = 3, 3000
NAME = f"profile and situation, from {START}"
TEMPLATE = next(one.text for one in templates() if one.name == "Who listens, and where")


def settings() -> RunSettings:
    """The run."""
    return RunSettings(
        dataset="music",
        template=TEMPLATE,
        template_name=NAME,
        method="lora",
        max_valid=VALID,
        epochs=EPOCHS,
        start_from=START,
    )


def page(home: Path, until: float, look: bool) -> list[str]:
    """The section of docs/known.md."""
    store = Store.open(home)
    made = runs_of(store, [settings()], until)
    every = entrants(store, [run.id for run in made])
    if not every:
        return ["Not yet measured."]
    rows = every[0].plan.pairs("train")
    flag = " --look" if look else ""
    lines = [
        f"On {days(run.finished_at or 0.0 for run in made)}, {machine()}:",
        f"`python -m benchmarks.known_profile{flag}`. `music`, {len(rows):,} train rows, {EPOCHS}",
        "epochs at most, the best by valid rows; all else as above.",
        "",
        f"- {NAME}: `{TEMPLATE}`",
    ]
    for part in ("valid", "test") if look else ("valid",):
        lines += ["", *section(every, part, [NAME])]
        if part == "test":
            looks = count_looks(store, groups(every), "benchmarks.known_profile")
            lines += ["", f"Looks at this test part so far in this home: {looks}."]
    return lines


def main() -> None:
    """Make the run where it is missing, then print or write the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".promptrec/known_profile"))
    parser.add_argument("--seconds", type=float, default=7200, help="start no run after it")
    parser.add_argument("--look", action="store_true", help="on test, too")
    parser.add_argument("--out", type=Path, help="a Markdown file whose section is written")
    given = parser.parse_args()
    lines = page(given.home, time.monotonic() + given.seconds, given.look)
    print("\n".join(lines))
    if given.out:
        write_section(given.out, BESIDE, lines)


if __name__ == "__main__":
    main()

"""Processor seconds of the commands that need no model, and how many modules each imports.

    python -m benchmarks.commands --rounds 7
    python -m benchmarks.commands --beside ../other-checkout

Each command runs in a fresh interpreter; the median of its user and system seconds is printed, the
first round is thrown away. --beside: the same commands with the code of another folder, turn by
turn, so that both see the same machine.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAIR = ["--user", "1", "--item", "1"]
TEMPLATE = ["--template", "{item.title} is {mask}."]
COMMANDS = {
    "--help": ["--help"],
    "runs": ["runs"],
    "check": ["check", "movies"],
    "render": ["render", "movies", *TEMPLATE, *PAIR],
    "lint": ["lint", "movies", *TEMPLATE],
}
RUN = """
import resource, sys
from promptrec.cli.main import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, len(sys.modules), code, file=sys.stderr)
"""


def measure(root: Path, words: list[str], home: str) -> tuple[float, int]:
    """Processor seconds and imported modules of one command."""
    ended = subprocess.run(
        [sys.executable, "-c", RUN, *words, "--home", home],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, modules, code = ended.stderr.splitlines()[-1].split()
    if code != "0":
        raise SystemExit(f"{' '.join(words)} ended with {code}: {ended.stderr}")
    return float(seconds), int(modules)


def main() -> None:
    """Measure in rounds over all commands and folders; print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--beside", type=Path, help="a folder with another state of the code")
    given = options.parse_args()
    roots = [ROOT, *([given.beside.absolute()] if given.beside else [])]
    found: dict[tuple[str, Path], list[tuple[float, int]]] = {}
    with tempfile.TemporaryDirectory() as home:
        for at in range(given.rounds + 1):
            for name, words in COMMANDS.items():
                for root in roots:
                    one = measure(root, words, home)
                    found.setdefault((name, root), []).extend([one] if at else [])
    for root in roots[1:]:
        print(f"second pair of columns: {root}")
    cells = "| seconds | modules " * len(roots)
    print(f"| command {cells}|\n|{' --- |' * (1 + 2 * len(roots))}")
    for name in COMMANDS:
        each = [found[name, root] for root in roots]
        columns = (f"{statistics.median(s for s, _ in one):.2f} | {one[0][1]:,}" for one in each)
        print(f"| `{name}` | {' | '.join(columns)} |")


if __name__ == "__main__":
    main()

"""Make the example experiments of `sample_runs` from the runs of `benchmarks.known`.

    python -m benchmarks.known --home .promptrec/known --domains movies shop music
    python -m scripts.make_example_runs --home .promptrec/known

Three runs a data set: a template without what others did, the same with evidence of it in words,
and that one with all rules at once as its starting point. Nothing is changed in them but their id.
"""

import argparse
import shutil
from pathlib import Path

from benchmarks.known import NAMES, settings_of
from benchmarks.results import finished
from promptrec.store.shipped_runs import SHIPPED_RUNS, pack
from promptrec.store.store import Store

DOMAINS = ("movies", "shop", "music")  # e0001 to e0003 are of the first
WORDS = dict(zip(NAMES, ("plain", "evidence", "started"), strict=True))


def main() -> None:
    """Pack what the homes hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".promptrec/known"))
    parser.add_argument("--out", type=Path, default=SHIPPED_RUNS)
    given = parser.parse_args()
    shutil.rmtree(given.out, ignore_errors=True)
    number = 0
    for domain in DOMAINS:
        store = Store.open(given.home / domain)
        for settings in settings_of(domain):
            number += 1
            run = finished(store, settings)
            if run is None:
                print(f"{domain}, {settings.template_name}: not made yet")
                continue
            pack(store, run, given.out / f"e{number:04d}", WORDS[settings.template_name])
            print(f"{domain}, {settings.template_name}: e{number:04d}")


if __name__ == "__main__":
    main()

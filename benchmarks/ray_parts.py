"""What a Ray cluster costs and brings on this machine alone: the same prompts read here and by Ray.

    python -m benchmarks.ray_parts --model minilm --rows 1000

For one thread a part and for as many as there are processors: seconds here, seconds until Ray has
started and read the same for the first time, seconds when it reads them again, and their ratio.
Says, too, whether all bits are the same.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEMPLATE = "A user who liked [{history.liked:5}]. {item.title}, {item.genres}: {mask}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="minilm")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.threads:
        print(json.dumps(measured(given.model, given.rows)))
        return
    print(
        "| threads a part | places | here, s | first by Ray, s | again, s | again / here | same |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    cpus = os.cpu_count() or 1
    for threads in dict.fromkeys((1, cpus)):
        found = in_a_process(given.model, given.rows, threads)
        here, first, again = found["here"], found["first"], found["again"]
        row = [threads, cpus // threads, f"{here:.1f}", f"{first:.1f}", f"{again:.1f}"]
        told = [*row, f"{again / here:.2f}", "yes" if found["same"] else "NO"]
        print("| " + " | ".join(map(str, told)) + " |")


def in_a_process(model: str, rows: int, threads: int) -> dict[str, float]:
    """Threads are counted when torch is loaded, so each count is a process."""
    asked = ("--model", model, "--rows", str(rows), "--threads", str(threads))
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ray_parts", *asked],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(model: str, rows: int) -> dict[str, float]:
    from promptrec.engine.engine import choose_engine, leave_engine
    from promptrec.judge.starting import open_variant
    from promptrec.model.planning import dataset_of
    from promptrec.settings import RunSettings

    settings = RunSettings(dataset="movies", template=TEMPLATE, model=model, method="none")
    variant = open_variant(dataset_of(settings), settings)
    pairs = variant.plan.pairs("train").take(slice(0, rows))
    variant.score(pairs.take(slice(0, 64)), "train")  # warm
    home = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))
    seconds, scores = [], []
    try:
        for address in ("", "ray", ""):
            choose_engine(home, address)
            began = time.perf_counter()
            scores.append(variant.score(pairs, "train", far=True).score.tobytes())
            seconds.append(time.perf_counter() - began)
    finally:
        leave_engine()
        shutil.rmtree(home, ignore_errors=True)
    here, first, again = seconds
    return {"here": here, "first": first, "again": again, "same": len(set(scores)) == 1}


if __name__ == "__main__":
    main()

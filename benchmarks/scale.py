"""How far one store goes: batches of measures and whole runs a second, by processes and database.

    python -m benchmarks.scale [--seconds 5] [--processes 1 4 8] [--cost]

A process takes a run, writes batches of 8 points (training writes at most two a second), and ends
it after 20. PostgreSQL is Debian's, started for this, with fsync as SQLite has it. --cost prints
what a million lists a day cost from the prompts a second that are given with it.
"""

import argparse
import multiprocessing
import tempfile
import time
from typing import Any

from benchmarks.faults.claims import fill
from benchmarks.faults.postgres import available, server
from promptrec.records import Measure
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

BATCHES, POINTS = 20, 8  # of one run, of one batch
DAY_S = 86_400


def work(home: str, url: str | None, seconds: float, start: Any, results: Any) -> None:
    """One process; puts how many batches and runs it wrote, and the longest wait for one batch."""
    store = Store.open(home, url)
    store.database.on_wait = lambda _said: None
    start.wait()
    until, batches, runs, longest = time.monotonic() + seconds, 0, 0, 0.0
    while time.monotonic() < until and (run := store.claim("w")):
        for step in range(BATCHES):
            began = time.monotonic()
            points = [Measure(step, 1, f"m{at}", 0.5) for at in range(POINTS)]
            store.record(run.id, run.fence, points)
            longest = max(longest, time.monotonic() - began)
            batches += 1
            if time.monotonic() >= until:
                break
        store.finish(run.id, run.fence, RunState.SUCCEEDED)
        runs += 1
    results.put((batches, runs, longest))


def measured(processes: int, seconds: float, url: str | None) -> tuple[float, float, float]:
    """Batches and runs a second of all processes, and the longest wait in seconds."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(home, url)
        fill(store, 5_000)
        store.close()
        start, results = context.Barrier(processes), context.Queue()
        each = [
            context.Process(target=work, args=(home, url, seconds, start, results))
            for _ in range(processes)
        ]
        for one in each:
            one.start()
        found = [results.get() for _ in each]
        for one in each:
            one.join()
    batches, runs, longest = zip(*found, strict=True)
    return sum(batches) / seconds, sum(runs) / seconds, max(longest)


def table(name: str, processes: list[int], seconds: float, url: str | None = None) -> None:
    """The lines of one database."""
    for count in processes:
        batches, runs, longest = measured(count, seconds, url)
        print(f"| {name} | {count} | {batches:.0f} | {runs:.1f} | {longest:.2f} |", flush=True)


def cost(prompts_s: float, price: float, candidates: int, lists: int, peak: float) -> str:
    """Machines for the busiest hour, and what they cost a day.

    >>> cost(100.0, 0.1, 100, 1_000_000, 3.0)
    '| 100 | 100 | 1,157 | 3,472 | 35 | 84 |'
    """
    mean = lists * candidates / DAY_S
    machines = -(-mean * peak // prompts_s)
    money = machines * price * 24
    figures = (prompts_s, candidates, mean, mean * peak, machines, money)
    return "| " + " | ".join(f"{each:,.0f}" for each in figures) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--cost", type=float, nargs=2, metavar=("PROMPTS_S", "PRICE_HOUR"))
    parser.add_argument("--peak", type=float, default=3.0, help="busiest hour over the mean")
    chosen = parser.parse_args()
    if chosen.cost:
        for candidates in (20, 100, 300):
            prompts, price = chosen.cost
            print(cost(prompts, price, candidates, 1_000_000, chosen.peak))
        return
    print("| store | processes | batches/s | runs/s | longest wait, s |")
    print("| --- | --- | --- | --- | --- |")
    table("SQLite", chosen.processes, chosen.seconds)
    if available():
        for count in chosen.processes:
            with server(safe=True) as url:
                table("PostgreSQL", [count], chosen.seconds, url)


if __name__ == "__main__":
    main()

"""What every baseline reaches on valid rows and sampled candidates, and how long it takes.

`python -m benchmarks.baselines [DATASET] [--history running] [--only BASELINE ...]`: split
leave_last, all train rows, seed 0.
"""

import argparse
import datetime
import time

import promptrec as pr
from promptrec.baselines.catalogue import names_for
from promptrec.baselines.past import known_past
from promptrec.baselines.run import baseline_reports, worths
from promptrec.judge.candidates import candidate_sets
from promptrec.judge.evaluate import ranked
from promptrec.model.planning import plan_for
from promptrec.records import Interval
from promptrec.settings import HISTORIES

RANKED = 200
ROWS = ("auc", "gauc_rows", "log_loss")
RANKS = ("ndcg@10", "hr@10")


def span(one: Interval) -> str:
    if one.low is None or one.high is None:
        return f"{one.value:.3f}"
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", nargs="?", default="movies")
    parser.add_argument("--history", choices=HISTORIES, default=HISTORIES[0])
    parser.add_argument("--only", nargs="+", default=[])
    return parser.parse_args()


def main() -> None:
    given = asked()
    name = given.dataset
    data = pr.open_dataset(name)
    settings = pr.RunSettings(
        dataset=name,
        template="{item.title}",
        model="tiny",
        max_valid=None,
        split=pr.SplitSettings(history=given.history),
    )
    plan = plan_for(data, settings)[0]
    pairs = plan.pairs("valid")
    found = candidate_sets(data, settings.split, plan.rows.valid, RANKED)
    split, known = plan.rows.split, plan.rows.known.rules
    past = known_past(data, plan.rows, split.view("valid"))
    print(f"On {datetime.date.today():%Y-%m-%d}: {name}, leave_last, {given.history} histories,")
    print(f"{len(pairs)} valid rows,", end=" ")
    print(f"{found.counts.words}; {len(known)} fit rows, seed 0.\n")
    print(f"| baseline | {' | '.join((*ROWS, *RANKS))} | seconds |")
    print("| --- " * (len(ROWS) + len(RANKS) + 2) + "|")
    for one in given.only or names_for(data):
        began = time.perf_counter()
        report = baseline_reports(data, split, "valid", pairs, known, [one])[one]
        ranks = ranked(found.sets, worths(past, found.pairs, [one])[one])
        took = time.perf_counter() - began
        cells = [span(report.metrics[each]) for each in ROWS]
        cells += [span(ranks.metrics[each]) for each in RANKS]
        print(f"| `{one}` | {' | '.join(cells)} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()

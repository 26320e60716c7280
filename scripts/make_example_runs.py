"""Make the example experiments of `sample_runs` from the runs of `benchmarks.known`.

    python -m benchmarks.known --home .promptrec/known --domains movies shop music
    python -m scripts.make_example_runs --home .promptrec/known

Three runs a data set: a template without what others did, the same with evidence of it in words,
and that one with all rules at once as its starting point. Nothing is changed in them but their id.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.known import NAMES, settings_of
from benchmarks.results import finished
from promptrec.compare.decision import decide
from promptrec.compare.judging import SESOI, Question, judge
from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.subject import subject_of
from promptrec.explain.truth.verdict import trust_of_fields
from promptrec.files import write_whole
from promptrec.judge.candidates import candidates_of
from promptrec.judge.entrants import entrant, groups
from promptrec.judge.opening import variant_of
from promptrec.recommend.topk import top_k
from promptrec.report.decision import named_rules
from promptrec.report.first_sight import FILE, FirstSight
from promptrec.store.shipped_runs import SHIPPED_RUNS, add_examples, pack
from promptrec.store.store import Store

DOMAINS = ("movies", "shop", "music")  # e0001 to e0003 are of the first
SHOWN, USER, CANDIDATES, TITLES = "e0002", "17", 300, 3  # whose first item Home shows
WORDS = dict(zip(NAMES, ("plain", "evidence", "started"), strict=True))


def sight(store: Store) -> FirstSight:
    """What Home shows of these examples, counted as the pages would."""
    variant = variant_of(SHOWN, store=store)
    data = variant.plan.dataset
    code = data.user_code(USER)
    if code is None:
        raise SystemExit(f"{data.about.name} has no user {USER}")
    (best,) = top_k(variant, code, candidates_of(variant.plan, code, CANDIDATES), 1, explain=True)
    tested = field_shapley(subject_of(variant, pairs_by_id(data, [(USER, best.item_id)])))
    verdict = trust_of_fields(tested, None)
    if verdict is None:
        raise SystemExit("the explanation was not tested")
    own = [run.id for run in store.runs() if run.settings.dataset == data.about.name]
    compared = judge(groups([entrant(store, run) for run in own]), Question(sesoi=SESOI))
    return FirstSight(
        run=SHOWN,
        data=data.about.name,
        user=USER,
        liked=liked(data, code),
        item=best.item_id,
        title=best.title,
        place=best.place,
        of=best.of,
        tied=best.tied,
        probability=best.probability,
        prompt=best.prompt,
        moved=best.moved,
        trust=verdict,
        decision=decide(compared),
        rules={name: compared.baselines[name] for name in named_rules(compared)},
        compared=tuple(own),
    )


def liked(data: Dataset, user: int) -> tuple[str, ...]:
    """The newest titles that a user liked."""
    rows = np.flatnonzero((data.user == user) & (data.label > 0))
    newest = rows[np.lexsort((rows, data.when[rows]))][::-1]
    return tuple(data.items["title"].iloc[data.item[newest[:TITLES]]].tolist())


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
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(home)
        add_examples(store, given.out)
        write_whole(given.out / FILE.name, sight(store).to_json())


if __name__ == "__main__":
    main()

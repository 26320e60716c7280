"""Make the example experiments of `sample_runs`, mostly from the runs of `benchmarks.known`.

    python -m benchmarks.known --home .promptrec/known --domains movies shop music
    python -m scripts.make_example_runs --home .promptrec/known [--parts known chinese search ...]

Parts, in this order: `known`, three runs a data set: a template without what others did, the same
with evidence of it in words, and that one with all rules at once as its starting point; `chinese`,
one run on `shop-zh` with the multilingual model, made here where the home has none; `search`, edits
of the second template raced by the weights of its run; `reviews`, a list of it as a person judged
it; `sight`, what Home shows; `rules`, what rules say of their rows. Nothing is changed in a run but
its id.
"""

import argparse
import dataclasses
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.known import NAMES, settings_of
from benchmarks.results import finished, runs_of
from promptrec.compare.decision import decide
from promptrec.compare.judging import SESOI, Question, judge, rules_on, sides_of
from promptrec.compare.kept_rules import FOLDER, digest, keep
from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
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
from promptrec.settings import RunSettings, SearchedTemplate, SearchSettings
from promptrec.settings.own import OwnValues
from promptrec.store.shipped_runs import SHIPPED_RUNS, add_examples, pack
from promptrec.store.store import Store
from promptrec.store.upkeep.shipped_reviews import REVIEWS, reviews_json
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

DOMAINS = ("movies", "shop", "music")  # e0001 to e0003 are of the first
SHOWN, USER, CANDIDATES, TITLES = "e0002", "17", 300, 3  # whose first item Home shows
WORDS = dict(zip(NAMES, ("plain", "evidence", "started"), strict=True))
CHINESE = RunSettings(
    dataset="shop-zh",
    template=(
        "[以前买过且常与它一起买的：{history.alike_liked:3}。][该商品{item.popularity}。]"
        "商品：{item.title}[，{item.category}]。"
    ),
    template_name="with evidence",
    language="zh",
    model="multilingual-e5-small",
    method="lora",
    own=OwnValues({"lora_rank": 4}),  # twice the layers of minilm in a file of the same size
    max_train=2000,
    max_valid=1000,
    epochs=2,
)
CHINESE_RUN, SEARCH = "e0010", "e0011"
EDITS, LOOKS, EDITED_ROWS = 8, 3, 600
JUDGED = ("approved", "approved", "rejected", "waiting", "waiting")  # places of the list, from 1


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


def make_known(home: Path, out: Path) -> None:
    """Pack the runs that `benchmarks.known` made."""
    number = 0
    for domain in DOMAINS:
        store = Store.open(home / domain)
        for settings in settings_of(domain):
            number += 1
            run = finished(store, settings)
            if run is None:
                print(f"{domain}, {settings.template_name}: not made yet")
                continue
            pack(store, run, out / f"e{number:04d}", WORDS[settings.template_name])
            print(f"{domain}, {settings.template_name}: e{number:04d}")


def make_chinese(home: Path, out: Path) -> None:
    """The run on Chinese words; half an hour on two cores where it is missing."""
    store = Store.open(home / CHINESE.dataset)
    (run,) = runs_of(store, [CHINESE], math.inf)
    pack(store, run, out / CHINESE_RUN, "chinese")


def make_search(home: Path, out: Path) -> None:
    """Edits of a template, raced by the weights of the example that reads it, where they were not.

    Some minutes on two cores.
    """
    store = Store.open(home / "search")
    add_examples(store, out)
    base = store.run(SHOWN).settings
    search = SearchSettings(
        base=dataclasses.replace(base, max_valid=EDITED_ROWS),
        kind="edits",
        templates=(SearchedTemplate(name=base.template_name, text=base.template),),
        weights=SHOWN,
        trials=EDITS,
        looks=LOOKS,
    )
    own = (one for one in store.searches() if not one.example and one.search == search)
    queued = next(own, None) or store.queue_search(search)
    ensure_supervisor(store.home)
    pack(store, wait_for(store, queued.id), out / SEARCH, "search")


def make_reviews(_: Path, out: Path) -> None:
    """The first places of the list that Home shows one of, as a person judged them."""
    with tempfile.TemporaryDirectory() as place:
        store = Store.open(Path(place))
        add_examples(store, out)
        variant = variant_of(SHOWN, store=store)
        data = variant.plan.dataset
        code = data.user_code(USER)
        assert code is not None
        top = top_k(variant, code, candidates_of(variant.plan, code, CANDIDATES), len(JUDGED))
        judged = {one.item_id: state for one, state in zip(top, JUDGED, strict=True)}
        at = store.run(SHOWN).finished_at or 0.0
        write_whole(out / REVIEWS, reviews_json(data.fingerprint(), USER, judged, SHOWN, at))


def make_sight(_: Path, out: Path) -> None:
    """What Home shows of the others."""
    with tempfile.TemporaryDirectory() as place:
        store = Store.open(Path(place))
        add_examples(store, out)
        write_whole(out / FILE.name, sight(store).to_json())


def make_rules(_: Path, out: Path) -> None:
    """What rules say of the rows of these runs, so that a first verdict waits for none of them."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as place:
        store = Store.open(Path(place))
        add_examples(store, out)
        for data in dict.fromkeys(run.settings.dataset for run in store.runs()):
            own = [run.id for run in store.runs() if run.settings.dataset == data]
            try:
                asked = sides_of(groups([entrant(store, run) for run in own]))
            except PromptRecError as error:
                print(f"{data}: {error}")
                continue
            keep(out / FOLDER / f"{digest(asked)}.npz", rules_on(asked))
            print(f"{data}: kept")


MAKE = {
    "known": make_known,
    "chinese": make_chinese,
    "search": make_search,
    "reviews": make_reviews,
    "sight": make_sight,
    "rules": make_rules,
}


def main() -> None:
    """Pack what the homes hold, make what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".promptrec/known"))
    parser.add_argument("--out", type=Path, default=SHIPPED_RUNS)
    parser.add_argument("--parts", nargs="+", choices=MAKE, default=list(MAKE))
    given = parser.parse_args()
    if given.parts == list(MAKE):
        shutil.rmtree(given.out, ignore_errors=True)
    for part in (part for part in MAKE if part in given.parts):
        print(part, flush=True)
        MAKE[part](given.home, given.out)


if __name__ == "__main__":
    main()

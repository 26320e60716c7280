"""What growth is measured of: for a size, something to call again and again.

Each gives numbers by which `growth` sees that it did what it should.
"""

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from promptrec.bench.made import made, made_pairs, made_rules, made_sides
from promptrec.compare.sides import People, compared_on
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import Meetings, Together, co_rated, pasts_of, together
from promptrec.data.evidence.together import support_by_crowds
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.data.split import Split, make_split
from promptrec.examples.learning import learning_of
from promptrec.model.loading import build_scorer
from promptrec.model.planning import plan_for, rating_scale
from promptrec.prompt.template import Template
from promptrec.records import Floats, Ints, Measure, Pairs
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.runs import new_row
from promptrec.store.snapshots import LogLine
from promptrec.store.store import Store
from promptrec.training.loop import train

Way = Callable[[], Floats]
SETTINGS = RunSettings(
    dataset="movies",
    template="The user likes {history.liked:3}. The film: {item.title}[, {item.genres}].",
    model="tiny",
    head="classifier",
    method="full",
    epochs=1,
)
TEMPLATE = "[Liked: {history.liked:3}. ]Next: {item.title}[ ({item.year})]."
ROWS, USERS, RESULTS = 2_000, 100, 20  # of a comparison; and how many of its values are looked at
LOOKUPS, FEW = 1_000, 50  # of evidence; and how many are looked up by going through crowds, too
POINTS = 8  # of a batch of measures


def scoring(rows: int, _: Path) -> Way:
    """Scores of rows of `movies`; `tiny` leaves what is around the matrix products."""
    plan, reader = plan_for(open_dataset("movies"), SETTINGS)
    pairs = rows_of(plan.dataset, plan.rows.split, rows)
    scorer = build_scorer(reader.scorer_plan(SETTINGS, rating_scale(plan.dataset)))
    return lambda: scorer.score(plan.make(pairs, "train")).score


def rows_of(dataset: Dataset, split: Split, rows: int) -> Pairs:
    """Train rows, those of a smaller size first."""
    order = np.random.default_rng(0).permutation(len(split.train))[:rows]
    return pairs_of(dataset, split.train[order])


def tuning(rows: int, _: Path) -> Way:
    """One epoch over so many rows; gives how many times each was learned from."""
    settings = dataclasses.replace(SETTINGS, max_train=rows)
    plan, reader = plan_for(open_dataset("movies"), settings)
    scale = rating_scale(plan.dataset)
    pairs = learning_of(plan, scale).pairs
    prompts, none = plan.make(pairs, "train"), pairs.take(np.arange(0))
    scorer_plan = reader.scorer_plan(settings, scale)

    def learn() -> Floats:
        losses: list[Measure] = []

        def report(one: Measure) -> None:
            if one.name == "loss":
                losses.append(one)

        train(build_scorer(scorer_plan), prompts, pairs, [], none, settings, report=report)
        wanted = -(-len(prompts) // settings.batch_size)
        return np.array([len(losses) / wanted])

    return learn


def rendering(rows: int, _: Path) -> Way:
    """Texts of one template; gives a digest of each."""
    template = Template("bench", TEMPLATE)
    values: list[dict[str, str | tuple[str, ...]]] = [
        {
            "history.liked": tuple(f"Film {at + step}" for step in range(3)),
            "item.title": f"The title of film {at}",
            "item.year": str(1900 + at % 120),
        }
        for at in range(rows)
    ]

    def render() -> Floats:
        return np.array([digest(template.render(one).text) for one in values])

    return render


def digest(text: str) -> float:
    """A text as a number."""
    return float(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest()))


def comparing(runs: int, _: Path) -> Way:
    """A verdict over so many runs and eight rules; gives the values of the first runs."""
    pairs = made_pairs(ROWS, USERS)
    sides, rules = made_sides(pairs, runs), made_rules(pairs)
    people, every = People(part="valid", locked=0, known=USERS), np.arange(ROWS)

    def judge() -> Floats:
        found = compared_on(people, pairs, sides, rules, every)
        return np.array([one.value for one in found.variants[:RESULTS]])

    return judge


def listing(runs: int, home: Path) -> Way:
    """The list of all runs of a store; gives their numbers."""
    store = filled(home, runs)
    return lambda: np.sort([float(one.id[1:]) for one in store.runs()])


def writing(runs: int, home: Path) -> Way:
    """What a run writes in its process, beside others; gives how many points are missing."""
    store = filled(home, runs)
    run = store.claim("bench")
    assert run is not None, "the store was filled with queued runs"

    def write() -> Floats:
        before = len(store.measures(run.id))
        for step in range(50):
            points = [Measure(step, 1, f"m{at}", 0.5) for at in range(POINTS)]
            store.record(run.id, run.fence, points, [LogLine(0.0, "said")])
        return np.array([len(store.measures(run.id)) - before - 50.0 * POINTS])

    return write


def filled(home: Path, runs: int) -> Store:
    """A store with so many queued runs."""
    store = Store.open(home)
    with store.database.write() as connection:
        for at in range(runs):
            connection.execute(new_row(SETTINGS, f"run {at}", float(at)))
    return store


def evidence(rows: int, _: Path) -> Way:
    """Look-ups of who rated what beside whom; gives how far they are from going through crowds."""
    dataset = made(rows)
    split = make_split(dataset, SplitSettings())
    meetings = Meetings(dataset, np.flatnonzero(split.visible["train"]))
    view = split.view("valid")
    pairs = pairs_of(dataset, drawn(split, "valid", LOOKUPS))
    some = pasts_of(dataset, pairs.take(np.arange(min(FEW, len(pairs)))), view)
    slow, fast = Together(some, *support_by_crowds(meetings, some)), together(meetings, some)
    apart = widest(slow.both, fast.both, slow.either, fast.either, slow.asked, fast.asked)

    def look_up() -> Floats:
        co_rated(together(meetings, pasts_of(dataset, pairs, view)))
        return np.array([apart])

    return look_up


def widest(*columns: Ints) -> float:
    """The widest gap between the first and the second, the third and the fourth, ..."""
    return max(
        float(np.abs(one - other).max(initial=0))
        for one, other in zip(columns[::2], columns[1::2], strict=True)
    )


def drawn(split: Split, part: str, count: int) -> Ints:
    """Some rows of a part."""
    own: Ints = getattr(split, part)
    rng = np.random.default_rng(0)
    return np.sort(rng.choice(own, min(count, len(own)), replace=False))

"""Where trials of a search are made: the data, read once, the trials so far, and who is told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from promptrec.data.dataset import Dataset
from promptrec.errors import Cancelled
from promptrec.metrics.metric import BESIDE
from promptrec.records import Measure
from promptrec.search.aim import BESIDE_CURVE, beside_in
from promptrec.search.summary import best_so_far
from promptrec.settings import SearchSettings
from promptrec.store.snapshots import Trial
from promptrec.store.store import Store
from promptrec.words.table import Sentence, sentence


@dataclass(eq=False)
class Bench:
    """Where trials are made: the data, read once, and who is told."""

    store: Store
    run_id: str
    fence: int
    search: SearchSettings
    dataset: Dataset
    report: Callable[[Measure], None]
    should_stop: Callable[[], bool]
    note: Callable[[str], None]
    done: list[Trial] = field(default_factory=list)
    beside: dict[int, float] = field(default_factory=dict)  # trial -> its AUC over all rows

    def stop_if_asked(self) -> None:
        """Raise Cancelled when somebody asked for a stop."""
        if self.should_stop():
            raise Cancelled("sentence.cancelled_trials", count=len(self.done))

    def budget_left(self) -> bool:
        """False when the trials have taken the seconds that they may take."""
        allowed = self.search.seconds
        return allowed is None or sum(one.seconds for one in self.done) < allowed

    def keep(self, *several: Trial, beside: Mapping[int, float]) -> None:
        """Remember trials, here and in the store: all of them or none.

        beside: by number, what they are worth by AUC, where that is not what the search goes by.
        """
        if self.search.metric != BESIDE:
            points = [Measure(at, 0, BESIDE_CURVE, value) for at, value in beside.items()]
            self.beside |= beside_in(points)
            for point in points:
                self.report(point)
        self.store.add_trial(self.run_id, self.fence, *several)
        self.done.extend(several)
        self.tell()
        for one in several:
            self.note(trial_line(one, self.search.metric, self.beside.get(one.number)))

    def tell(self, under_way: int = 0) -> None:
        """Progress, and the best value so far, as a curve. under_way: decided, not yet kept."""
        best = best_so_far(self.done)[-1] if self.done else math.nan
        step = len(self.done) + under_way
        self.report(Measure(step, 0, f"best_{self.search.metric}", best))


def trial_line(one: Trial, metric: str, beside: float | None) -> Sentence:
    """What the log says of a trial that has ended. beside: its AUC, where it has one beside."""
    value = sentence("sentence.trial_no_value")
    if one.value is not None:
        shown = f"{one.value:.4f}" if beside is None else f"{one.value:.4f}, {BESIDE} {beside:.4f}"
        value = sentence("sentence.trial_value", metric=metric, value=shown)
    values = {"number": one.number, "state": one.state.words, "value": value}
    if not one.message:
        return sentence("sentence.log_trial", **values)
    return sentence("sentence.log_trial_why", **values, why=one.message)

"""Where trials of a search are made: the data, read once, the trials so far, and who is told."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from promptrec.data.dataset import Dataset
from promptrec.errors import Cancelled
from promptrec.records import Measure
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

    def stop_if_asked(self) -> None:
        """Raise Cancelled when somebody asked for a stop."""
        if self.should_stop():
            raise Cancelled("sentence.cancelled_trials", count=len(self.done))

    def budget_left(self) -> bool:
        """False when the trials have taken the seconds that they may take."""
        allowed = self.search.seconds
        return allowed is None or sum(one.seconds for one in self.done) < allowed

    def keep(self, *several: Trial) -> None:
        """Remember trials, here and in the store: all of them or none."""
        self.store.add_trial(self.run_id, self.fence, *several)
        self.done.extend(several)
        self.tell()
        for one in several:
            self.note(trial_line(one, self.search.metric))

    def tell(self, under_way: int = 0) -> None:
        """Progress, and the best value so far, as a curve. under_way: decided, not yet kept."""
        best = best_so_far(self.done)[-1] if self.done else math.nan
        step = len(self.done) + under_way
        self.report(Measure(step, 0, f"best_{self.search.metric}", best))


def trial_line(one: Trial, metric: str) -> Sentence:
    """What the log says of a trial that has ended."""
    value = sentence("sentence.trial_no_value")
    if one.value is not None:
        value = sentence("sentence.trial_value", metric=metric, value=f"{one.value:.4f}")
    values = {"number": one.number, "state": one.state.words, "value": value}
    if not one.message:
        return sentence("sentence.log_trial", **values)
    return sentence("sentence.log_trial_why", **values, why=one.message)

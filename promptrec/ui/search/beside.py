"""AUC over all rows, which stands beside what a search goes by."""

from collections.abc import Mapping

from promptrec.metrics.metric import BESIDE
from promptrec.search.aim import BESIDE_CURVE, beside_in
from promptrec.store.snapshots import Run, Trial
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import say
from promptrec.ui.state import store


def beside_of(run: Run) -> dict[int, float]:
    """The AUC of each trial of a search; {} where it goes by that itself."""
    return beside_in(store().measures(run.id, BESIDE_CURVE))


def caption_beside(place: DeltaGenerator, trial: Trial, beside: Mapping[int, float]) -> None:
    """A line on the AUC of a trial, where it is known."""
    if trial.number in beside:
        value = f"{beside[trial.number]:.3f}"
        place.caption(say("search.beside", metric=metric_words(BESIDE), value=value))

"""Variants that the Compare page opened and judged, once for all visitors.

key: names the variants and their order, as `ui.compare.rows.key_of` does.
"""

from collections.abc import Sequence

import streamlit as st

from promptrec.baselines.forget import forget_learned
from promptrec.compare.estimates import RANKED
from promptrec.compare.judging import Question, Sides, judge, sides_of
from promptrec.compare.kept_rules import rules_of
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.judge.entrants import Entrant, Group, entrant
from promptrec.memory import give_back
from promptrec.records import Floats
from promptrec.store.snapshots import Run
from promptrec.ui.state.home import home
from promptrec.ui.state.opened import dataset, store_at


@st.cache_resource(max_entries=12, show_spinner=False)  # each with what its template looks up
def _entrant(
    folder: str,
    run_id: str,
    fingerprint: str,  # noqa: ARG001 - part of the key
    _data: Dataset,
) -> Entrant:
    return entrant(store_at(folder), run_id, _data)


def entrant_of(run: Run) -> Entrant:
    """A finished run with its rows; its weights are loaded when it is asked."""
    data = dataset(run.settings.dataset)
    return _entrant(str(home()), run.id, data.fingerprint(), data)


@st.cache_resource(max_entries=8, show_spinner=False)
def sides(key: str, ranked_users: int, _variants: Sequence[Group]) -> Sides:  # noqa: ARG001
    """All variants on the valid rows that they share, or on candidates of so many users."""
    return sides_of(_variants, ranked_users=ranked_users)


@st.cache_resource(max_entries=8, show_spinner=False)
def rules(key: str, ranked_users: int, _variants: Sequence[Group]) -> dict[str, Floats]:
    """Scores of every baseline on the same rows or candidates as `sides`."""
    found = rules_of(home(), sides(key, ranked_users, _variants))
    forget_learned()
    give_back()
    return found


@st.cache_resource(max_entries=16, show_spinner=False)
def _comparison(
    key: str,
    question: str,  # noqa: ARG001 - part of the key
    _variants: Sequence[Group],
    _asked: Question,
) -> Comparison:
    ranked = _asked.ranked_users if _asked.metric == RANKED else 0
    found, scores = sides(key, ranked, _variants), rules(key, ranked, _variants)
    return judge(_variants, _asked, found=found, rules=scores)


def comparison_of(key: str, variants: Sequence[Group], question: Question) -> Comparison:
    """The verdict; the first variant is the control."""
    return _comparison(key, repr(question), variants, question)

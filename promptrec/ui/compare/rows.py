"""What the Compare page keeps between reruns: entrants, common rows, comparisons."""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.compare.estimates import RANKED
from promptrec.compare.judging import Question, Sides
from promptrec.compare.scoreboard import Scoreboard, best_first, scoreboard
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group, groups, twin
from promptrec.judge.saved import scores_file
from promptrec.records import Floats
from promptrec.report.users import Users, users_of
from promptrec.report.voice import Voice, run_label, voice_of
from promptrec.store.snapshots import Run
from promptrec.ui.shell.guard import PageEnds
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import judged, store
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once


def variants(runs: Sequence[Run]) -> list[Group]:
    """The runs as variants: those that differ by their seed alone are one."""
    return groups([judged.entrant_of(run) for run in runs])


def beside_twin(found: list[Group]) -> list[Group]:
    """A single variant behind its untuned twin where that has run; a line says who stands there."""
    if len(found) > 1:
        return found
    other = twin(store(), found[0].entrants[0].run)
    if other is None:
        st.caption(say("verdict.alone"))
        return found
    st.caption(say("verdict.twin", name=plain(run_label(other, language()))))
    return [*variants([other]), *found]


def voice(found: Sequence[Group]) -> Voice:
    """How the page and the file speak of these variants: in the visitor's language."""
    return voice_of(language(), found)


def key_of(found: Sequence[Group]) -> str:
    """Names the variants and their order, in no language: changing it computes nothing again."""
    ids = ("+".join(entrant.run.id for entrant in group.entrants) for group in found)
    return f"{home()} {found[0].entrants[0].fingerprint} {' '.join(ids)}"


def all_kept(found: Sequence[Group], what: str = "valid") -> bool:
    """True when no model has to be loaded for the scores."""
    every = [entrant for group in found for entrant in group.entrants]
    return all(scores_file(one.home, one.run.id, what).is_file() for one in every)


def comparison_of(found: Sequence[Group], question: Question) -> Comparison:
    """The first variant is the control."""
    return judged.comparison_of(key_of(found), found, question)


def shared(found: Sequence[Group], ranked_users: int = 0) -> Sides:
    """All variants on the valid rows that they share, or on candidates of so many users."""
    return judged.sides(key_of(found), ranked_users, found)


def rules_of(found: Sequence[Group], ranked_users: int = 0) -> Mapping[str, Floats]:
    """Scores of every baseline on the same rows or candidates as `shared`."""
    return judged.rules(key_of(found), ranked_users, found)


def scoreboard_of(
    found: Sequence[Group], metric: str, verdict: Comparison | None = None
) -> Scoreboard:
    """Variants and baselines, the best baseline first, on the rows that all share."""
    key = key_of(found)
    board = made_once(
        ("scoreboard", key), lambda: scoreboard(found, shared(found), rules_of(found))
    )
    return best_first(board, metric, verdict)


def judged_rows(
    found: Sequence[Group], metric: str, verdict: Comparison | None = None
) -> Scoreboard:
    """The same; the page ends here until somebody asks for scores that are not kept yet."""
    if not all_kept(found):
        st.caption(say("versus.not_kept"))
        if not st.button(say("versus.score_rows")):
            raise PageEnds
    with st.spinner(say("versus.judging"), show_time=True):
        return scoreboard_of(found, metric, verdict)


def users_in(found: Sequence[Group], question: Question, verdict: Comparison) -> Users:
    """Single users on what was judged."""
    ranked = question.ranked_users if question.metric == RANKED else 0
    return users_of(verdict, shared(found, ranked), rules_of(found, ranked))

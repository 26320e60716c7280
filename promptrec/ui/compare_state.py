"""What the Compare page keeps between reruns: entrants, common rows, comparisons."""

import dataclasses
from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.compare.estimates import METRICS
from promptrec.compare.judging import Question, Sides
from promptrec.compare.phrases import PHRASES
from promptrec.compare.scoreboard import Scoreboard, best_first, scoreboard
from promptrec.compare.sentences import told
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group, groups
from promptrec.judge.saved import scores_file
from promptrec.records import Floats, ScoredSide
from promptrec.store.snapshots import Run
from promptrec.ui.compare_names import rule_name, run_name
from promptrec.ui.home import home
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import has_words, language, say, table
from promptrec.ui.sentences import in_words
from promptrec.ui.state import judged
from promptrec.ui.state.results import made_once


def variants(runs: Sequence[Run]) -> list[Group]:
    """The runs as variants: those that differ by their seed alone are one."""
    return groups([judged.entrant_of(run) for run in runs], variant_name)


def variant_name(runs: Sequence[Run]) -> str:
    """A variant's name for people, with the number of its seeds."""
    more = f" ({say('versus.seeds', count=len(runs))})" if len(runs) > 1 else ""
    return f"{run_name(runs[0])}{more}"


def key_of(found: Sequence[Group]) -> str:
    """Names the variants and their order."""
    ids = ("+".join(one.run.id for one in group.entrants) for group in found)
    return f"{home()} {found[0].entrants[0].fingerprint} {' '.join(ids)} {language()}"


def all_kept(found: Sequence[Group], what: str = "valid") -> bool:
    """True when no model has to be loaded for the scores."""
    every = [one for group in found for one in group.entrants]
    return all(scores_file(one.home, one.run.id, what).is_file() for one in every)


def comparison_of(found: Sequence[Group], asked: Question) -> Comparison:
    """The first variant is the control."""
    return judged.comparison_of(key_of(found), found, asked)


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
            st.stop()
    with st.spinner(say("versus.judging"), show_time=True):
        return scoreboard_of(found, metric, verdict)


def side_names(board: Scoreboard) -> list[tuple[ScoredSide, str]]:
    """Each side with its name for people."""
    return [(side, rule_name(side.name) if side.baseline else side.name) for side in board.sides]


def named_sides(board: Scoreboard) -> list[ScoredSide]:
    """The sides under their names for people."""
    return [dataclasses.replace(side, name=name) for side, name in side_names(board)]


def phrases() -> Mapping[str, str]:
    """The words of a verdict in the visitor's language."""
    own = {key: say(f"said.{key}") for key in PHRASES if has_words(f"said.{key}")}
    metrics = {f"metric_{one}": metric_words(one) for one in METRICS}
    rules = [key for key in table("en") if key.startswith("baseline.")]
    return {**PHRASES, **own, **metrics, **{f"rule_{key[9:]}": say(key) for key in rules}}


def said(found: Comparison) -> list[tuple[str, str]]:
    """What a comparison says in the visitor's language, each sentence with what it is about."""
    return [(about, in_words(text)) for about, text in told(found, phrases())]

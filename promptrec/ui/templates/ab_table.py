"""What B says of each example beside what A says, and of all together: a look, never a verdict."""

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.split import Split
from promptrec.errors import DataError
from promptrec.examples.pair import pairs_by_id
from promptrec.records import Answers, Floats, Ints, Pairs
from promptrec.settings import SplitSettings
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say, say_text
from promptrec.ui.state import split_of, store
from promptrec.ui.templates.example_cards import Ids, direction
from promptrec.ui.templates.score_with import UNTUNED

AT_ONCE = 5  # people that are pinned with one click
FEW = 3  # examples; with fewer some are offered


def ab_table(source: str, data: Dataset, ids: Ids, scorer: str, answers: Sequence[Answers]) -> None:
    """The differences by example with their mean, and how little they say."""
    one, other = answers
    split = split_for(data, scorer)
    said = said_of(pairs_by_id(data, ids), split)
    change = other.score - one.score
    st.html(table_html(data, ids, said, one, other))
    st.markdown(summary(change, said))
    st.info(say("ab.no_verdict", count=len(ids)))
    if scorer != UNTUNED:
        run = store().run(scorer)
        name = plain(run.settings.template_name)
        st.caption(say("ab.learned", run=plain(f"{run.id} · {title_of(run)}"), name=name))
    if len(ids) < FEW and split is not None and st.button(say("ab.pin", count=AT_ONCE)):
        pin_some(source, data, split)
        st.rerun()


def split_for(data: Dataset, scorer: str) -> Split | None:
    """The split under which the model that scores learned; None where there are too few rows."""
    settings = SplitSettings() if scorer == UNTUNED else store().run(scorer).settings.split
    try:
        return split_of(data, settings)
    except DataError:
        return None


def said_of(pairs: Pairs, split: Split | None) -> Floats:
    """(examples,) 1 liked, 0 not, of valid rows alone; nan else.

    A row of train was learned from, and what a row of test says is locked.
    """
    if split is None:
        return np.full(len(pairs), np.nan)
    return np.where(np.isin(pairs.row, split.valid), pairs.label, np.nan)


def table_html(data: Dataset, ids: Ids, said: Floats, one: Answers, other: Answers) -> str:
    """One row an example, then the means."""
    titles = ("example", "said", "a_short", "b_short", "change")
    head = "".join(f"<th>{escape(say(f'ab.{title}'))}</th>" for title in titles)
    rows = [
        row_html(
            say_text("templates.pair", user=user, title=title_of_item(data, item)),
            said[at],
            (one.score[at], chance(one, at)),
            (other.score[at], chance(other, at)),
        )
        for at, (user, item) in enumerate(ids)
    ]
    if len(ids) > 1:
        means = [(float(each.score.mean()), None) for each in (one, other)]
        rows.append(row_html(say("ab.mean", count=len(ids)), None, *means))
    return (
        f'<table class="pr-ab"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def row_html(
    name: str,
    said: float | None,
    one: tuple[float, float | None],
    other: tuple[float, float | None],
) -> str:
    """An example, or the mean of all; in colour where what was said tells good from bad."""
    change = other[0] - one[0]
    style = "" if said is None or np.isnan(said) else direction(change if said else -change)
    told = "" if said is None else said_words(said)
    cells = "".join(f"<td>{escape(score_words(*side))}</td>" for side in (one, other))
    moved = f'<td class="{style}"><b>{change:+.2f}</b></td>'
    return f"<tr><td>{escape(name)}</td><td>{escape(told)}</td>{cells}{moved}</tr>"


def score_words(score: float, probability: float | None) -> str:
    """A score, and how likely a like is where that can be said."""
    if probability is None:
        return f"{score:+.2f}"
    return f"{score:+.2f} ({share(probability)})".replace(" %", "\u00a0%")


def chance(answers: Answers, at: int) -> float | None:
    """The probability of liked; None where scores only order items."""
    found = answers.probability
    return None if found is None or np.isnan(found[at]) else float(found[at])


def title_of_item(data: Dataset, item: str) -> str:
    """What an item is called."""
    return str(data.items["title"].iloc[data.item_code(item)])


def said_words(said: float) -> str:
    """What the person said of the item, where that may be shown."""
    return "–" if np.isnan(said) else say("ab.liked" if said == 1 else "ab.disliked")


def summary(change: Floats, said: Floats) -> str:
    """The mean difference with its range, and for how many it goes towards what was said."""
    lines = []
    if len(change) > 1:
        numbers = {"mean": change.mean(), "least": change.min(), "most": change.max()}
        words = {name: f"{value:+.2f}" for name, value in numbers.items()}
        lines.append(say("ab.summary", count=len(change), **words))
    known = ~np.isnan(said)
    if known.any():
        towards = int((np.sign(change[known]) == np.where(said[known] == 1, 1, -1)).sum())
        lines.append(say("ab.towards", towards=towards, known=int(known.sum())))
    return " ".join(lines)


def pin_some(source: str, data: Dataset, split: Split) -> None:
    """Pin valid rows of different people, likes and others in turn; the same ones every time."""
    for row in some_rows(data, split.valid)[:AT_ONCE]:
        user, item = data.user[row], data.item[row]
        store().pin(source, str(data.users.index[user]), str(data.items.index[item]))


def some_rows(data: Dataset, rows: Ints) -> list[int]:
    """Rows in a drawn order, likes and others in turn, no person and no item twice."""
    drawn = np.random.default_rng(0).permutation(rows)
    sides = [[int(row) for row in drawn if data.label[row] == label] for label in (1.0, 0.0)]
    most = max(map(len, sides), default=0)
    turns = [side[at] for at in range(most) for side in sides if at < len(side)]
    users: set[int] = set()
    items: set[int] = set()
    found = []
    for row in turns:
        user, item = int(data.user[row]), int(data.item[row])
        if user not in users and item not in items:
            found.append(row)
            users.add(user)
            items.add(item)
    return found

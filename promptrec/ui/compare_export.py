"""What the file of a comparison holds beside the verdict: each part that the page has."""

from collections.abc import Sequence

from promptrec.compare.judging import Question
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.judge.entrants import Group
from promptrec.plots.comparison_parts import (
    class_table,
    cost_table,
    curve_charts,
    metric_tables,
    part,
)
from promptrec.plots.page_html import Block
from promptrec.ui.compare_blocks import implicit, remembered, row_words, words
from promptrec.ui.compare_detail import classless
from promptrec.ui.compare_metrics import named_runs, ordered, values_of
from promptrec.ui.compare_state import all_kept, key_of, named_sides, scoreboard_of
from promptrec.ui.compare_users import user_charts
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import say


def more_blocks(
    data: Dataset, found: Comparison, variants: Sequence[Group], asked: Question
) -> list[Block]:
    """Parts that are cheap, and those that were measured on the page in this visit."""
    word = words()
    return [
        *(of_rows(found, variants) if all_kept(variants) else []),
        *part(word["users"], *user_charts(data, variants, asked, found)),
        *remembered(key_of(variants)),
        *part(word["cost"], cost_table(named_runs(variants), word)),
    ]


def of_rows(found: Comparison, variants: Sequence[Group]) -> list[Block]:
    """Metrics, curves and classes on the rows that all share."""
    word, plot_word = words(), row_words(variants)
    board = scoreboard_of(variants, found.metric, found)
    values, sides, label = values_of(board, found), named_sides(board), board.pairs.label
    note = say("implicit.note") if implicit(variants) else ""
    note = " ".join(filter(None, (note, classless(sides))))
    metrics = {name: metric_words(name) for name in ordered(values, found.metric)}
    return [
        *part(word["metrics"], *metric_tables(values, metrics, word)),
        *part(word["curves"], *curve_charts(label, sides, word, plot_word), note=note),
        *part(word["classes"], class_table(label, sides, word, plot_word)),
    ]

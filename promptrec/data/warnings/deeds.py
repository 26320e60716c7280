"""Rows that all count as likes although a column says of some that they were none."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import shown
from promptrec.data.reading.tables import RESERVED, Tables
from promptrec.data.warnings.finding import WRONG, DataWarning, data_warning, number, where

KINDS = 40  # distinct cells of a column that says what somebody did
AGAINST = frozenset({
    "dislike", "disliked", "thumbs_down", "downvote", "hate", "skip", "skipped", "hide", "block",
    "blocked", "return", "returned", "refund", "refunded", "remove", "removed", "uninstall",
    "unfollow", "unlike", "negative", "cancel", "cancelled", "reject", "rejected",
    "not_interested", "不喜欢", "踩", "跳过", "退货", "退款", "取消", "拉黑", "不感兴趣",
})  # fmt: skip


def deed_findings(tables: Tables, dataset: Dataset) -> Iterator[DataWarning]:
    """Data without ratings and labels in which somebody skipped, returned or disliked."""
    rows = tables.interactions
    if not dataset.implicit:
        return
    for name, column in rows.columns.items():
        if name in RESERVED or len(column.values) > KINDS:
            continue
        hits = column.rows_with(at for at, text in enumerate(column.values) if is_against(text))
        if len(hits):
            row = int(np.min(hits))
            yield data_warning(
                "sentence.warn_against",
                weight=WRONG,
                count=number(len(hits)),
                rows=number(rows.rows),
                column=name,
                cell=shown(column.cell(row)),
                where=where(rows, row),
            )


def is_against(text: str) -> bool:
    """Whether a cell says that somebody did not want it.

    >>> is_against("Thumbs down"), is_against("removed "), is_against("purchase")
    (True, True, False)
    """
    return "_".join(text.casefold().replace("-", " ").split()) in AGAINST

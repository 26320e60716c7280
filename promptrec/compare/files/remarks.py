"""What whoever brings score files has to hear: copies, repeated rows, ids in two spellings.

Nothing of it is an error, since each may be meant; unsaid, it would be a wrong number.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations

import numpy as np

from promptrec.compare.estimates import RANKED
from promptrec.compare.files.judged import JudgedFiles
from promptrec.compare.files.scored import ScoreFile
from promptrec.compare.verdict import Comparison
from promptrec.data.mending.spelling import composed, is_scientific, stripped, undotted, unpadded
from promptrec.records import Floats, Ints
from promptrec.words.table import Sentence, sentence

Line = tuple[str, str, Floats]  # system, file, its scores on the shared rows


def remarks(
    systems: Mapping[str, Sequence[ScoreFile]], judged: JudgedFiles
) -> dict[str, list[Sentence]]:
    """By file how it was read, by system its doubts; what is of no system stands at the first."""
    files = [one for own in systems.values() for one in own]
    said = {one.name: list(one.notes) for one in files if one.notes}
    told = [
        *(
            (name, sentence("sentence.scores_backwards", name=name))
            for name in backwards(judged.found)
        ),
        *same_scores(lines_of(systems, judged)),
        *((next(iter(systems)), one) for one in about_rows(files, judged)),
    ]
    for name, one in told:
        said.setdefault(name, []).append(one)
    return said


def backwards(found: Comparison) -> list[str]:
    """Systems that surely put disliked rows first: their low scores may be the good ones."""
    if found.metric == RANKED or found.refused:
        return []
    return [
        one.name for one, own in found.intervals.items() if own.high is not None and own.high < 0.5
    ]


def lines_of(systems: Mapping[str, Sequence[ScoreFile]], judged: JudgedFiles) -> list[Line]:
    """Each file with its scores on the rows that all share, wherever they stand in it."""
    return [
        (side.name, file.name, scores)
        for side in judged.sides
        for file, scores in zip(systems[side.name], side.runs, strict=True)
    ]


def same_scores(lines: Sequence[Line]) -> Iterable[tuple[str, Sentence]]:
    """Files that say one thing twice, and systems that say nothing of any row.

    A copy is no repeat: it would tell that nothing changes from seed to seed. Two systems that put
    all rows into one order are equal in every metric, which looks like a finding.
    """
    for system, file, scores in lines:
        if len(scores) > 1 and bool((scores == scores[0]).all()):
            yield system, sentence("sentence.scores_constant", name=file)
    places = [np.unique(scores, return_inverse=True)[1] for _, _, scores in lines]
    for (one, own), (other, theirs) in combinations(zip(lines, places, strict=True), 2):
        if one[0] == other[0] and np.array_equal(one[2], other[2]):
            yield one[0], sentence("sentence.scores_copy", one=one[1], other=other[1])
        elif one[0] != other[0] and own.any() and np.array_equal(own, theirs):
            yield one[0], sentence("sentence.scores_one_order", one=one[1], other=other[1])


def about_rows(files: Sequence[ScoreFile], judged: JudgedFiles) -> Iterable[Sentence]:
    """Ids that may be one, and rows that may be copies."""
    for column in ("user_id", "item_id"):
        cells = [one.table.columns[column].values for one in files if column in one.table.columns]
        yield from about_ids(column, list(dict.fromkeys(chain.from_iterable(cells))))
    again = len(repeated(judged))
    if again and all(one.has_items for one in files):
        yield sentence("sentence.scores_repeated", count=f"{again:,}", all=f"{len(judged.pairs):,}")


def about_ids(column: str, ids: Sequence[str]) -> Iterable[Sentence]:
    """Ids of a column that may be one, and ids that may have been several."""
    if found := spelled_twice(ids):
        one, other = map(repr, found[0])
        told = {"one": one, "other": other, "count": f"{len(found):,}"}
        yield sentence("sentence.scores_spelled", column=column, **told)
    if short := [one for one in ids if is_scientific(one)]:
        told = {"one": repr(short[0]), "count": f"{len(short):,}"}
        yield sentence("sentence.scores_shortened", column=column, **told)


def spelled_twice(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Two ids that a spreadsheet or an export makes of one.

    >>> spelled_twice(["7", "8", "007", "8.0", "x", "X"])
    [('7', '007'), ('8', '8.0')]
    """
    first: dict[str, str] = {}
    pairs = ((first.setdefault(one_spelling(text), text), text) for text in texts)
    return [(one, other) for one, other in pairs if one != other]


def one_spelling(text: str) -> str:
    """An id without blanks, zeros in front and a `.0` behind; capital letters may be meant."""
    return unpadded(undotted(composed(stripped(text))))


def repeated(judged: JudgedFiles) -> Ints:
    """Rows in which nothing differs from an earlier row of the same user and item."""
    pairs = judged.pairs
    keys = np.vstack([pairs.user, pairs.item])
    order = np.lexsort(keys)
    same = np.all(keys[:, order[1:]] == keys[:, order[:-1]], axis=0)
    if not same.any():
        return np.zeros(0, np.int64)
    told = np.vstack([*keys, pairs.label, *(side.runs for side in judged.sides)])
    order = np.lexsort(told)
    again = np.all(told[:, order[1:]] == told[:, order[:-1]], axis=0)
    found: Ints = np.sort(order[1:][again])
    return found

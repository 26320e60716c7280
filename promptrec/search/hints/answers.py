"""Answer words that would help: the first-order rule at an answer's vector, then the real loss.

A label word answers with the product of its output vector and the hidden state at the mask. The
gradient of the loss in that vector, times another word's vector, is what equation 2 of Shin et al.
2020 (AutoPrompt, arXiv:2010.15980) says of it; their section 2.3 fits a classifier to the hidden
states instead, which as few rows as these would be too few for.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from promptrec.errors import SettingsError, TemplateError
from promptrec.explain.loss_gradient import answers_of, read_words, slopes_of_words
from promptrec.explain.progress import Report, silent
from promptrec.model.network.calibration import calibrated, content_free
from promptrec.model.start import lifted
from promptrec.model.variant import Variant
from promptrec.prompt.template import Template
from promptrec.records import Answers, Floats
from promptrec.search.hints.places import may_stand_for
from promptrec.search.hints.rows import HintRows, hint_rows
from promptrec.search.hints.words import TRIED, Blocked, Hint, Hints, measured, nothing_blocked
from promptrec.settings import RunSettings

STEP = 0.01  # in log-probability, that the curvature of the loss is measured over


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Log-probabilities of the label words and of others: of the rows, and of no content."""

    words: Floats  # (rows, words)
    every: Floats  # (rows, others), in the order in which they were asked for
    empty_words: Floats  # the same of the content-free prompts, where answers are calibrated
    empty_every: Floats

    def swapped(self, word: int, other: int) -> "Told":
        """The same with one of the others in the place of a label word."""
        both = []
        for words, every in ((self.words, self.every), (self.empty_words, self.empty_every)):
            changed = words.copy()
            changed[:, word] = every[:, other]
            both.append(changed)
        return dataclasses.replace(self, words=both[0], empty_words=both[1])


def answer_hints(
    variant: Variant,
    draft: Template,
    settings: RunSettings,
    word: str,
    *,
    blocked: Blocked = nothing_blocked,
    tried: int = TRIED,
    report: Report = silent,
) -> Hints:
    """Words for one label word of the draft. One token for one token.

    Only of a model that is not tuned: one that is has learned its label words. SettingsError for
    others, TemplateError for a word that is not one token; else as `hint_rows`.
    """
    place = answer_place(variant, word)
    rows = hint_rows(variant, draft, settings)
    others = fitting(variant, word)
    told = told_of(rows, list(others))
    report(0.9)
    before = final(rows, told)
    loss = rows.loss(before)[0]
    promised = promises(rows, told, place)
    hints: list[Hint] = []
    for at, text in one_token(variant, others, promised, blocked):
        if len(hints) == tried:
            break
        after = final(rows, told.swapped(place, at))
        hints.append(measured(rows, text, float(promised[at]), (before, loss), after))
    report(1.0)
    count = len(rows.pairs)
    return Hints(
        old=word, loss=loss, auc=rows.auc(before), rows=count, shown=count, tried=tuple(hints)
    )


def promises(rows: HintRows, told: Told, place: int) -> Floats:
    """(others,) how far the loss would move with each token in the place of a label word.

    Another answer word moves the odds of all rows far and the same way, where the slope alone runs
    past the bottom of the loss: half the curvature times the squared step is added, row by row.
    """

    def slope(moved: float) -> Floats:
        words = told.words.copy()
        words[:, place] += moved
        at = dataclasses.replace(told, words=words)
        slopes = rows.loss(final(rows, at))[1]
        return slopes_of_words(rows.variant.scorer, words, slopes)[:, place]

    gradient = slope(0.0)
    curvature = (slope(STEP) - slope(-STEP)) / (2 * STEP)
    steps = told.every - told.words[:, [place]]
    result: Floats = gradient @ steps + curvature @ steps**2 / 2
    return result


def answer_place(variant: Variant, word: str) -> int:
    """Which of the label words it is; errors as `answer_hints`."""
    plan = variant.scorer.plan
    if plan.head == "classifier":
        raise SettingsError("sentence.hint_no_answers")
    if variant.settings.tunes:
        raise SettingsError("sentence.hint_answers_tuned")
    at = next((at for at, one in enumerate(plan.words) if one.text == word), None)
    if at is None or len(plan.words[at].ids) != 1:
        raise TemplateError("sentence.hint_pieces", word=word)
    return at


def told_of(rows: HintRows, others: Sequence[int]) -> Told:
    """What the model says of the rows, and where it is calibrated of prompts without content."""
    scorer = rows.variant.scorer
    text = rows.draft.text
    told, every = read_words(scorer, rows.prompts(text), others)
    if not rows.variant.settings.calibrate:
        return Told(told, every, told[:0], every[:0])
    empty = content_free(rows.read(text), rows.variant.plan.maker.encoder)
    return Told(told, every, *read_words(scorer, empty, others))


def final(rows: HintRows, told: Told) -> Answers:
    """The answers of the rows, calibrated and lifted."""
    scorer = rows.variant.scorer
    answers = answers_of(scorer, told.words)
    if len(told.empty_words):
        answers = calibrated(answers, answers_of(scorer, told.empty_words), scorer)
    return lifted(answers, rows.offset, scorer.plan.words)


def fitting(variant: Variant, word: str) -> dict[int, str]:
    """Token -> its word, of every one that can stand for a label word."""
    known = {one.text.casefold() for one in variant.scorer.plan.words}
    return {
        token: text
        for token, text in variant.plan.maker.encoder.whole_words().items()
        if text.casefold() not in known and may_stand_for(text, word)
    }


def one_token(
    variant: Variant, others: Mapping[int, str], promised: Floats, blocked: Blocked
) -> Iterator[tuple[int, str]]:
    """(place among the others, word), those first that promise the largest fall of the loss."""
    encoder, every = variant.plan.maker.encoder, list(others.items())
    for at in map(int, np.argsort(promised, kind="stable")):
        token, text = every[at]
        if not blocked(text) and encoder.word_ids(text) == (token,):
            yield at, text

"""Words of a template that would help: HotFlip's first-order candidates, then the real loss.

The gradient of the loss in a word's vector tells of every word of the vocabulary how far the loss
would fall, to first order, if it stood there: Ebrahimi et al. 2018 (HotFlip), and equation 2 of
Shin et al. 2020 (AutoPrompt, arXiv:2010.15980), here with the word that stands there taken off. The
best few are really scored.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.errors import SettingsError, TemplateError
from promptrec.explain.loss_gradient import word_gradient
from promptrec.explain.progress import Report, between, counted, silent
from promptrec.model.variant import Variant
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Floats
from promptrec.search.hints.places import FixedWord, as_written, may_stand_for, put
from promptrec.search.hints.rows import HintRows, hint_rows
from promptrec.settings import RunSettings

TRIED = 20  # candidates that are really scored
ASKED = 400  # candidates that are looked at for so many that can stand there
GRADIENT = 0.1  # share of the time that the gradient takes
Blocked = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A word in the place of another, with how far the loss and the AUC of the rows move."""

    word: str
    promised: float  # change of the loss to first order
    loss: float  # measured change of the loss; below 0 is better
    auc: float  # measured change of AUC over the rows; nan where one class is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What was tried in the place of a word."""

    old: str
    loss: float  # of the rows, with the old word
    auc: float
    rows: int
    shown: int  # of these rows, that have the word in their prompt
    tried: tuple[Hint, ...]  # in the order of what the gradient promised

    @property
    def better(self) -> tuple[Hint, ...]:
        """Those that really lower the loss, the best first."""
        found = [one for one in self.tried if one.loss < 0]
        return tuple(sorted(found, key=lambda one: one.loss))


def nothing_blocked(_: str) -> bool:
    """No word is blocked."""
    return False


def word_hints(
    variant: Variant,
    draft: Template,
    settings: RunSettings,
    word: FixedWord,
    *,
    blocked: Blocked = nothing_blocked,
    tried: int = TRIED,
    report: Report = silent,
) -> Hints:
    """Words for one place of the draft, which stays as it is elsewhere. One token for one token.

    settings: under which the variant's scorer reads the draft. SettingsError for an answer layer
    that knows nothing yet, TemplateError for a word that is not one token in every prompt, or in
    no prompt; else as `hint_rows`.
    """
    if variant.scorer.plan.head == "classifier" and not variant.settings.tunes:
        raise SettingsError("sentence.hint_untrained")
    rows = hint_rows(variant, draft, settings)
    prompts = rows.prompts(draft.text)
    places = places_of(rows, prompts, word)
    before = rows.final(variant.scorer.score(prompts), draft.text)
    loss, slopes = rows.loss(before)
    gradient = word_gradient(variant.scorer, prompts, places, slopes)
    report(GRADIENT)
    found = list(candidates(rows, prompts, places, word, gradient, blocked, tried))
    after = scored(rows, found, word, between(report, GRADIENT, 1.0))
    return Hints(
        old=word.text,
        loss=loss,
        auc=rows.auc(before),
        rows=len(prompts),
        shown=sum(bool(one) for one in places),
        tried=tuple(
            measured(rows, one.word, one.promised, (before, loss), own)
            for one, own in zip(found, after, strict=True)
        ),
    )


def scored(
    rows: HintRows, found: Sequence["Candidate"], word: FixedWord, report: Report
) -> list[Answers]:
    """The answers of all rows with each candidate in the place of the word."""
    asked = [prompt for one in found for prompt in one.prompts]
    if not asked:
        return []
    answers = rows.variant.scorer.score(asked, report=counted(report))
    size = len(rows.pairs)
    return [
        rows.final(
            taken(answers, slice(at * size, (at + 1) * size)), put(rows.draft.text, word, one.word)
        )
        for at, one in enumerate(found)
    ]


def measured(
    rows: HintRows, word: str, promised: float, old: tuple[Answers, float], after: Answers
) -> Hint:
    """A word with what it really does. old: the answers before, and their loss."""
    before, loss = old
    return Hint(
        word=word,
        promised=promised,
        loss=rows.loss(after)[0] - loss,
        auc=rows.auc(after) - rows.auc(before),
    )


def taken(answers: Answers, part: slice) -> Answers:
    """Some of the answers."""
    rating = answers.expected_rating
    return Answers(
        answers.score[part],
        answers.words,
        answers.word_probability[part],
        None if rating is None else rating[part],
        answers.is_probability,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A word that can stand at the place, with the prompts of all rows."""

    word: str
    promised: float
    prompts: Sequence[Encoded]


def candidates(
    rows: HintRows,
    prompts: Sequence[Encoded],
    places: Sequence[Sequence[int]],
    word: FixedWord,
    gradient: Floats,
    blocked: Blocked,
    most: int,
) -> Iterator[Candidate]:
    """The words that promise the largest fall of the loss and fit, best first."""
    embeddings = rows.variant.scorer.network.embeddings.detach()
    old = token_at(prompts, places)
    vocabulary = rows.variant.plan.maker.encoder.whole_words()
    ids = np.array([one for one, text in vocabulary.items() if may_stand_for(text, word.text)])
    vectors = embeddings[[*ids.tolist(), old]].double().cpu().numpy()  # of these alone
    promised = vectors[:-1] @ gradient - float(vectors[-1] @ gradient)
    found = 0
    for at in np.argsort(promised, kind="stable")[:ASKED]:
        if found == most or not math.isfinite(promised[at]):
            return
        token = int(ids[at])
        text = as_written(vocabulary[token], word.text)
        if blocked(text):
            continue
        other = rows.prompts(put(rows.draft.text, word, text))
        every = zip(prompts, other, places, strict=True)
        if all(stands(*each, token) for each in every):
            found += 1
            yield Candidate(text, float(promised[at]), other)


def stands(before: Encoded, after: Encoded, places: Sequence[int], token: int) -> bool:
    """True when the token stands at these places and all else is as it was."""
    wanted = list(before.ids)
    for at in places:
        wanted[at] = token
    return tuple(wanted) == after.ids


def token_at(prompts: Sequence[Encoded], places: Sequence[Sequence[int]]) -> int:
    """The token that stands at the places of all prompts."""
    return next(one.ids[at[0]] for one, at in zip(prompts, places, strict=True) if at)


def places_of(rows: HintRows, prompts: Sequence[Encoded], word: FixedWord) -> list[tuple[int, ...]]:
    """Where the word stands in each prompt; () where its optional part is left out.

    Found by putting other words there and seeing which tokens change; errors as `word_hints`.
    """
    encoder = rows.variant.plan.maker.encoder
    words = (one for one in encoder.whole_words().values() if may_stand_for(one, word.text))
    for _, probe in zip(range(ASKED), words, strict=False):
        other = rows.prompts(put(rows.draft.text, word, as_written(probe, word.text)))
        found = [changed(one, two) for one, two in zip(prompts, other, strict=True)]
        tokens = {one.ids[at] for one, ats in zip(prompts, found, strict=True) for at in ats or ()}
        if None in found or len(tokens) > 1:
            continue
        if not tokens:
            raise TemplateError("sentence.hint_unseen", word=word.text, rows=len(prompts))
        return [one or () for one in found]
    raise TemplateError("sentence.hint_pieces", word=word.text)


def changed(one: Encoded, other: Encoded) -> tuple[int, ...] | None:
    """Where two prompts differ; None when by more than one token."""
    if len(one) != len(other):
        return None
    both = enumerate(zip(one.ids, other.ids, strict=True))
    found = tuple(at for at, (old, new) in both if old != new)
    return found if len(found) <= 1 else None

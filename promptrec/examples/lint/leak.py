"""target_leak: the prompt holds what is to be predicted.

Three ways: a column that repeats the rating or label (or contains it), a column whose values or
words go with the label without exception, and the title of the predicted item in the user's past.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from promptrec.examples.lint.evidence import Evidence, percent, share_of
from promptrec.examples.lint.finding import Finding, finding
from promptrec.examples.lint.words import COUNTED
from promptrec.prompt.fieldname import base_of
from promptrec.records import Bools, Floats
from promptrec.words.table import Sentence, sentence

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WORD = re.compile(r"\w+")
FEW = 20  # rows below which nothing is said
SURE = 0.95  # share of rows in which the rating stands in the text
CHANCE = 0.7  # the same with texts and ratings shuffled, at most
PURE = 0.98  # share of rows whose label the value alone gives away
ONE_SIDED = 0.9  # share of the larger class above which a pure value says little
REPEATED = 0.02  # share of rows with their own title in the past
SHORT = 5  # characters of a title below which it may stand in a text by chance
NAMES = ("user.user_id", "item.item_id", "item.title")


def target_leak(evidence: Evidence) -> Iterator[Finding]:
    """Fields that give the answer away, and columns that would if the template used them."""
    yield from columns_that_tell(evidence)
    yield from own_title(evidence)


def columns_that_tell(evidence: Evidence) -> Iterator[Finding]:
    """Columns that repeat or give away the rating or the label."""
    ground = evidence.ground
    real = np.flatnonzero(~ground.pairs.sampled)
    label, rating = ground.pairs.label[real], ground.pairs.rating[real]
    shown = [ground.shown[at] for at in real]
    used = set(evidence.template.fields)
    for field in [name for name in (shown[0] if shown else ()) if name not in NAMES]:
        texts = [found.get(field, "") for found in shown]
        at = np.flatnonzero([bool(text.strip()) for text in texts])
        if len(at) < FEW:
            continue
        told = how_it_tells([texts[int(each)] for each in at], label[at], rating[at])
        if told:
            first = int(real[int(at[0])])
            yield finding(
                "target_leak",
                "error" if field in used else "info",
                sentence("sentence.lint_target", field=field, told=told),
                sentence("sentence.lint_take_out" if field in used else "sentence.lint_do_not_use"),
                place=evidence.place(field),
                field=field,
                example=ground.example(first, texts[int(at[0])]),
            )


def how_it_tells(texts: Sequence[str], label: Floats, rating: Floats) -> Sentence | None:
    """What a column says of the target; None when it keeps it."""
    if told := repeats(texts, rating):
        return told
    known = ~np.isnan(label)
    liked = label[known] == 1
    kept = [text for text, take in zip(texts, known, strict=True) if take]
    if not len(kept) or max(liked.mean(), 1 - liked.mean()) > ONE_SIDED:
        return None
    if purity(kept, liked) >= PURE:
        return sentence("sentence.lint_goes_with")
    word = telling_word(kept, liked)
    return sentence("sentence.lint_holds_word", word=repr(word)) if word else None


def repeats(texts: Sequence[str], rating: Floats) -> Sentence | None:
    """A text that is the rating, or contains it, in nearly all rows and not by chance."""
    known = np.flatnonzero(~np.isnan(rating))
    if len(known) < FEW:
        return None
    numbers = [set(map(float, NUMBER.findall(texts[int(at)]))) for at in known]
    given = rating[known]
    found = share_of([value in each for value, each in zip(given, numbers, strict=True)])
    shuffled = np.random.default_rng(0).permutation(given)
    by_chance = share_of([value in each for value, each in zip(shuffled, numbers, strict=True)])
    if found < SURE or by_chance > CHANCE:
        return None
    whole = share_of([bool(NUMBER.fullmatch(texts[int(at)].strip())) for at in known])
    return sentence("sentence.lint_repeats" if whole >= SURE else "sentence.lint_contains")


def purity(texts: Sequence[str], liked: Bools) -> float:
    """How often the other rows with the same value have the row's label; 0 if values are unique."""
    codes = np.unique(np.array(texts), return_inverse=True)[1]
    rows = np.bincount(codes)[codes] - 1
    likes = np.bincount(codes, weights=liked)[codes] - liked
    shared = rows > 0
    if shared.mean() < 0.5 or len(set(codes[shared])) < 2:
        return 0.0
    said = likes[shared] / rows[shared]
    right = np.where(liked[shared], said, 1 - said)
    return float(right.mean())


def telling_word(texts: Sequence[str], liked: Bools) -> str:
    """A word that stands in the texts of one label and of no other; "" when there is none."""
    words = [frozenset(WORD.findall(text.casefold())) for text in texts]
    every: frozenset[str] = frozenset().union(*words)
    for word in sorted(every):
        there = np.array([word in each for each in words])
        agree = float((there == liked).mean())
        if max(agree, 1 - agree) >= PURE:
            return word
    return ""


def own_title(evidence: Evidence) -> Iterator[Finding]:
    """The predicted item's title in the history, or in a field of the user or the context."""
    ground = evidence.ground
    titles = [found["item.title"] for found in ground.shown]
    for field in evidence.template.fields:
        side = field.partition(".")[0]
        if side == "item" or base_of(field) in COUNTED:
            continue
        entries = evidence.entries(field)
        hits = [holds(each, title) for each, title in zip(entries, titles, strict=True)]
        if share_of(hits) < REPEATED or (len(hits) >= FEW and sum(hits) < 3):
            continue
        at = hits.index(True)
        yield finding(
            "target_leak",
            "warning",
            sentence("sentence.lint_itself", field=field, share=percent(share_of(hits))),
            sentence("sentence.lint_habit"),
            place=evidence.place(field),
            field=field,
            example=ground.example(at, ", ".join(entries[at])),
        )


def holds(entries: Sequence[str], title: str) -> bool:
    """True when an entry is the title, or a text contains it as whole words."""
    if title in entries:
        return True
    if len(title) < SHORT or len(entries) != 1:
        return False
    return re.search(rf"(?<!\w){re.escape(title)}(?!\w)", entries[0]) is not None

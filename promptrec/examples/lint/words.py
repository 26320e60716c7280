"""sentiment_word and label_word: words of praise or blame that data brings, and the answer words.

A value that reads "great" pushes the answer at the mask, whatever the user thinks of the item.
"""

import re
from collections.abc import Iterator, Sequence

from promptrec.errors import TemplateError
from promptrec.examples.lint.evidence import Evidence, percent
from promptrec.examples.lint.finding import Finding, finding
from promptrec.prompt.fieldname import base_of
from promptrec.prompt.verbalizer import Verbalizer
from promptrec.words.table import listed, sentence


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, one after the other."""
    return tuple(text.split())


PRAISE = words_in(
    "great good best better excellent wonderful amazing superb fantastic brilliant awesome perfect "
    "outstanding beloved acclaimed delightful loved liked favorite favourite recommended "
    "masterpiece enjoyable"
)
BLAME = words_in(
    "terrible bad worst worse awful poor horrible dreadful boring disappointing mediocre hated "
    "disliked lousy unwatchable overrated dull"
)
CHINESE = words_in(
    "优秀 精彩 出色 很好 很棒 完美 好看 喜欢 推荐 糟糕 很差 难看 无聊 失望 讨厌 极差"
)
COUNTED = (  # say how much is liked: that is what they are for
    *("history.summary", "history.alike", "history.similar"),
    *("item.summary", "item.likeminded", "item.popularity"),
)
SHARE = 0.05  # of values that may hold such a word by chance: titles do
SMALL = 50  # a column with fewer distinct values is a vocabulary: one such word is no chance


def sentiment_word(evidence: Evidence) -> Iterator[Finding]:
    """A field whose values bring praise or blame, or the template's own label words."""
    pattern = pattern_of(evidence)
    for field in evidence.template.fields:
        if base_of(field) in COUNTED:
            continue
        entries = evidence.entries(field)
        hits = [(at, word) for at, each in enumerate(entries) if (word := first(pattern, each))]
        total = sum(len(each) for each in entries)
        struck = sum(bool(pattern.search(entry)) for each in entries for entry in each)
        in_vocabulary = vocabulary_word(evidence, field, pattern)
        if struck <= SHARE * total and not in_vocabulary:
            continue
        at, word = hits[0] if hits else (None, in_vocabulary)
        share = struck / total if total else 0.0
        yield finding(
            "sentiment_word",
            "warning",
            sentence("sentence.lint_praise", field=field, word=repr(word), share=percent(share)),
            sentence("sentence.lint_neutral"),
            place=evidence.place(field),
            field=field,
            example=None if at is None else evidence.ground.example(at, ", ".join(entries[at])),
        )


def pattern_of(evidence: Evidence) -> re.Pattern[str]:
    """Finds any of the words; short Chinese label words only where they are the whole value."""
    label = evidence.draft.verbalizer.words if evidence.draft.head != "classifier" else ()
    plain = sorted({*PRAISE, *BLAME, *(word.lower() for word in label if word.isascii())})
    chinese = [*CHINESE, *(word for word in label if not word.isascii())]
    joined = "|".join(map(re.escape, plain))
    signs = "|".join(re.escape(word) if len(word) > 1 else f"^{word}$" for word in chinese)
    return re.compile(rf"\b(?:{joined})\b|{signs}", re.IGNORECASE)


def first(pattern: re.Pattern[str], entries: Sequence[str]) -> str:
    """The first such word in a pair's entries, "" when there is none."""
    found = (match for entry in entries if (match := pattern.search(entry)))
    return next((match.group() for match in found), "")


def vocabulary_word(evidence: Evidence, field: str, pattern: re.Pattern[str]) -> str:
    """Such a word in a column of few distinct values; "" when there is none."""
    distinct = set(evidence.ground.column(field))
    entries = {entry for each in distinct for entry in ((each,) if isinstance(each, str) else each)}
    rule = evidence.ground.rule(field)
    if len(entries) > SMALL:
        entries = {*rule.words, *rule.table.values()}
    elif field == "item.title":
        return ""  # titles are names, however few
    return first(pattern, sorted(entries))


def label_word(evidence: Evidence) -> Iterator[Finding]:
    """Label words that the model cannot spell, or only in several tokens."""
    draft = evidence.draft
    if draft.head == "classifier" or not evidence.template.has_mask:
        return
    several: dict[str, int] = {}
    for word in draft.verbalizer.words:
        try:
            ids = draft.encoder.label_word_ids(Verbalizer((word,), ()))[word]
        except TemplateError:
            yield finding(
                "label_word",
                "error",
                sentence("sentence.lint_unknown_word", word=repr(word)),
                sentence("sentence.lint_other_word"),
                place=evidence.mask,
            )
            continue
        if len(ids) > 1:
            several[word] = len(ids)
    if several:
        words = listed(
            sentence("sentence.lint_word_tokens", word=repr(word), count=count)
            for word, count in several.items()
        )
        yield finding(
            "label_word",
            "warning" if len(several) < len(draft.verbalizer.words) else "info",
            sentence("sentence.lint_tokens", words=words),
            sentence("sentence.lint_prefer"),
            place=evidence.mask,
        )

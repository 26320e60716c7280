"""thin_evidence: what this data cannot fill, or fills alike for all, of others or of texts."""

from collections import Counter
from collections.abc import Iterator

from promptrec.counted import EVIDENCE_FIELDS, NEAR_FIELDS, SIMILAR_FIELDS
from promptrec.examples.lint.evidence import Evidence, percent
from promptrec.examples.lint.finding import Finding, finding
from promptrec.prompt.fieldname import base_of
from promptrec.words.table import Sentence, sentence

FEW = 20  # sampled pairs below which nothing is said
EMPTY = 0.5  # share of pairs without evidence, above which the data is too thin for it
FOREIGN = 0.2  # share of the items' texts that nobody here can read, above which they mean little
ALIKE = 0.9  # share of the others that may get the very same words


def thin_evidence(evidence: Evidence) -> Iterator[Finding]:
    """Fields of evidence that are mostly empty, or nearly always the same."""
    for field in evidence.template.fields:
        if not is_evidence(evidence, field) or len(evidence.values) < FEW:
            continue
        yield from unread_items(evidence, field)
        shown = evidence.shown(field)
        said = [at for at, text in enumerate(shown) if text.strip()]
        empty = 1 - len(said) / len(shown)
        if EMPTY < empty < 1:
            at = next(place for place, text in enumerate(shown) if not text.strip())
            key = "lint_thin_similar" if base_of(field) in SIMILAR_FIELDS else "lint_thin"
            message = sentence(f"sentence.{key}", field=field, share=percent(empty))
            yield about(evidence, field, message, sentence("sentence.lint_thin_fix"), at)
        words, rows = Counter(shown[at] for at in said).most_common(1)[0] if said else ("", 0)
        share = rows / max(len(said), 1)
        if share > ALIKE and len(said) >= FEW and rows < len(shown):
            message = sentence("sentence.lint_same_words", field=field, share=percent(share))
            fix = sentence("sentence.lint_vary")
            yield about(evidence, field, message, fix, shown.index(words))


def unread_items(evidence: Evidence, field: str) -> Iterator[Finding]:
    """A field that is found by the meaning of texts which the encoder can hardly read."""
    ground = evidence.ground
    if base_of(field) not in SIMILAR_FIELDS or ground.meaning is None:
        return
    unknown = ground.meaning.unknown(ground.dataset)
    if unknown > FOREIGN:
        message = sentence("sentence.lint_foreign_items", field=field, share=percent(unknown))
        yield about(evidence, field, message, sentence("sentence.lint_foreign_items_fix"), 0)


def is_evidence(evidence: Evidence, field: str) -> bool:
    """True for what is made of who met what, or of what texts mean."""
    counted = base_of(field) in (*NEAR_FIELDS, *EVIDENCE_FIELDS)
    return counted and evidence.ground.is_computed(field)


def about(evidence: Evidence, field: str, message: Sentence, fix: Sentence, at: int) -> Finding:
    """The finding, with a sampled pair that shows it."""
    return finding(
        "thin_evidence",
        "warning",
        message,
        fix,
        place=evidence.place(field),
        field=field,
        example=evidence.ground.example(at, evidence.shown(field)[at]),
    )

"""truncation, mask_count and identical_prompts: how the model would read the prompts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from promptrec.data.values import Value
from promptrec.errors import TemplateError
from promptrec.examples.lint.evidence import Evidence, percent, share_of
from promptrec.examples.lint.finding import Finding, Spot, finding
from promptrec.examples.lint.ground import as_text
from promptrec.prompt.parse import Kind
from promptrec.words.table import sentence

RARELY = 0.01  # share of prompts that may be shortened without a word
OFTEN = 0.2  # above it shortening is a warning
ALIKE = 0.1  # share of pairs that may share their prompt with another item
COUNTED = 300_000  # characters of long cells whose tokens are counted


def truncation(evidence: Evidence) -> Iterator[Finding]:
    """Prompts that are longer than the model reads."""
    limit = evidence.draft.encoder.max_tokens
    for at, one in enumerate(evidence.fitted):
        if isinstance(one, TemplateError):
            yield finding(
                "truncation",
                "error",
                sentence("sentence.lint_long_template", most=limit),
                sentence("sentence.lint_shorten"),
                place=Spot(1, 1),
                example=evidence.ground.example(at, evidence.texts[at]),
            )
            return
    yield from long_cells(evidence)
    cuts = [one.cuts for one in evidence.prompts]
    share = share_of([bool(each) for each in cuts])
    if share < RARELY:
        return
    lost = Counter[str]()
    for each in cuts:
        lost.update({cut.field: cut.dropped for cut in each})
    field, at = lost.most_common(1)[0][0], next(i for i, each in enumerate(cuts) if each)
    first = max(cuts[at], key=lambda cut: cut.dropped)
    yield finding(
        "truncation",
        "warning" if share >= OFTEN else "info",
        sentence("sentence.lint_cut", share=percent(share), most=limit, field=field),
        sentence("sentence.lint_limit", field=field),
        place=evidence.place(field),
        field=field,
        example=evidence.ground.example(
            at,
            sentence(
                "sentence.lint_kept", field=first.field, kept=first.kept, dropped=first.dropped
            ),
        ),
    )


def long_cells(evidence: Evidence) -> Iterator[Finding]:
    """Cells that are longer than the model reads by themselves, of each field of the template."""
    for field in evidence.template.fields:
        computed = evidence.ground.is_computed(field)
        titles = field.startswith("history.") or (computed and field == "item.also")
        source = "item.title" if titles else field
        if evidence.ground.is_computed(source):
            continue
        cells = evidence.ground.column(source)
        long = {cell for cell in longest_first(cells) if evidence.fitter.cells.is_long(cell)}
        if not long:
            continue
        at = [place for place, cell in enumerate(cells) if cell in long]
        rows = np.flatnonzero(np.isin(evidence.ground.codes(source), at))
        text = as_text(cells[at[0]])[:60]
        yield finding(
            "truncation",
            "warning",
            sentence(
                "sentence.lint_long_cells",
                count=len(at),
                field=field,
                most=evidence.draft.encoder.max_tokens,
                owner=evidence.ground.owner(source, at[0]),
            ),
            sentence("sentence.lint_check_cells"),
            place=evidence.place(field),
            field=field,
            example=evidence.ground.example_of_row(int(rows[0]), text) if len(rows) else None,
        )


def longest_first(cells: Sequence[Value]) -> list[Value]:
    """Distinct cells from the longest on, as many as are quickly counted while somebody types."""
    found = sorted(set(cells), key=lambda cell: len(as_text(cell)), reverse=True)
    ends = np.cumsum([len(as_text(cell)) for cell in found])
    return found[: 1 + int(np.searchsorted(ends, COUNTED))]


def mask_count(evidence: Evidence) -> Iterator[Finding]:
    """No mask where one is needed, words for a mask that is not there, a mask not last."""
    head, template = evidence.draft.head, evidence.template
    if head != "classifier" and not template.has_mask:
        yield finding(
            "mask_count",
            "error",
            sentence("sentence.lint_no_mask", head=head),
            sentence("sentence.lint_add_mask"),
            place=Spot(1, 1),
        )
    elif not template.has_mask and evidence.draft.words_named:
        yield finding(
            "mask_count",
            "warning",
            sentence("sentence.lint_unread"),
            sentence("sentence.lint_drop_words"),
            place=Spot(1, 1),
        )
    elif head == "next_word" and (behind := behind_mask(evidence)):
        yield finding(
            "mask_count",
            "error",
            sentence("sentence.lint_behind"),
            sentence("sentence.lint_last"),
            place=behind,
        )


def behind_mask(evidence: Evidence) -> Spot | None:
    """Where something stands behind the mask."""
    template = evidence.template
    masks = [part for part in template.parts if part.kind is Kind.MASK]
    if not masks or not template.text[masks[0].end :].strip():
        return None
    later = [part for part in template.parts if part.start >= masks[0].end]
    return Spot.of(later[0])


def second_mask(error: TemplateError) -> Finding:
    """The finding for a template that could not be read since it has two masks."""
    return finding(
        "mask_count",
        "error",
        sentence("sentence.lint_two_masks"),
        sentence("sentence.lint_remove"),
        place=Spot.of_error(error),
    )


def identical_prompts(evidence: Evidence) -> Iterator[Finding]:
    """Pairs that the model cannot tell apart, since it reads the same words."""
    fields = evidence.template.fields
    items: defaultdict[object, set[int]] = defaultdict(set)
    codes = evidence.ground.pairs.item.tolist()
    for one, item in zip(evidence.read, codes, strict=True):
        items[one].add(item)
    shared = [len(items[one]) > 1 for one in evidence.read]
    share = share_of(shared)
    if share > ALIKE or not fields:
        at = shared.index(True) if any(shared) else 0
        yield finding(
            "identical_prompts",
            "warning" if fields else "error",
            sentence("sentence.lint_same", share=percent(share))
            if fields
            else sentence("sentence.lint_no_field"),
            sentence("sentence.lint_name_item"),
            place=Spot(1, 1),
            example=evidence.ground.example(at, evidence.texts[at]) if evidence.texts else None,
        )
    elif all(name.startswith(("item.", "cf.item")) for name in fields):
        yield finding(
            "identical_prompts",
            "info",
            sentence("sentence.lint_no_user"),
            sentence("sentence.lint_add_user"),
            place=Spot(1, 1),
            example=evidence.ground.example(0, evidence.texts[0]) if evidence.texts else None,
        )

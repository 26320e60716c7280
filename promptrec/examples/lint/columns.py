"""constant_field, empty_field and cold_field: what a field has to say on this data."""

from collections.abc import Iterator

import numpy as np

from promptrec.counted import CF_FIELDS
from promptrec.examples.lint.evidence import Evidence, percent, share_of
from promptrec.examples.lint.finding import Example, Finding, finding
from promptrec.examples.lint.ground import as_text, is_empty
from promptrec.words.table import sentence

FEW = 20  # sampled pairs below which "always the same" says nothing of a computed field
NEW = {  # who has no such field yet
    "user": "sentence.lint_new_user",
    "history": "sentence.lint_new_user",
    "item": "sentence.lint_new_item",
}
OFTEN = {
    "user": "sentence.lint_often_user",
    "history": "sentence.lint_often_user",
    "item": "sentence.lint_often_item",
}
NOUNS = {
    "user": "sentence.lint_users",
    "item": "sentence.lint_items",
    "context": "sentence.lint_rows",
}


def constant_field(evidence: Evidence) -> Iterator[Finding]:
    """A field that says the same of everything, so that no score can depend on it."""
    for field in evidence.template.fields:
        said = said_by(evidence, field)
        if field in CF_FIELDS:  # all look alike, and say something else of each
            continue
        if len(said) == 1 and not is_empty(only := next(iter(said))):
            yield finding(
                "constant_field",
                "warning",
                sentence("sentence.lint_constant", field=field, value=repr(as_text(only)[:60])),
                sentence("sentence.lint_only_longer"),
                place=evidence.place(field),
                field=field,
                example=evidence.ground.example(0, as_text(only)) if evidence.values else None,
            )


def empty_field(evidence: Evidence) -> Iterator[Finding]:
    """A field that is always empty, or sometimes empty outside an optional part."""
    for field in evidence.template.fields:
        if all(map(is_empty, said_by(evidence, field))):
            yield finding(
                "empty_field",
                "warning",
                sentence("sentence.lint_always_empty", field=field),
                sentence("sentence.lint_leave_out"),
                place=evidence.place(field),
                field=field,
                example=evidence.ground.example(0, "") if evidence.values else None,
            )
        elif field in evidence.bare and not is_of_the_past(evidence, field):
            yield from sometimes_empty(evidence, field)


def sometimes_empty(evidence: Evidence, field: str) -> Iterator[Finding]:
    """A field outside every optional part that is empty for some."""
    empty, total, example = empties(evidence, field)
    if not empty:
        return
    computed = evidence.ground.is_computed(field)
    noun = "sentence.lint_sampled" if computed else NOUNS[field.partition(".")[0]]
    yield finding(
        "empty_field",
        "warning",
        sentence(
            "sentence.lint_gap",
            field=field,
            empty=f"{empty:,}",
            total=f"{total:,}",
            noun=sentence(noun),
        ),
        sentence("sentence.lint_optional", field=field),
        place=evidence.place(field),
        field=field,
        example=example,
    )


def empties(evidence: Evidence, field: str) -> tuple[int, int, Example | None]:
    """(empty, all, a row that shows it): over the whole column, or over the sampled rows."""
    ground = evidence.ground
    if ground.is_computed(field):
        at = [place for place, text in enumerate(evidence.shown(field)) if not text.strip()]
        return len(at), len(evidence.values), example_at(evidence, at)
    gaps = np.array([is_empty(value) for value in ground.column(field)], bool)
    rows = np.flatnonzero(gaps[ground.codes(field)]) if len(gaps) else np.array([], np.int64)
    example = ground.example_of_row(int(rows[0]), "") if len(rows) else None
    return int(gaps.sum()), len(gaps), example


def cold_field(evidence: Evidence) -> Iterator[Finding]:
    """A field that a new user or a new item does not have, outside every optional part."""
    for field in evidence.bare:
        side = field.partition(".")[0]
        if field in CF_FIELDS:  # a vector of its own stands for whoever is new
            continue
        if side != "user" and not is_of_the_past(evidence, field):
            continue
        shown = evidence.shown(field)
        at = [place for place, text in enumerate(shown) if not text.strip()]
        if len(at) == len(shown) > 0:
            continue  # always empty: empty_field says so
        share = share_of([not text.strip() for text in shown])
        who = sentence(OFTEN[side], share=percent(share)) if at else sentence(NEW[side])
        yield finding(
            "cold_field",
            "warning",
            sentence("sentence.lint_cold", field=field, who=who),
            sentence("sentence.lint_optional", field=field),
            place=evidence.place(field),
            field=field,
            example=example_at(evidence, at),
        )


def example_at(evidence: Evidence, at: list[int]) -> Example | None:
    """The prompt of the first of these sampled pairs."""
    return evidence.ground.example(at[0], evidence.texts[at[0]]) if at else None


def is_of_the_past(evidence: Evidence, field: str) -> bool:
    """True for what only exists once something has happened."""
    return evidence.ground.is_computed(field) and field != "item.facts"


def said_by(evidence: Evidence, field: str) -> set[str | tuple[str, ...]]:
    """What is said by a field, each once; by a computed one in the sample, nothing if few."""
    if not evidence.ground.is_computed(field):
        return {evidence.written(field, one) for one in evidence.ground.column(field)} or {""}
    values = {evidence.written(field, value.get(field, "")) for value in evidence.values}
    return values if len(evidence.values) >= FEW else values | {"?", ""}

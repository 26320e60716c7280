"""Edits of a template: delete, swap or move a part, add a field, rephrase, show more or fewer.

After GrIPS (Prasad et al., EACL 2023, arXiv:2203.07281), which edits phrases of an instruction.
Here the parts are those of the template language, so that an edited template is a template:
sentences and optional parts stay whole, mask and soft tokens stay where they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.languages import Language, language_of
from promptrec.prompt.clauses import ONLY_SOFT, Clause, clauses_of, loose_end, source, with_end
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.formats import reword
from promptrec.prompt.parse import Kind, Part, check_fields, flat, parse
from promptrec.prompt.template import Template
from promptrec.search.additions import addable, details, field_text, sentence_of, styles_of
from promptrec.search.fragments import LENGTHS

TITLE = "item.title"


@dataclass(frozen=True, slots=True)
class Rewording:
    """One edit, made."""

    kind: str  # how it is told: wording.KIND
    text: str  # the whole template after it
    part: str  # the template text that it is about
    other: str = ""  # what it became, what it changed places with, or how many it shows now


def rewordings(template: Template, dataset: Dataset, kind: str) -> list[Rewording]:
    """All edits of one kind (a key of EDITS), each text once.

    What they leave is another template than before, which this data can fill.
    """
    same = {template.text.strip(), rebuilt(template, clauses_of(template.text))}
    found: dict[str, Rewording] = {}
    for one in EDITS[kind](template, dataset):
        if one.text.strip() not in same and is_sound(one.text, template, dataset):
            found.setdefault(one.text, one)
    return list(found.values())


def is_sound(text: str, before: Template, dataset: Dataset) -> bool:
    """True for a template of this data with the mask and soft tokens that it had before.

    One that names the item still does: else all items would be the same to the model.
    """
    try:
        after = replace(before, text=text)
        check_fields(after.parts, dataset.fields)
    except TemplateError:
        return False
    frame = (after.has_mask, after.soft_total) == (before.has_mask, before.soft_total)
    return frame and bool(after.fields) and (names_item(after) or not names_item(before))


def names_item(template: Template) -> bool:
    """True when a field speaks of the item itself."""
    return any(name.startswith("item.") for name in template.fields)


def assembled(clauses: Sequence[Clause], last: str, joint: str) -> str:
    """The text of sentences in this order. last: end of the whole; joint: where one has no end."""
    if not clauses:
        return ""
    ends = [
        one.end if ONLY_SOFT.fullmatch(one.text) else loose_end(one) or joint for one in clauses
    ]
    ends[-1] = last
    text = "".join(with_end(one, end) for one, end in zip(clauses, ends, strict=True))
    return text.rstrip()


def rebuilt(template: Template, clauses: Sequence[Clause]) -> str:
    """The template with other sentences, its last end as it was."""
    last = clauses_of(template.text)[-1].end.rstrip()
    return assembled(clauses, last, language_of(template.language).sentence_joints[0])


def inner_parts(clause: Clause) -> list[Part]:
    """The optional parts within a sentence that is not one itself."""
    if clause.optional:
        return []
    return [part for part in parse(clause.text) if part.kind is Kind.OPTIONAL]


def movable(clauses: Sequence[Clause]) -> list[int]:
    """Places of the sentences that hold no mask and no soft tokens."""
    return [at for at, one in enumerate(clauses) if not one.fixed]


def deletions(template: Template, _: Dataset) -> Iterator[Rewording]:
    """A sentence less, or an optional part within one."""
    clauses = clauses_of(template.text)
    for at in movable(clauses):
        left = [*clauses[:at], *clauses[at + 1 :]]
        yield Rewording("delete", rebuilt(template, left), clauses[at].text)
    for at, clause in enumerate(clauses):
        for part in inner_parts(clause):
            text = clause.text[: part.start] + clause.text[part.end :]
            changed = [*clauses[:at], clause._replace(text=text), *clauses[at + 1 :]]
            inner = source(part, clause.text)[1:-1]
            yield Rewording("delete", rebuilt(template, changed), inner)


def swaps(template: Template, _: Dataset) -> Iterator[Rewording]:
    """Two sentences, or two neighbouring optional parts of one, change places."""
    clauses = clauses_of(template.text)
    places = movable(clauses)
    for one, other in ((a, b) for a in places for b in places if a < b):
        order = list(clauses)
        order[one], order[other] = clauses[other], clauses[one]
        text = rebuilt(template, order)
        yield Rewording("swap", text, clauses[one].text, clauses[other].text)
    for at, clause in enumerate(clauses):
        parts = inner_parts(clause)
        for first, second in pairwise(parts):
            mine, theirs = source(first, clause.text), source(second, clause.text)
            between = clause.text[first.end : second.start]
            text = f"{clause.text[: first.start]}{theirs}{between}{mine}{clause.text[second.end :]}"
            changed = [*clauses[:at], clause._replace(text=text), *clauses[at + 1 :]]
            yield Rewording("swap", rebuilt(template, changed), mine[1:-1], theirs[1:-1])


def moves(template: Template, _: Dataset) -> Iterator[Rewording]:
    """A sentence goes to the front, behind leading soft tokens, or to the end, before the mask."""
    clauses = clauses_of(template.text)
    for at in movable(clauses):
        others = [*clauses[:at], *clauses[at + 1 :]]
        for kind, place in (("front", front_of(others)), ("end", end_of(others))):
            text = rebuilt(template, [*others[:place], clauses[at], *others[place:]])
            yield Rewording(kind, text, clauses[at].text)


def front_of(clauses: Sequence[Clause]) -> int:
    """The first place that is not before leading soft tokens."""
    return 1 if clauses and ONLY_SOFT.fullmatch(clauses[0].text) else 0


def end_of(clauses: Sequence[Clause]) -> int:
    """The last place that is not behind the answer."""
    return len(clauses) - (1 if clauses and "{mask}" in clauses[-1].text else 0)


def additions(template: Template, dataset: Dataset) -> Iterator[Rewording]:
    """A field that the template lacks: in a sentence of its own, or behind the title."""
    language = language_of(template.language)
    named = {base_of(name) for name in template.fields}
    for name in addable(dataset):
        if name in named:
            continue
        field = field_text(name)
        for style in styles_of(template.language):
            said = sentence_of(field, style)
            if said:
                yield Rewording("add", with_sentence(template, said, name), said)
        if name in dataset.column_fields and name.startswith("item."):
            yield from behind_title(template, details(dataset, name, language))


def with_sentence(template: Template, said: str, field: str) -> str:
    """One more optional sentence: of the item behind the one with its title, others in front."""
    clauses = clauses_of(template.text)
    place = front_of(clauses)
    if field.startswith("item."):
        titled = [at for at, one in enumerate(clauses) if f"{{{TITLE}}}" in one.text]
        place = min(titled[0] + 1, end_of(clauses)) if titled else place
    new = Clause(said, True, language_of(template.language).sentence_joints[0])
    return rebuilt(template, [*clauses[:place], new, *clauses[place:]])


def behind_title(template: Template, written: Iterable[str]) -> Iterator[Rewording]:
    """The template with an optional part right behind the title, where it stands by itself."""
    titles = [part for part in template.parts if part.kind is Kind.FIELD and part.name == TITLE]
    for part, detail in ((titles[0], each) for each in written if titles):
        text = template.text[: part.end] + detail + template.text[part.end :]
        yield Rewording("add", text, detail[1:-1])


def rephrasings(template: Template, _: Dataset) -> Iterator[Rewording]:
    """A word for another, or a sentence in another shipped phrasing."""
    language = language_of(template.language)
    for word, others in language.synonyms.items():
        for other in others:
            text = reword(template.text, {word: other}, language.spaced)
            yield Rewording("word", text, word, other)
    clauses = clauses_of(template.text)
    for at, clause in enumerate(clauses):
        for said in other_phrasings(clause, language):
            changed = [*clauses[:at], clause._replace(text=said), *clauses[at + 1 :]]
            yield Rewording("rephrase", rebuilt(template, changed), clause.text, said)


def other_phrasings(clause: Clause, language: Language) -> Iterator[str]:
    """A sentence as other phrasings have it: of one field, of the item, or the one that answers."""
    parts = parse(clause.text)
    fields = [part for part in flat(parts) if part.kind is Kind.FIELD]
    optional = [source(part, clause.text) for part in parts if part.kind is Kind.OPTIONAL]
    top = [part.name for part in parts if part.kind is Kind.FIELD]
    for style in language.phrases.styles.values():
        if "{mask}" in clause.text:
            if not fields and "{soft" not in clause.text:
                yield style.ending.partition("{mask}")[0] + "{mask}"
        elif len(fields) == 1 and top and top != [TITLE]:
            yield sentence_of(source(fields[0], clause.text), style) or clause.text
        elif top == [TITLE] and not clause.optional:
            said = style.item.format(title=f"{{{TITLE}}}", more="".join(optional))
            yield said.rstrip(".。")


def resizings(template: Template, _: Dataset) -> Iterator[Rewording]:
    """More or fewer of the past."""
    for part in template.field_parts:
        if not part.name.startswith("history."):
            continue
        name = base_of(part.name)
        now = part.limit or window_of(part.name)
        for count in LENGTHS:
            if count != now:
                field = f"{{{name}:{count}}}"
                text = template.text[: part.start] + field + template.text[part.end :]
                written = template.text[part.start : part.end]
                yield Rewording("resize", text, written, str(count))


EDITS: dict[str, Callable[[Template, Dataset], Iterable[Rewording]]] = {
    "add": additions,
    "rephrase": rephrasings,
    "delete": deletions,
    "resize": resizings,
    "move": moves,
    "swap": swaps,
}

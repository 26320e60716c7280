"""Drafts that keep themselves: over a reload, into another tab, and each data set its own.

What a visit holds goes to the store as it changes; a page that begins takes up what another tab
wrote since, unless this one has something newer in hand. Of two that type at once the last wins.
"""

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.store.editor import KeptDraft
from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import A, DraftSide
from promptrec.ui.shared.template_list import template_choices
from promptrec.ui.state import dataset_name, keys, remember_folder, store

BEFORE = "before"  # the name under which the store keeps what was written over


def take_up(source: str) -> None:
    """Hold the drafts of this data set; those of another are kept first, where they were left."""
    if keys.DRAFT_OF.get() != source:
        if keys.DRAFT_OF.get():
            keep(keys.DRAFT_OF.get())
            let_go()
        keys.DRAFT_OF.set(source)
    found = store().drafts(source)
    for side in draft.SIDES:
        follow(side, found.get(side.name))
    keep(source)  # what was typed in the moment in which the page was left
    keys.DRAFT_BEFORE.set(found.get(BEFORE))


def let_go() -> None:
    """Hold nothing that belongs to one data set."""
    for side in draft.SIDES:
        draft.forget_draft(side)
        keys.DRAFT_SEEN.of(side.name).forget()
        keys.DRAFT_BEGUN.of(side.name).forget()


def follow(side: DraftSide, kept: KeptDraft | None) -> None:
    """Take over what the store holds since another tab wrote it, unless something newer is here."""
    seen = keys.DRAFT_SEEN.of(side.name)
    if kept == seen.get() or (draft.has_draft(side) and not is_known(side)):
        return
    seen.set(kept)
    if kept is None:
        draft.forget_draft(side)
    else:
        draft.put_draft(kept, side)


def is_known(side: DraftSide) -> bool:
    """True when the store holds what is in hand, or nobody has changed what the page put there."""
    seen, begun = keys.DRAFT_SEEN.of(side.name).get(), keys.DRAFT_BEGUN.of(side.name).get()
    return draft.in_hand(side) == (begun if seen is None else seen)


def begin(template: Template, base: str, side: DraftSide = A) -> None:
    """Put a first template into an editor: nobody chose it, so it is nobody's draft yet."""
    draft.load_draft(template, base, side)
    keys.DRAFT_BEGUN.of(side.name).set(draft.in_hand(side))


def keep(source: str) -> None:
    """Write what changed in hand to the store."""
    for side in draft.SIDES:
        now = draft.in_hand(side)
        if now is not None and not is_known(side):
            store().keep_draft(source, side.name, now)
            keys.DRAFT_SEEN.of(side.name).set(now)


def replace(data: Dataset, template: Template, base: str) -> None:
    """Put another template into the editor; a text that is saved nowhere can be brought back."""
    put_aside(data)
    draft.load_draft(template, base)


def put_aside(data: Dataset) -> None:
    """Remember the draft where it says something that is saved nowhere."""
    if draft.is_changed(data):
        remember(draft.in_hand())


def remember(before: KeptDraft | None) -> None:
    """Keep what was written over, or that nothing is left to bring back."""
    keys.DRAFT_BEFORE.set(before)
    store().keep_draft(keys.DRAFT_OF.get(), BEFORE, before)


def bring_back() -> None:
    """Change places with what was written over."""
    before, now = keys.DRAFT_BEFORE.get(), draft.in_hand()
    if before is not None:
        remember(now)
        draft.put_draft(before)


def discard(data: Dataset) -> None:
    """Let the draft go: what it began as stands there again, else the first template."""
    put_aside(data)
    choices, base = template_choices(data), draft.draft_base()
    store().keep_draft(keys.DRAFT_OF.get(), A.name, None)
    keys.DRAFT_SEEN.of(A.name).set(None)
    first = base if base in choices else next(iter(choices))
    begin(choices[first], first)


def open_in_editor(template: Template, source: str) -> None:
    """Let the Templates page show this template on this data set next."""
    remember_folder(source)
    keys.DATA_NEXT.set(dataset_name(source))
    keys.DRAFT_NEXT.set(template)

"""The templates that this visitor is writing: kept while they walk through the pages.

A is the draft that every page means; B is the one that the Templates page can hold beside it.
`kept_draft` carries both over a reload and into another tab.
"""

from dataclasses import dataclass

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.store.editor import KeptDraft
from promptrec.ui.shared.template_list import template_choices, template_or_error
from promptrec.ui.state import keys
from promptrec.ui.state.key import Key


@dataclass(frozen=True, slots=True)
class DraftSide:
    """One editor: where a visit keeps what it holds."""

    name: str
    text: Key[str]
    base: Key[str]
    words: Key[str]
    language: Key[str]
    force: Key[int]

    @property
    def editor(self) -> str:
        """Key of its component."""
        return keys.DRAFT_EDITOR.name if self is A else keys.DRAFT_EDITOR.of(self.name).name


A = DraftSide(
    "a",
    keys.DRAFT_TEXT,
    keys.DRAFT_BASE,
    keys.DRAFT_WORDS,
    keys.DRAFT_LANGUAGE,
    keys.DRAFT_FORCE,
)
B = DraftSide(
    "b",
    keys.DRAFT_TEXT.of("b"),
    keys.DRAFT_BASE.of("b"),
    keys.DRAFT_WORDS.of("b"),
    keys.DRAFT_LANGUAGE.of("b"),
    keys.DRAFT_FORCE.of("b"),
)
SIDES = (A, B)


def has_draft(side: DraftSide = A) -> bool:
    """True when something was typed or loaded in this session."""
    return side.text.is_kept()


def load_draft(template: Template, base: str, side: DraftSide = A) -> None:
    """Put a template into the editor, over what stands there; base: its key in the list."""
    put_draft(KeptDraft(template.text, template.verbalizer, template.language, base), side)


def put_draft(draft: KeptDraft, side: DraftSide = A) -> None:
    """Put something written before into the editor, right or wrong."""
    side.text.set(draft.text)
    side.base.set(draft.base)
    side.words.set(draft.words)
    side.language.set(draft.language)
    side.force.set(side.force.get() + 1)


def in_hand(side: DraftSide = A) -> KeptDraft | None:
    """What the editor holds; None before there is anything."""
    if not has_draft(side):
        return None
    return KeptDraft(draft_text(side), side.words.get(), side.language.get(), side.base.get())


def forget_draft(side: DraftSide = A) -> None:
    """Hold nothing, as before the first choice."""
    for key in (side.text, side.base, side.words, side.language):
        key.forget()


def draft_text(side: DraftSide = A) -> str:
    """What was typed so far.

    A press that comes in one message with the last letters is heard before them, and must not work
    on the text of before: they are read where the editor put them.
    """
    edited = typed_in(side.editor, draft_force(side)) if has_draft(side) else None
    return side.text.get() if edited is None else edited


def typed_in(editor: str, force: int | None) -> str | None:
    """What the component told last; None where Python has replaced the text since (`force`)."""
    edit = keys.component(editor).get().get("edit")
    return str(edit["text"]) if edit and edit["force"] == force else None


def draft_base(side: DraftSide = A) -> str:
    """Key of the template that the draft began as: "own/NAME" or "library/NAME"."""
    return side.base.get()


def keep_text(text: str, side: DraftSide = A) -> None:
    """Remember what the editor holds."""
    side.text.set(text)


def append_text(text: str) -> None:
    """Add something at the end, as the field palette does."""
    before = draft_text()
    glue = "" if not before or before.endswith((" ", "\n")) else " "
    write_text(f"{before}{glue}{text}")


def write_text(text: str) -> None:
    """Put another text into the editor; what the draft began as stays what it was."""
    A.text.set(text)
    A.force.set(draft_force() + 1)


def draft_force(side: DraftSide = A) -> int:
    """Rises whenever Python, not the keyboard, changed the text."""
    return side.force.get()


def draft_name(data: Dataset, side: DraftSide = A) -> str:
    """The name of what the draft began as, marked when the text is another one by now."""
    before = saved_template(data, side)
    if before is None:
        return "draft"
    return before.name if before.text == draft_text(side) else f"{before.name} (draft)"


def draft_template(data: Dataset, side: DraftSide = A) -> Template | TemplateError | None:
    """The draft as a template, what is wrong with it, or None before there is one."""
    if not has_draft(side):
        return None
    return template_or_error(
        draft_name(data, side),
        draft_text(side),
        side.words.get(),
        side.language.get() or data.about.language,
    )


def saved_template(data: Dataset, side: DraftSide = A) -> Template | None:
    """What the draft began as: the newest saved version, or the library's text."""
    return template_choices(data).get(draft_base(side))


def is_changed(data: Dataset, side: DraftSide = A) -> bool:
    """True when the draft says something that is saved nowhere."""
    if not has_draft(side) or not draft_text(side).strip():
        return False
    saved = saved_template(data, side)
    if saved is None:
        return True
    spoken = side.language.get() or data.about.language
    held = (draft_text(side), side.words.get(), spoken)
    return held != (saved.text, saved.verbalizer, saved.language)

"""The template that this visitor is writing: kept while they walk through the pages."""

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.shared.template_list import template_choices, template_or_error
from promptrec.ui.state import keys


def has_draft() -> bool:
    """True when something was typed or loaded in this session."""
    return keys.DRAFT_TEXT.is_kept()


def load_draft(template: Template, base: str) -> None:
    """Put a template into the editor, over what stands there; base: its key in the list."""
    keys.DRAFT_TEXT.set(template.text)
    keys.DRAFT_BASE.set(base)
    keys.DRAFT_WORDS.set(template.verbalizer)
    keys.DRAFT_LANGUAGE.set(template.language)
    keys.DRAFT_FORCE.set(keys.DRAFT_FORCE.get() + 1)


def draft_text() -> str:
    """What was typed so far."""
    return keys.DRAFT_TEXT.get()


def draft_base() -> str:
    """Key of the template that the draft began as: "own/NAME" or "library/NAME"."""
    return keys.DRAFT_BASE.get()


def keep_text(text: str) -> None:
    """Remember what the editor holds."""
    keys.DRAFT_TEXT.set(text)


def append_text(text: str) -> None:
    """Add something at the end, as the field palette does."""
    before = draft_text()
    glue = "" if not before or before.endswith((" ", "\n")) else " "
    write_text(f"{before}{glue}{text}")


def write_text(text: str) -> None:
    """Put another text into the editor; what the draft began as stays what it was."""
    keys.DRAFT_TEXT.set(text)
    keys.DRAFT_FORCE.set(keys.DRAFT_FORCE.get() + 1)


def draft_force() -> int:
    """Rises whenever Python, not the keyboard, changed the text."""
    return keys.DRAFT_FORCE.get()


def draft_name(data: Dataset) -> str:
    """The name of what the draft began as, marked when the text is another one by now."""
    before = saved_template(data)
    if before is None:
        return "draft"
    return before.name if before.text == draft_text() else f"{before.name} (draft)"


def draft_template(data: Dataset) -> Template | TemplateError | None:
    """The draft as a template, what is wrong with it, or None before there is one."""
    if not has_draft():
        return None
    return template_or_error(
        draft_name(data),
        draft_text(),
        keys.DRAFT_WORDS.get(),
        keys.DRAFT_LANGUAGE.get() or data.about.language,
    )


def saved_template(data: Dataset) -> Template | None:
    """What the draft began as: the newest saved version, or the library's text."""
    return template_choices(data).get(draft_base())

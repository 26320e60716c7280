"""The live template editor: what is typed reaches Python while it is typed.

One component without iframe or build step; its HTML, CSS and JavaScript are files of this package.
Highlighting and completion happen in the browser; what is wrong in words comes from Python.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from promptrec.errors import TemplateError
from promptrec.ui.shared.draft import typed_in
from promptrec.ui.shell.private_streamlit import ComponentRenderer
from promptrec.ui.shell.sentences import in_text
from promptrec.ui.state import keys

FOLDER = Path(__file__).with_name("live_editor")
SCRIPTS = ("scan.js", "complete.js", "editor.js")  # read as one module, in this order


@cache
def component() -> ComponentRenderer:
    """The component, registered once per process."""
    return st.components.v2.component(
        "promptrec_live_editor",
        html=(FOLDER / "editor.html").read_text(encoding="utf-8"),
        css=(FOLDER / "editor.css").read_text(encoding="utf-8"),
        js="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS),
    )


def live_editor(
    label: str,
    value: str,
    fields: Sequence[str],
    key: str,
    errors: Sequence[TemplateError] = (),
    force: int = 0,
    debounce_ms: int = 150,
    on_text: Callable[[str], None] | None = None,
) -> str:
    """Show the editor and return its text.

    value: the text at first, and again whenever `force` changes; between, the keyboard is right.
    fields: full names that are known, e.g. item.title. errors: what is wrong with `value`; take it
    from `current_text`, or they show one edit late. debounce_ms: silence after the last key before
    Python hears of it. on_text: told at once, even where another page is opened by then.
    """
    text = current_text(key, value, force)
    component()(
        key=key,
        data={
            "key": key,
            "label": label,
            "value": text,
            "fields": list(fields),
            "checked": value,
            "faults": [fault(error, value) for error in errors],
            "force": force,
            "debounce_ms": debounce_ms,
        },
        default={"edit": None},
        on_edit_change=lambda: keep_edit(key, on_text),
    )
    return keys.editor_text(key).get()


def current_text(key: str, value: str, force: int = 0) -> str:
    """What the editor holds, known before it is shown: check it, then hand both over.

    Kept beside the component, whose own state is lost when another page is opened.
    """
    if keys.editor_force(key).get() != force:
        keys.editor_force(key).set(force)
        keys.editor_text(key).set(value)
    return keys.editor_text(key).begin(value)


def keep_edit(key: str, on_text: Callable[[str], None] | None) -> None:
    """Take over what was typed, unless it was typed before Python replaced the text."""
    edited = typed_in(key, keys.editor_force(key).get())
    if edited is not None:
        keys.editor_text(key).set(edited)
        if on_text is not None:
            on_text(edited)


def fault(error: TemplateError, text: str) -> dict[str, int | str]:
    """An error as the browser needs it: places counted in UTF-16 units, from 0."""
    if not error.line:
        return {"start": 0, "end": 0, "message": in_text(error.sentence)}
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
    before, inside = text[:start], text[start : start + error.length]
    units = utf16_units(before)
    return {
        "start": units,
        "end": units + max(utf16_units(inside), 1),
        "message": in_text(error.sentence),
    }


def utf16_units(text: str) -> int:
    """Length as JavaScript counts it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2

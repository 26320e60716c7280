"""The router: which pages there are, and in which order."""

from pathlib import Path

import streamlit as st

from promptrec.ui.shell.imports import import_for, one_at_a_time

with one_at_a_time:
    from promptrec.memory import give_back_if_grown
    from promptrec.ui.shell.frame import frame, is_alone
    from promptrec.ui.shell.gate import gate
    from promptrec.ui.shell.guard import guard
    from promptrec.ui.shell.head import page_head
    from promptrec.ui.shell.reading import is_reading
    from promptrec.ui.shell.say import say
    from promptrec.ui.shell.visitor import is_pupil

PAGES = {
    "start": ("home",),
    "prepare": ("data", "templates"),
    "train": ("new_run", "runs", "search", "label"),
    "understand": ("lesson", "explain", "compare"),
    "use": ("recommend", "review", "deploy"),
}

TO_READ = ("home", "compare", "explain")  # without menu and widgets, at the same addresses


def pages(folder: str, names: tuple[str, ...]) -> list[st.Page]:
    """The pages of a folder; Home stands at the root."""
    return [
        st.Page(
            f"pages/{folder}/{name}.py",
            title=say(f"menu.{name}"),
            url_path=name,
            default=name == "home",
        )
        for name in names
    ]


frame()
gate()
if is_pupil():
    only = st.Page("pages/read/lesson.py", title=say("menu.lesson"), default=True)
    page = st.navigation([only], position="hidden")
elif is_reading():
    page = st.navigation(pages("read", TO_READ), position="hidden")
else:
    menu = {say(f"menu.{section}"): pages(section, names) for section, names in PAGES.items()}
    page = st.navigation(menu, expanded=True)
name = "lesson" if is_pupil() else page.url_path or "home"
section = next(one for one, names in PAGES.items() if name in names)
with guard():
    folder = "read" if is_alone() else section
    import_for(Path(__file__).parent / "pages" / folder / f"{name}.py")
    if not is_alone():
        page_head(f"{section}/{name}")
    page.run()
give_back_if_grown()

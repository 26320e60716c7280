"""Write docs/settings.md from the settings themselves: `python -m scripts.settings_table`."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from promptrec.cli.parts.given import help_of
from promptrec.fields import REQUIRED, Setting, settings_of
from promptrec.methods import METHODS
from promptrec.settings import RunSettings, SearchSettings, SplitSettings
from promptrec.words.table import table

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = "| setting | option | default | values | what it is |\n| --- | --- | --- | --- | --- |\n"
INTRO = """# Settings

Every setting is declared once, in `promptrec/settings` or in the file of its tuning method. The
options of the commands, the form of New run, the checks and this page are made from that
(`python -m scripts.settings_table` writes it). A run keeps all of them as JSON.
"""


def row(one: Setting, what: str = "") -> str:
    """One line of a table."""
    option = f"`{one.flag}`" if one.flag else ""
    what = what or what_it_is(one)
    cells = (f"`{one.name}`", option, default_of(one), values_of(one), what)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def what_it_is(one: Setting) -> str:
    """What the form says of it, else the command."""
    return table("en").get(f"{one.section}.{one.name}_help") or help_of(one) or ""


def default_of(one: Setting) -> str:
    """What it is where nobody says otherwise."""
    if one.default is REQUIRED:
        return "must be given"
    if one.default is None:
        return table("en").get(f"{one.section}.{one.name}_empty", "")
    if one.default in ("", ()) or isinstance(one.default, type):
        return ""
    return f"`{one.default}`"


def values_of(one: Setting) -> str:
    """Its choices, else its bounds."""
    if one.choices:
        return ", ".join(f"`{each}`" for each in one.choices)
    signs = {"least": "at least", "above": "more than", "below": "less than"}
    return ", ".join(f"{signs[name]} {bound}" for name, bound in one.bounds.items())


def part(title: str, settings: Iterable[Setting]) -> str:
    """A heading and its table; what no command takes is left out."""
    return f"\n## {title}\n\n{HEAD}" + "".join(row(one) for one in settings if one.flag)


def page() -> str:
    """The whole document."""
    run = [
        one
        for one in settings_of(RunSettings)
        if not dataclasses.is_dataclass(one.kind) and one.name != "own"
    ]
    own = {one.name: one for method in METHODS.values() for one in method.settings}
    users = {
        name: ", ".join(f"`{method.name}`" for method in METHODS.values() if one in method.settings)
        for name, one in own.items()
    }
    methods = "".join(
        row(one, f"{what_it_is(one)} For {users[name]}.") for name, one in own.items()
    )
    return (
        INTRO
        + part("Of a run", run)
        + part("Of its split", settings_of(SplitSettings))
        + f"\n## Of one tuning method\n\n{HEAD}{methods}"
        + part("Of a search", settings_of(SearchSettings))
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

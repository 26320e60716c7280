"""What lint finds in the draft, under the editor: worst first, each with a row that shows it."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.examples.lint.finding import Finding
from promptrec.model.linting import findings
from promptrec.settings import RunSettings
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state.opened import lint_ground
from promptrec.words.form import together

MARKS = {"error": "✕", "warning": "▲", "info": "·"}
SHOWN = 6


def lint_notes(data: Dataset, settings: RunSettings) -> None:
    """The findings, folded away when none is more than a remark."""
    try:
        found = findings(data, settings, lint_ground(data))
    except PromptRecError:
        return  # the editor says it already
    if not found:
        st.caption(say("lint.nothing"))
        return
    bad = sum(one.severity != "info" for one in found)
    words = say("lint.title", bad=bad, all=len(found))
    with st.expander(words, expanded=bad > 0):
        for one in found[:SHOWN]:
            st.markdown(note(one))
        if len(found) > SHOWN:
            st.caption(say("lint.more", more=len(found) - SHOWN))


def note(finding: Finding) -> str:
    """One finding as Markdown, text of the data without markup."""
    place = say("lint.place", line=finding.line, column=finding.column) if finding.line else ""
    lines = [f"{MARKS[finding.severity]} **{say(f'lint.rule_{finding.rule}')}** {place}  "]
    said = (plain(in_words(finding.message)), plain(in_words(finding.fix)))
    lines.append(together(language(), said))
    if finding.example is not None:
        where = say("lint.row", row=finding.example.row)
        lines[-1] += f"  \n:gray[{plain(where)} {plain(in_words(finding.example.text))}]"
    return "\n".join(lines)

"""How far a template has come: draft, candidate or live, since when, by whom and why."""

from promptrec.store.served.states import TemplateState
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shell.say import plain, say


def state_words(one: TemplateState) -> str:
    """State, template, run, since when, by whom and why."""
    told = {"state": say(f"deploy.stage_{one.state}"), "name": plain(one.name or "–")}
    words = say("deploy.state", **told, run=one.run or "–", at=moment(one.at), who=plain(one.who))
    return f"{words}  \n{plain(one.why)}" if one.why else words

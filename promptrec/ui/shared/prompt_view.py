"""Templates, fields and prompts as HTML in the visitor's language; text of the data is escaped."""

from html import escape

from promptrec.prompt.parse import Kind, flat
from promptrec.prompt.template import Template
from promptrec.report.prompt_html import FAMILIES, family
from promptrec.report.prompt_html import legend_html as legend
from promptrec.report.prompt_html import prompt_html as prompt_html
from promptrec.ui.shell.say import say

MARKED = {Kind.FIELD: "", Kind.MASK: "pr-mask", Kind.SOFT: "pr-soft"}


def field_chip(field: str) -> str:
    """A field's name in its colour, as it is written in a template."""
    return f'<code class="pr-f pr-{family(field)}">{{{escape(field)}}}</code>'


def legend_html() -> str:
    """What the colours mean, in words."""
    return legend({name: say(f"prompt.{name}") for name in (*FAMILIES, "mask")})


def template_html(template: Template) -> str:
    """A template's own text, its fields in their colours, written as they were typed."""
    pieces = []
    at = 0
    marked = [part for part in flat(template.parts) if part.kind in MARKED]
    for part in sorted(marked, key=lambda one: one.start):
        pieces.append(escape(template.text[at : part.start]))
        style = MARKED[part.kind] or f"pr-f pr-{family(part.name)}"
        pieces.append(
            f'<span class="{style}">{escape(template.text[part.start : part.end])}</span>'
        )
        at = part.end
    pieces.append(escape(template.text[at:]))
    return f'<p class="pr-prompt">{"".join(pieces)}</p>'

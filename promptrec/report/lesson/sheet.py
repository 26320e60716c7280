"""The lesson on paper: one HTML file that needs nothing else, for the class or with answers.

Printed on A4 it has two pages at most.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from promptrec.lesson.steps import STEPS, LessonStep
from promptrec.prompt.rendered import Rendered
from promptrec.report.blocks import Html
from promptrec.report.html import page_html
from promptrec.report.lesson.words import LessonWords
from promptrec.report.prompt_html import prompt_html

if TYPE_CHECKING:
    from promptrec.lesson.reveals import Reveal

STYLE = Path(__file__).parent / "sheet.css"
OPEN, RIGHT = "☐", "☑"
MEASURED = "faithful"  # the step that says how it and the next one were measured


def lesson_sheet(
    words: LessonWords, prompt: Rendered, answers: "Mapping[str, Reveal] | None" = None
) -> str:
    """The file. prompt: what the model reads; answers: by step, for the teacher."""
    title = words.tell("title") + (f" · {words.tell('sheet_teacher')}" if answers else "")
    name = "" if answers else f'<p class="line name">{escape(words.tell("sheet_name"))}</p>'
    steps = "\n".join(
        section(number, step, words, answers[step.name] if answers else None)
        for number, step in enumerate(STEPS, 1)
    )
    body = (
        f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
        f'<div class="sheet">{name}<p>{escape(words.tell("sheet_about"))}</p>'
        f"{prompt_html(prompt)}<pre>{escape(words.prompt.template)}</pre>\n{steps}</div>"
    )
    return page_html(title, [Html(body)], words.language)


def section(number: int, step: LessonStep, words: LessonWords, found: "Reveal | None") -> str:
    """One step: what it is about, what to predict, and room for a reason or the answer."""
    lines = [
        f"<h2>{number}. {escape(words.tell(step.name))}</h2>",
        f"<p>{marked(words.tell(f'{step.name}_how'))}</p>",
        f'<p class="ask">{escape(words.tell(f"{step.name}_ask"))}</p>',
        choices(step, words, found.right if found else ""),
    ]
    if found is None:
        lines.append(f'<p class="line">{escape(words.tell("sheet_reason"))}</p>')
    else:
        lines.append(f'<p class="seen">{escape(words.seen(step, found))}</p>')
        if step.name == MEASURED:
            lines.append(f"<p>{escape(words.tell('faithful_measured'))}</p>")
        lines.append(f"<p>{escape(words.tell(f'{step.name}_why'))}</p>")
    return f"<section>{''.join(lines)}</section>"


def choices(step: LessonStep, words: LessonWords, right: str) -> str:
    """Boxes to tick; with answers the right one is ticked."""
    rows = (
        f'<li class="{"right" if name == right else ""}">'
        f"{RIGHT if name == right else OPEN} {escape(words.choice(name))}</li>"
        for name in step.choices_on(words.prompt)
    )
    return f"<ul>{''.join(rows)}</ul>"


def marked(words: str) -> str:
    """HTML of a sentence with words between stars, which are stressed.

    >>> marked("A *template* & **more**")
    'A <em>template</em> &amp; <em>more</em>'
    """
    pieces = escape(words).replace("**", "*").split("*")
    stressed = (f"<em>{one}</em>" if at % 2 else one for at, one in enumerate(pieces))
    return "".join(stressed)

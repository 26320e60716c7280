"""`explain --report OUT.html`: everything about one prompt in a file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from promptrec.errors import PromptRecError
from promptrec.files import write_whole

if TYPE_CHECKING:
    from promptrec.explain.progress import Report
    from promptrec.explain.subject import Subject

Found = TypeVar("Found")


def write_report(
    subject: "Subject",
    user: str,
    item: str,
    file: Path,
    language: str,
    note: Callable[[str], None],
) -> None:
    """Ask all questions, each with a note, and write the file. PromptRecError when it cannot be."""
    from promptrec.explain.collect import QUESTIONS, findings
    from promptrec.explain.progress import silent
    from promptrec.report.explanation import explanation_html

    def ask(name: str, make: "Callable[[Report], Found]", /) -> Found:
        note(f"report: {QUESTIONS.index(name) + 1} of {len(QUESTIONS)}, {name}")
        return make(silent)

    if not file.parent.is_dir():
        raise PromptRecError("sentence.report_folder", folder=file.parent)
    found = findings(subject, user, item, ask)
    today = date.today().isoformat()
    write_whole(file, explanation_html(found, made_on=today, language=language))

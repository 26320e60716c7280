"""What is wrong with a draft on this data: the parser's error, or an unknown field."""

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template


def problems(found: Template | TemplateError | None, data: Dataset) -> tuple[TemplateError, ...]:
    """Errors to underline; empty when the draft can be rendered."""
    if found is None:
        return ()
    if isinstance(found, TemplateError):
        return (found,)
    try:
        check_fields(found.parts, data.fields)
    except TemplateError as error:
        return (error,)
    return ()

"""What the model will read for a few pairs, while the template is being typed. No torch."""

from dataclasses import dataclass

from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories
from promptrec.data.values import FieldValues
from promptrec.examples.fit import Fitted, Fitter
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.values import ValueFinder
from promptrec.model.meaning import MEANING
from promptrec.model.reading import ModelReader
from promptrec.prompt.parse import check_fields
from promptrec.records import Encoded, Pairs


@dataclass(frozen=True, slots=True)
class Preview:
    """One pair's prompt: as text, as tokens, and what was cut."""

    fitted: Fitted
    encoded: Encoded


def previews(
    data: Dataset,
    reader: ModelReader,
    pairs: Pairs,
    fields: FieldValues,
    histories: Histories,
    factors: KnownRows | None = None,
    known: KnownRows | None = None,
) -> list[Preview]:
    """Prompts of the pairs, seen with their full history.

    factors: as in `ValueFinder`, where a model is to read them. known: what is known of others, as
    the run knew it that reads the prompts; None: all rows that are strictly older. Raises
    TemplateError for a field that the data does not have.
    """
    check_fields(reader.template.parts, data.fields)
    known = known or every_row(data)
    finder = ValueFinder(data, reader.template, known, histories, fields, factors, meaning=MEANING)
    fitted = Fitter(reader.template, reader.encoder).fit(finder.find(pairs, None))
    encoded = reader.encoder.encode([one.prompt for one in fitted])
    return [Preview(*one) for one in zip(fitted, encoded, strict=True)]

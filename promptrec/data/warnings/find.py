"""All kinds of warnings, worst first."""

from collections.abc import Iterator

from promptrec.counted import COMPUTED_FIELDS, FORBIDDEN
from promptrec.data.dataset import Dataset
from promptrec.data.mending.copies import paired_rows
from promptrec.data.reading.tables import Tables
from promptrec.data.rulecheck import columns_of
from promptrec.data.warnings.deeds import deed_findings
from promptrec.data.warnings.feedback import feedback_findings
from promptrec.data.warnings.finding import NOTE, DataWarning, data_warning
from promptrec.data.warnings.ids import id_findings
from promptrec.data.warnings.letters import letter_findings
from promptrec.data.warnings.longcells import long_cell_warnings
from promptrec.data.warnings.moments import cut_moments, moment_findings
from promptrec.data.warnings.repeats import order_findings, repeat_findings
from promptrec.data.warnings.texts import text_findings
from promptrec.data.warnings.words import word_findings


def find(tables: Tables, dataset: Dataset) -> list[DataWarning]:
    """Every warning about a data set that passed its checks, and the tables it was made from."""
    return sorted(every(tables, dataset), key=lambda finding: -finding.weight)


def every(tables: Tables, dataset: Dataset) -> Iterator[DataWarning]:
    """The same, kind by kind."""
    yield from feedback_findings(tables, dataset)
    yield from deed_findings(tables, dataset)
    yield from id_findings(tables)
    paired = paired_rows(tables.interactions)
    yield from moment_findings(tables, dataset, paired)
    yield from word_findings(tables)
    if not cut_moments(tables.interactions):  # where digits are lost, rows only look alike
        yield from repeat_findings(tables.interactions, paired)
        yield from order_findings(tables.interactions, dataset, paired)
    yield from text_findings(tables)
    yield from letter_findings(tables)
    yield from map(DataWarning, long_cell_warnings(dataset))
    yield from name_findings(dataset)


def name_findings(dataset: Dataset) -> Iterator[DataWarning]:
    """Names with signs of the template language, and names of computed fields."""
    for side, names in columns_of(dataset).items():
        for name in names:
            full = f"{side}.{name}"
            if FORBIDDEN & set(name):
                yield data_warning("sentence.warn_field_name", weight=NOTE, column=repr(name))
            elif full in COMPUTED_FIELDS:
                yield data_warning(
                    "sentence.warn_hidden_field", weight=NOTE, column=name, field=full
                )

"""Columns that a template cannot name."""

from collections.abc import Iterator

from promptrec.data.dataset import COMPUTED_FIELDS, FORBIDDEN, Dataset
from promptrec.data.rulecheck import columns_of
from promptrec.data.warnings.finding import NOTE, DataWarning, data_warning


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

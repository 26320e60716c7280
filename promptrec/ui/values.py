"""The values of all fields for one pair: what the field palette shows."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.examples.values import Value, ValueFinder
from promptrec.prompt.template import Template
from promptrec.records import Pairs
from promptrec.ui.state import lookups


def values_of(data: Dataset, pair: Pairs) -> dict[str, Value]:
    """Field -> value, in the order in which the data names its fields."""
    text = " ".join(f"{{{name}}}" for name in data.fields)
    every = Template("every field", text, language=data.about.language)
    fields, histories = lookups(data)
    finder = ValueFinder(data, every, np.arange(len(data.interactions)), histories, fields)
    found = finder.find(pair, None)[0]
    return {name: found.get(name, "") for name in data.fields}

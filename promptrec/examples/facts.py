"""Rows of a knowledge graph as phrases: "directed by Otto Preminger", one a row."""

from promptrec.data.dataset import Dataset


def fact_phrases(dataset: Dataset) -> dict[int, tuple[str, ...]]:
    """Item code -> a phrase for each of its rows, in the order of facts.csv."""
    if dataset.facts is None:
        return {}
    found: dict[int, list[str]] = {}
    columns = (dataset.facts[name].tolist() for name in ("item", "relation", "value"))
    for item, relation, value in zip(*columns, strict=True):
        found.setdefault(item, []).append(f"{relation} {value}")
    return {item: tuple(phrases) for item, phrases in found.items()}

"""Rows of a knowledge graph as phrases: "directed by X, Y", one phrase a relation."""

from promptrec.data.dataset import Dataset


def fact_phrases(dataset: Dataset) -> dict[int, tuple[str, ...]]:
    """Item code -> phrases, relations and values in the order of facts.csv."""
    if dataset.facts is None:
        return {}
    found: dict[int, dict[str, list[str]]] = {}
    columns = (dataset.facts[name].tolist() for name in ("item", "relation", "value"))
    for item, relation, value in zip(*columns, strict=True):
        found.setdefault(item, {}).setdefault(relation, []).append(value)
    return {
        item: tuple(f"{relation} {', '.join(values)}" for relation, values in relations.items())
        for item, relations in found.items()
    }

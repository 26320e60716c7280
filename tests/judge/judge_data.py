"""Small data sets in files, and an untuned variant on them."""

from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.model.variant import Variant, open_variant
from promptrec.settings import RunSettings, SplitSettings


def written(
    folder: Path, rows: list[str], items: list[str], header: str = "user_id,item_id,label,timestamp"
) -> Dataset:
    """A data set of these lines."""
    lines = {
        "items.csv": ["item_id,title,kind", *items],
        "interactions.csv": [header, *rows],
        "dataset.toml": ['name = "made"', 'domain = "kind"'],
    }
    for name, own in lines.items():
        (folder / name).write_text("\n".join([*own, ""]), encoding="utf-8")
    return load(folder)


def opened(dataset: Dataset, split: SplitSettings, **more: object) -> Variant:
    settings = RunSettings(
        dataset="made",
        template="{item.title} {mask}",
        model="tiny",
        method="none",
        split=split,
        **more,  # type: ignore[arg-type]
    )
    return open_variant(dataset, settings)

"""Write a data set as a folder in the documented format: a set that was mapped, to be opened again.

What is written loads to a data set with the same fingerprint. The folder appears whole or not.
"""

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from promptrec.data.dataset import About, Dataset
from promptrec.data.numbers import plain
from promptrec.data.rules import FieldRule
from promptrec.errors import DataError


def write(dataset: Dataset, folder: Path) -> None:
    """Write all files into a new folder. DataError when it exists."""
    if folder.exists():
        raise DataError(f"The folder {folder} exists already. Choose another name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        save(draft / "interactions.csv", interactions_of(dataset))
        save(draft / "items.csv", dataset.items.reset_index())
        save(draft / "users.csv", dataset.users.reset_index())
        if dataset.facts is not None:
            facts = dataset.facts.rename(columns={"item": "item_id"})
            facts["item_id"] = dataset.items.index.to_numpy()[facts["item_id"]]
            save(draft / "facts.csv", facts)
        (draft / "dataset.toml").write_text(toml_of(dataset.about), encoding="utf-8")
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def save(path: Path, table: pd.DataFrame) -> None:
    """One CSV file, Unix line ends."""
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def interactions_of(dataset: Dataset) -> pd.DataFrame:
    """The columns of interactions.csv, as text where they were text."""
    rows = dataset.interactions
    columns: dict[str, np.ndarray | pd.Series] = {
        "user_id": dataset.users.index.to_numpy()[dataset.user],
        "item_id": dataset.items.index.to_numpy()[dataset.item],
    }
    if dataset.rated:
        columns["rating"] = rows["rating"].map(plain)
    elif not dataset.implicit:
        columns["label"] = rows["label"].astype(int)
    columns |= {name: rows[name] for name in ("timestamp", "split") if name in rows.columns}
    columns |= {name: rows[own] for name, own in dataset.context.items()}
    return pd.DataFrame(columns)


def toml_of(about: About) -> str:
    """dataset.toml of what is known. JSON strings are TOML strings."""
    lines = [
        f"{name} = {text(getattr(about, name))}"
        for name in ("name", "language", "source", "licence")
    ]
    lines.append(f"synthetic = {str(about.synthetic).lower()}")
    if about.like_at is not None:
        lines.append(f"like_at = {about.like_at!r}")
    if about.rating_scale is not None:
        lines.append(f"rating_scale = [{about.rating_scale[0]!r}, {about.rating_scale[1]!r}]")
    if about.domain:
        lines.append(f"domain = {text(about.domain)}")
    rules = [rule_lines(name, rule) for name, rule in about.rules.items()]
    return "\n".join([*lines, *rules, ""])


def rule_lines(name: str, rule: FieldRule) -> str:
    """One table of field rules."""
    lines = [f"\n[fields.{text(name)}]"]
    if rule.bins:
        lines.append(f"bins = {list(rule.bins)}")
        lines.append(f"words = [{', '.join(map(text, rule.words))}]")
    if rule.table:
        pairs = (f"{text(raw)} = {text(words)}" for raw, words in rule.table.items())
        lines.append(f"words = {{ {', '.join(pairs)} }}")
    if rule.separator:
        lines.append(f"separator = {text(rule.separator)}")
    return "\n".join(lines)


def text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

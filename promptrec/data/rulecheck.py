"""Field rules are for fields that exist, and item.title stays one text."""

from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint, shown
from promptrec.errors import DataError


def columns_of(dataset: Dataset) -> Mapping[str, tuple[str, ...]]:
    """Per side of a field (user, item, context) the column names, as in the files."""
    return {
        "user": tuple(dataset.users.columns),
        "item": tuple(dataset.items.columns),
        "context": tuple(dataset.context),
    }


def check_rules(dataset: Dataset, *, has_users: bool) -> None:
    """Raise DataError for a rule without a column. Without users.csv user rules may wait."""
    columns = columns_of(dataset)
    known = [f"{side}.{name}" for side, names in columns.items() for name in names]
    for name, rule in dataset.about.rules.items():
        if name == "item.title" and rule.separator:
            raise DataError('dataset.toml, [fields."item.title"]: a title cannot be a list.')
        waits = name.startswith("user.") and not has_users
        if name not in known and not waits:
            near = hint(name, known)
            raise DataError(
                f'dataset.toml, [fields."{shown(name)[1:-1]}"]: there is no such column '
                f"(there are: {', '.join(known[:20])}).{near}"
            )
    domain = dataset.about.domain
    if domain and domain not in dataset.items.columns:
        near = hint(domain, columns["item"])
        raise DataError(f"dataset.toml: domain = {shown(domain)} is no column of items.csv.{near}")

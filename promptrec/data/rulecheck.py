"""Field rules are for fields that exist, and item.title stays one text."""

from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint, shown
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

FILE = "dataset.toml"


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
            raise rule_error(name, sentence("sentence.rule_title"))
        waits = name.startswith("user.") and not has_users
        if name not in known and not waits:
            listed, near = ", ".join(known[:20]), hint(name, known)
            raise rule_error(name, sentence("sentence.rule_no_column", known=listed, near=near))
    domain = dataset.about.domain
    if domain and domain not in dataset.items.columns:
        near = hint(domain, columns["item"])
        raise DataError("sentence.about_domain", file=FILE, domain=shown(domain), near=near)


def rule_error(field: str, what: Sentence) -> DataError:
    """What is wrong with the rule of a field."""
    return DataError("sentence.about_rule", file=FILE, field=shown(field)[1:-1], what=what)

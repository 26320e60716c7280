"""Templates composed from fragments: which fields, in which order, in which phrasing.

A choice is a mapping such as {"phrasing": "plain", "history": "liked", "length": 5, ...}. What may
be chosen depends on the fields that the data has; `compose` makes a template's text of a choice.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.languages import LANGUAGES, Phrases
from promptrec.prompt.template import Template

Choice = Mapping[str, str | int | float]
LENGTHS = (3, 5, 10, 20)
OF_ITEM = 3  # columns of items that are offered, those with fewest empty cells first
OF_USER = 3
ENTRIES = 3  # entries of a list column that are written
FILLED = 0.5  # share of cells that must not be empty
DISTINCT = 0.5  # of texts: a user field with more distinct values than this share is like an id


def space(dataset: Dataset, mask: bool, verbalizers: Sequence[str] = ()) -> dict[str, list[object]]:
    """Parameter -> what may be chosen, the plain choice first."""
    phrases = LANGUAGES[dataset.about.language].phrases
    history = ["none", "recent"] if dataset.implicit else ["none", "liked", "both", "summary"]
    found: dict[str, list[object]] = {
        "phrasing": list(phrases.styles),
        "history": list(history),
        "length": list(LENGTHS),
        "item": ["title", *item_choices(dataset)],
        "item_counts": ["no", "yes"],
        "order": ["user first", "item first"],
    }
    if user_columns(dataset):
        found["user"] = ["none", "profile"]
    if mask:
        found["label_words"] = list(verbalizers) or list(phrases.label_words)
    return found


def compose(choice: Choice, dataset: Dataset, head: str) -> str:
    """The text of a template; head: cloze, next_word (its mask is last), classifier (no mask)."""
    phrases = LANGUAGES[dataset.about.language].phrases
    user = user_part(choice, dataset, phrases)
    item = item_part(choice, dataset, phrases)
    parts = [user, item] if choice["order"] == "user first" else [item, user]
    body = phrases.space.join(part.strip() for part in parts if part.strip())
    style = phrases.styles[str(choice["phrasing"])]
    if head == "classifier":
        return body
    ending = style.ending
    if head == "next_word":
        ending = ending[: ending.index("{mask}")] + "{mask}"
    return f"{body}{phrases.space}{ending}"


def user_part(choice: Choice, dataset: Dataset, phrases: Phrases) -> str:
    """Profile and history, each in an optional part, so that a new user has none."""
    style = phrases.styles[str(choice["phrasing"])]
    parts = []
    if choice.get("user") == "profile":
        parts += [
            f"[{style.field.format(name=words(name), field=f'{{user.{name}}}')}]"
            for name in user_columns(dataset)
        ]
    length = choice["length"]
    shown = {
        "liked": ("liked",),
        "both": ("liked", "disliked"),
        "recent": ("recent",),
        "summary": (),
    }.get(str(choice["history"]), ())
    for kind in shown:
        field = f"{{history.{kind}:{length}}}"
        parts.append(f"[{style.history[kind].format(field=field)}]")
    if choice["history"] == "summary":
        parts.append(f"[{style.history['summary'].format(field='{history.summary}')}]")
    return phrases.space.join(parts)


def item_part(choice: Choice, dataset: Dataset, phrases: Phrases) -> str:
    """Title, further columns and counts of the item."""
    style = phrases.styles[str(choice["phrasing"])]
    names = [] if choice["item"] == "title" else str(choice["item"]).split(" + ")
    more = "".join(
        f"[{style.detail.format(name=words(name), field=field_of(dataset, name))}]"
        for name in names
    )
    title = style.item.format(title="{item.title}", more=more)
    if choice["item_counts"] == "yes":
        return f"{title}{phrases.space}[{style.counts.format(field='{item.summary}')}]"
    return title


def field_of(dataset: Dataset, name: str) -> str:
    """The field of an item's column; lists are cut."""
    return f"{{item.{name}:{ENTRIES}}}" if f"item.{name}" in listed(dataset) else f"{{item.{name}}}"


def listed(dataset: Dataset) -> Collection[str]:
    """Fields that hold lists."""
    return {name for name, rule in dataset.about.rules.items() if rule.separator}


def item_choices(dataset: Dataset) -> list[str]:
    """The best filled column alone, then with the next, and so on."""
    names = filled(dataset, "item", OF_ITEM)
    return [" + ".join(names[: at + 1]) for at in range(len(names))]


def user_columns(dataset: Dataset) -> list[str]:
    """Columns of users that describe groups rather than one person."""
    users = max(1, len(dataset.users))
    groups = [
        name
        for name in filled(dataset, "user", len(dataset.users.columns))
        if dataset.users[name].nunique() <= max(2, DISTINCT * users)
    ]
    return groups[:OF_USER]


def filled(dataset: Dataset, side: str, most: int) -> list[str]:
    """Columns with few empty cells, the fullest first, equal ones as in the file."""
    frame = dataset.items if side == "item" else dataset.users
    shares = {
        name: float((frame[name] != "").mean())
        for name in map(str, frame.columns)
        if name != "title"
    }
    good = [name for name, share in shares.items() if share >= FILLED]
    return sorted(good, key=lambda name: -shares[name])[:most]


def words(name: str) -> str:
    """A column's name as words.

    >>> words("age_band")
    'age band'
    """
    return name.replace("_", " ").replace("-", " ").lower()


def any_composed(dataset: Dataset) -> Template:
    """Some composed template, for settings that all trials share."""
    text = compose(candidates(dataset, "classifier", 1, 0)[0], dataset, "classifier")
    return Template("composed", text, language=dataset.about.language)


def candidates(
    dataset: Dataset, head: str, count: int, seed: int, verbalizers: Sequence[str] = ()
) -> list[Choice]:
    """Seeded choices; no two compose the same template with the same label words."""
    options = space(dataset, head != "classifier", verbalizers)
    plain = [
        dict(zip(options, combined, strict=True))
        for combined in itertools.product(*options.values())
    ]
    seen: dict[tuple[str, object], Choice] = {}
    for at in np.random.default_rng(seed).permutation(len(plain)):
        choice: Choice = plain[int(at)]  # type: ignore[assignment]
        seen.setdefault((compose(choice, dataset, head), choice.get("label_words")), choice)
        if len(seen) == count:
            break
    return list(seen.values())

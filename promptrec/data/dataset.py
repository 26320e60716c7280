"""A data set in memory: users, items, interactions, and what is known about them.

Users and items are spoken of by code, their position in `users` and `items`; ids are strings.
Made by `loading.load` or `shipped.open_dataset`; nothing here reads a file.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from promptrec.counted import (
    CF_FIELDS,
    COMPUTED_FIELDS,
    EVIDENCE_FIELDS,
    FORBIDDEN,
    HISTORY_FIELDS,
)
from promptrec.data.mending.mends import Mends, Offer
from promptrec.data.nearest import hint, shown
from promptrec.data.rules import FieldRule
from promptrec.errors import DataError
from promptrec.records import Floats, Ints
from promptrec.words.said import Said, text_in

OWN_COLUMNS = ("user", "item", "label", "rating", "timestamp", "split")  # of `interactions`


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What dataset.toml says."""

    name: str
    language: str = "en"  # en or zh
    source: str = ""
    licence: str = ""
    synthetic: bool = False
    like_at: float | None = None  # rating from which a user counts as liking; None without ratings
    rating_scale: tuple[float, float] | None = None  # lowest and highest; None without ratings
    domain: str = ""  # column of items that names the domain, for cross-domain work
    rules: Mapping[str, FieldRule] = field(default_factory=dict)  # by field, as "user.age"
    mend: Mends = field(default_factory=Mends)  # applied while loading
    read_as: tuple[str, ...] = ()  # how the files that it was made from were read, to be told
    formulas_marked: bool = False  # in the files; not in tables that were read
    said: Said = field(default_factory=dict)  # title, source and licence in other languages

    def title_in(self, language: str) -> str:
        """What it is called among people; `name` is the same for all."""
        return text_in(self.said, language, "title", self.name)

    def source_in(self, language: str) -> str:
        """Where it comes from."""
        return text_in(self.said, language, "source", self.source)

    def licence_in(self, language: str) -> str:
        """What may be done with it."""
        return text_in(self.said, language, "licence", self.licence)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Checked tables; never changed after birth.

    users: index user_id, raw text columns, "" where empty; every user of users.csv or interactions.
    items: index item_id, raw text columns, among them title.
    interactions: in file order, index 0..n-1. user and item (codes), label (1 liked, 0 not),
        rating, timestamp (Unix seconds) and split where given, then context columns as text
        (named as in the file; a context column called user or item is kept as "context.user").
    facts: item (code), relation, value; None without facts.csv.
    """

    about: About
    users: pd.DataFrame
    items: pd.DataFrame
    interactions: pd.DataFrame
    facts: pd.DataFrame | None = None
    warnings: tuple[str, ...] = ()  # worst first
    offers: tuple[Offer, ...] = ()  # mends that would help
    notes: tuple[str, ...] = ()  # how it was read, what was mended
    implicit: bool = False  # neither ratings nor labels: every row is a positive
    before: "Dataset | None" = None  # the same data without a newcomer's rows at the end

    @property
    def catalogue(self) -> "Dataset":
        """The data whose items these are, and of whose rows others may learn: no newcomer's."""
        return self if self.before is None else self.before

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was mended and what is odd, for whoever starts something with this data."""
        return (*map(str, self.notes), *map(str, self.warnings))

    @property
    def rated(self) -> bool:
        """True when the interactions carry ratings."""
        return "rating" in self.interactions.columns

    @property
    def timed(self) -> bool:
        """True when the interactions carry timestamps."""
        return "timestamp" in self.interactions.columns

    @cached_property
    def user(self) -> Ints:
        """(n,) user code of every interaction."""
        return self.interactions["user"].to_numpy(np.int64)

    @cached_property
    def item(self) -> Ints:
        """(n,) item code of every interaction."""
        return self.interactions["item"].to_numpy(np.int64)

    @cached_property
    def label(self) -> Floats:
        """(n,) 1 liked, 0 not."""
        return self.interactions["label"].to_numpy(np.float64)

    @cached_property
    def when(self) -> Ints:
        """(n,) moment of every interaction: rank of its second, or its row without timestamps."""
        if not self.timed:
            return np.arange(len(self.interactions), dtype=np.int64)
        seconds = np.floor(self.interactions["timestamp"].to_numpy(np.float64))
        return np.unique(seconds, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Full names of all fields that a template may use."""
        facts = ["item.facts"] if self.facts is not None else []
        counted = ["item.summary", *self.evidence_fields]
        return (*self.column_fields, *HISTORY_FIELDS, *counted, *facts, *CF_FIELDS)

    @cached_property
    def column_fields(self) -> tuple[str, ...]:
        """Those that are read from a column, ids included: what is known before any row counts."""
        items = [f"item.{name}" for name in ("item_id", *self.items.columns)]
        users = [f"user.{name}" for name in ("user_id", *self.users.columns)]
        names = (*items, *users, *(f"context.{name}" for name in self.context))
        return tuple(
            name for name in names if name not in COMPUTED_FIELDS and not FORBIDDEN & set(name)
        )

    @cached_property
    def evidence_fields(self) -> tuple[str, ...]:
        """What is counted of an item, by who met what; a column of such a name stays a column.

        Where every row is a like, nobody can be told to be of like taste.
        """
        taken = {*self.column_fields, *(["item.likeminded"] if self.implicit else ())}
        return tuple(name for name in EVIDENCE_FIELDS if name not in taken)

    @cached_property
    def context(self) -> Mapping[str, str]:
        """Context columns: name in the file -> column of `interactions`."""
        columns = (str(name) for name in self.interactions.columns if name not in OWN_COLUMNS)
        return {name.removeprefix("context.") if is_kept(name) else name: name for name in columns}

    @cached_property
    def seen_keys(self) -> Ints:
        """Sorted user * items + item of every pair that occurs."""
        return np.unique(self.user * len(self.items) + self.item)

    def user_code(self, user_id: str) -> int | None:
        """Code of a user; None for somebody unknown (a cold user)."""
        return self._user_codes.get(user_id)

    def item_code(self, item_id: str) -> int:
        """Code of an item; DataError with the nearest ids for an unknown one."""
        code = self._item_codes.get(item_id)
        if code is None:
            near = hint(item_id, self._item_codes)
            raise DataError(
                "sentence.no_item", data=self.about.name, item=shown(item_id), near=near
            )
        return code

    @cached_property
    def _user_codes(self) -> dict[str, int]:
        return {str(name): code for code, name in enumerate(self.users.index)}

    @cached_property
    def _item_codes(self) -> dict[str, int]:
        return {str(name): code for code, name in enumerate(self.items.index)}

    def fingerprint(self) -> str:
        """SHA-256, in hex, of everything that prompts and labels are made from."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        about = self.about
        digest = hashlib.sha256()
        rules = sorted((name, rule_text(rule)) for name, rule in about.rules.items())
        known = (about.language, about.like_at, about.rating_scale, about.domain, rules)
        digest.update(repr((known, self.implicit)).encode())
        for table in (self.users, self.items, self.interactions, self.facts):
            for part in pieces(table):
                digest.update(part)
        return digest.hexdigest()


def is_kept(column: str) -> bool:
    """True for a context column that `interactions` had to rename."""
    return column.startswith("context.") and column.removeprefix("context.") in OWN_COLUMNS


def rule_text(rule: FieldRule) -> str:
    """A rule as text; equal rules give equal texts, whatever the order of their table."""
    return repr((rule.bins, rule.words, sorted(rule.table.items()), rule.separator))


def pieces(table: pd.DataFrame | None) -> Iterable[bytes]:
    """The bytes of a table for its fingerprint, column by column, no two tables alike."""
    if table is None:
        yield b"\x00none"
        return
    yield f"\x00table {len(table)}".encode()
    columns = [(str(name), table[name]) for name in table.columns]
    if not isinstance(table.index, pd.RangeIndex):
        columns.insert(0, ("", table.index.to_series()))
    for name, column in columns:
        yield f"\x00column {name}\x00".encode()
        if pd.api.types.is_numeric_dtype(column):
            yield column.to_numpy(np.float64).tobytes()
        else:
            cells = column.tolist()
            yield np.array([len(cell) for cell in cells], np.int64).tobytes()
            yield "".join(cells).encode("utf-8", "surrogatepass")

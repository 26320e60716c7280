"""The settings of a split: which rows train, which watch, which stay locked for the end."""

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import SettingsError
from promptrec.fields import NO_OPTION, Reader, check_all, setting
from promptrec.settings.choices import HISTORIES, SMALL_USERS, SPLITS

of_split = functools.partial(setting, reader=Reader.DATA, section="split")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSettings:
    """Which split, and what it needs to be made again."""

    name: str = of_split("leave_last", choices=SPLITS, option="--split")
    # fixes the split; never the training's seed
    seed: int = of_split(0, least=0, option="--split-seed")
    known: int = of_split(0, least=0)  # cold_user: first rows of a held-out user that are history
    source: str = of_split("")  # cross_domain: value of the domain column to learn from
    target: str = of_split("")  # cross_domain: value of the domain column to predict
    target_rows: int = of_split(0, least=0)  # cross_domain: labelled target rows in train
    # valid and test: at the user's first row there; "running": at its own
    history: str = of_split("frozen", choices=HISTORIES)
    # leave_last: "share", or "test" as runs of before had it
    small_users: str = of_split("share", choices=SMALL_USERS, option=NO_OPTION)

    def __post_init__(self) -> None:
        check_all(self)
        if self.name == "cross_domain" and not (self.source and self.target):
            raise SettingsError("sentence.needs_domains")

    @property
    def as_now(self) -> "SplitSettings":
        """The same split as runs of now make it: where users have many rows, the very same rows."""
        return dataclasses.replace(self, small_users="share")

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> "SplitSettings":
        """A split that was written down. One without a key means what it meant before that key.

        Without `history` it is running; without `small_users` they are in test.
        """
        return cls(**{"history": "running", "small_users": "test", **values})

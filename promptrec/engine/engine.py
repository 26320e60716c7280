"""The one way to do a piece of work in parts: in order, here or on the machines of a cluster.

Work is a function of a module and two things that can be sent: what all parts have in common, and
a part. It writes nothing: what it gives back is kept by whoever asked, under the fence of the run,
so that a part that is lost has done nothing, and none counts twice.

    >>> list(HERE.map(lambda common, part: common + part, 10, [1, 2]))
    [11, 12]
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from promptrec.errors import SettingsError

VARIABLE = "PROMPTREC_ENGINE"
LOCAL, CLUSTER = "ray", "ray://"
Work = Callable[[Any, Any], Any]


def unasked() -> None:
    """Nobody asks for a stop."""


class Engine(Protocol):
    """Where parts are done."""

    @property
    def is_far(self) -> bool:
        """True where other processes do them."""

    def map(
        self,
        work: Work,
        common: object,
        parts: Iterable[object],
        *,
        cpus: int = 1,
        gpus: int = 0,
        check: Callable[[], None] = unasked,
    ) -> Iterator[Any]:
        """work(common, part) of every part, in the order of the parts.

        cpus, gpus: what a part takes of a machine. check: called while a part is waited for; what
        it raises ends the rest.
        """

    def close(self) -> None:
        """Let go of what was opened."""


class Here:
    """This process: each part when it is asked for, after the one before it."""

    is_far = False

    def map(
        self,
        work: Work,
        common: object,
        parts: Iterable[object],
        *,
        cpus: int = 1,  # noqa: ARG002 - it has what it has
        gpus: int = 0,  # noqa: ARG002
        check: Callable[[], None] = unasked,  # noqa: ARG002 - nothing is waited for
    ) -> Iterator[Any]:
        """One after the other."""
        for part in parts:
            yield work(common, part)

    def close(self) -> None:
        """Nothing was opened."""


HERE = Here()
_chosen: list[Engine] = []


def current() -> Engine:
    """The engine of this process: this process itself, unless `choose_engine` found another."""
    return _chosen[-1] if _chosen else HERE


def choose_engine(home: Path, address: str | None = None) -> Engine:
    """Let this process use the engine of an address, else of $PROMPTREC_ENGINE; the cluster is
    asked when there is work for it. home: where its logs go. SettingsError for what is no address.
    """
    given = os.environ.get(VARIABLE, "") if address is None else address
    given = given.strip()
    if not given:
        return current()
    host, colon, port = given.removeprefix(CLUSTER).rpartition(":")
    named = given.startswith(CLUSTER) and host and colon and port.isascii() and port.isdecimal()
    if given != LOCAL and not (named and "/" not in host and 0 < int(port) < 65536):
        raise SettingsError("sentence.engine_address", variable=VARIABLE)
    from promptrec.engine.cluster import Cluster

    leave_engine()
    _chosen.append(Cluster(given, home))
    return current()


def leave_engine() -> None:
    """Do the rest here again."""
    while _chosen:
        _chosen.pop().close()

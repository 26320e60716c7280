"""A Ray cluster: each part is a task, tried once. The only file that knows Ray.

Ray repeats nothing (`max_retries=0`): the lease of a run says what is tried again. Nobody is asked
without a token, Ray reports nothing to anybody, and its logs lie in the home.
"""

import contextlib
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from promptrec.engine.connecting import connect, disconnect
from promptrec.engine.engine import Work, unasked
from promptrec.engine.likeness import likeness
from promptrec.engine.there import Delivery, carry
from promptrec.errors import EngineError, EngineLost

AHEAD = 2  # parts that wait for each place on a machine, so that none idles
WAIT_S = 0.5  # between two questions whether somebody asked for a stop
LOOK_S = 5.0  # between two looks at which machines are there
MISSING = re.compile(r"No module named 'promptrec[\w.]*'")
Offer = Mapping[str, float]


class Cluster:
    """The machines of a cluster; it is asked when there is work for it."""

    is_far = True

    def __init__(self, address: str, home: Path) -> None:
        self._address, self._home = address, home
        self._ray: Any = None
        self._task: Any = None
        self._process = os.getpid()

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
        """Some parts ahead, in order. EngineError where the cluster cannot be used, EngineLost
        where a part of it goes away meanwhile.
        """
        waiting: deque[Any] = deque()
        with self._told():
            ray = self._connected()
            most = AHEAD * self._places(cpus, gpus, EngineError("sentence.engine_small", cpus=cpus))
            task = self._task.options(max_retries=0, num_cpus=cpus, num_gpus=gpus)
            shared = ray.put(common)
        asked_by = dict(likeness())
        try:
            for part in parts:
                with self._told():
                    waiting.append(task.remote(work, shared, part, asked_by))
                if len(waiting) >= most:
                    yield self._next(waiting, cpus, gpus, check)
            while waiting:
                yield self._next(waiting, cpus, gpus, check)
        finally:
            with contextlib.suppress(Exception):
                for one in waiting:
                    ray.cancel(one, force=True)

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        if self._ray is not None and self._process == os.getpid():
            disconnect(self._ray)
        self._ray = self._task = None

    def _connected(self) -> Any:
        if self._ray is None:
            self._ray = connect(self._address, self._home)
            self._task = self._ray.remote(carry)
        return self._ray

    def _next(self, waiting: deque[Any], cpus: int, gpus: int, check: Callable[[], None]) -> Any:
        """The result of the first, when it is there."""
        looked = time.monotonic()
        while True:
            check()
            with self._told():
                if self._ray.wait([waiting[0]], timeout=WAIT_S)[0]:
                    done: Delivery = self._ray.get(waiting[0])
                    break
                if time.monotonic() - looked > LOOK_S:
                    self._places(cpus, gpus, EngineLost("sentence.engine_gone"))
                    looked = time.monotonic()
        waiting.popleft()
        if done.error is not None:
            raise done.error
        return done.found

    def _places(self, cpus: int, gpus: int, none: EngineError) -> int:
        """How many parts the machines that are there can do at once; raises `none` for no one."""
        there = [one["Resources"] for one in self._ray.nodes() if one["Alive"]]
        count = sum(places(one, cpus, gpus) for one in there)
        if not count:
            raise none
        return count

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a sentence what goes wrong with the cluster; what goes wrong in us goes on."""
        try:
            yield
        except (ConnectionError, TimeoutError) as error:
            raise EngineLost("sentence.engine_gone") from error
        except Exception as error:
            if self._ray is None or isinstance(error, EngineError):
                raise
            raise self._meant(error) from error

    def _meant(self, error: Exception) -> Exception:
        """What an error of Ray means."""
        faults = self._ray.exceptions
        if missing := MISSING.search(str(error)):
            return EngineError("sentence.engine_without_package", why=missing[0])
        ours = isinstance(error, faults.RayTaskError)  # a fault of ours, with its traceback
        if isinstance(error, faults.RayError) and not ours:
            return EngineLost("sentence.engine_part_lost", kind=type(error).__name__)
        return error


def places(offer: Offer, cpus: int, gpus: int) -> int:
    """How many parts that take so much a machine can do at once.

    >>> places({"CPU": 4.0}, 2, 0), places({"CPU": 4.0, "GPU": 1.0}, 2, 1), places({}, 1, 0)
    (2, 1, 0)
    """
    by_cpu = int(offer.get("CPU", 0) // cpus)
    return min(by_cpu, int(offer.get("GPU", 0) // gpus)) if gpus else by_cpu

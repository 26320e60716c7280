"""Prompts of many requests in one pass of the model: what waits while a pass runs goes together."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from promptrec.errors import ModelError
from promptrec.records import Answers, Encoded

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer

MOST = 1024  # prompts in one pass
WAITING = 20_000  # prompts that may wait; more are refused at once
Count = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Prompts of one request and where their answers go."""

    prompts: Sequence[Encoded]
    answers: "Future[Answers]"


class Batches:
    """A scorer that many threads may ask; one thread runs the model.

    It stands where a Scorer stands (`Variant.read_by`): what is not `score` is the scorer's own.
    """

    def __init__(self, scorer: "Scorer", counted: Count = lambda _: None) -> None:
        self._scorer = scorer
        self._counted = counted
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)
        self._thread.start()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scorer, name)

    def score(self, prompts: Sequence[Encoded], batch_size: int | None = None) -> Answers:  # noqa: ARG002
        """Answers in the order of the prompts. ModelError when too many wait already."""
        if not len(prompts):
            return self._scorer.score(prompts)
        with self._lock:
            if self._waiting + len(prompts) > WAITING:
                raise Busy("sentence.service_busy", waiting=f"{self._waiting:,}")
            self._waiting += len(prompts)
        asked = Waiting(prompts, Future())
        self._queue.put(asked)
        return asked.answers.result()

    def close(self) -> None:
        """Answer what waits, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            first = self._queue.get()
            batch, going = self._gathered(first) if first is not None else ([], False)
            if batch:
                self._answer(batch)

    def _gathered(self, first: Waiting) -> tuple[list[Waiting], bool]:
        """What waits together with the first, up to MOST prompts; False: the last ever."""
        batch, size = [first], len(first.prompts)
        while size < MOST:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return batch, False
            batch.append(more)
            size += len(more.prompts)
        return batch, True

    def _answer(self, batch: Sequence[Waiting]) -> None:
        size = sum(len(one.prompts) for one in batch)
        self._counted(size)
        try:
            found = self._scorer.score([prompt for one in batch for prompt in one.prompts])
        except Exception as error:  # each request says it; the thread lives on
            for one in batch:
                one.answers.set_exception(error)
        else:
            start = 0
            for one in batch:
                one.answers.set_result(part_of(found, start, start + len(one.prompts)))
                start += len(one.prompts)
        finally:
            with self._lock:
                self._waiting -= size


class Busy(ModelError):
    """Too much waits already."""


def part_of(answers: Answers, start: int, stop: int) -> Answers:
    """The answers to some of the prompts."""
    rating = answers.expected_rating
    return replace(
        answers,
        score=np.array(answers.score[start:stop]),
        word_probability=np.array(answers.word_probability[start:stop]),
        expected_rating=None if rating is None else np.array(rating[start:stop]),
    )

"""Prompts of many requests in one pass of the model: what waits while a pass runs goes together."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from promptrec.errors import ModelError
from promptrec.records import Answers, Encoded
from promptrec.service.drift import Drift

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer

MOST = 1024  # prompts in one pass, on a card
BATCHES = 4  # of the device in one pass: more are read no faster, and who is last waits for all
WAITING = 20_000  # prompts that may wait; more are refused at once
ANSWER_S = 30  # seconds that one request may wait for the model
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

    def __init__(
        self, scorer: "Scorer", counted: Count = lambda _: None, drift: Drift | None = None
    ) -> None:
        self._scorer = scorer
        self._drift = drift or Drift()
        self._counted = counted
        self._most = min(MOST, BATCHES * scorer.device.scored_prompts)
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._mine = threading.local()
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
        self._drift.served("tokens", np.array([len(one.ids) for one in prompts], np.float64))
        asked = Waiting(prompts, Future())
        self._queue.put(asked)
        try:
            return asked.answers.result(self._left())
        except TimeoutError:
            asked.answers.cancel()  # nobody waits for them: they are not read
            raise TooLong("sentence.service_too_long", seconds=ANSWER_S) from None

    @contextmanager
    def in_time(self) -> "Iterator[None]":
        """What this thread asks within the block has ANSWER_S together; TooLong after that."""
        self._mine.until = time.monotonic() + ANSWER_S
        try:
            yield
        finally:
            self._mine.until = None

    def _left(self) -> float | None:
        until = getattr(self._mine, "until", None)
        return None if until is None else max(0.0, until - time.monotonic())

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
        """What waits together with the first, until a pass is full; False: the last ever."""
        batch, size = [first], len(first.prompts)
        while size < self._most:
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
        batch = [one for one in batch if one.answers.set_running_or_notify_cancel()]
        try:
            if not batch:
                return
            self._counted(sum(len(one.prompts) for one in batch))
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


class TooLong(ModelError):
    """The answer is not there in time."""


def part_of(answers: Answers, start: int, stop: int) -> Answers:
    """The answers to some of the prompts."""
    rating = answers.expected_rating
    return replace(
        answers,
        score=np.array(answers.score[start:stop]),
        word_probability=np.array(answers.word_probability[start:stop]),
        expected_rating=None if rating is None else np.array(rating[start:stop]),
    )

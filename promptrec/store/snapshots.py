"""What comes out of the store: frozen records, never a live handle on a row.

Times are Unix seconds. Texts that hold JSON are kept as written: newer runs can still be listed.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from promptrec.errors import PromptRecError, StoreError, as_sentence
from promptrec.records import Interval
from promptrec.settings import Measuring, RunSettings, SearchSettings
from promptrec.words.stored import from_document, to_document
from promptrec.words.table import Sentence

Metrics = Mapping[str, Interval]
Parameter = str | int | float


class RunState(StrEnum):
    """Where a run stands. Only queued and running may still change."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNREADABLE = "unreadable"  # of a newer version, or damaged; never written

    @property
    def finished(self) -> bool:
        """True when nothing will change any more."""
        return self not in (RunState.QUEUED, RunState.RUNNING)

    @property
    def words(self) -> Sentence:
        """The state as a value of a sentence."""
        return Sentence(self.value, f"state.{self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """What a finished run found. `to_json` and `from_json` lose nothing."""

    metrics: Metrics = field(default_factory=dict)  # on valid
    test_metrics: Metrics | None = None  # only when the run was told to look at test
    trainable_parameters: int = 0
    label_rows: int = 0  # labelled rows that the run learned from
    statistic_rows: int = 0  # rows that item statistics were counted on
    seconds: float = 0.0  # wall clock of training and validation
    fingerprint: str = ""  # of the data
    environment: Mapping[str, str] = field(default_factory=dict)  # package -> version
    checkpoint: str = ""  # folder relative to the home; empty: nothing was trained
    details: Mapping[str, object] = field(default_factory=dict)  # anything JSON can hold

    def to_json(self) -> str:
        """One JSON document."""
        values = dataclasses.asdict(self) | {"details": to_document(self.details)}
        return json.dumps(values, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "JobResult":
        """Read what `to_json` wrote; keys of newer versions are left out."""
        values = json.loads(text)
        known = {entry.name for entry in dataclasses.fields(cls)}
        values = {key: value for key, value in values.items() if key in known}
        for name in ("metrics", "test_metrics"):
            if values.get(name) is not None:
                values[name] = {key: Interval(**each) for key, each in values[name].items()}
        values["details"] = from_document(values.get("details", {}))
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One row of the run table, as it was when it was read."""

    id: str  # "r0007"; "e0001" of an example that came with the install
    name: str
    state: RunState
    settings_json: str
    created_at: float
    queued_at: float
    started_at: float | None = None
    finished_at: float | None = None
    fence: int = 0  # rises with each claim; a write with an older number is refused
    attempts: int = 0  # how often it was claimed
    worker: str = ""  # host:pid:start of the process that holds it
    heartbeat_at: float | None = None
    lease_until: float | None = None
    cancel_requested: bool = False
    message: str = ""  # why it failed or what to know, one sentence
    result_json: str = ""
    checkpoint: str = ""  # folder relative to the home
    step: int = 0
    total_steps: int = 0  # 0: not known yet
    first_step_at: float | None = None  # when steps began to be counted
    step_at: float | None = None  # when `step` was written
    seconds_left: float | None = None  # as the training estimated it at step_at
    search_json: str = ""  # of a search
    measuring_json: str = ""  # of a measurement; both empty: an ordinary run
    note: str = ""  # what it is for, one line of a person
    needs: str = ""  # of a machine, as "cpu:8,gpu:1"; "": any will do

    @property
    def ordinary(self) -> bool:
        """True for what tunes or scores one template, and can be compared."""
        return not self.search_json and not self.measuring_json

    @property
    def example(self) -> bool:
        """True when it came with the install: nobody changes it."""
        return self.id.startswith("e")

    @property
    def settings(self) -> RunSettings:
        """The settings it was queued with; StoreError where this version cannot read them."""
        with self._readable():
            return RunSettings.from_json(self.settings_json)

    @property
    def search(self) -> SearchSettings | None:
        """What is looked for; None for an ordinary run. StoreError as for the settings."""
        with self._readable():
            return SearchSettings.from_json(self.search_json) if self.search_json else None

    @property
    def measuring(self) -> Measuring | None:
        """What is measured of other runs; None where nothing is. StoreError as for the settings."""
        with self._readable():
            return Measuring.from_json(self.measuring_json) if self.measuring_json else None

    @property
    def unreadable(self) -> Sentence:
        """Why this version cannot read what it is or found, in a sentence; "" where it can."""
        if self.state is RunState.UNREADABLE:
            return as_sentence(self.message)
        try:
            _ = self.settings, self.search, self.measuring, self.result
        except StoreError as error:
            return error.sentence
        return Sentence("")

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """StoreError for what another version wrote, or somebody wrote into."""
        try:
            yield
        except (PromptRecError, ValueError, TypeError, LookupError, AttributeError) as error:
            why = error.sentence if isinstance(error, PromptRecError) else f"{error!r}."
            raise StoreError("sentence.run_unreadable", run=self.id, why=why) from error

    @property
    def result(self) -> JobResult | None:
        """What it found, None until it has succeeded. StoreError as for the settings."""
        with self._readable():
            return JobResult.from_json(self.result_json) if self.result_json else None

    @property
    def progress(self) -> float:
        """Share done, from 0 to 1: of the steps, or of the time where only that is known."""
        if self.state is RunState.SUCCEEDED:
            return 1.0
        if self.total_steps:
            return min(1.0, self.step / self.total_steps)
        if self.first_step_at is None or self.step_at is None or self.seconds_left is None:
            return 0.0
        spent = max(0.0, self.step_at - self.first_step_at)
        return spent / max(spent + self.seconds_left, 1e-9)


class TrialState(StrEnum):
    """How a trial of a search ended."""

    COMPLETE = "complete"
    PRUNED = "pruned"  # stopped early, being worse than most at the same epoch
    FAILED = "failed"

    @property
    def words(self) -> Sentence:
        """The state as a value of a sentence."""
        return Sentence(self.value, f"trial.{self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial of a search that has ended."""

    number: int  # from 0
    state: TrialState
    parameters: Mapping[str, Parameter]  # what differed from the base
    settings: RunSettings
    value: float | None  # the search's metric on valid; None when it failed
    low: float | None = None  # 95 % interval over users
    high: float | None = None
    curve: tuple[float, ...] = ()  # the metric after each epoch
    rung: int = 0  # successive halving: 0 is the first and smallest
    rows: int = 0  # valid rows that it was judged on
    seconds: float = 0.0
    message: str = ""  # why it failed


@dataclass(frozen=True, slots=True)
class LogLine:
    """One sentence that a run said about itself."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One saved text of a template. Versions count from 1 and are never changed."""

    name: str
    version: int
    text: str
    verbalizer: str = ""
    language: str = "en"
    note: str = ""
    created_at: float = 0.0
    parent_name: str = ""  # what it was forked from; empty: nothing
    parent_version: int = 0


class ReviewState(StrEnum):
    """What a person said of a recommendation."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One recommendation in the review queue."""

    user: str
    item: str
    state: ReviewState
    everyone: bool  # a rejection that counts for all users
    run: str
    asked_at: float
    decided_at: float | None = None

"""The settings of one run: frozen values, no paths of this machine, no objects.

What is in `RunSettings` can be stored as JSON and repeated elsewhere. A field that is None takes a
default that depends on others (the method's learning rate, all train rows, ...).
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import SettingsError
from promptrec.settings.choices import (
    COUNTS,
    DEFAULT_LEARNING_RATE,
    HEADS,
    HISTORIES,
    LOSSES,
    POSITIVE,
    RANKING_LOSSES,
    SCHEDULES,
    SHARES,
    SMALL_USERS,
    SPLITS,
    STATISTICS,
    choose,
    split_fairness,
    split_method,
)
from promptrec.words.table import Sentence, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLabel:
    """A label that somebody gave on the Label page: one more row to learn from."""

    user: str
    item: str
    label: int  # 1 liked, 0 not


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSettings:
    """Which split, and what it needs to be made again."""

    name: str = "leave_last"
    seed: int = 0  # fixes the split; never the training's seed
    known: int = 0  # cold_user: how many first rows of a held-out user are history
    source: str = ""  # cross_domain: value of the domain column to learn from
    target: str = ""  # cross_domain: value of the domain column to predict
    target_rows: int = 0  # cross_domain: labelled rows of the target domain in train
    history: str = "frozen"  # valid and test: at the user's first row there; "running": at its own
    small_users: str = "share"  # leave_last: "share", or "test" as runs of before had it

    def __post_init__(self) -> None:
        choose("split", self.name, SPLITS)
        choose("history", self.history, HISTORIES)
        choose("small_users", self.small_users, SMALL_USERS)
        if self.known < 0 or self.target_rows < 0:
            raise SettingsError("sentence.counts_rows")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How one run is made: data, template, model, tuning."""

    dataset: str  # a shipped name, or a folder
    template: str  # the template's text
    template_name: str = "draft"
    language: str = ""  # of the template: joins lists, words counts; empty: the data's
    verbalizer: str = ""  # "great,good/terrible,bad"; empty: the template's own, or the default
    target_template: str = ""  # cross_domain: text for rows of the target domain; empty: the same
    model: str = "minilm"  # a name in promptrec.model.catalogue, a folder, or a hub id
    head: str = "auto"
    method: str = "lora"
    loss: str = "cross_entropy"
    split: SplitSettings = dataclasses.field(default_factory=SplitSettings)
    statistics: str = "train"  # item statistics count: "train" rows of this run, or "all"
    max_train: int | None = None  # seeded sample of train rows; None: all
    max_valid: int | None = 1000  # sample of valid rows, drawn by split.seed; None: all
    epochs: int = 3  # passes over train
    batch_size: int = 16  # prompts per step
    learning_rate: float | None = None  # AdamW; None: DEFAULT_LEARNING_RATE of the method
    warmup: float = 0.1  # share of all steps with a rising rate, then linear decay to 0
    weight_decay: float = 0.01  # AdamW; not on biases and norms
    clip: float = 1.0  # largest norm of the gradient
    patience: int = 2  # epochs without a better valid metric before stopping; 0: never stop
    select: str = "auc"  # the valid metric that chooses the epoch
    lora_rank: int = 8
    adapter_size: int = 32  # width of the bottleneck of adapter
    prefix_tokens: int = 8  # trained keys and values per layer of prefix_tuning
    soft_tokens: int = 8  # put at the start when prompt_tuning or p_tuning finds no {soft:N}
    negatives: int = 1  # sampled negatives per positive: implicit feedback, bpr, infonce
    popular_negatives: float = 0.0  # share of the negatives drawn by popularity, not uniformly
    temperature: float = 1.0  # infonce divides scores by it
    label_smoothing: float = 0.0  # share of a label that is moved to the other class
    class_weights: bool = False  # cross_entropy: both classes weigh the same in total
    dropout: float | None = None  # while training; None: as the model was pretrained
    schedule: str = "linear"  # how the learning rate falls after the warm-up
    accumulate: int = 1  # batches whose gradients are summed up for one step
    token_budget: int | None = None  # tokens of a batch, padding included; None: batch_size
    calibrate: bool = False  # subtract the answer to the content-free prompt
    pseudo_confidence: float = 0.0  # self-training: label unlabelled pairs above it; 0: off
    pseudo_rows: int = 500  # self-training: unlabelled pairs that are looked at
    added_labels: tuple[AddedLabel, ...] = ()  # from the Label page
    fairness: str = ""  # "user.gender:0.1": penalty on the gap of mean scores; "": none
    max_tokens: int | None = None  # longest prompt; None: min(256, what the model reads)
    test: bool = False  # report on test at the end: a look at test, counted
    seed: int = 0  # sample of train rows, order of batches, new weights
    device: str = "auto"  # auto, cpu, cuda, mps

    def __post_init__(self) -> None:
        split_method(self.method)
        choose("loss", self.loss, LOSSES)
        choose("head", self.head, HEADS)
        choose("statistics", self.statistics, STATISTICS)
        choose("schedule", self.schedule, SCHEDULES)
        for name in COUNTS:
            if getattr(self, name) < 1:
                raise SettingsError("sentence.at_least_one", name=name, value=getattr(self, name))
        for name in POSITIVE:
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SettingsError("sentence.above_zero", name=name, value=value)
        for name in SHARES:
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1:
                raise SettingsError("sentence.a_share", name=name, value=value)
        self._check_self_training()
        if self.fairness:
            split_fairness(self.fairness)

    def _check_self_training(self) -> None:
        if self.pseudo_confidence and not self.pseudo_confidence > 0.5:
            raise SettingsError("sentence.pseudo_above_half", value=self.pseudo_confidence)
        if self.pseudo_confidence and not self.says_probability:
            raise SettingsError("sentence.self_training_unsure", loss=self.loss)

    @property
    def method_name(self) -> str:
        """The method without its number: "top_layers" of "top_layers:2"."""
        return split_method(self.method)[0]

    @property
    def fair_between(self) -> tuple[str, float]:
        """Field and weight of the fairness penalty."""
        return split_fairness(self.fairness)

    @property
    def says_probability(self) -> bool:
        """False where a score only orders items: it has no probability and no threshold."""
        return self.loss not in RANKING_LOSSES

    @property
    def no_probability(self) -> Sentence:
        """Why scores of this run have no probability, in a sentence; "" where they have one."""
        if self.says_probability:
            return Sentence("")
        return sentence("sentence.orders_only", loss=self.loss)

    @property
    def rate(self) -> float:
        """The learning rate in force."""
        return self.learning_rate or DEFAULT_LEARNING_RATE[self.method_name]

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RunSettings":
        """Read what `to_json` wrote. Unknown keys are an error."""
        values: Mapping[str, Any] = json.loads(text)
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise SettingsError("sentence.unknown_settings", names=", ".join(unknown))
        split = SplitSettings.stored(values["split"])
        added = tuple(AddedLabel(**one) for one in values.get("added_labels", ()))
        return cls(**{**values, "split": split, "added_labels": added})

"""The settings of one run: frozen values, no paths of this machine, no objects.

What is in `RunSettings` can be stored as JSON and repeated elsewhere. A field that is None takes a
default that depends on others (the method's learning rate, all train rows, ...).
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promptrec.errors import SettingsError
from promptrec.fields import NO_OPTION, REQUIRED, Reader, check_all, defaults, setting
from promptrec.methods import METHODS, Method, method_of, own_settings, split_method
from promptrec.settings.choices import (
    DEVICES,
    HEADS,
    LOSSES,
    NO_START,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    STARTS,
    STATISTICS,
    split_fairness,
)
from promptrec.settings.own import OwnValues, takes_own
from promptrec.settings.split import SplitSettings
from promptrec.words.table import Sentence, sentence

DATA, PROMPT, MODEL, TRAINING = Reader
PATIENCE = 2  # where the epochs are given and it is not


def check_fairness(text: str) -> None:
    """SettingsError for what is no penalty; empty is none."""
    if text:
        split_fairness(text)


def check_later(value: str) -> None:
    """Whether a machine has a device is known where the run begins."""


def check_pseudo(confidence: float) -> None:
    """SettingsError where self-training would believe answers that say nothing; 0 is off."""
    if 0 < confidence <= 0.5:
        raise SettingsError("sentence.pseudo_above_half", value=confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLabel:
    """A label that somebody gave on the Label page: one more row to learn from."""

    user: str
    item: str
    label: int  # 1 liked, 0 not


@takes_own
@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How one run is made: data, template, model, tuning. The command's help has this order."""

    dataset: str = setting(REQUIRED, DATA, option=NO_OPTION)  # a shipped name, or a folder
    template: str = setting(REQUIRED, PROMPT, option=NO_OPTION)  # the template's text
    template_name: str = setting("draft", PROMPT, option=NO_OPTION)
    # of the template: joins lists, words counts; empty: the data's
    language: str = setting("", PROMPT, option=NO_OPTION)
    method: str = setting("lora", MODEL, choices=METHODS, check=split_method)
    loss: str = setting("cross_entropy", MODEL, choices=LOSSES)
    # a rule whose log-odds are a fixed part of every score; the model's part begins at zero
    start_from: str = setting(NO_START, MODEL, choices=STARTS)
    model: str = setting("minilm", MODEL)  # a name in backbones.catalogue, folder, or hub id
    head: str = setting("auto", MODEL, choices=HEADS)
    # "great,good/terrible,bad"; empty: the template's own, or the default
    verbalizer: str = setting("", PROMPT)
    split: SplitSettings = setting(SplitSettings, DATA)
    # cross_domain: text for rows of the target domain; empty: the same
    target_template: str = setting("", PROMPT, after="target")
    # which rows of others may be known (`examples.known`); of before: "train" or "all"
    statistics: str = setting("known", DATA, choices=STATISTICS)
    # seeded sample of train rows; None: all
    max_train: int | None = setting(None, DATA, above=0, step=100)
    # sample of valid rows, drawn by split.seed; None: all
    max_valid: int | None = setting(1000, DATA, above=0, step=100)
    # passes over train; None: by the number of rows (`settings.by_rows`)
    epochs: int | None = setting(None, TRAINING, least=1)
    batch_size: int = setting(16, TRAINING, least=1)  # prompts per step
    # AdamW; None: by the number of rows where the epochs are, else that of the method
    learning_rate: float | None = setting(None, TRAINING, above=0, step=1e-4)
    # share of all steps with a rising rate, then the schedule
    warmup: float = setting(0.1, TRAINING, least=0, below=1, step=0.05)
    weight_decay: float = setting(0.01, TRAINING, least=0, step=0.01)  # AdamW; not on biases, norms
    # epochs without a better valid metric before stopping; 0: never stop; None: as the epochs, or 2
    patience: int | None = setting(None, TRAINING, least=0)
    own: OwnValues = setting(OwnValues, TRAINING, option=NO_OPTION)  # of the methods
    schedule: str = setting("linear", TRAINING, choices=SCHEDULES)  # the rate after the warm-up
    clip: float = setting(1.0, TRAINING, above=0, step=0.5)  # largest norm of the gradient
    select: str = setting("auc", TRAINING)  # the valid metric that chooses the epoch
    # batches whose gradients are summed up for one step
    accumulate: int = setting(1, TRAINING, least=1)
    # tokens of a batch, padding included; None: batch_size
    token_budget: int | None = setting(None, TRAINING, above=0, step=500)
    # share of a label that is moved to the other class
    label_smoothing: float = setting(0.0, TRAINING, least=0, below=1, step=0.05)
    class_weights: bool = setting(False, TRAINING)  # cross_entropy: both weigh the same in total
    # while training; None: as the model was pretrained
    dropout: float | None = setting(None, TRAINING, least=0, below=1, step=0.05)
    # share of the negatives drawn by popularity, not uniformly
    popular_negatives: float = setting(0.0, TRAINING, least=0, below=1, step=0.1)
    temperature: float = setting(1.0, TRAINING, above=0, step=0.1)  # infonce divides scores by it
    calibrate: bool = setting(False, MODEL)  # subtract the answer to the content-free prompt
    # self-training: label unlabelled pairs above it; 0: off
    pseudo_confidence: float = setting(
        0.0, TRAINING, least=0, below=1, check=check_pseudo, step=0.05
    )
    pseudo_rows: int = setting(500, TRAINING, least=1, step=100)  # unlabelled pairs looked at
    # sampled negatives per positive: implicit feedback, bpr, infonce
    negatives: int = setting(1, DATA, least=1)
    # "user.gender:0.1": penalty on the gap of mean scores; "": none
    fairness: str = setting("", TRAINING, check=check_fairness, metavar="user.FIELD:WEIGHT")
    # longest prompt; None: min(256, what the model reads)
    max_tokens: int | None = setting(None, PROMPT, above=0)
    seed: int = setting(0, DATA, least=0)  # sample of train rows, order of batches, new weights
    device: str = setting("auto", MODEL, choices=DEVICES, check=check_later)
    added_labels: tuple[AddedLabel, ...] = setting((), TRAINING, option=NO_OPTION)
    # a run whose weights training goes on from, on the added labels and as many rows of before
    continue_from: str = setting("", TRAINING, option=NO_OPTION)
    test: bool = setting(False, TRAINING)  # report on test at the end: a look at test, counted

    def __post_init__(self) -> None:
        if self.epochs is not None and self.patience is None:
            object.__setattr__(self, "patience", PATIENCE)
        check_all(self)
        if self.pseudo_confidence and not self.says_probability:
            raise SettingsError("sentence.self_training_unsure", loss=self.loss)
        if self.starts and self.loss in RATING_LOSSES:
            raise SettingsError("sentence.start_of_ratings", loss=self.loss, rule=self.start_from)

    def own_value(self, name: str) -> Any:
        """The own setting of a method: as given, else its default."""
        return self.own.get(name, own_settings()[name].default)

    if not TYPE_CHECKING:  # which would take every misspelt field for one

        def __getattr__(self, name: str) -> Any:
            """The own setting of a method, as if it were a field."""
            if name not in own_settings():
                raise AttributeError(f"RunSettings has no {name}")
            return self.own_value(name)

    @property
    def untuned(self) -> "RunSettings":
        """The same variant without tuning; what only training reads is at its default."""
        plain = {**defaults(type(self), TRAINING), "own": self.own.without(TRAINING)}
        return dataclasses.replace(self, **{**plain, "method": "none"})

    @property
    def tuning(self) -> Method:
        """The method, whatever its number: that of "top_layers:2"."""
        return method_of(self.method)

    @property
    def tunes(self) -> bool:
        """False where the template is scored as it is."""
        return self.tuning.tunes

    @property
    def starts(self) -> bool:
        """True where a rule is a fixed part of every score."""
        return self.start_from != NO_START

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
    def waits_for_rows(self) -> bool:
        """True while epochs and rate are to be chosen by the number of rows."""
        return self.epochs is None and self.tunes

    @property
    def epoch_count(self) -> int:
        """The epochs in force; ValueError while they wait for the number of rows."""
        if self.epochs is None:
            raise ValueError("Nobody has chosen the epochs yet: see `settings.by_rows`.")
        return self.epochs

    @property
    def rate(self) -> float:
        """The learning rate in force."""
        return self.learning_rate or self.tuning.learning_rate

    def as_dict(self) -> dict[str, Any]:
        """Plain values by name; the own settings of methods beside the others."""
        values = dataclasses.asdict(self)
        del values["own"]
        return {**values, **{name: self.own_value(name) for name in own_settings()}}

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        return json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RunSettings":
        """Read what `to_json` wrote. Unknown keys are an error.

        Without `statistics`, rows of others are those that the run learns from: so it was before.
        """
        values: Mapping[str, Any] = json.loads(text)
        known = {field.name for field in dataclasses.fields(cls)} | set(own_settings())
        unknown = sorted(set(values) - known)
        if unknown:
            raise SettingsError("sentence.unknown_settings", names=", ".join(unknown))
        split = SplitSettings.stored(values["split"])
        added = tuple(AddedLabel(**one) for one in values.get("added_labels", ()))
        return cls(**{"statistics": "train", **values, "split": split, "added_labels": added})

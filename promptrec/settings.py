"""The settings of one run: frozen values, no paths of this machine, no objects.

What is in `RunSettings` can be stored as JSON and repeated elsewhere. A field that is None takes a
default that depends on others (the method's learning rate, all train rows, ...).
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.errors import SettingsError

SPLITS = (
    "leave_last",
    "temporal",
    "random",
    "cold_user",
    "cold_item",
    "cross_domain",
    "given",
)
PARTS = ("train", "valid", "test")
METHODS = ("none", "full", "head", "lora", "prompt_tuning")
LOSSES = ("cross_entropy", "mse", "mae")
HEADS = ("auto", "cloze", "classifier")
STATISTICS = ("train", "all")
DEFAULT_LEARNING_RATE = {
    "full": 5e-5,
    "head": 1e-3,
    "lora": 1e-3,
    "prompt_tuning": 5e-3,
    "none": 0.0,
}


def choose(name: str, value: str, choices: tuple[str, ...]) -> str:
    """Return value, or raise SettingsError that lists the choices."""
    if value not in choices:
        raise SettingsError(f"{name} is {value!r}. Choose one of: {', '.join(choices)}.")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSettings:
    """Which split, and what it needs to be made again."""

    name: str = "leave_last"
    seed: int = 0  # fixes the split; never the training's seed
    known: int = 0  # cold_user: how many first rows of a held-out user are history
    source: str = ""  # cross_domain: value of the domain column to learn from
    target: str = ""  # cross_domain: value of the domain column to predict
    target_rows: int = 0  # cross_domain: labelled rows of the target domain in train

    def __post_init__(self) -> None:
        choose("split", self.name, SPLITS)
        if self.known < 0 or self.target_rows < 0:
            raise SettingsError("known and target_rows count rows; give 0 or more.")
        if self.name == "cross_domain" and not (self.source and self.target):
            raise SettingsError(
                "The split cross_domain needs two domains. Give --source A and --target B."
            )


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
    max_valid: int | None = 1000  # seeded sample of valid rows; None: all
    epochs: int = 3  # passes over train
    batch_size: int = 16  # prompts per step
    learning_rate: float | None = None  # AdamW; None: DEFAULT_LEARNING_RATE of the method
    warmup: float = 0.1  # share of all steps with a rising rate, then linear decay to 0
    weight_decay: float = 0.01  # AdamW; not on biases and norms
    clip: float = 1.0  # largest norm of the gradient
    patience: int = 2  # epochs without a better valid metric before stopping; 0: never stop
    select: str = "auc"  # the valid metric that chooses the epoch
    lora_rank: int = 8
    soft_tokens: int = 8  # put at the start when prompt_tuning finds no {soft:N}
    negatives: int = 1  # implicit feedback: sampled negatives per positive
    max_tokens: int | None = None  # longest prompt; None: min(256, what the model reads)
    test: bool = False  # report on test at the end: a look at test, counted
    seed: int = 0  # sample of train rows, order of batches, new weights
    device: str = "auto"  # auto, cpu, cuda, mps

    def __post_init__(self) -> None:
        choose("method", self.method, METHODS)
        choose("loss", self.loss, LOSSES)
        choose("head", self.head, HEADS)
        choose("statistics", self.statistics, STATISTICS)
        for name in ("epochs", "batch_size", "lora_rank", "soft_tokens", "negatives"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1.")
        for name in ("max_train", "max_valid", "max_tokens", "learning_rate"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SettingsError(f"{name} is {value}; it must be more than 0.")

    @property
    def rate(self) -> float:
        """The learning rate in force."""
        return self.learning_rate or DEFAULT_LEARNING_RATE[self.method]

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RunSettings":
        """Read what `to_json` wrote. Unknown keys are an error."""
        values: Mapping[str, object] = json.loads(text)
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise SettingsError(f"Unknown settings: {', '.join(unknown)}.")
        split = SplitSettings(**values["split"])  # type: ignore[arg-type]
        return cls(**{**values, "split": split})  # type: ignore[arg-type]

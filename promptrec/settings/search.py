"""The settings of one search: what every trial shares, what may differ, and how much is allowed."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import SettingsError
from promptrec.settings.choices import LOSSES, choose, split_method
from promptrec.settings.run import RunSettings

SEARCH_KINDS = ("parameters", "templates")
LARGER_IS_BETTER = ("auc", "gauc_rows", "gauc_positives", "uauc", "accuracy", "f1")
LISTS = ("verbalizers", "methods", "losses", "batch_sizes", "learning_rates")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedTemplate:
    """A template that a search may choose. Its name is what people see."""

    name: str
    text: str
    verbalizer: str = ""  # its own label words; empty: the base's


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How the best template, method and hyper-parameters are looked for, on valid rows only.

    kind "parameters": Optuna proposes trials from the lists; an empty list means the base's value.
    kind "templates": templates are composed from fragments of the data's fields and thinned out by
    successive halving, each trial made as the base says.
    """

    base: RunSettings
    kind: str = "parameters"
    templates: tuple[SearchedTemplate, ...] = ()
    verbalizers: tuple[str, ...] = ()  # "great,good/terrible,bad"
    methods: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    learning_rates: tuple[float, ...] = ()  # (lowest, highest), drawn on a logarithmic scale
    batch_sizes: tuple[int, ...] = ()
    trials: int = 20  # of parameters; of templates: how many are composed at the start
    seconds: float | None = None  # no new trial begins after so many seconds of trials
    metric: str = "auc"  # on valid; the larger the better
    first_rows: int = 64  # templates: valid rows of the first rung; each further rung has 3 times
    seed: int = 0

    def __post_init__(self) -> None:
        choose("search", self.kind, SEARCH_KINDS)
        choose("metric of a search", self.metric, LARGER_IS_BETTER)
        for method in self.methods:
            split_method(method)
        for loss in self.losses:
            choose("loss", loss, LOSSES)
        if self.trials < 1 or self.first_rows < 1:
            raise SettingsError("sentence.counts_trials")
        if self.seconds is not None and not self.seconds > 0:
            raise SettingsError("sentence.above_zero", name="seconds", value=f"{self.seconds:g}")
        if any(size < 1 for size in self.batch_sizes):
            raise SettingsError("sentence.counts_prompts")
        names = [one.name for one in self.templates]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SettingsError("sentence.templates_twice", name=repr(twice[0]))
        self._check_rates()

    def _check_rates(self) -> None:
        rates = self.learning_rates
        if rates and not (len(rates) == 2 and 0 < rates[0] <= rates[1]):
            raise SettingsError("sentence.rates_of_search")

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "SearchSettings":
        """Read what `to_json` wrote. Unknown keys are an error."""
        values: Mapping[str, Any] = json.loads(text)
        unknown = sorted(set(values) - {field.name for field in dataclasses.fields(cls)})
        if unknown:
            raise SettingsError("sentence.unknown_of_search", names=", ".join(unknown))
        base = RunSettings.from_json(json.dumps(values["base"]))
        templates = tuple(SearchedTemplate(**one) for one in values.get("templates", ()))
        lists: dict[str, Any] = {name: tuple(values.get(name, ())) for name in LISTS}
        return cls(**{**values, **lists, "base": base, "templates": templates})

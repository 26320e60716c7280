"""The settings of one search: what every trial shares, what may differ, and how much is allowed."""

import dataclasses
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import SettingsError
from promptrec.fields import NO_OPTION, REQUIRED, Reader, check_all, setting
from promptrec.methods import method_of, split_method
from promptrec.registry import Names, choose
from promptrec.settings.choices import LOSSES
from promptrec.settings.run import RunSettings

SEARCH_KINDS = ("parameters", "templates", "edits")
RACED = ("auc", "gauc_rows", "gauc_positives", "uauc")  # metrics that a comparison can test
LISTS = ("verbalizers", "methods", "losses", "batch_sizes", "learning_rates")


of_search = functools.partial(setting, reader=Reader.TRAINING, section="search")


def metrics_to_aim_at() -> tuple[str, ...]:
    """The metrics that a search may maximize; reading their files takes numpy."""
    from promptrec.metrics.metric import aims

    return aims()


def usual_metric(kind: str) -> str:
    """What a search goes by where nobody says it: as verdicts do.

    Templates that are composed begin on so few rows that hardly a user has liked and disliked ones
    among them (docs/search.md has the counts): they go by AUC over all rows.
    """
    from promptrec.metrics.metric import BESIDE, MAIN

    return BESIDE if kind == "templates" else MAIN


def check_methods(methods: tuple[str, ...]) -> None:
    """SettingsError for what is no method."""
    for method in methods:
        split_method(method)


def tunes(method: str) -> bool:
    """True for a method that trains anything."""
    return method_of(method).tunes


def check_losses(losses: tuple[str, ...]) -> None:
    """SettingsError for what is no loss."""
    for loss in losses:
        choose("loss", loss, LOSSES)


def check_rates(rates: tuple[float, ...]) -> None:
    """SettingsError for what is no range of learning rates; none is the method's own."""
    if rates and not (len(rates) == 2 and 0 < rates[0] <= rates[1]):
        raise SettingsError("sentence.rates_of_search")


def check_sizes(sizes: tuple[int, ...]) -> None:
    """SettingsError for a batch without prompts."""
    if any(size < 1 for size in sizes):
        raise SettingsError("sentence.counts_prompts")


def check_edits(search: "SearchSettings") -> None:
    """SettingsError for what a race of edits cannot be: of several templates, or badly judged."""
    if len(search.templates) != 1:
        raise SettingsError("sentence.edits_one_template")
    choose("metric of a race", search.metric, RACED)


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
    kind "edits": the one template is edited, and its edits race against it on blocks of users.
    """

    base: RunSettings = setting(REQUIRED, Reader.TRAINING, option=NO_OPTION)
    kind: str = of_search("parameters", choices=SEARCH_KINDS, option=NO_OPTION)
    templates: tuple[SearchedTemplate, ...] = of_search((), option=NO_OPTION)
    verbalizers: tuple[str, ...] = of_search((), option="--verbalizer")  # "great,good/terrible,bad"
    methods: tuple[str, ...] = of_search((), option="--method", check=check_methods)
    losses: tuple[str, ...] = of_search((), option="--loss", check=check_losses)
    # (lowest, highest), drawn on a logarithmic scale
    learning_rates: tuple[float, ...] = of_search((), check=check_rates, metavar="LOW,HIGH")
    batch_sizes: tuple[int, ...] = of_search((), option="--batch-size", check=check_sizes)
    # of parameters; of templates: how many are composed at the start; of edits: how many are made
    trials: int = of_search(20, least=1)
    # no new trial begins after so many seconds of trials
    seconds: float | None = of_search(None, above=0)
    # on valid; the larger the better; empty: `usual_metric`
    metric: str = of_search("", choices=Names(metrics_to_aim_at))
    # templates: valid rows of the first rung; each further rung has 3 times
    first_rows: int = of_search(64, least=1)
    # edits: blocks of users after which worse ones are dropped
    looks: int = of_search(5, least=1)
    # edits: id of a run whose weights read every template; empty: each is made as the base says
    weights: str = of_search("", metavar="R")
    seed: int = of_search(0, least=0)

    def __post_init__(self) -> None:
        if not self.metric:
            object.__setattr__(self, "metric", usual_metric(self.kind))
        check_all(self)
        if self.base.starts and not any(map(tunes, self.methods or (self.base.method,))):
            raise SettingsError("sentence.search_of_rule", rule=self.base.start_from)
        if self.kind == "edits":
            check_edits(self)
        names = [one.name for one in self.templates]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SettingsError("sentence.templates_twice", name=repr(twice[0]))

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        values = {**dataclasses.asdict(self), "base": self.base.as_dict()}
        return json.dumps(values, sort_keys=True, ensure_ascii=False)

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

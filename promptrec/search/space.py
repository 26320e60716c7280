"""What a trial may choose, and the run settings that a choice stands for."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from promptrec.errors import SettingsError
from promptrec.metrics.metric import ROW_METRICS
from promptrec.search.fragments import compose
from promptrec.settings import RANKING_LOSSES, RunSettings, SearchSettings
from promptrec.store.snapshots import Parameter, Trial

Parameters = Mapping[str, Parameter]
# parameter -> field of the settings; a template brings its name and label words along
FIELD = {
    "label_words": "verbalizer",
    "method": "method",
    "loss": "loss",
    "learning_rate": "learning_rate",
    "batch_size": "batch_size",
}


def choices(search: SearchSettings) -> dict[str, tuple[Parameter, ...]]:
    """Parameter -> the values to choose from, where there are several. Not the learning rate."""
    lists: dict[str, tuple[Parameter, ...]] = {
        "template": tuple(template.name for template in search.templates),
        "label_words": search.verbalizers,
        "method": search.methods,
        "loss": search.losses,
        "batch_size": search.batch_sizes,
    }
    return {name: values for name, values in lists.items() if len(values) > 1}


def check_space(search: SearchSettings) -> None:
    """SettingsError when all trials would be alike, or one of them lacks the metric."""
    rates = search.learning_rates
    losses = search.losses or (search.base.loss,)
    unsure = [loss for loss in losses if loss in RANKING_LOSSES]
    if unsure and ROW_METRICS[search.metric].needs_probability:
        raise SettingsError("sentence.search_unsure", metric=search.metric, loss=unsure[0])
    if search.kind == "parameters" and not choices(search) and len(set(rates)) < 2:
        raise SettingsError("sentence.trials_alike")


def settings_for(search: SearchSettings, parameters: Parameters) -> RunSettings:
    """The run that a trial of parameters stands for."""
    only: dict[str, Any] = {
        name: values[0]
        for name, values in (
            ("label_words", search.verbalizers),
            ("method", search.methods),
            ("loss", search.losses),
            ("batch_size", search.batch_sizes),
            ("learning_rate", search.learning_rates),
        )
        if values
    }
    if search.templates:
        only["template"] = search.templates[0].name
    chosen = {**only, **parameters}
    changed: dict[str, Any] = {}
    if "template" in chosen:
        found = next(
            template for template in search.templates if template.name == chosen["template"]
        )
        changed = {"template": found.text, "template_name": found.name}
        if found.verbalizer:
            changed["verbalizer"] = found.verbalizer
    changed |= {FIELD[name]: value for name, value in chosen.items() if name in FIELD}
    return dataclasses.replace(search.base, **changed)


def composed_settings(
    search: SearchSettings, parameters: Parameters, dataset: Any, head: str, rows: int
) -> RunSettings:
    """The run that a composed template stands for, on so many rows."""
    base = search.base
    train = rows if base.max_train is None else min(rows, base.max_train)
    return dataclasses.replace(
        base,
        template=compose(parameters, dataset, head),
        template_name=", ".join(str(value) for value in parameters.values()),
        verbalizer=str(parameters.get("label_words", base.verbalizer)),
        language=dataset.about.language,
        max_valid=rows,
        max_train=train if base.tunes else base.max_train,
    )


def confirmed_settings(search: SearchSettings, winner: Trial) -> RunSettings:
    """The winner as an ordinary run on all the base's rows, with its look at test.

    What its trial chose by the number of its rows is chosen again by those of the run.
    """
    base = search.base
    rate = winner.settings.learning_rate if search.learning_rates else base.learning_rate
    return dataclasses.replace(
        winner.settings,
        max_train=base.max_train,
        max_valid=base.max_valid,
        epochs=base.epochs,
        patience=base.patience,
        learning_rate=rate,
        test=True,
    )

"""Putting settings into the run form: those of a run that is repeated, or of a preset.

What the form does not show stays as the run had it that is repeated (`before`), so that a form
that nobody touches gives exactly that run's settings back.
"""

import dataclasses

from promptrec.fields import Setting
from promptrec.methods import METHODS, split_method
from promptrec.prompt.template import Template
from promptrec.settings import PRESETS, RunSettings
from promptrec.ui.shared.forms.form_widgets import START, filled, run_settings
from promptrec.ui.shared.forms.split_form import fill_split
from promptrec.ui.shared.template_pick import OF_RUN
from promptrec.ui.state import dataset_name, keys, remember_folder

ELSEWHERE = (
    *("dataset", "template", "template_name", "language", "verbalizer"),
    *("split", "method", "own", "added_labels", "continue_from"),
)
STAYS = ("model", "device", "target_template")  # whatever preset is chosen


def before(source: str) -> RunSettings:
    """What the form was filled with: a run, when it was about this data; else a preset."""
    kept, chosen = keys.RUN_BEFORE.get(), keys.RUN_PRESET.get()
    if kept is not None and kept.dataset in (source, ""):
        return kept
    return filled(chosen) if chosen else START


def fill_form(settings: RunSettings) -> None:
    """Put a run's settings into the form, for repeating it with changes."""
    remember_folder(settings.dataset)
    keys.DATA_NEXT.set(dataset_name(settings.dataset))
    named, spoken = settings.template_name, settings.language or "en"
    of_run = Template(named, settings.template, settings.verbalizer, spoken)
    keys.TEMPLATE_OF_RUN.set(of_run)
    keys.RUN_TEMPLATE.set(OF_RUN)
    put(settings)
    for name in STAYS:
        put_one(run_settings()[name], getattr(settings, name))
    fill_split(settings.split, keys.RUN_SPLIT)
    keys.RUN_LABELS.set("run" if settings.added_labels else "none")
    keys.RUN_PRESET.set(None)
    keys.RUN_PUT_BACK.forget()


def put(settings: RunSettings) -> None:
    """Give every widget its setting, but those that no preset is about."""
    keys.RUN_BEFORE.set(settings)
    name, count = split_method(settings.method)
    keys.SETTING.of("method").set(name)
    number = METHODS[name].number
    if number is not None:
        keys.SETTING.of(number.name).set(count)
    for setting in run_settings().values():
        if setting.name not in (*ELSEWHERE, *STAYS):
            put_one(setting, getattr(settings, setting.name))


def put_one(setting: Setting, value: object) -> None:
    """Give one widget its value, in the type that the widget has."""
    if setting.kind is float and isinstance(value, int):
        value = float(value)
    keys.SETTING.of(setting.name).set(value)


def put_back() -> None:
    """Fill the form with what it was filled with before somebody changed it."""
    chosen = keys.RUN_PRESET.get()
    kept = keys.RUN_BEFORE.get()
    put(filled(chosen) if chosen else kept or START)
    keys.RUN_PUT_BACK.forget()


def choose_preset() -> None:
    """Fill the form with the preset that was just chosen; what was changed by hand is told."""
    lost = keys.RUN_CHANGED.get()
    put(filled(keys.RUN_PRESET.get() or next(iter(PRESETS))))
    keys.RUN_PUT_BACK.set(lost)


def changed(made: RunSettings, begun: RunSettings) -> tuple[str, ...]:
    """Names of the settings that differ from those that the form was filled with."""
    alike = dataclasses.replace(begun, epochs=made.epochs)  # a patience follows given epochs
    names = (one for one in run_settings() if one not in (*ELSEWHERE, *STAYS))
    found = [one for one in names if getattr(made, one) != getattr(alike, one)]
    if made.epochs != begun.epochs:
        found.append("epochs")
    return ("method", *found) if made.method != begun.method else tuple(found)

"""What was compared: each template in full, and the settings in which the variants differ."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from promptrec.fields import Reader, settings_of
from promptrec.judge.entrants import Group
from promptrec.methods import own_settings
from promptrec.report.blocks import Block, Code, Grid, Heading, Text
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.words.table import has_words

ELSEWHERE = (  # told elsewhere, or of no weight for what is compared
    *("dataset", "template", "target_template", "template_name", "language", "split", "seed"),
    *("device", "test", "max_valid", "added_labels", "continue_from", "own"),
)
NOT_READ = "–"


def variants_part(groups: Sequence[Group], voice: Voice) -> list[Block]:
    """Every template as it was written, once, then what else sets the variants apart."""
    blocks: list[Block] = [Heading(voice.say("memo.compared"))]
    first: dict[tuple[str, str], str] = {}
    for group in groups:
        own = group.entrants[0].run.settings
        texts = own.template, own.target_template
        blocks.append(Heading(voice.variant(group.id), 3))
        if texts in first:
            blocks.append(Text(voice.say("memo.same_text", other=first[texts])))
            continue
        first[texts] = voice.variant(group.id)
        blocks += [Code(text) for text in texts if text]
    return [*blocks, *differences(groups, voice)]


def differences(groups: Sequence[Group], voice: Voice) -> Iterator[Block]:
    """The settings that differ, a column a variant."""
    every = [group.entrants[0].run.settings for group in groups]
    rows = [
        [setting_words(name, voice), *(value_words(name, one, voice) for one in every)]
        for name in differing(every)
    ]
    if len(groups) < 2:
        return
    if not rows:
        yield Text(voice.say("memo.same_settings"))
        return
    heads = [voice.variant(group.id) for group in groups]
    yield Grid([voice.say("report.setting"), *heads], rows, caption=voice.say("memo.differ"))


def differing(every: Sequence[RunSettings]) -> list[str]:
    """The names of settings that two of them read with other values."""
    names = [name for name in every[0].as_dict() if name not in ELSEWHERE]
    return [name for name in names if len({repr(read_value(name, one)) for one in every}) > 1]


def read_value(name: str, settings: RunSettings) -> Any:
    """The value that has a say; NOT_READ where only training reads it and nothing was trained."""
    if name in readers(Reader.TRAINING) and not settings.tunes and name != "method":
        return NOT_READ
    if name in own_settings() and name not in own_names(settings):
        return NOT_READ
    return getattr(settings, name)


def readers(reader: Reader) -> set[str]:
    """The settings of runs and of methods that are read by this one."""
    every: Iterable[Any] = (*settings_of(RunSettings), *own_settings().values())
    return {one.name for one in every if one.reader is reader}


def own_names(settings: RunSettings) -> set[str]:
    """The own settings of the method that a run was tuned with."""
    return {one.name for one in settings.tuning.settings}


def setting_words(name: str, voice: Voice) -> str:
    """What the form calls a setting."""
    return voice.say(f"setting.{name}") if has_words(f"setting.{name}") else name


def value_words(name: str, settings: RunSettings, voice: Voice) -> str:
    """A value for people: its words where it has some, else as it is."""
    value = read_value(name, settings)
    if isinstance(value, bool):
        return voice.say("beyond.yes" if value else "beyond.no")
    if value is None or value == "":
        key = f"setting.{name}_empty"
        return voice.say(key) if has_words(key) else NOT_READ
    for key in (f"setting.{name}_{value}", f"option.{value}"):
        if has_words(key):
            return voice.say(key)
    if name == "start_from":
        return voice.rule(str(value))
    if name == "model":
        return Path(str(value)).name  # a folder of this machine is nobody's business
    return f"{value:g}" if isinstance(value, float) else str(value)

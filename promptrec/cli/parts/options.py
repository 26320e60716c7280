"""The options that several commands share, and how they become settings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.cli.parts.given import build, flags_of
from promptrec.cli.parts.named import named_values
from promptrec.data.shipped import shipped_names
from promptrec.errors import SettingsError
from promptrec.prompt.files import template_from_argument
from promptrec.prompt.template import Template
from promptrec.settings import PRESETS, RunSettings, preset_settings
from promptrec.words.table import LANGUAGES

DatasetArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="A shipped name (movies) or a folder.")
]
TemplateOption = Annotated[
    str, typer.Option("--template", metavar="F", help="A template file (TOML), or the text itself.")
]
UserOption = Annotated[str, typer.Option("--user", metavar="U", help="A user id.")]
ItemOption = Annotated[str, typer.Option("--item", metavar="I", help="An item id.")]
RowOption = Annotated[
    int | None,
    typer.Option("--row", metavar="N", help="Data row of the pair, from 1; default: its last."),
]
ContextOption = Annotated[
    list[str] | None,
    typer.Option("--context", metavar="NAME=VALUE", help="Fill a context field; repeatable."),
]
RunOption = Annotated[str, typer.Option("--run", metavar="R", help="A run, e.g. r0001.")]
PresetOption = Annotated[
    str | None,
    typer.Option(
        "--preset", help=f"{' | '.join(PRESETS)}: a ready-made way to tune; options override it."
    ),
]
FileLanguageOption = Annotated[
    str, typer.Option("--language", help=f"Of the HTML file: {' | '.join(LANGUAGES)}.")
]


def dataset_source(dataset: str) -> str:
    """A shipped name as it is, a folder as an absolute path."""
    return dataset if dataset in shipped_names() else str(Path(dataset).absolute())


def run_settings(
    dataset: str, template: Template, *, preset: str | None = None, **given: Any
) -> RunSettings:
    """Run settings from what was given; the rest is the preset's, else the default."""
    chosen = {name: value for name, value in given.items() if value is not None}
    if preset is not None:
        chosen = {**preset_settings(preset), **chosen}
    target = chosen.pop("target_template", None)
    made = {
        "dataset": dataset_source(dataset),
        "template": template.text,
        "template_name": template.name,
        "language": template.language,
        "verbalizer": template.verbalizer,
        "target_template": template_from_argument(target).text if target else "",
    }
    settings: RunSettings = build(RunSettings, {**made, **chosen})
    return settings


def context_values(given: Sequence[str] | None) -> dict[str, str]:
    """--context weather=rain ... as a mapping."""
    return named_values(given, "--context", "sentence.context_form", "context.")


def either(run: str, template: str, **given: Any) -> None:
    """Exactly one of --run and --template; a run brings all other settings along."""
    if bool(run) == bool(template):
        raise SettingsError("sentence.run_or_template")
    if run:
        keep_own(run, flags_of(RunSettings, given))


def keep_own(run: str, options: Sequence[str]) -> None:
    """SettingsError for options that would change what a run was made with."""
    if options:
        raise SettingsError("sentence.run_keeps_own", options=", ".join(options), run=run)


def knows_as_a_run(given: Mapping[str, Any], split: Mapping[str, Any] | None) -> bool:
    """Whether options say what a run would know of others, so that not every older row counts."""
    return bool(split) or not given.keys().isdisjoint({"statistics", "max_train"})

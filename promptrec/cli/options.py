"""The options that several commands share, and how they become settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.data.shipped import shipped_names
from promptrec.errors import SettingsError
from promptrec.prompt.files import template_from_argument
from promptrec.prompt.template import Template
from promptrec.settings import (
    HEADS,
    HISTORIES,
    LOSSES,
    METHODS,
    PRESETS,
    SCHEDULES,
    SPLITS,
    RunSettings,
    SplitSettings,
    choose,
)

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
ModelOption = Annotated[
    str | None, typer.Option("--model", help="minilm, smollm2-135m, a folder, or a hub id.")
]
HeadOption = Annotated[str | None, typer.Option("--head", help=" | ".join(HEADS))]
VerbalizerOption = Annotated[
    str | None, typer.Option("--verbalizer", help='Label words, e.g. "great,good/terrible,bad".')
]
MaxTokensOption = Annotated[
    int | None, typer.Option("--max-tokens", help="Longest prompt, in tokens.")
]
SplitOption = Annotated[str | None, typer.Option("--split", help=" | ".join(SPLITS))]
SplitSeedOption = Annotated[int | None, typer.Option("--split-seed", help="Fixes the split.")]
KnownOption = Annotated[
    int | None, typer.Option("--known", help="cold_user: first rows of a new user that are known.")
]
SourceOption = Annotated[str | None, typer.Option("--source", help="cross_domain: learn from.")]
TargetOption = Annotated[str | None, typer.Option("--target", help="cross_domain: predict.")]
TargetRowsOption = Annotated[
    int | None, typer.Option("--target-rows", help="cross_domain: target rows in train.")
]
HistoryOption = Annotated[
    str | None,
    typer.Option(
        "--history",
        help=f"{' | '.join(HISTORIES)}: rows of valid and test, predicted from their user's first "
        "row there, or each from its own moment (bent within users).",
    ),
]
TargetTemplateOption = Annotated[
    str | None, typer.Option("--target-template", help="cross_domain: template of target rows.")
]
StatisticsOption = Annotated[
    str | None, typer.Option("--statistics", help="train | all: rows that item.summary counts.")
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Sampling, order, new weights.")]
DeviceOption = Annotated[str | None, typer.Option("--device", help="auto | cpu | cuda | mps")]
BatchOption = Annotated[int | None, typer.Option("--batch-size", help="Prompts per step.")]
MethodOption = Annotated[
    str | None,
    typer.Option("--method", help=" | ".join(METHODS).replace("top_layers", "top_layers:N")),
]
LossOption = Annotated[str | None, typer.Option("--loss", help=" | ".join(LOSSES))]
CalibrateOption = Annotated[
    bool | None,
    typer.Option("--calibrate", help="Subtract the answer to the content-free prompt."),
]
PresetOption = Annotated[
    str | None,
    typer.Option(
        "--preset", help=f"{' | '.join(PRESETS)}: settings of a known recipe; options override it."
    ),
]


def number(kind: type, name: str, text: str) -> Any:
    """An optional number as an option."""
    return Annotated[kind | None, typer.Option(name, help=text)]


AccumulateOption = number(int, "--accumulate", "Batches whose gradients add up to one step.")
TokenBudgetOption = number(int, "--token-budget", "Tokens of a batch, instead of --batch-size.")
SmoothingOption = number(float, "--label-smoothing", "Share of a label moved to the other class.")
DropoutOption = number(float, "--dropout", "While training; default: as pretrained.")
PopularOption = number(float, "--popular-negatives", "Share of negatives drawn by popularity.")
TemperatureOption = number(float, "--temperature", "infonce divides scores by it.")
AdapterSizeOption = number(int, "--adapter-size", "Width of the bottleneck of adapter.")
PrefixOption = number(int, "--prefix-tokens", "Keys and values per layer of prefix_tuning.")
SoftTokensOption = number(int, "--soft-tokens", "Soft tokens where the template has none.")
ClipOption = number(float, "--clip", "Largest norm of the gradient.")
PseudoOption = number(
    float, "--pseudo-confidence", "Self-training: label unlabelled pairs above it; 0: off."
)
PseudoRowsOption = number(int, "--pseudo-rows", "Self-training: unlabelled pairs looked at.")
ScheduleOption = Annotated[str | None, typer.Option("--schedule", help=" | ".join(SCHEDULES))]
SelectOption = Annotated[
    str | None, typer.Option("--select", help="Valid metric that chooses the epoch; default auc.")
]
FairnessOption = Annotated[
    str | None,
    typer.Option(
        "--fairness",
        metavar="user.FIELD:WEIGHT",
        help="Penalty on the gap of mean scores between groups of users, e.g. user.gender:0.1.",
    ),
]
WeightsOption = Annotated[
    bool | None, typer.Option("--class-weights", help="Both classes weigh the same in total.")
]


def split_settings(**given: Any) -> SplitSettings:
    """Split settings from options; None leaves the default."""
    return SplitSettings(**{name: value for name, value in given.items() if value is not None})


def dataset_source(dataset: str) -> str:
    """A shipped name as it is, a folder as an absolute path."""
    return dataset if dataset in shipped_names() else str(Path(dataset).absolute())


def run_settings(
    dataset: str, template: Template, *, preset: str | None = None, **given: Any
) -> RunSettings:
    """Run settings from options; None leaves the preset's value, else the default."""
    chosen = {name: value for name, value in given.items() if value is not None}
    if preset is not None:
        chosen = {**PRESETS[choose("preset", preset, tuple(PRESETS))], **chosen}
    verbalizer = chosen.pop("verbalizer", None) or template.verbalizer
    target = chosen.pop("target_template", None)
    return RunSettings(
        dataset=dataset_source(dataset),
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=verbalizer,
        target_template=template_from_argument(target).text if target else "",
        **chosen,
    )


def context_values(given: Sequence[str] | None) -> dict[str, str]:
    """--context weather=rain ... as a mapping."""
    pairs = [entry.partition("=") for entry in given or ()]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise SettingsError("sentence.context_form", text=name)
    return {name.removeprefix("context."): value for name, _, value in pairs}


def either(run: str, template: str, **given: Any) -> None:
    """Exactly one of --run and --template; a run brings all other settings along."""
    if bool(run) == bool(template):
        raise SettingsError("sentence.run_or_template")
    extra = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
    if run and extra:
        raise SettingsError("sentence.run_keeps_own", options=", ".join(extra), run=run)

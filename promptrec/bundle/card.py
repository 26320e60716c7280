"""The model card of a bundle, as Markdown: what it is, what it learned from, what it is for."""

from collections.abc import Sequence
from datetime import UTC, datetime

from promptrec.data.dataset import Dataset
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.settings import RunSettings
from promptrec.store.served.states import TemplateState
from promptrec.store.snapshots import JobResult, Run
from promptrec.words.named import metric_name

SHOWN = (MAIN, BESIDE, "accuracy", "log_loss")


def card(
    run: Run,
    result: JobResult,
    dataset: Dataset,
    verdict: Sequence[str],
    state: TemplateState | None = None,
) -> str:
    """A card in English, after Mitchell et al. 2019, "Model Cards for Model Reporting".

    state: of its template when the bundle is made; None: a draft that nobody spoke of.
    """
    settings = run.settings
    parts = {
        "What it is": what(run, settings),
        "Template": ["```", settings.template, "```", "", state_line(state)],
        "Data": data_lines(dataset, settings),
        "How good it is": [*metric_lines(result), "", *verdict],
        "Intended use": [
            "Ordering items for one person, where a wrong place in a list does little harm: films, "
            "songs, groceries. Let people look at what it recommends before others see it.",
        ],
        "Limits": limits(dataset, settings),
    }
    title = (run.name or run.id).replace("\n", " ")
    sections = [f"## {head}\n\n" + "\n".join(lines) for head, lines in parts.items()]
    return f"# {title}\n\n" + "\n\n".join(sections) + "\n"


def what(run: Run, settings: RunSettings) -> list[str]:
    """The model and how it was tuned."""
    start = f", scores start from the rule {settings.start_from}" if settings.starts else ""
    return [f"`{settings.model}`, method `{settings.method}`{start}. Run {run.id}."]


def state_line(state: TemplateState | None) -> str:
    """Draft, candidate or live; who said so, when and why."""
    if state is None:
        return "State when the bundle was made: draft."
    at = datetime.fromtimestamp(state.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    who = f" by {state.who}" if state.who else ""
    why = f": {' '.join(state.why.split())}" if state.why else "."
    return f"State when the bundle was made: {state.state}, since {at}{who}{why}"


def data_lines(dataset: Dataset, settings: RunSettings) -> list[str]:
    """What it learned from, and under which licence."""
    about, split = dataset.about, settings.split
    size = f"{len(dataset.users):,} users, {len(dataset.items):,} items"
    lines = [f"{about.name}: {size}, {len(dataset.interactions):,} interactions."]
    if about.synthetic:
        lines.append("The data is made up.")
    if about.source:
        lines.append(f"Source: {about.source}")
    lines.append(f"Licence: {about.licence or 'not stated; ask before you pass it on'}")
    lines.append(f"Split: {split.name}, seed {split.seed}, histories {split.history}.")
    return lines


def metric_lines(result: JobResult) -> list[str]:
    """Metrics on valid with their intervals over users."""
    found = [
        f"- {metric_name('en', name)}: {result.metrics[name]:.3f}"
        for name in SHOWN
        if name in result.metrics
    ]
    return ["On valid rows, with 95 % intervals over users:", "", *found]


def limits(dataset: Dataset, settings: RunSettings) -> list[str]:
    """What it was not judged on."""
    lines = [
        "- Judged on people and items of this data alone, on ratings that they chose to give.",
        "- A score says which of two items fits better; how much people would like it is another"
        " question.",
    ]
    if dataset.implicit:
        lines.append("- The data knows no dislikes: unseen items stand for them.")
    if settings.statistics != "labelled":
        lines.append("- It reads what others did before the moment of the question.")
    return lines

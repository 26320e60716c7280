"""What runs and baselines are called on the Compare page."""

from promptrec.plots.style import shortened
from promptrec.store.snapshots import Run
from promptrec.ui.say import has_words, say
from promptrec.ui.template_pick import DRAFT

BEGINNING = 30  # characters of a template without a name


def run_name(run: Run) -> str:
    """A run's name with its id, so that no two are alike."""
    settings = run.settings
    template = settings.template_name
    if template == DRAFT:  # typed on the command line: no name tells it from others
        template = shortened(" ".join(settings.template.split()), BEGINNING)
    tuned = settings.method if settings.tunes else say("compare.untuned")
    return f"{run.id} · {run.name or f'{template}, {tuned}'}"


def rule_name(name: str) -> str:
    """A baseline's name for people."""
    return say(f"baseline.{name}") if has_words(f"baseline.{name}") else name

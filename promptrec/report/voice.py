"""How a report speaks: its language, and what runs, sides and metrics are called in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from promptrec.judge.entrants import Group
from promptrec.plots.style import shortened
from promptrec.plots.words import plot_words
from promptrec.prompt.library import template_title
from promptrec.records import SideId
from promptrec.store.shipped_runs import example_title
from promptrec.store.snapshots import Run
from promptrec.words.named import field_inside, field_names, metric_inside, metric_name
from promptrec.words.table import Sentence, has_words, worded

BEGINNING = 30  # characters of a template without a name
DRAFT = "draft"  # what the command line calls a template that was typed


@dataclass(frozen=True, slots=True)
class Voice:
    """Words by key. titles: what variants are called, by their ids; others by their ids alone."""

    language: str = "en"
    titles: Mapping[str, str] = field(default_factory=dict)
    implicit: bool = False  # the data knows no dislikes

    def say(self, key: str, /, **values: object) -> str:
        """The words of a key."""
        return worded(self.language, key, **values)

    def page(self, name: str, **values: object) -> str:
        """A word of the page and the file of a comparison."""
        return self.say(f"versus_page.{name}", **values)

    def variant(self, name: str) -> str:
        """A variant for people, by its id."""
        return self.titles.get(name, name)

    def rule(self, name: str) -> str:
        """A baseline for people."""
        return self._known(f"baseline.{name}", name)

    def side(self, one: SideId) -> str:
        """A variant or a baseline for people."""
        return self.rule(one.name) if one.baseline else self.variant(one.name)

    def metric(self, name: str) -> str:
        """A metric for people, above a column or on an axis."""
        return metric_name(self.language, name)

    def fields(self, names: Sequence[str]) -> list[str]:
        """Fields for people, beside bars and in tables."""
        return field_names(self.language, names)

    def inside(self, kind: str, name: str) -> str:
        """The same within a sentence. kind: metric, field or rule."""
        if kind == "metric":
            return metric_inside(self.language, name)
        if kind == "field":
            return field_inside(self.language, name)
        return self._known(f"said.{kind}_{name}", name)

    def figures(self) -> Mapping[str, str]:
        """The words of figures."""
        return plot_words(self.language, implicit=self.implicit)

    def _known(self, key: str, name: str) -> str:
        return self.say(key) if has_words(key) else name


def voice_of(language: str, groups: Sequence[Group], *, titled: bool = True) -> Voice:
    """The voice for some variants. titled: by their names; else by the ids of their runs."""
    data = groups[0].entrants[0].plan.dataset
    titles = {one.id: group_title(one, language) for one in groups} if titled else {}
    return Voice(language, titles, data.implicit)


def group_title(group: Group, language: str) -> str:
    """A variant for people, with the number of its seeds."""
    seeds = len(group.entrants)
    more = f" ({worded(language, 'versus.seeds', count=seeds)})" if seeds > 1 else ""
    return f"{run_label(group.entrants[0].run, language)}{more}"


def run_title(run: Run, language: str = "en") -> str:
    """What a run is called: its own name, else its template and how it was tuned."""
    if run.example:
        return example_title(run, language)
    if run.name or run.unreadable:
        return given_name(run, language) or worded(language, "runs.unreadable")
    settings = run.settings
    template = template_title(settings.template_name, settings.template, language)
    if template == DRAFT:  # typed on the command line: no name tells it from others
        template = shortened(" ".join(settings.template.split()), BEGINNING)
    tuned = settings.method if settings.tunes else worded(language, "compare.untuned")
    return worded(language, "runs.titled", template=template, tuned=tuned)


def given_name(run: Run, language: str) -> str:
    """The name that a person gave a run, or that a page gave it in no language; "" for none."""
    return run.name.in_language(language) if isinstance(run.name, Sentence) else run.name


def run_label(run: Run, language: str = "en") -> str:
    """A run's title behind its id, so that no two are alike."""
    return f"{run.id} · {run_title(run, language)}"


def labels_of(runs: Iterable[Run], language: str) -> dict[str, str]:
    """Each run's label by its id."""
    return {run.id: run_label(run, language) for run in runs}


def listed(variants: Sequence[str], voice: Voice) -> str:
    """Variants in a sentence: "A, B and C"."""
    return in_a_row([voice.variant(name) for name in variants], voice)


def in_a_row(words: Sequence[str], voice: Voice) -> str:
    """Some words as a list in a sentence; "" for none."""
    if not words:
        return ""
    *others, last = words
    return voice.say("said.comma").join(others) + (voice.say("said.and") if others else "") + last


def p_words(p: float, voice: Voice) -> str:
    """A p-value as text.

    >>> p_words(0.0002, Voice()), p_words(0.0412, Voice())
    ('< .001', '= .041')
    """
    if p < 0.001:
        return voice.say("said.p_small")
    return voice.say("said.p", p=f"{p:.3f}".replace("0.", ".", 1))

"""Scores of the draft and of its saved version for a few pairs. Loads torch when first called."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.examples.known import KnownRows, every_row
from promptrec.model.planning import rating_scale
from promptrec.model.reading import reader_for
from promptrec.model.variant import final_answers
from promptrec.records import Answers, Floats, Pairs
from promptrec.settings import RunSettings
from promptrec.ui.shared.draft import saved_template
from promptrec.ui.shared.preview import previews
from promptrec.ui.shell.say import say
from promptrec.ui.state import known_by, lookups, run_variant, store, untuned_scorer
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once, passing
from promptrec.ui.templates.score_with import NOTHING, UNTUNED


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one pair and how it moved."""

    score: float
    probability: float | None  # of liked; None where the score only orders items
    change: float | None  # against the saved version; None without one


def score_draft(data: Dataset, draft: RunSettings, pairs: Pairs, scorer: str) -> list[Scored]:
    """Score the pairs with the draft and, where there is one, with the saved version."""
    with st.spinner(say("templates.scoring"), show_time=True):
        now = score(data, draft, pairs, scorer)
        saved = saved_template(data)
        before = None
        if saved is not None:
            words = {"template": saved.text, "verbalizer": saved.verbalizer}
            settings = dataclasses.replace(draft, **words)  # type: ignore[arg-type]
            if scorer != UNTUNED or same_head(data, draft, settings):
                before = score(data, settings, pairs, scorer)
    return with_changes(now, before)


def with_changes(now: Answers, before: Answers | None) -> list[Scored]:
    """Scores of pairs, and how far each moved from before."""
    changes = None if before is None else now.score - before.score
    return [
        Scored(float(one), value_at(now.probability, at), value_at(changes, at))
        for at, one in enumerate(now.score)
    ]


def value_at(values: Floats | None, at: int) -> float | None:
    """One of the values; None without any, or where it is no number."""
    return None if values is None or np.isnan(values[at]) else float(values[at])


def score(data: Dataset, settings: RunSettings, pairs: Pairs, scorer: str) -> Answers:
    """Answers of the untuned model, or of a run's, to the settings' template.

    Kept for a while: of all that a page scores, a keystroke changes one template.
    """
    settings = settings_read(data, settings, scorer)
    whose = tuple(getattr(pairs, name).tobytes() for name in ("user", "item", "row"))
    unnamed = dataclasses.replace(settings, template_name="").to_json()
    asked = ("live", str(home()), data.fingerprint(), scorer, unnamed, whose)
    return made_once(asked, lambda: answers_of(data, settings, pairs, scorer), passing)


def answers_of(data: Dataset, settings: RunSettings, pairs: Pairs, scorer: str) -> Answers:
    """The same, asked anew. settings: as `settings_read` gives them."""
    reading = reader_for(settings, data.about.language)
    if scorer == UNTUNED:
        model, offset = untuned_scorer(reading.scorer_plan(settings, rating_scale(data))), None
        factors: KnownRows | None = every_row(data)
    else:
        run = run_variant(scorer)
        model, offset, factors = run.scorer, run.offset(pairs, None), run.plan.maker.factors
    found = previews(data, reading, pairs, *lookups(data), factors, known_of(data, scorer))
    answers = model.score([one.encoded for one in found])
    read = [(reading.template, reading.encoder, np.arange(len(found)))]
    return final_answers(answers, model, settings, read, offset)


def known_of(data: Dataset, scorer: str) -> KnownRows | None:
    """What the run that scores knows of others, or a prompt opened from it would say something
    else here; None, every older row, where none does.
    """
    return None if scorer in (NOTHING, UNTUNED) else known_by(data, scorer)


def settings_read(data: Dataset, draft: RunSettings, scorer: str) -> RunSettings:
    """The settings under which a draft is read: its own, or those of the run that scores it.

    TemplateError when the run's weights cannot read it: another head, other soft or cf tokens.
    """
    if scorer in (NOTHING, UNTUNED):
        return draft
    own = store().run(scorer).settings
    language = data.about.language
    trained = reader_for(own, language)
    settings = dataclasses.replace(
        own,
        template=draft.template,
        template_name=draft.template_name,
        target_template="",
        language=draft.language,
        head=trained.head,
    )
    reading = reader_for(settings, language)
    if missing := [side for side in reading.cf_sides if side not in trained.cf_sides]:
        raise TemplateError("sentence.other_cf", run=scorer, name=f"cf.{missing[0]}")
    soft = reading.template.soft_total
    if soft != trained.template.soft_total:
        raise TemplateError(
            "sentence.other_soft", run=scorer, trained=trained.template.soft_total, count=soft
        )
    return settings


def same_head(data: Dataset, one: RunSettings, other: RunSettings) -> bool:
    """True when both texts are answered in the same way: scores of two heads have no difference."""
    return reader_for(one, data.about.language).head == reader_for(other, data.about.language).head

"""The lesson's prompt, opened, and what the model shows at every step."""

from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.progress import Report, silent, told
from promptrec.explain.subject import Subject, subject_of
from promptrec.judge.opening import variant_of
from promptrec.lesson.reveals import REVEALS, Reveal
from promptrec.lesson.steps import STEPS, LessonPrompt
from promptrec.model.variant import Variant


def lesson_variant(prompt: LessonPrompt) -> Variant:
    """The untuned model with its data. Loads torch."""
    return variant_of(prompt.settings, open_dataset(prompt.dataset), every_row=True)


def lesson_subject(prompt: LessonPrompt, variant: Variant | None = None) -> Subject:
    """The prompt of its pair; variant: where it is open already."""
    chosen = variant or lesson_variant(prompt)
    return subject_of(chosen, pairs_by_id(chosen.plan.dataset, [(prompt.user, prompt.item)]))


def all_answers(
    subject: Subject, prompt: LessonPrompt, report: Report = silent
) -> dict[str, Reveal]:
    """Step -> what the model shows."""
    steps = told(STEPS, report)
    return {step.name: REVEALS[step.name](subject, prompt, own) for step, own in steps}

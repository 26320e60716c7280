"""The lesson's six steps, and the prompt that they are about.

No torch: only a reveal waits for a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.model.backbones.catalogue import is_here
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings

VERSIONS = 40  # of a prompt, over which a difference is measured
MISSING = 0.15  # probability that a word is missing in a version


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPrompt:
    """The one prompt that all steps ask the untuned model about."""

    dataset: str
    model: str
    template: str
    user: str
    item: str
    part: str  # how the optional part begins that step 1 is about
    emptied: str  # the field that step 4 empties

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its template, in their order."""
        return tuple(Template("", self.template).fields)

    @property
    def settings(self) -> RunSettings:
        """The untuned model that reads it."""
        return RunSettings(
            dataset=self.dataset, template=self.template, model=self.model, method="none"
        )


ENGLISH = LessonPrompt(
    dataset="movies",
    model="minilm",
    template=(
        "[Liked: {history.liked:4}. ][Disliked: {history.disliked:3}. ]"
        "{item.title}[, {item.genres:3}]. It was {mask}."
    ),
    user="56",  # chosen with the item by `python -m scripts.lesson_prompts`
    item="318",  # The Shawshank Redemption
    part="Liked:",
    emptied="history.disliked",
)
CHINESE = LessonPrompt(
    dataset="shop-zh",
    model="multilingual-e5-small",
    template=(
        "[买过：{history.liked:4}。]商品：{item.title}[，{item.category}][，{item.price}]。"
        "总的来说很{mask}。"
    ),
    user="1158",  # chosen as the other, `python -m scripts.lesson_prompts 10 zh`
    item="558",
    part="买过：",
    emptied="history.liked",
)
PROMPTS: Mapping[str, LessonPrompt] = {"en": ENGLISH, "zh": CHINESE}  # language of the visitor


def lesson_prompt(language: str) -> LessonPrompt:
    """What the lesson is about in a language.

    The English prompt where it has none of its own, or where the model that reads it is not here.
    """
    found = PROMPTS.get(language, ENGLISH)
    return found if is_here(found.model) else ENGLISH


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One step; its answer is in `lesson.reveals.REVEALS` under its name."""

    name: str
    view: str  # of the Explain page; "": the Templates page
    choices: tuple[str, ...] = ()  # empty: the fields of the prompt

    def choices_on(self, prompt: LessonPrompt) -> tuple[str, ...]:
        """What may be predicted about a prompt."""
        return self.choices or prompt.fields


STEPS = (
    LessonStep("template", "", ("empty", "gone", "error")),
    LessonStep("answer", "answers", ("liked", "disliked")),
    LessonStep("fields", "fields"),
    LessonStep("what_if", "what_if", ("up", "down", "same")),
    LessonStep(
        "faithful", "tokens", ("integrated_gradients", "gradient_x_input", "occlusion", "alike")
    ),
    LessonStep("looking", "reading", ("yes", "no", "unclear")),
)

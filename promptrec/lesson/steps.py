"""The lesson's six steps: where each is seen, what may be predicted. No torch: only a reveal waits.

All steps are about one prompt of shipped data and the default model.
"""

from dataclasses import dataclass

DATASET, MODEL = "movies", "minilm"
USER, ITEM = "15", "318"  # The Shawshank Redemption, of somebody with a long history
TEMPLATE = (
    "[Liked: {history.liked:4}. ][Disliked: {history.disliked:3}. ]"
    "{item.title}[, {item.genres:3}]. It was {mask}."
)


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One step; its answer is in `lesson.REVEALS` under its name."""

    name: str
    view: str  # of the Explain page; "": the Templates page
    choices: tuple[str, ...]


STEPS = (
    LessonStep("template", "", ("empty", "gone", "error")),
    LessonStep("answer", "answers", ("liked", "disliked")),
    LessonStep(
        "fields", "fields", ("history.liked", "history.disliked", "item.title", "item.genres")
    ),
    LessonStep("what_if", "what_if", ("up", "down", "same")),
    LessonStep("faithful", "tokens", ("integrated_gradients", "gradient_x_input", "occlusion")),
    LessonStep("looking", "reading", ("yes", "no")),
)

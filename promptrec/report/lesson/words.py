"""The words of the lesson about its prompt, for the page and the printed sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptrec.lesson.steps import MISSING, VERSIONS, LessonPrompt, LessonStep
from promptrec.records import Interval
from promptrec.words.named import field_inside, field_name
from promptrec.words.table import has_words, worded

if TYPE_CHECKING:
    from promptrec.lesson.reveals import Reveal


def as_it_is(text: object) -> str:
    """For a place that escapes by itself."""
    return str(text)


@dataclass(frozen=True, slots=True)
class LessonWords:
    """What is said in one language about one prompt."""

    language: str
    prompt: LessonPrompt
    title: str  # of its item
    safe: Callable[[object], str] = as_it_is  # what is done to text of data and model

    def tell(self, name: str, **more: str) -> str:
        """A sentence of the lesson; it may name user, item, title, part and emptied field."""
        about = self.prompt
        values = {
            "user": about.user,
            "item": about.item,
            "title": self.title,
            "part": about.part,
            "emptied": field_inside(self.language, about.emptied),
            "model": about.model,
            "versions": str(VERSIONS),
            "missing": f"{100 * MISSING:.0f} %",
            **more,
        }
        safe = {key: self.safe(value) for key, value in values.items()}
        return worded(self.language, f"lesson.{name}", **safe)

    def choice(self, name: str) -> str:
        """The words of a choice; a field is what it says."""
        if has_words(f"lesson.choice_{name}"):
            return self.tell(f"choice_{name}")
        key = f"explain.{name}"
        if has_words(key):
            return worded(self.language, key)
        return field_name(self.language, name) if name in self.prompt.fields else name

    def seen(self, step: LessonStep, found: "Reveal") -> str:
        """What the model showed."""
        comma = worded(self.language, "said.comma")
        shares = [
            f"{field_inside(self.language, bar.name)} {bar.value.value:+.2f}"
            for bar in found.bars
            if bar.name in self.prompt.fields
        ]
        return self.tell(f"{step.name}_seen", shares=comma.join(shares), **found.numbers)

    def bars(self, step: LessonStep, found: "Reveal") -> list[tuple[str, Interval, bool]]:
        """The picture of a step: name, value, whether it is only there to be compared with."""
        return [
            (self.bar(step, bar.name, found.numbers), bar.value, bar.quiet) for bar in found.bars
        ]

    def bar(self, step: LessonStep, name: str, numbers: Mapping[str, str]) -> str:
        """The name of a bar."""
        key = f"{step.name}_bar_{name}"
        return self.tell(key, **numbers) if has_words(f"lesson.{key}") else self.choice(name)

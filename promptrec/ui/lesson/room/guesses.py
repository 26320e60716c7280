"""What a class guessed at a step, beside what was right."""

from collections.abc import Mapping

from promptrec.lesson.steps import LessonPrompt, LessonStep
from promptrec.plots.lesson import lesson_bars
from promptrec.records import Interval
from promptrec.ui.lesson.view import words_here
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import say


def distribution(
    step: LessonStep, prompt: LessonPrompt, counts: Mapping[str, int], right: str
) -> None:
    """A bar a choice, the right one in colour."""
    words = words_here(prompt, markdown=False)
    rows = []
    for name in step.choices_on(prompt):
        mark = f"✓ {words.choice(name)}" if name == right else words.choice(name)
        rows.append((mark, Interval(float(counts.get(name, 0))), name != right))
    figure = lesson_bars(
        rows, title=say("room.guesses"), unit=say("room.guesses_unit"), digits=".0f"
    )
    most = max((counts.get(name, 0) for name in step.choices_on(prompt)), default=0)
    figure.update_xaxes(dtick=max(1, most // 5))  # pupils are counted in whole
    chart(figure, key=f"room_guesses_{step.name}")

"""Numbers and times as people read them."""

from datetime import datetime

from promptrec.ui.shell.say import language, say
from promptrec.words import form


def count(value: int) -> str:
    """100004 -> 100,004."""
    return f"{value:,}"


def share(value: float) -> str:
    """0.512 -> 51 %, in Chinese 51%."""
    return form.percent(language(), value)


def small_share(value: float) -> str:
    """0.0033 -> 0.3 %."""
    return form.percent(language(), value, 1)


def duration(seconds: float) -> str:
    """A time span in the two units that matter."""
    whole = max(0, round(seconds))
    if whole < 60:
        return say("time.seconds", seconds=whole)
    if whole < 3600:
        return say("time.minutes", minutes=whole // 60, seconds=whole % 60)
    return say("time.hours", hours=whole // 3600, minutes=whole % 3600 // 60)


def moment(at: float | None) -> str:
    """A time of day with its date, on this machine's clock."""
    if at is None:
        return "–"
    return form.moment(language(), datetime.fromtimestamp(at))

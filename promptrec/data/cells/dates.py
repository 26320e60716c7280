"""Moments as people and programs write them -> nanoseconds since 1970, in UTC.

>>> forms = [form_of(text) for text in ("2025-08-24T10:00Z", "24.08.2025", "24 Aug 2025", "soon")]
>>> [form and form.name for form in forms]
['ymd', 'parts.', 'named', None]
>>> nanoseconds("1970-01-02 01:00+01:00"), nanoseconds("2.1.1970", day_first=True)
(86400000000000, 86400000000000)
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

YEARS = (1900, 2100)  # others are a slip, or stand for "never"
SECOND = 1_000_000_000  # nanoseconds
MONTHS = (
    ("jan", "january", "januar"),
    ("feb", "february", "februar"),
    ("mar", "march", "märz", "mrz"),
    ("apr", "april"),
    ("may", "mai"),
    ("jun", "june", "juni"),
    ("jul", "july", "juli"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october", "okt", "oktober"),
    ("nov", "november"),
    ("dec", "december", "dez", "dezember"),
)
MONTH = {name: at for at, names in enumerate(MONTHS, 1) for name in names}
CLOCK = (
    r"(?:(?:T|,?\s+|(?<=日))(?P<early>上午|下午)?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
FORMS = {
    "ymd": r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
    "ymd ": r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日?",
    "parts": r"(?P<first>\d{1,2})(?P<sign>[-/.])\s?(?P<other>\d{1,2})(?P=sign)\s?(?P<year>\d{4})",
    "named": WEEKDAY + r"(?P<day>\d{1,2})\.?[\s-](?P<name>[a-zä]+)\.?[\s,-]\s?(?P<year>\d{4})",
    "named ": WEEKDAY + r"(?P<name>[a-zä]+)\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?"
    r"\s(?P<year>\d{4})",
}
PATTERNS = {
    name: re.compile(form + CLOCK, re.ASCII | re.IGNORECASE) for name, form in FORMS.items()
}
SHORT = re.compile(r"\d{1,2}([-/. ])(?:\d{1,2}|[A-Za-z]{3,9})\1'?\d{2}(?!\d).*", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How a moment is written."""

    name: str  # forms of one name may stand in one column
    found: re.Match[str]

    @property
    def zoned(self) -> bool:
        """True where it says of which time zone it is; a day alone needs none."""
        return self.found["hour"] is None or self.found["zone"] is not None

    @property
    def parts(self) -> tuple[int, int] | None:
        """The two numbers before the year, where either may be the day."""
        if not self.name.startswith("parts"):
            return None
        return int(self.found["first"]), int(self.found["other"])


def form_of(text: str) -> DateForm | None:
    """The form of a moment; None for what is none."""
    text = " ".join(text.split())
    for name, pattern in PATTERNS.items():
        found = pattern.fullmatch(text)
        if found is None or ("name" in name and found["name"].lower() not in MONTH):
            continue
        return DateForm(name.strip() + (found["sign"] if name == "parts" else ""), found)
    return None


def is_short(text: str) -> bool:
    """True for a date whose year has two digits.

    >>> is_short("24.08.25"), is_short("24-Aug-25 10:00"), is_short("24.08.2025")
    (True, True, False)
    """
    return SHORT.fullmatch(text.strip()) is not None


def nanoseconds(text: str, *, day_first: bool = True) -> int | None:
    """The moment in UTC; None for what is no moment of the calendar, or of another century."""
    form = form_of(text)
    if form is None:
        return None
    found = form.found
    year, (month, day) = int(found["year"]), month_and_day(form, day_first=day_first)
    hour = hour_of(found)
    if hour is None or not YEARS[0] <= year <= YEARS[1]:
        return None
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    fraction = int((found["fraction"] or "").ljust(9, "0"))
    return (int(moment.timestamp()) - offset(found["zone"])) * SECOND + fraction


def month_and_day(form: DateForm, *, day_first: bool) -> tuple[int, int]:
    """Month and day, whichever comes first."""
    found = form.found
    if form.parts:
        return form.parts[::-1] if day_first else form.parts
    named = "name" in found.re.groupindex
    return MONTH[found["name"].lower()] if named else int(found["month"]), int(found["day"])


def hour_of(found: re.Match[str]) -> int | None:
    """The hour of the day; None for an hour that halves of a day do not have."""
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["early"] or "").lower().replace(".", "")
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half in ("pm", "下午") else 0)


def offset(zone: str | None) -> int:
    """Seconds by which a zone is ahead of UTC."""
    if not zone or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def compact(text: str) -> int | None:
    """20250824, also with hour and minute (and second) behind it; None for anything else.

    >>> compact("19700102"), compact("197001020000"), compact("19701340")
    (86400000000000, 86400000000000, None)
    """
    found = COMPACT.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, *clock = found.groups("00")
    return nanoseconds(f"{year}-{month}-{day} {':'.join(clock)}")

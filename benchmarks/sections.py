"""Pages that benchmarks write: whole, or a section of one that people write the rest of."""

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_section(page: Path, heading: str, lines: Sequence[str]) -> None:
    """Put lines under a heading of the second level; all other sections stay as they are."""
    text = page.read_text(encoding="utf-8") if page.exists() else f"# {page.stem}\n"
    section = "\n".join([f"## {heading}", "", *lines, ""])
    begun = re.compile(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if begun.search(text):
        end = "\n" if begun.search(text).end() < len(text) else ""  # type: ignore[union-attr]
        text = begun.sub(lambda _: section + end, text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    page.write_text(text, encoding="utf-8")


def days(moments: Iterable[float]) -> str:
    """The days on which something was measured, not that on which a page was written.

    moments: seconds since 1970.

    >>> days([])
    'no day so far'
    """
    found = sorted({f"{datetime.date.fromtimestamp(one):%Y-%m-%d}" for one in moments})
    return ", ".join(found) or "no day so far"


def publish(lines: Sequence[str], out: Path | None, others: Sequence[str] = ()) -> None:
    """Print a page; write it, too, where a file is named.

    others: headings of sections that another command writes there, which stay.
    """
    text = "\n".join(lines)
    print(text)
    if out:
        kept = {one: section_of(out, one) for one in others}
        out.write_text(f"{text}\n", encoding="utf-8")
        for heading, own in kept.items():
            if own:
                write_section(out, heading, own)


def section_of(page: Path, heading: str) -> list[str]:
    """The lines under a heading of the second level; [] where there is none."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    lines = text.splitlines()
    if f"## {heading}" not in lines:
        return []
    rest = lines[lines.index(f"## {heading}") + 1 :]
    end = next((at for at, one in enumerate(rest) if one.startswith("## ")), len(rest))
    return "\n".join(rest[:end]).strip().splitlines()

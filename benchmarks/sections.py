"""Pages that benchmarks write: whole, or a section of one that people write the rest of."""

import re
from collections.abc import Sequence
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


def publish(lines: Sequence[str], out: Path | None) -> None:
    """Print a page; write it, too, where a file is named."""
    text = "\n".join(lines)
    print(text)
    if out:
        out.write_text(f"{text}\n", encoding="utf-8")

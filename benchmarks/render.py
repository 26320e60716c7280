"""Renders a second on one core: a template with 5 fields and a history of 10.

    python -m benchmarks.render

Prints the rate, how it compares with the 20,000 a second that the editor and training need, and how
many times faster one render is than parsing the template again. Every prompt has other values.
"""

import argparse
import time

from promptrec.prompt.template import Template

NEEDED = 20_000  # renders a second
TEXT = (
    "[The user {history.summary}. ][Liked: {history.liked:10}. ]"
    "{item.title}[ ({item.year})][, {item.genres:3}][, by {item.director}]. It was {mask}."
)
VALUES = 1_000  # different sets of values


def values_of(at: int) -> dict[str, str | tuple[str, ...]]:
    """Values of one pair; a third of the items has no director."""
    return {
        "history.summary": f"likes most of what they rate ({at} of {at + 3})",
        "history.liked": tuple(f"Film number {at + step}" for step in range(10)),
        "item.title": f"The title of film {at}",
        "item.year": str(1900 + at % 120),
        "item.genres": ("crime", "film noir", "mystery", "drama"),
        "item.director": "" if at % 3 == 0 else f"Director {at}",
    }


def rate(seconds: float) -> float:
    """Renders a second, the text of each prompt included."""
    template = Template("bench", TEXT)
    values = [values_of(at) for at in range(VALUES)]
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        for one in values:
            _ = template.render(one).text
        done += VALUES
    return done / spent


def parses(seconds: float) -> float:
    """Templates parsed a second."""
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        Template("bench", TEXT)
        done += 1
    return done / spent


def main() -> None:
    """Measure and print; exit 1 when too slow."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=2.0, help="time of each of 3 rounds")
    seconds = options.parse_args().seconds
    best = max(rate(seconds) for _ in range(3))
    print(f"{best:,.0f} renders/s, {1e6 / best:.1f} µs each, one core")
    print(f"{best / NEEDED:.2f} times the {NEEDED:,} needed")
    print(f"{best / parses(seconds):.1f} renders in the time of parsing the template once")
    if best < NEEDED:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

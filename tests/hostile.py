"""Names and addresses that nobody means well with; the same for a seed."""

import random

SEED = 17
BASE = (
    *("..", ".", "", " ", "/", "\\", "../..", "..\\..", "/etc/passwd", "C:\\x", "\\\\host\\share"),
    *("a/../../b", "a\x00b", "\x00", "con", "NUL", "a\nb", "a\rb", "~", "~root", "~nosuchuser"),
    *("$HOME", "%2e%2e%2f", "‥", "．．/", "..；", "\u202egnp.exe", "\u200b", "\ufeff", "é" * 80),
    *(
        "x" * 5000,
        "<script>",
        "![x](http://a)",
        "'; DROP TABLE run; --",
        "{{7*7}}",
        "%s%n",
        "\ud800",
    ),
    *(".git", "-rf", "--home=/tmp", "a b", "a.b", "aux.csv", "file:///etc/passwd", "http://a/b"),
)


def hostile(count: int) -> list[str]:
    """The base, then mixtures of it with separators between."""
    chance = random.Random(SEED)
    mixed = [
        "".join(chance.choice((*BASE, "/", "..", "tiny")) for _ in range(chance.randint(2, 4)))
        for _ in range(count - len(BASE))
    ]
    return [*BASE, *mixed][:count]


NAMES = hostile(300)


KEYS = ("data", "run", "runs", "user", "item", "template", "words", "view", "model", "lang")
MORE = ("method", "edits", "edited", "control", "metric", "sesoi", "candidates", "step", "labels")
PAGES = ("home", "data", "templates", "new_run", "runs", "search", "lesson", "compare", "explain")


def queries(count: int) -> list[tuple[str, dict[str, str]]]:
    """Addresses: a page, and one to four values that nobody's page would write."""
    chance = random.Random(SEED)
    clean = [name for name in NAMES if "\ud800" not in name and len(name) < 6000]
    return [
        (
            chance.choice(PAGES),
            {chance.choice(KEYS + MORE): chance.choice(clean) for _ in range(chance.randint(1, 4))},
        )
        for _ in range(count)
    ]

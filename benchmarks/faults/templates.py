"""Templates and values that want to be code: nothing is looked up, nothing is read twice.

    python -m benchmarks.faults.templates [SEED]

The control is `str.format`, which does what such templates ask for.
"""

import random
import string
import sys
import time
import tracemalloc
from collections.abc import Iterator

from benchmarks.faults.line import leave, say
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template

SECONDS, MEGABYTES = 0.05, 10
touched: list[str] = []
USED = {"isspace", "__class__", "__len__", "__hash__", "__eq__"}  # what putting a text in needs
MARKS = ("\u202e", "\u200b", "\u2066", "\u00ad", "\ufeff", "\u0301", "\0", "\ud800", "\U000e0041")
ALIKE = str.maketrans("aeiopct", "\u0430\u0435\u0456\u043e\u0440\u0441\u0442")
WANTED = (
    *("__class__", "__init__.__globals__", "__mro__[1]", "__subclasses__()", "_secret", "secret"),
    *("0", "-1", "!r", "!s:>9999999999", ":>99999999", ":%n", "[0]", "['secret']", "[__class__]"),
    *(".secret", ".__dict__", "[secret]", "()", " or 1", "|safe", "|attr('__class__')"),
)
ENGINES = (
    *("${{{}}}", "{{{{ {} }}}}", "{{% {} %}}", "<% {} %>", "<?= {} ?>", "#{{{}}}", "${}", "%({})s"),
    *("{{{{#{}}}}}", "[[{}]]", "`{}`", "$({})", "{{!{}}}", "@{}", "{{={}=}}", "\\{{{}\\}}"),
)


class Tripwire(str):
    """A value that tells which of its attributes were asked for."""

    secret = "SECRET"

    def __getattribute__(self, name: str) -> object:
        """Note the name."""
        if name not in USED:
            touched.append(name)
        return super().__getattribute__(name)


def hostile(seed: int, count: int = 500) -> Iterator[str]:
    """Templates that want more than a value."""
    rng = random.Random(seed)
    names = ("item.title", "user.age", "item", "user", "history.liked", "mask", "soft")
    yield from sizes()
    for at in range(count - len(list(sizes()))):
        inner = rng.choice(names) + rng.choice((*WANTED, "", "."))
        form = at % 6
        if form == 0:
            yield f"A {{{inner}}} {{mask}}"
        elif form == 1:
            yield rng.choice(ENGINES).format(inner) + " {mask}"
        elif form == 2:
            depth = rng.randrange(1, 300)
            yield "{" * depth + inner + "}" * rng.choice((depth, depth + 1, 1))
        elif form == 3:
            yield f"{{{inner.translate(ALIKE)}}} {{item.{rng.choice(MARKS)}title}}"
        elif form == 4:
            yield f"A{rng.choice(MARKS)} {{item.title}} [{{{inner}}}] {{mask}}"
        else:
            signs = "{}[]:.!%$_" + string.ascii_letters[:8]
            yield "".join(rng.choices(signs, k=rng.randrange(1, 3_000)))


def sizes() -> Iterator[str]:
    """Templates of sizes that nobody reads."""
    for size in (20_000, 200_000, 1_000_000):
        yield "x" * size
        for unit in (
            "{item.title}",
            "{item.title:9}",
            "[{user.age}]",
            "{{",
            "}}",
            "[",
            "{",
            "\n{mask}",
        ):
            yield unit * (size // len(unit))
        yield "{item.title:" + "9" * (size - 13) + "}"
        yield "{item.title:" + "0" * (size - 14) + "1}"
        yield "{soft:8 " + "x" * (size - 9) + "}"
        yield "{" + "x" * (size - 2) + "}"
        yield "{item." + "t" * (size - 7) + "}"
        yield "{items." + "t" * (size - 8) + "}"


def tried(text: str) -> tuple[float, float, str]:
    """Seconds, megabytes and sentence of one template: read, checked, put in words."""
    values = {name: Tripwire("v") for name in ("item.title", "user.age", "history.liked")}
    start, said = time.process_time(), ""
    try:
        found = Template("t", text)
        said = found.render(values).text
    except TemplateError as error:
        said = str(error)
    return time.process_time() - start, 0.0, said


def memory_of(text: str) -> float:
    """Megabytes beyond the template itself."""
    tracemalloc.start()
    tried(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return max(0.0, peak - len(text)) / 1e6


def values_for(seed: int, count: int = 1_000) -> Iterator[str]:
    """Values that hold what a template would read."""
    rng = random.Random(seed)
    pieces = (
        "{item.title}",
        "{name}",
        "{{",
        "}}",
        "%s",
        "[x]",
        "[[",
        "]",
        "{mask}",
        "[MASK]",
        "\\",
        "a",
    )
    for _ in range(count):
        yield "v" + "".join(rng.choices(pieces, k=rng.randrange(1, 12))) + "v"


def main(seed: int = 0) -> None:
    """Print the figures of templates."""
    slow, fat, broken = [], [], []
    texts = list(hostile(seed))
    for text in texts:
        try:
            seconds = min(tried(text)[0] for _ in range(2))
        except Exception as error:
            broken.append(f"{type(error).__name__}: {text[:60]!r}")
            continue
        slow += [(seconds, text[:60])] if seconds > SECONDS else []
        used = memory_of(text)
        fat += [(used, text[:60])] if used > MEGABYTES else []
    template = Template("t", "A {item.title} by [{user.age}] {mask}")
    verbatim = sum(
        template.render({"item.title": value, "user.age": "b"}).text == f"A {value} by b [MASK]"
        for value in values_for(seed)
    )
    names = [name for name in touched if name == "secret" or name.startswith("_")]
    touched.clear()
    reached = [
        say("S1 templates", len(texts), 500, passed=len(texts) >= 500, seed=seed),
        say("S1 tracebacks", len(broken), 0, passed=not broken, seed=seed),
        say("S1 slower than 50 ms", len(slow), 0, passed=not slow, seed=seed),
        say("S1 more than 10 MB", len(fat), 0, passed=not fat, seed=seed),
        say("S1 attributes touched", len(names), 0, passed=not names, seed=seed),
        say("S2 verbatim once", f"{verbatim} of 1000", "all", passed=verbatim == 1_000, seed=seed),
    ]  # fmt: skip
    for each in (*broken[:5], *slow[:5], *fat[:5], *names[:5]):
        print("  ", each)
    leaked = (
        "{0.secret}".format(  # noqa: UP030
            Tripwire("v")
        )
        == "SECRET"
        and "secret" in touched
    )
    reached.append(say("S1 control: str.format touches", leaked, True, passed=leaked, seed=seed))
    leave(reached)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

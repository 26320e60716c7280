"""Read dataset.toml. Unknown keys and wrong types are errors that name the key."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from promptrec.data.dataset import About
from promptrec.data.mending.mends import Mends, read_mends
from promptrec.data.nearest import hint, shown
from promptrec.data.reading.csvfile import read_bytes
from promptrec.data.reading.names import has_files
from promptrec.data.rules import FieldRule, read_rule
from promptrec.errors import DataError
from promptrec.languages import LANGUAGES
from promptrec.words.said import Said, read_said
from promptrec.words.stored import from_text

FILE = "dataset.toml"
SAID = ("title", "source", "licence")  # what it may give in another language, as [said.zh]
LARGEST = 1e15  # of a number that a person means


def read_about(folder: Path) -> About:
    """What dataset.toml says; defaults, named after the folder, where there is no such file."""
    path = folder / FILE
    named = folder.resolve().name
    return about_from(read_bytes(path) if has_files(folder, FILE) else None, named)


def about_from(content: bytes | None, name: str) -> About:
    """The same from the bytes of the file, None where there is none; `name` where none is given."""
    if content is None:
        return About(name=name)
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError("sentence.about_not_utf8", file=FILE) from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise DataError("sentence.about_no_toml", file=FILE, error=error) from error
    return about_of(raw, name)


def about_of(raw: Mapping[str, object], name: str) -> About:
    """Check the keys of a dataset.toml one by one; `name` is used where none is given."""
    keys: dict[str, Callable[[str, object], object]] = {
        "name": text,
        "language": language,
        "source": text,
        "licence": text,
        "synthetic": switch,
        "like_at": finite,
        "rating_scale": scale,
        "domain": text,
        "mend": mends,
        "read_as": told,
        "fields": rules,
        "formulas_marked": switch,
        "said": elsewhere,
    }
    for key in raw:
        if key not in keys:
            near = hint(key, keys)
            known = ", ".join(keys)
            raise DataError(
                "sentence.about_unknown", file=FILE, key=shown(key), known=known, near=near
            )
    values = {key: keys[key](key, value) for key, value in raw.items()}
    values["rules"] = values.pop("fields", {})
    values["name"] = values.get("name") or name
    about = About(**values)  # type: ignore[arg-type]
    check_like(about)
    return about


def check_like(about: About) -> None:
    """like_at lies on the rating scale."""
    if about.like_at is None or about.rating_scale is None:
        return
    low, high = about.rating_scale
    if not low <= about.like_at <= high:
        raise DataError(
            "sentence.about_like_at",
            file=FILE,
            like_at=f"{about.like_at:g}",
            low=f"{low:g}",
            high=f"{high:g}",
        )


def text(key: str, value: object) -> str:
    """A line of text."""
    if not isinstance(value, str):
        raise DataError("sentence.about_text", file=FILE, key=key)
    return value


def language(key: str, value: object) -> str:
    """One of the languages that we speak."""
    if value not in LANGUAGES:
        choices = ", ".join(LANGUAGES)
        named = shown(str(value))
        raise DataError("sentence.about_choice", file=FILE, key=key, value=named, choices=choices)
    return str(value)


def elsewhere(key: str, value: object) -> Said:
    """Texts in other languages."""
    said = read_said(value, SAID)
    if said is None:
        raise DataError("sentence.about_said", file=FILE, key=key, known=", ".join(SAID))
    return said


def switch(key: str, value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise DataError("sentence.about_switch", file=FILE, key=key)
    return value


def finite(key: str, value: object) -> float:
    """A finite number."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    if not good:
        raise DataError("sentence.about_number", file=FILE, key=key)
    return float(value)  # type: ignore[arg-type]


def scale(key: str, value: object) -> tuple[float, float]:
    """[lowest, highest]."""
    if not isinstance(value, list) or len(value) != 2:
        raise DataError("sentence.about_two_numbers", file=FILE, key=key)
    low, high = finite(key, value[0]), finite(key, value[1])
    if not low < high:
        raise DataError("sentence.about_rise", file=FILE, key=key, low=f"{low:g}", high=f"{high:g}")
    return low, high


def told(key: str, value: object) -> tuple[str, ...]:
    """Sentences of how files were read, as `writing` keeps them."""
    if not isinstance(value, list):
        raise DataError("sentence.about_text", file=FILE, key=key)
    return tuple(from_text(text(key, each)) for each in value)


def mends(_: str, value: object) -> Mends:
    """What is mended while loading."""
    return read_mends(FILE, value)


def rules(key: str, value: object) -> dict[str, FieldRule]:
    """Field rules by field name."""
    if not isinstance(value, dict):
        raise DataError("sentence.about_tables", file=FILE, key=key)
    result = {}
    for name, rule in value.items():
        short = shown(name)[1:-1]
        if "." not in name:
            raise DataError("sentence.about_side", file=FILE, field=short)
        try:
            result[name] = read_rule(rule)
        except DataError as error:
            raise DataError(
                "sentence.about_rule", file=FILE, field=short, what=error.sentence
            ) from error
    return result

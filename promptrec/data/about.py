"""Read dataset.toml. Unknown keys and wrong types are errors that name the key."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from promptrec.data.csvfile import read_bytes
from promptrec.data.dataset import About
from promptrec.data.files import has_files
from promptrec.data.mends import Mends, read_mends
from promptrec.data.nearest import hint, shown
from promptrec.data.rules import FieldRule, read_rule
from promptrec.errors import DataError

FILE = "dataset.toml"
LANGUAGES = ("en", "zh")
LARGEST = 1e15  # of a number that a person means


def read_about(folder: Path) -> About:
    """What dataset.toml says; defaults, named after the folder, where there is no such file."""
    path = folder / FILE
    if not has_files(folder, FILE):
        return About(name=folder.resolve().name)
    try:
        raw = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(f"{FILE} is not UTF-8. Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise DataError(f"{FILE} is not valid TOML: {error}.") from error
    return about_of(raw, folder.resolve().name)


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
        "fields": rules,
    }
    for key in raw:
        if key not in keys:
            near = hint(key, keys)
            raise DataError(f"{FILE}: unknown key {shown(key)}; known are {', '.join(keys)}.{near}")
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
            f"{FILE}: like_at = {about.like_at:g} is outside rating_scale [{low:g}, {high:g}]."
        )


def text(key: str, value: object) -> str:
    """A line of text."""
    if not isinstance(value, str):
        raise DataError(f'{FILE}: {key} must be text, for example {key} = "movies".')
    return value


def language(key: str, value: object) -> str:
    """en or zh."""
    if value not in LANGUAGES:
        raise DataError(
            f"{FILE}: {key} is {shown(str(value))}; choose one of: {', '.join(LANGUAGES)}."
        )
    return str(value)


def switch(key: str, value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise DataError(f"{FILE}: {key} must be true or false, without quotes.")
    return value


def finite(key: str, value: object) -> float:
    """A finite number."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    if not good:
        raise DataError(f"{FILE}: {key} must be a number, for example {key} = 4.")
    return float(value)  # type: ignore[arg-type]


def scale(key: str, value: object) -> tuple[float, float]:
    """[lowest, highest]."""
    if not isinstance(value, list) or len(value) != 2:
        raise DataError(f"{FILE}: {key} must be two numbers, for example {key} = [1, 5].")
    low, high = finite(key, value[0]), finite(key, value[1])
    if not low < high:
        raise DataError(f"{FILE}: {key} must rise; it is [{low:g}, {high:g}].")
    return low, high


def mends(_: str, value: object) -> Mends:
    """What is mended while loading."""
    return read_mends(FILE, value)


def rules(key: str, value: object) -> dict[str, FieldRule]:
    """Field rules by field name."""
    if not isinstance(value, dict):
        raise DataError(f'{FILE}: {key} must be tables such as [fields."user.age"].')
    result = {}
    for name, rule in value.items():
        short = shown(name)[1:-1]
        if "." not in name:
            raise DataError(
                f'{FILE}, [fields.{short}]: write [fields."user.{short}"] or '
                f'[fields."item.{short}"], with quotes and the name of the side.'
            )
        try:
            result[name] = read_rule(rule)
        except DataError as error:
            raise DataError(f'{FILE}, [fields."{short}"]: {error}') from error
    return result

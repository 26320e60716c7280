"""Template files: TOML with name, text, [verbalizer], language, note and [said.LANGUAGE]."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.words.said import read_said
from promptrec.words.table import sentence

KEYS = ("name", "text", "verbalizer", "language", "note", "said")
LARGEST = 1_000_000  # bytes
SAID = ("name", "note")  # what a file may give in another language, as [said.zh]


def template_from_argument(argument: str, language: str = "en") -> Template:
    """A template file where there is such a file, else the template text itself.

    language: of a text that was given directly, or of a file that names none.
    """
    path = Path(argument)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # too long or too strange for a file name
        is_file = False
    if is_file:
        return read_template(path, language)
    if argument.endswith(".toml") and "{" not in argument:
        raise TemplateError("sentence.no_template_file", file=argument)
    return Template("draft", argument, language=language)


def read_template(path: Path, language: str = "en") -> Template:
    """Read a template file. Raises TemplateError naming the file."""
    values = read_toml(path)
    try:
        return template_from_values(values, path.stem, language)
    except TemplateError as error:
        error.say(sentence("joined.in_file", file=path.name, what=error.sentence))
        raise


def read_toml(path: Path) -> Mapping[str, object]:
    """What a file says; TemplateError when it is no TOML in UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            most = f"{LARGEST:,}"
            raise TemplateError("sentence.template_large", file=path.name, most=most)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        named = path.name
        raise TemplateError("sentence.template_unread", file=named, error=error.strerror) from None
    except UnicodeDecodeError:
        raise TemplateError("sentence.template_no_utf8", file=path.name) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError
        raise TemplateError("sentence.template_no_toml", file=path.name, error=error) from None


def template_from_values(values: Mapping[str, object], name: str, language: str = "en") -> Template:
    """A template from what its file says; `name` is for a file that gives none."""
    unknown = sorted(set(values) - set(KEYS))
    if unknown:
        raise TemplateError(
            "sentence.template_unknown", names=", ".join(unknown), known=", ".join(KEYS)
        )
    texts = {key: values.get(key, "") for key in ("name", "text", "language", "note")}
    wrong = [key for key, value in texts.items() if not isinstance(value, str)]
    if wrong or not texts["text"]:
        raise TemplateError("sentence.template_lacks", key=wrong[0] if wrong else "text")
    said = read_said(values.get("said", {}), SAID)
    if said is None:
        raise TemplateError("sentence.template_said", known=", ".join(SAID))
    return Template(
        str(texts["name"] or name),
        str(texts["text"]),
        verbalizer_text(values.get("verbalizer", "")),
        str(texts["language"] or language),
        str(texts["note"]),
        said,
    )


def verbalizer_text(value: object) -> str:
    """[verbalizer] with liked and disliked, or with word = rating; or the one-line form."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise TemplateError("sentence.words_no_text")
    if value and set(value) <= {"liked", "disliked"} and not any(map(is_number, value.values())):
        return "/".join(",".join(listed(value.get(side, []))) for side in ("liked", "disliked"))
    ratings = value.get("ratings", value)
    if not isinstance(ratings, Mapping) or not all(map(is_number, ratings.values())):
        raise TemplateError("sentence.words_lists")
    return ",".join(f"{word}={rating}" for word, rating in ratings.items())


def is_number(value: object) -> bool:
    """True for the numbers of TOML."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def listed(value: object) -> list[str]:
    """A list of words, or words between commas."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return value
    raise TemplateError("sentence.words_no_list")

"""Options of the form NAME=VALUE that may be repeated: each name once."""

from collections.abc import Sequence

from promptrec.errors import SettingsError


def named_values(
    given: Sequence[str] | None, option: str, form: str, prefix: str
) -> dict[str, str]:
    """`weather=rain` ... as a mapping, with or without the prefix ("context.") before a name.

    SettingsError, by the key `form`, for an entry without a name or a value, and for a name that
    stands there twice: the last one would count, and nobody would hear of the first.
    """
    found: dict[str, str] = {}
    for entry in given or ():
        name, equals, value = entry.partition("=")
        if not equals or not name:
            raise SettingsError(form, text=entry)
        plain = name.removeprefix(prefix)
        if plain in found:
            raise SettingsError("sentence.option_twice", option=option, name=plain)
        found[plain] = value
    return found

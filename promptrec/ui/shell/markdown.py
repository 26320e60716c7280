"""The one rule for text of data within Markdown: it is shown as it is and never read as markup.

Streamlit reads Markdown in almost every word that it shows, and a picture of Markdown makes the
visitor's browser ask an address. `Words` are Markdown that this app wrote; every other text is
data. Backslashes keep Markdown away; where Streamlit looks at the finished text once more
(addresses, mail addresses, emoji, icons), a span without a look of its own breaks the pattern.

    >>> print(plain("![x](http://a.b) *and* like_at"))
    !\\[x\\](:color[http]://a.b) \\*and\\* like_at
    >>> print(marked("en", "**{name}** in `{file}`", {"name": "a*b", "file": "a*b"}))
    **a\\*b** in `a*b`
"""

import re
from collections.abc import Iterable, Mapping
from string import Formatter

from promptrec.words.table import Sentence, table, typeset

ALWAYS = r"[\\`*\[\]~$<|]"
INSIDE = r"(?<![^\W_])_|_(?![^\W_])"  # an underscore between letters is no markup
NAMED = r":(?=[A-Za-z])"  # a directive, an emoji, an icon
ENTITY = r"&(?=#?\w+;)"
BLOCK = r"^(?:>|#+(?=\s|$)|[+-](?=\s|$)|(?:-+|=+)(?=\s*$))"  # heading, list, quotation, line
MARKUP = re.compile("|".join((BLOCK, ALWAYS, INSIDE, NAMED, ENTITY)))
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
EMOJI = re.compile(r"(:(?!\d\d:)[\w+-]+)(:)")
READ_AGAIN = re.compile(
    r"(?i:https?(?=://)|www(?=\.))|(?<=[\w.+-])@(?=[\w-]+\.)|(?<=:)material(?=/)"
)
CODE = re.compile(r"(`[^`]*`)")


class Words(str):
    """Markdown of this app; what data it holds is escaped."""

    __slots__ = ()


def plain(text: object) -> Words:
    """Text of the data as Markdown that shows it as it is. Words stay what they are."""
    if isinstance(text, Words):
        return text
    return Words("\n".join(map(_escaped, str(text).splitlines())))


def code(text: object) -> Words:
    """Text of the data in the look of code, whatever backticks it holds."""
    line = " ".join(str(text).split())
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return Words(f"{fence}{space}{line}{space}{fence}" if line else "")


def joined(between: str, parts: Iterable[object]) -> Words:
    """Several texts of the data in a row. between: Markdown."""
    return Words(between.join(map(plain, parts)))


def marked(language: str, words: str, values: Mapping[str, object]) -> Words:
    """Words of the tables with values in them: each is shown as it is, within code as code."""
    return Words(typeset(language, _whole(language, words, values) if values else words))


def sentence_in(language: str, said: str) -> Words:
    """A sentence of the package in a language; text that has no key is data."""
    if not isinstance(said, Sentence) or not said.key:
        return plain(said)
    words = _whole(language, table(language)[said.key], said.values)  # {{ stands for { in each
    return Words(typeset(language, words))


def _whole(language: str, words: str, values: Mapping[str, object]) -> str:
    return "".join(_filled(language, part, values) for part in CODE.split(words))


def _filled(language: str, part: str, values: Mapping[str, object]) -> str:
    if part.startswith("`") and "{" in part:
        return code(part[1:-1].format(**values))
    return _Escaping(language).vformat(part, (), values)


class _Escaping(Formatter):
    """`str.format` that escapes each value on its way in; numbers have nothing to escape."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Sentence):
            return sentence_in(self.language, value)
        text = str(format(value, format_spec))
        return text if isinstance(value, Words | int | float) else plain(text)


def _escaped(line: str) -> str:
    """One line. What it begins with counts as the beginning of a block."""
    line = NUMBERED.sub(r"\1\\\2", MARKUP.sub(lambda hit: f"\\{hit[0]}", line.strip()))
    line = READ_AGAIN.sub(lambda hit: f":color[{hit[0]}]", line)
    return EMOJI.sub(r"\1:color[\2]", line)

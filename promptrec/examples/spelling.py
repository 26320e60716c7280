"""Tokenizers as they are read from a file, and how a text that goes on is spelled."""

import functools
import unicodedata
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import Metaspace

from promptrec.errors import ModelError

UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI")  # Unicode's names of scripts without blanks


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a file, without truncation and padding; text of a user stays text.

    Held once for all who read with it: a large one takes half a second and 200 MB.
    """
    if not file.is_file():
        raise ModelError("sentence.no_tokenizer_file", file=file)
    return _opened(file, file.stat().st_mtime)


@functools.lru_cache(maxsize=4)
def _opened(file: Path, _changed: float) -> Tokenizer:
    try:
        found = Tokenizer.from_file(str(file))
    except Exception as error:  # the library has no errors of its own
        raise ModelError("sentence.tokenizer_unread", file=file, error=error) from error
    found.no_truncation()
    found.no_padding()
    found.encode_special_tokens = True
    return found


def script(word: str) -> str:
    """Unicode's name of the script of a word's first letter.

    >>> script("film"), script("电影"), script("")
    ('LATIN', 'CJK', '')
    """
    return unicodedata.name(word[0], "").partition(" ")[0] if word else ""


def stand_apart(before: str, text: str) -> bool:
    """Whether a word ends between two neighbouring tokens since their script has no blanks.

    >>> stand_apart("电影", "好"), stand_apart("好", "。"), stand_apart("fi", "lm")
    (True, True, False)
    """
    return bool(before.strip()) and bool({script(before[-1]), script(text)} & set(UNSPACED))


def going_on(tokenizer: Tokenizer) -> Tokenizer:
    """A tokenizer for text that goes on behind a mask, a soft or a cf token.

    One that marks where words begin puts such a mark before any text, as if a blank stood there:
    behind a place that is a blank which nobody wrote, and 好 alone would be two pieces.
    """
    marks = tokenizer.pre_tokenizer
    if not isinstance(marks, Metaspace) or marks.prepend_scheme == "never":
        return tokenizer
    found = Tokenizer(tokenizer.model)  # the same pieces, held once
    if tokenizer.normalizer is not None:
        found.normalizer = tokenizer.normalizer
    found.pre_tokenizer = Metaspace(marks.replacement, prepend_scheme="never", split=marks.split)
    found.encode_special_tokens = True
    return found

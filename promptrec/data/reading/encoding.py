"""Bytes -> text: UTF-8, or the encoding that somebody chose for a file."""

import codecs
import re

from promptrec.data.reading.csvfault import place
from promptrec.errors import DataError

UTF8 = "utf-8"
UTF8_MARK = b"\xef\xbb\xbf"
UTF16 = "utf-16"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
OTHERS = ("windows-1252", "latin-1", "gb18030")  # what tables are written in that are not UTF-8
PIECE = 1 << 20  # bytes that are decoded at once
LOOKED_AT = 100_000  # bytes from which an encoding is guessed
HIGH = re.compile(rb"[\x80-\xff]+")


def decode(file: str, content: bytes, encoding: str = UTF8) -> str:
    """Bytes as text; a byte order mark is dropped. DataError names the place of a wrong byte."""
    if encoding == UTF8 and content.startswith(UTF16_MARKS):
        raise DataError("sentence.file_utf16", file=file)
    content = content.removeprefix(UTF8_MARK)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        refuse_nul(file, content[: error.start].decode(encoding, "replace"))
        where = place(file, content[: error.start].decode(encoding, "replace"))
        byte = f"0x{content[error.start]:02x}"
        if encoding == UTF8:
            raise DataError("sentence.file_utf8", place=where, byte=byte) from error
        raise DataError(
            "sentence.csv_encoding", place=where, byte=byte, encoding=encoding
        ) from error
    refuse_nul(file, text)
    return text


def refuse_nul(file: str, text: str) -> None:
    """No text has the character NUL."""
    at = text.find("\0")
    if at >= 0:
        raise DataError("sentence.csv_nul", place=place(file, text[:at]))


def encodings_of(content: bytes) -> tuple[str, ...]:
    """What these bytes may be written in, the likeliest first; only UTF-8 where they are that."""
    if reads(content, UTF8) and not content.startswith(UTF16_MARKS):
        return (UTF8,)
    likeliest = "gb18030" if looks_chinese(content[:LOOKED_AT]) else OTHERS[0]
    marked = (UTF16,) if content.startswith(UTF16_MARKS) else ()
    wanted = dict.fromkeys((*marked, likeliest, *OTHERS))
    return tuple(name for name in wanted if reads(content, name)) or (UTF8,)


def reads(content: bytes, encoding: str) -> bool:
    """True when all bytes are text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    start = len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0
    try:
        for at in range(start, len(content), PIECE):
            if "\0" in decoder.decode(content[at : at + PIECE], at + PIECE >= len(content)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def looks_chinese(content: bytes) -> bool:
    """True when bytes beyond ASCII mostly stand in pairs, as in gb18030.

    >>> looks_chinese("红楼梦 (1)".encode("gb18030")), looks_chinese("Café Zoë".encode("latin-1"))
    (True, False)
    """
    runs = [len(run) for run in HIGH.findall(content)]
    return sum(run for run in runs if run > 1) > 0.6 * sum(runs)

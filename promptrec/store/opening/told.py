"""An error of a database as a sentence: what is wrong with the store, and what to do."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from promptrec.errors import StoreError
from promptrec.words.table import Sentence, sentence

FULL = ("disk is full", "No space left", "disk full")
READ_ONLY = ("readonly database", "read-only", "unable to open database file")
TORN = ("malformed", "not a database", "no such table", "no such column", "unsupported file format")
LOCKED = "database is locked"
OURS = (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.InterfaceError)  # faults of the code


@contextmanager
def explained(place: str) -> Iterator[None]:
    """StoreError for whatever the database of `place` says no to."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OURS) and not torn(str(error.orig)):
            raise
        said = told(place, error.orig)
        raise StoreError(said) from error
    except (sa.exc.SQLAlchemyError, UnicodeDecodeError) as error:  # of a page of noise
        raise StoreError("sentence.store_torn", place=place, error=type(error).__name__) from error
    except UnicodeEncodeError as error:  # half of a character, as an odd command line has it
        raise StoreError("sentence.no_text", text=ascii(error.object[:50])) from None


@contextmanager
def written(home: Path) -> Iterator[None]:
    """StoreError where a file of the home cannot be written: a full disk, a read-only folder."""
    try:
        yield
    except OSError as error:
        why = why_unwritten(error)
        raise StoreError("sentence.home_unwritten", home=home, error=why) from error


def torn(said: str) -> bool:
    """True for the words of a database whose pages do not hold what they should."""
    return any(each in said for each in TORN)


def told(place: str, error: object) -> Sentence:
    """The sentence for what a database said."""
    said = " ".join(str(error).split())
    if LOCKED in said or "lock timeout" in said:
        return sentence("sentence.store_locked", place=place)
    if any(each in said for each in FULL):
        return sentence("sentence.store_full", place=place)
    if any(each in said for each in READ_ONLY):
        return sentence("sentence.store_read_only", place=place)
    if torn(said):
        return sentence("sentence.store_torn", place=place, error=said)
    return sentence("sentence.store_unusable", place=place, error=said)


def why_unwritten(error: OSError) -> str:
    """Why a file could not be written, without a path and without a number."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def disk_full(error: BaseException | None) -> bool:
    """True where an error, or what it came from, is that no room is left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(each in str(error) for each in FULL):  # libraries that write files by themselves
            return True
        error = error.__cause__ or error.__context__
    return False

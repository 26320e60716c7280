"""What openpyxl does not say of a sheet when it streams: merged blocks, hidden rows, formulas.

An .xlsx file is a zip of XML; its sheets are searched as they are unpacked, a piece at a time.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from promptrec.data.archives.unpack import CHUNK, opened_zip
from promptrec.errors import DataError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
OVERLAP = 4_096  # bytes of a piece that are looked at again with the next
LARGEST_XML = 50_000_000  # bytes of the list of sheets, which is read whole
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
HIDDEN = re.compile(rb'<row [^>]*?r="(\d+)"[^>]*?hidden="(?:1|true)"[^>]*>')
UNSAVED = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


@dataclass(frozen=True, slots=True)
class SheetParts:
    """What is special about one sheet; rows and columns from 1, ends included."""

    merged: tuple[tuple[int, int, int, int], ...]  # first row, last row, first column, last column
    hidden: int  # rows that nobody sees
    unsaved: tuple[str, ...]  # cells of formulas whose result was not saved


def sheet_parts(file: str, content: bytes) -> dict[str, SheetParts]:
    """Title -> what is special about it. DataError for a damaged or too large file."""
    try:
        with opened_zip(file, io.BytesIO(content)) as archive:
            return {title: parts_of(archive, member) for title, member in members(archive)}
    except DataError as error:
        if error.sentence.key != "sentence.file_zip":
            raise
        raise DataError("sentence.file_damaged", file=file, kind="Excel") from error
    except (ElementTree.ParseError, KeyError) as error:
        raise DataError("sentence.file_damaged", file=file, kind="Excel") from error


def members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and member of each sheet."""
    targets = {
        str(one.get("Id")): str(one.get("Target")) for one in parsed(archive, RELATIONS).iter()
    }
    names = set(archive.namelist())
    for sheet in parsed(archive, WORKBOOK).iter(f"{MAIN}sheet"):
        target = targets.get(str(sheet.get(RELATION)), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in names and "worksheets" in member:
            yield str(sheet.get("name")), member


def parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    """A small member as a tree."""
    if archive.getinfo(member).file_size > LARGEST_XML:
        raise zipfile.LargeZipFile(member)
    text = archive.read(member)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # no workbook has them, and they can explode
        raise zipfile.BadZipFile(member)
    return ElementTree.fromstring(text)  # noqa: S314 - nothing in it is fetched or multiplied


def parts_of(archive: zipfile.ZipFile, member: str) -> SheetParts:
    """What is special about one sheet."""
    merged: dict[tuple[int, int, int, int], None] = {}
    hidden: set[int] = set()
    unsaved: dict[str, None] = {}
    for piece in pieces(archive, member):
        for found in MERGED.findall(piece):
            merged[int(found[1]), int(found[3]), column_at(found[0]), column_at(found[2])] = None
        hidden.update(map(int, HIDDEN.findall(piece)))
        unsaved.update(dict.fromkeys(cell.decode() for cell in UNSAVED.findall(piece)))
    return SheetParts(tuple(merged), len(hidden), tuple(unsaved))


def pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The bytes of a member in pieces, each with the end of the one before."""
    before = b""
    with archive.open(member) as source:
        while chunk := source.read(CHUNK):
            yield before + chunk
            before = (before + chunk)[-OVERLAP:]


def column_at(letters: bytes) -> int:
    """The number of a column, from 1.

    >>> column_at(b"A"), column_at(b"AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

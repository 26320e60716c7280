"""Archives that want out, want everything, or are none: refused in a second, nothing outside.

    python -m benchmarks.faults.hostile_zips

The control is zipfile's own extractall, without a look: it must write more than it may.
"""

import gzip
import io
import stat
import struct
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.faults.line import leave, say
from promptrec.data.formats.opened import members_of, read_any
from promptrec.errors import DataError

SECONDS = 1.0
ZEROS = bytes(1 << 20)


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of names and contents."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return packed.getvalue()


def bomb(name: str = "ratings.csv", megabytes: int = 300, files: int = 1) -> bytes:
    """A zip whose members are zeros."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for at in range(files):
            with made.open(name if files == 1 else f"{at}{name}", "w", force_zip64=True) as member:
                for _ in range(megabytes // files):
                    member.write(ZEROS)
    return packed.getvalue()


def linked(target: str) -> bytes:
    """A zip with a symbolic link."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, target)
        made.writestr("link.csv/ratings.csv", b"a,b\n1,2\n")
    return packed.getvalue()


def renamed(before: bytes, after: bytes) -> bytes:
    """A zip whose one member is called by bytes that are no text: flagged as UTF-8."""
    content = bytearray(archive((before.decode(), b"a,b\n1,2\n")).replace(before, after))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign) + offset
        struct.pack_into("<H", content, at, 0x800)
    return bytes(content)


def lying(size: int, packed: int | None = None) -> bytes:
    """A zip that says another size of its member, unpacked and packed."""
    content = bytearray(archive(("ratings.csv", b"user_id,item_id\n" + b"u,i\n" * 50_000)))
    for sign, offset in ((b"PK\x03\x04", 18), (b"PK\x01\x02", 20)):
        at = content.find(sign) + offset
        own = struct.unpack_from("<I", content, at)[0]
        struct.pack_into("<II", content, at, own if packed is None else packed, size)
    return bytes(content)


def overlapping() -> bytes:
    """A zip whose list names one member a thousand times."""
    content = archive(("a000.csv", b"user_id,item_id\n" + b"u,i\n" * 1_000))
    at, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    entry = content[at:end]
    listed = b"".join(entry.replace(b"a000", b"%04d" % each) for each in range(1_000))
    tail = bytearray(content[end:])
    struct.pack_into("<HHII", tail, 8, 1_000, 1_000, len(listed), at)
    return content[:at] + listed + bytes(tail)


def long_list() -> bytes:
    """A zip of a hundred thousand empty files."""
    entries = 100_000
    content = archive(("a00000.csv", b""))
    at, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    listed = b"".join(content[at:end].replace(b"00000", b"%05d" % each) for each in range(entries))
    tail = bytearray(content[end:])
    struct.pack_into("<HHII", tail, 8, 0xFFFF, 0xFFFF, len(listed), at)
    return content[:at] + listed + bytes(tail)


def hostile() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every archive by what it tries."""
    row = b"user_id,item_id\nu,i\n"
    for name in (
        *("../up.csv", "a/../../up.csv", "/tmp/up.csv", "..\\up.csv", "C:\\up.csv", "C:up.csv"),
        *("\\\\host\\share\\up.csv", "a/..\\..\\up.csv", "//up.csv", "..", "a/b/../../../up.csv"),
        *("ratings.csv:stream", "/", "./.", "x" * 300 + ".csv", "a/" * 2_000 + "b.csv"),
    ):
        yield f"name {name[:30]!r}", lambda name=name: archive((name, row))  # type: ignore[misc]
    for target in ("/etc/passwd", "../..", "/tmp"):
        yield f"link to {target}", lambda target=target: linked(target)  # type: ignore[misc]
    yield "two cases", lambda: archive(("Ratings.csv", row), ("ratings.csv", row))
    yield "two ways to write é", lambda: archive(("é.csv", row), ("e\u0301.csv", row))
    yield "file and folder", lambda: archive(("a.csv", row), ("a.csv/b.csv", row))
    yield "folder and file", lambda: archive(("a.csv/b.csv", row), ("A.csv", row))
    yield "empty name", lambda: renamed(b"a", b"\0")
    for after in (b"\xff", b"\xed\xa0\x80", b"\xc3"):
        yield f"name {after!r}", lambda after=after: renamed(b"a" * len(after), after)  # type: ignore[misc]
    yield "bomb", bomb
    yield "bomb of many", lambda: bomb(files=100)
    yield "bomb in a workbook", lambda: bomb("xl/workbook.xml")
    yield "size too small", lambda: lying(10)
    yield "size too large", lambda: lying(0xFFFFFFF0)
    yield "packed size too large", lambda: lying(200_016, 0x0FFFFFFF)
    yield "packed size none", lambda: lying(200_016, 0)
    yield "one member a thousand times", overlapping
    yield "a hundred thousand members", long_list
    yield "three thousand files", lambda: archive(*((f"{at}.csv", row) for at in range(3_000)))
    yield "packed with lzma", lambda: archive(("a.csv", row), method=zipfile.ZIP_LZMA)
    yield "packed with bzip2", lambda: archive(("a.csv", row), method=zipfile.ZIP_BZIP2)
    yield "cut off", lambda: archive(("a.csv", row * 1_000))[:-40]
    yield "damaged", lambda: archive(("a.csv", row * 1_000)).replace(row[:4], b"xxxx")[:60] + b"PK"
    yield "no table", lambda: archive(("readme.md", row))
    yield "gzip bomb", lambda: gzip.compress(ZEROS * 400, 9)


def tried(content: bytes) -> str:
    """What the reader of uploads says; a traceback by its name."""
    try:
        if content[:2] == b"\x1f\x8b":
            read_any("ratings.csv.gz", content)
        else:
            members_of("upload.zip", content)
    except DataError as error:
        return str(error)
    except Exception as error:
        return f"TRACEBACK {type(error).__name__}: {error}"
    return "TAKEN"


def main() -> None:
    """Print the figures of hostile archives."""
    refused, total, slowest, odd = 0, 0, 0.0, []
    before = set(Path(tempfile.gettempdir()).iterdir())
    for what, make in hostile():
        content = make()
        start = time.perf_counter()
        said = tried(content)
        seconds = time.perf_counter() - start
        total, slowest = total + 1, max(slowest, seconds)
        good = not said.startswith(("TAKEN", "TRACEBACK")) and seconds <= SECONDS
        refused += good
        if not good or "-v" in sys.argv:
            print(f"  {what}: {seconds:.2f} s, {said[:160]}")
    odd = [path for path in Path(tempfile.gettempdir()).iterdir() if path not in before]
    outside = [path for path in odd if path.name.startswith(("up", "promptrec-"))]
    leave(
        (
            say("S10 refused", f"{refused} of {total}", "all", passed=refused == total, seed=0),
            say(
                "S10 slowest", f"{slowest:.2f} s", f"{SECONDS} s", passed=slowest <= SECONDS, seed=0
            ),
            say("S10 outside the target", len(outside), 0, passed=not outside, seed=0),
            say("S10 control: extractall takes it", control(), True, passed=control(), seed=0),
        )
    )


def control() -> bool:
    """zipfile unpacks a bomb to its last byte when nobody looks."""
    with tempfile.TemporaryDirectory() as name:
        with zipfile.ZipFile(io.BytesIO(bomb(megabytes=50))) as made:
            made.extractall(name)
        return (Path(name) / "ratings.csv").stat().st_size > 200 * len(bomb(megabytes=50))


if __name__ == "__main__":
    main()

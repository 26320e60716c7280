"""What was measured, kept in the home by everything that it depends on.

The name of a result is a digest of the question, the data and the weights as they are now: after
any of them has changed it is not found, and so never shown for what it is not. Written whole or not
at all. Measurements on test rows are never kept: each look is counted.
"""

import dataclasses
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from promptrec.beyond.measuring import KINDS, Measured, in_order, measure, nothing
from promptrec.beyond.together import Note, Progress
from promptrec.beyond.written import from_plain, to_plain
from promptrec.errors import DataError
from promptrec.files import write_whole
from promptrec.judge.entrants import Entrant, Group
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.backbones.digest import backbone_digest, folder_digest
from promptrec.settings import Measuring

FORM = 1  # rises when what is measured changes: what an earlier version kept is not found
MOST, MOST_BYTES = 2000, 200_000_000  # results that a home keeps, and their bytes
LIBRARIES = ("implicit", "torch", "transformers")  # others may say other numbers


@dataclass(frozen=True, slots=True)
class KeptResult:
    """A result, when it was measured and how long that took."""

    found: Measured
    at: float  # Unix seconds
    seconds: float


def named(asked: Measuring, groups: Sequence[Group]) -> Measuring:
    """The measurement with the digest of everything that it is about, as it is now."""
    variants = in_order(groups, asked)
    about = {
        "form": [FORM, *map(version, LIBRARIES)],
        "asked": dataclasses.asdict(dataclasses.replace(asked, content="")),
        "data": sorted({one.fingerprint for group in variants for one in group.entrants}),
        "sides": [[content_of(one) for one in group.entrants] for group in variants],
    }
    text = json.dumps(about, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return dataclasses.replace(asked, content=digest[:32])


def content_of(one: Entrant) -> list[str]:
    """A run's settings and weights; what it is called does not count."""
    run = one.run
    settings = dataclasses.replace(one.plan.settings, template_name="", test=False)
    tuned = folder_digest(one.home / run.checkpoint) if run.checkpoint else ""
    return [run.id, settings.to_json(), tuned, backbone_digest(resolve(settings.model).folder)]


def kept_file(home: Path, asked: Measuring) -> Path:
    """Where a named measurement is kept."""
    return home / "measured" / f"{asked.content}.json"


def kept(home: Path, asked: Measuring) -> KeptResult | None:
    """What was measured; None when nothing was, or nothing that can be read."""
    try:
        document = json.loads(kept_file(home, asked).read_bytes())
        found = from_plain(KINDS[asked.kind], document["found"])
        return KeptResult(found, float(document["at"]), float(document["seconds"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(home: Path, asked: Measuring, found: Measured, seconds: float) -> None:
    """Write a result."""
    document = {
        "asked": dataclasses.asdict(asked),
        "at": time.time(),
        "seconds": seconds,
        "found": to_plain(found),
    }
    path = kept_file(home, asked)
    write_whole(path, json.dumps(document, ensure_ascii=False))
    prune(path.parent)


def prune(folder: Path, most: int = MOST, most_bytes: int = MOST_BYTES) -> int:
    """Remove the oldest results beyond so many, or so many bytes; returns how many.

    The newest always stays. What is asked for again is measured again.
    """
    files = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in folder.glob("*.json")]
    total, gone = 0, 0
    for at, (_, size, path) in enumerate(sorted(files, reverse=True)):
        total += size
        if at and (at >= most or total > most_bytes):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def measured(
    home: Path,
    groups: Sequence[Group],
    asked: Measuring,
    note: Note = nothing,
    progress: Progress = nothing,
) -> Measured:
    """What is kept of it, else measured now and kept.

    DataError when data or weights are not those that it was asked about, or change meanwhile.
    """
    now = named(asked, groups)
    if asked.content and asked.content != now.content:
        raise DataError("sentence.measure_changed")
    known = kept(home, now)
    if known is not None:
        return known.found
    began = time.monotonic()
    found = measure(groups, now, note, progress)
    if named(asked, groups).content != now.content:
        raise DataError("sentence.measure_changed")
    keep(home, now, found, time.monotonic() - began)
    return found

"""What rules said of the rows of a comparison, kept by everything that it depends on.

Learned rules take most of the time of a first verdict. Their scores are read again while data,
split, known rows, pairs, libraries and the rules as they are written are the same; those of the
example experiments come with the install. Nothing is kept of test rows: each look is counted.
"""

import contextlib
import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from importlib.metadata import version
from pathlib import Path

import numpy as np

from promptrec import baselines
from promptrec.baselines.catalogue import names_for
from promptrec.compare.judging import Sides, rules_on
from promptrec.files import write_whole
from promptrec.records import Floats, Pairs
from promptrec.store.shipped_runs import SHIPPED_RUNS

FORM = 2  # rises when something outside of `baselines` makes a rule say something else
LIBRARIES = ("implicit", "numpy", "scipy")  # others may say other numbers
MOST = 50  # files that a home keeps
FOLDER = "rules"


def rules_of(home: Path, found: Sides, shipped: Path = SHIPPED_RUNS) -> dict[str, Floats]:
    """Scores of every baseline on the pairs of a comparison: kept ones, else counted and kept."""
    if found.part != "valid":
        return rules_on(found)
    name = f"{digest(found)}.npz"
    for folder in (home / "measured" / FOLDER, shipped / FOLDER):
        if known := read(folder / name, found):
            return known
    scores = rules_on(found)
    with contextlib.suppress(OSError):  # a full disk: counted again next time
        keep(home / "measured" / FOLDER / name, scores)
    return scores


def digest(found: Sides) -> str:
    """A name for all that the scores depend on: another one when anything of it changes."""
    plan, pairs = found.plan, found.pairs
    about = {
        "form": [FORM, *map(version, LIBRARIES)],
        "data": plan.dataset.fingerprint(),
        "split": asdict(plan.settings.split),
        "part": found.part,
        "rules": [names_for(plan.dataset), written()],
    }
    text = hashlib.sha256(json.dumps(about, sort_keys=True, default=str).encode())
    known = plan.rows.known
    for array in (known.rules, known.met, *(getattr(pairs, one.name) for one in fields(Pairs))):
        text.update(f"{array.dtype} {array.shape}".encode())
        text.update(np.ascontiguousarray(array).tobytes())
    return text.hexdigest()[:32]


@functools.cache
def written() -> str:
    """A digest of how the rules are written: whoever changes one finds nothing that was kept."""
    folder = Path(baselines.__file__).parent
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(text).hexdigest()


def keep(path: Path, scores: Mapping[str, Floats]) -> None:
    """Write them, whole or not at all; the oldest beyond so many files go."""
    content = io.BytesIO()
    np.savez_compressed(content, **scores)  # type: ignore[arg-type]
    write_whole(path, content.getvalue())
    files = sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime_ns)
    for old in files[:-MOST]:
        old.unlink(missing_ok=True)


def read(path: Path, found: Sides) -> dict[str, Floats]:
    """What was kept, in the order of the list of rules; nothing where it cannot be read."""
    names = names_for(found.plan.dataset)
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            scores = {name: np.asarray(arrays[name], np.float64) for name in names}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    whole = all(one.shape == (len(found.pairs),) for one in scores.values())
    return scores if whole else {}

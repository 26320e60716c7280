"""What a bundle says of itself: which files it holds, byte for byte, and what they belong to."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from promptrec.errors import ModelError

FORMAT = 1
MANIFEST = "manifest.json"
SETTINGS, RESULT, GOLDEN, VERDICT, CARD = (
    "settings.json",
    "result.json",
    "golden.json",
    "verdict.json",
    "card.md",
)
DATA, CHECKPOINT = "data", "checkpoint"
DESCRIPTION = "checkpoint.json"  # of the weights, beside them
ALLOWED = re.compile(
    rf"({SETTINGS}|{RESULT}|{GOLDEN}|{VERDICT}|{CARD}"
    rf"|{DATA}/((interactions|items|users|facts)\.csv|dataset\.toml)"
    rf"|{CHECKPOINT}/[a-z0-9_]+\.(json|safetensors))",
    re.ASCII,
)
UNREADABLE = (  # what reading JSON of another shape raises
    *(OSError, ValueError, TypeError, LookupError),
    *(AttributeError, OverflowError, RecursionError),
)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@contextlib.contextmanager
def readable(file: str, member: str) -> Iterator[None]:
    """ModelError for a member of a bundle that holds something else than it should."""
    try:
        yield
    except UNREADABLE as error:
        kind = type(error).__name__
        raise ModelError("sentence.bundle_member", file=file, member=member, error=kind) from None


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a bundle."""

    sha256: str
    size: int  # bytes, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The first thing that is read, and all that is believed before the bytes were counted."""

    format: int = FORMAT
    made_by: str  # version of promptrec
    made_at: str  # ISO 8601, UTC
    run: str  # its id where it was made
    name: str
    model: str  # a name in backbones.catalogue, a folder, or a hub id
    data: str  # what the data set is called
    fingerprint: str  # of the data
    blocked: tuple[str, ...] = ()  # words that no recommendation may hold
    files: Mapping[str, Entry]

    @property
    def told(self) -> dict[str, str]:
        """What people and scripts want to know first."""
        names = ("run", "name", "model", "data", "fingerprint", "made_by", "made_at")
        return {name: getattr(self, name) for name in names}

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, file: str, content: bytes) -> "Manifest":
        """Read a manifest; ModelError when it is none, or of another version. file: for errors."""
        try:
            values = json.loads(content)
            entries = {name: Entry(**each) for name, each in values.pop("files").items()}
            blocked = tuple(map(str, values.pop("blocked", ())))
            found = cls(**values, files=entries, blocked=blocked)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            kind = type(error).__name__
            raise ModelError("sentence.bundle_manifest", file=file, error=kind) from None
        if found.format != FORMAT:
            shown = str(found.format)[:20]
            raise ModelError("sentence.bundle_format", file=file, found=shown, known=FORMAT)
        found.check(file)
        return found

    def check(self, file: str) -> None:
        """ModelError for a value of a wrong kind, and for a file that no bundle holds."""
        texts = (one.name for one in fields(self) if one.name not in ("format", "blocked", "files"))
        if not all(isinstance(getattr(self, name), str) for name in texts):
            raise ModelError("sentence.bundle_manifest", file=file, error="TypeError")
        for name, entry in self.files.items():
            if not ALLOWED.fullmatch(name):
                raise ModelError("sentence.bundle_foreign", file=file, member=repr(name[:80]))
            sized = type(entry.size) is int and entry.size >= 0
            if not sized or not DIGEST.fullmatch(str(entry.sha256)):
                raise ModelError("sentence.bundle_manifest", file=file, error="ValueError")

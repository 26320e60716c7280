"""Keys of callers: the file holds their SHA-256 alone, one `name:digest` a line.

`name:digest:swap` may also change the bundle that answers.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from promptrec.errors import SettingsError
from promptrec.files import write_whole

OTHERS_WRITE = 0o022  # of the mode of a file
SWAP = "swap"  # the right to change what answers
LINE = re.compile(rf"([\w.-]{{1,60}}):([0-9a-f]{{64}})(:{SWAP})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CallerKey:
    """What is known of one caller's key."""

    name: str
    digest: str
    swaps: bool = False


def read_keys(path: Path) -> tuple[CallerKey, ...]:
    """The keys of a file. SettingsError for a file that is missing, empty, or has another line.

    Also for one that others may write: whoever does can let anybody in.
    """
    try:
        if path.stat().st_mode & OTHERS_WRITE:
            raise SettingsError("sentence.keys_of_others", file=path)
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise SettingsError("sentence.keys_unread", file=path, error=kind) from None
    found: dict[str, CallerKey] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        matched = LINE.fullmatch(line.strip())
        if matched is None:  # the line may be a key: it is not repeated
            raise SettingsError("sentence.keys_line", file=path, line=number)
        found[matched[1]] = CallerKey(matched[1], matched[2], bool(matched[3]))
    if not found:
        raise SettingsError("sentence.keys_none", file=path)
    return tuple(found.values())


def add_key(path: Path, name: str, swaps: bool = False) -> str:
    """Make a key for a caller, keep its digest, and give the key, which is not kept.

    swaps: it may also change what answers. SettingsError for a name that is taken or has other
    signs.
    """
    known = {one.name for one in read_keys(path)} if path.exists() else set()
    if not LINE.fullmatch(f"{name}:{'0' * 64}") or name in known:
        raise SettingsError("sentence.keys_name", name=repr(name[:80]))
    key = secrets.token_urlsafe(32)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    joint = "" if not before or before.endswith("\n") else "\n"
    right = f":{SWAP}" if swaps else ""
    write_whole(path, f"{before}{joint}{name}:{digest(key)}{right}\n")
    path.chmod(0o600)
    return key


def owner(keys: Sequence[CallerKey], given: str) -> CallerKey | None:
    """Whose key that is; None for nobody's. Takes as long for a wrong key as for a right one."""
    own = digest(given)
    found = [one for one in keys if hmac.compare_digest(one.digest, own)]
    return found[0] if found else None


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()

"""Keys of callers: the file holds their SHA-256 alone, one `name:digest` a line."""

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from promptrec.errors import SettingsError
from promptrec.files import write_whole

LINE = re.compile(r"([\w.-]{1,60}):([0-9a-f]{64})", re.ASCII)


def read_keys(path: Path) -> dict[str, str]:
    """Digest by name. SettingsError for a file that is missing, empty, or has another line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise SettingsError("sentence.keys_unread", file=path, error=kind) from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        matched = LINE.fullmatch(line.strip())
        if matched is None:  # the line may be a key: it is not repeated
            raise SettingsError("sentence.keys_line", file=path, line=number)
        found[matched[1]] = matched[2]
    if not found:
        raise SettingsError("sentence.keys_none", file=path)
    return found


def add_key(path: Path, name: str) -> str:
    """Make a key for a caller, keep its digest, and give the key, which is not kept.

    SettingsError for a name that is taken or has other signs.
    """
    known = read_keys(path) if path.exists() else {}
    if not LINE.fullmatch(f"{name}:{'0' * 64}") or name in known:
        raise SettingsError("sentence.keys_name", name=repr(name[:80]))
    key = secrets.token_urlsafe(32)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    joint = "" if not before or before.endswith("\n") else "\n"
    write_whole(path, f"{before}{joint}{name}:{digest(key)}\n")
    path.chmod(0o600)
    return key


def owner(keys: dict[str, str], given: str) -> str | None:
    """Whose key that is; None for nobody's. Takes as long for a wrong key as for a right one."""
    own = digest(given)
    found = [name for name, known in keys.items() if hmac.compare_digest(known, own)]
    return found[0] if found else None


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()

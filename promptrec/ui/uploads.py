"""Uploaded data sets: checked in a folder of their own, moved into place only when all is well."""

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from promptrec.data.dataset import About
from promptrec.data.loading import load
from promptrec.data.rules import FieldRule
from promptrec.data.shipped import SHIPPED, shipped_names
from promptrec.errors import DataError
from promptrec.ui.home import datasets_folder
from promptrec.ui.say import say

NAME = re.compile(r"[^\W_][\w -]{0,59}")  # letters of any language, digits, blanks, - and _
LARGEST = 2_000_000_000  # bytes that a zip may unpack to
PARTS = ("interactions.csv", "items.csv", "users.csv", "facts.csv", "dataset.toml")


def checked_name(name: str) -> str:
    """A name that is a folder's name and nothing else; DataError otherwise."""
    name = name.strip()
    if not NAME.fullmatch(name):
        raise DataError(say("upload.bad_name", name=name))
    if name in shipped_names() or (datasets_folder() / name).exists():
        raise DataError(say("upload.name_taken", name=name))
    return name


def incoming() -> Path:
    """A new folder beside the data sets, so that moving it into place is one rename."""
    datasets_folder().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".incoming-", dir=datasets_folder()))


def save_files(files: Mapping[str, bytes], name: str) -> str:
    """Check uploaded files and keep them as a data set. Returns its name; on error keeps nothing."""
    name = checked_name(name)
    folder = incoming()
    try:
        for file, content in files.items():
            (folder / PurePosixPath(file.replace("\\", "/")).name).write_bytes(content)
        if not (folder / "dataset.toml").exists():
            (folder / "dataset.toml").write_text(about_toml(About(name=name)), encoding="utf-8")
        load(folder)
        folder.rename(datasets_folder() / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name


def copy_with(source: str, name: str, about: About) -> str:
    """A copy of a data set under another name, with another dataset.toml. Returns the name."""
    name = checked_name(name)
    original = SHIPPED / source if source in shipped_names() else Path(source)
    folder = incoming()
    try:
        for part in PARTS:
            if (original / part).exists():
                shutil.copyfile(original / part, folder / part)
        (folder / "dataset.toml").write_text(about_toml(about), encoding="utf-8")
        load(folder)
        folder.rename(datasets_folder() / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name


def unpack(content: bytes, folder: Path) -> None:
    """Unpack a zip flat into a folder. DataError for one that is broken or too large."""
    archive = folder / "upload.zip"
    archive.write_bytes(content)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise DataError(say("upload.too_large"))
            for entry in entries:
                target = folder / PurePosixPath(entry.filename.replace("\\", "/")).name
                with opened.open(entry) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
    except zipfile.BadZipFile:
        raise DataError(say("upload.bad_zip")) from None
    finally:
        archive.unlink(missing_ok=True)


def about_toml(about: About) -> str:
    """dataset.toml of what is known about a data set."""
    lines = [f"{key} = {quoted(getattr(about, key))}" for key in ("name", "language")]
    lines += [
        f"{key} = {quoted(value)}"
        for key in ("source", "licence", "domain")
        if (value := getattr(about, key))
    ]
    lines.append(f"synthetic = {str(about.synthetic).lower()}")
    if about.like_at is not None:
        lines.append(f"like_at = {about.like_at!r}")
    if about.rating_scale is not None:
        lines.append(f"rating_scale = [{about.rating_scale[0]!r}, {about.rating_scale[1]!r}]")
    for field, rule in about.rules.items():
        lines += ["", f"[fields.{quoted(field)}]", *rule_lines(rule)]
    return "\n".join(lines) + "\n"


def rule_lines(rule: FieldRule) -> list[str]:
    """The lines of one field rule."""
    lines = []
    if rule.bins:
        lines.append(f"bins = [{', '.join(repr(edge) for edge in rule.bins)}]")
        lines.append(f"words = [{', '.join(quoted(word) for word in rule.words)}]")
    if rule.table:
        entries = ", ".join(f"{quoted(raw)} = {quoted(word)}" for raw, word in rule.table.items())
        lines.append(f"words = {{ {entries} }}")
    if rule.separator:
        lines.append(f"separator = {quoted(rule.separator)}")
    return lines


def quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

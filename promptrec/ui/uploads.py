"""Uploaded data sets: checked in a folder of their own, moved into place only when all is well."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from promptrec.data.dataset import About
from promptrec.data.rules import FieldRule
from promptrec.data.shipped import SHIPPED, open_dataset, shipped_names
from promptrec.data.unpack import unpack
from promptrec.errors import DataError
from promptrec.ui.home import datasets_folder
from promptrec.ui.say import say

NAME = re.compile(r"[^\W_][\w -]{0,59}")  # letters of any language, digits, blanks, - and _
PARTS = ("interactions.csv", "items.csv", "users.csv", "facts.csv", "dataset.toml")


def checked_name(name: str) -> str:
    """A name that is a folder's name and nothing else; DataError otherwise."""
    name = name.strip()
    if not NAME.fullmatch(name):
        raise DataError(say("upload.bad_name", name=name))
    if name in shipped_names() or (datasets_folder() / name).exists():
        raise DataError(say("upload.name_taken", name=name))
    return name


@contextmanager
def incoming() -> Iterator[Path]:
    """A folder beside the data sets: moving it into place is one rename; else it is removed."""
    datasets_folder().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".incoming-", dir=datasets_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def save_files(files: Mapping[str, bytes], name: str) -> str:
    """Check uploaded files and keep them as a data set; on error nothing is kept. The name."""
    name = checked_name(name)
    with incoming() as folder:
        for file, content in files.items():
            path = folder / PurePosixPath(file.replace("\\", "/")).name
            path.write_bytes(content)
            if path.suffix.lower() == ".zip":
                unpack(path, folder)
                path.unlink()
        own, about = folder / "interactions.csv", folder / "dataset.toml"
        if own.exists() and not about.exists():
            about.write_text(about_toml(About(name=name)), encoding="utf-8")
        open_dataset(str(folder))
        folder.rename(datasets_folder() / name)
    return name


def copy_with(source: str, name: str, about: About) -> str:
    """A copy of a data set under another name, with another dataset.toml. Returns the name."""
    name = checked_name(name)
    original = SHIPPED / source if source in shipped_names() else Path(source)
    if not (original / "interactions.csv").exists():
        raise DataError(say("words.foreign"))
    with incoming() as folder:
        for part in PARTS:
            if (original / part).exists():
                shutil.copyfile(original / part, folder / part)
        (folder / "dataset.toml").write_text(about_toml(about), encoding="utf-8")
        open_dataset(str(folder))
        folder.rename(datasets_folder() / name)
    return name


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

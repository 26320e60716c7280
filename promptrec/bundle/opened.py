"""Open a bundle: every byte is counted and compared before anything in it is loaded."""

import contextlib
import dataclasses
import hashlib
import json
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from promptrec.bundle.manifest import (
    CHECKPOINT,
    DATA,
    DESCRIPTION,
    MANIFEST,
    SETTINGS,
    Manifest,
    readable,
)
from promptrec.data.archives.unpack import MOST_RATIO, opened_zip
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, ModelError
from promptrec.judge.starting import open_variant
from promptrec.model.backbones.catalogue import names
from promptrec.model.variant import Variant
from promptrec.settings import RunSettings

MANIFEST_BYTES = 1 << 20
MOST_BYTES = 4 << 30
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A bundle whose files are those of its manifest, unpacked."""

    file: str  # how errors call it
    folder: Path
    manifest: Manifest

    def read(self, member: str) -> Any:
        """A JSON file of the bundle."""
        with readable(self.file, member):
            return json.loads((self.folder / member).read_bytes())

    @property
    def settings(self) -> RunSettings:
        """Of the run, on the data that the bundle holds."""
        told = self.read(SETTINGS)
        with readable(self.file, SETTINGS):
            settings = RunSettings.from_json(json.dumps(told))
        return dataclasses.replace(settings, dataset=str(self.folder / DATA))

    def dataset(self) -> Dataset:
        """The data that it knows; ModelError when it is not what the run was judged on."""
        found = open_dataset(str(self.folder / DATA))
        if found.fingerprint() != self.manifest.fingerprint:
            raise ModelError("sentence.bundle_data", file=self.file)
        return found

    def variant(self, allowed_model: str = "") -> Variant:
        """What it scores with. Only a model of the catalogue, or the one that a person named."""
        settings = self.settings
        for name in {settings.model, self.manifest.model, self.model_of_weights(settings.model)}:
            if name != self.manifest.model or name not in (*names(), allowed_model):
                raise ModelError("sentence.bundle_model", file=self.file, model=repr(name[:120]))
        checkpoint = self.folder / CHECKPOINT
        tuned = checkpoint if checkpoint.is_dir() else None
        if settings.tunes != (tuned is not None):
            raise ModelError("sentence.bundle_weights", file=self.file)
        return open_variant(self.dataset(), settings, tuned, self.manifest.name)

    def model_of_weights(self, untuned: str) -> str:
        """The model that the weights ask for; `untuned` where there are none."""
        description = f"{CHECKPOINT}/{DESCRIPTION}"
        if not (self.folder / description).exists():
            return untuned
        told = self.read(description)
        with readable(self.file, description):
            return str(json.loads(str(told["plan"]))["model"])


@contextlib.contextmanager
def open_bundle(path: Path) -> Iterator[Bundle]:
    """Unpack a bundle for as long as the block lasts; ModelError for what is none of ours."""
    with tempfile.TemporaryDirectory(prefix="promptrec-") as place:
        yield unpack_bundle(path, Path(place))


def read_manifest(path: Path) -> Manifest:
    """What a bundle says of itself, without unpacking it; ModelError for what is none of ours."""
    with open_zip(path) as archive:
        return manifest_of(path, archive)


def unpack_bundle(path: Path, folder: Path) -> Bundle:
    """Unpack into an empty folder of the caller, who removes it when anything is wrong."""
    with open_zip(path) as archive:
        manifest = manifest_of(path, archive)
        for name, entry in manifest.files.items():
            digest = copy(archive, name, folder / name, entry.size)
            if digest != entry.sha256:
                raise ModelError("sentence.bundle_altered", file=path.name, member=name)
    return Bundle(path.name, folder, manifest)


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; ModelError for a damaged one, whenever that shows."""
    try:
        with path.open("rb") as content, opened_zip(path.name, content, MOST_BYTES) as archive:
            yield archive
    except (OSError, DataError) as error:
        if isinstance(error, DataError) and error.sentence.key != "sentence.file_zip":
            raise ModelError("sentence.bundle_unsafe", what=error.sentence) from None
        kind = type(error.__cause__ or error).__name__
        raise ModelError("sentence.bundle_damaged", file=path.name, error=kind) from None


def manifest_of(path: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, which names every member and no other. Nothing else is read for it."""
    members = {one.filename: one for one in archive.infolist()}
    if len(members) < len(archive.infolist()):
        raise ModelError("sentence.bundle_twice", file=path.name)
    own = members.pop(MANIFEST, None)
    if own is None or own.file_size > MANIFEST_BYTES:
        raise ModelError("sentence.bundle_none", file=path.name)
    with archive.open(own) as stream:
        content = stream.read(MANIFEST_BYTES + 1)
    manifest = Manifest.from_json(path.name, content[:MANIFEST_BYTES])
    odd = sorted(set(members) ^ set(manifest.files))
    linked = [name for name, one in members.items() if stat.S_ISLNK(one.external_attr >> 16)]
    if odd or linked:
        raise ModelError(
            "sentence.bundle_foreign", file=path.name, member=repr([*odd, *linked][0][:80])
        )
    size = sum(entry.size for entry in manifest.files.values())
    if size > min(MOST_BYTES, MANIFEST_BYTES + MOST_RATIO * path.stat().st_size):
        raise ModelError("sentence.bundle_large", file=path.name, size=f"{size:,}")
    return manifest


def copy(archive: zipfile.ZipFile, name: str, target: Path, size: int) -> str:
    """Unpack one member; its SHA-256, or "" as soon as it has more bytes than it should."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, written = hashlib.sha256(), 0
    with archive.open(name) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > size:
                return ""
            digest.update(chunk)
            sink.write(chunk)
    return digest.hexdigest()

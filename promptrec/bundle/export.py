"""Write a finished run as a bundle: weights, template, data, verdict, ten rows with scores."""

import dataclasses
import hashlib
import importlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from promptrec.bundle.card import card
from promptrec.bundle.golden import golden_rows, recomputed
from promptrec.bundle.manifest import (
    CARD,
    CHECKPOINT,
    DATA,
    DESCRIPTION,
    GOLDEN,
    MANIFEST,
    RESULT,
    SETTINGS,
    VERDICT,
    Entry,
    Manifest,
)
from promptrec.bundle.opened import open_bundle
from promptrec.compare.judging import SESOI, Question, judge
from promptrec.data.reading.writing import write_tables
from promptrec.data.shipped import tables_of
from promptrec.errors import StoreError
from promptrec.files import whole_file
from promptrec.judge.entrants import Entrant, Group, entrants, twin
from promptrec.report.decision import decision_lines
from promptrec.report.documents import comparison_document
from promptrec.report.sentences import ENGLISH
from promptrec.store.served.states import template_digest
from promptrec.store.snapshots import JobResult
from promptrec.store.store import Store

Note = Callable[[str], None]
MOMENT = (2020, 1, 1, 0, 0, 0)  # of every member: the same run gives the same bytes but for made_at


def export(store: Store, run_id: str, out: Path, note: Note = lambda _: None) -> Manifest:
    """Write the bundle of a run, whole or not at all, after it was opened again and checked.

    Raises as `variant_of_run`; ModelError when what was written does not give the same scores.
    """
    (one,) = entrants(store, [run_id])
    if one.run.result is None or one.run.result.fingerprint != one.fingerprint:
        raise StoreError("sentence.bundle_other_data", run=run_id)
    with tempfile.TemporaryDirectory(prefix="promptrec-") as place:
        folder = Path(place)
        write_parts(store, one, folder, note)
        manifest = manifest_for(store, one, folder)
        with whole_file(out, "wb") as file:
            pack(folder, manifest, file)
            file.flush()
            note("verifying")
            with open_bundle(Path(file.name)) as made:
                recomputed(made.variant(one.run.settings.model), made.read(GOLDEN), out.name)
    return manifest


def write_parts(store: Store, one: Entrant, folder: Path, note: Note) -> None:
    """Every file but the manifest."""
    run, plan = one.run, one.plan
    result = run.result or JobResult()
    (folder / DATA).mkdir()
    write_tables(tables_of(run.settings.dataset), folder / DATA)
    settings = dataclasses.replace(run.settings, dataset=plan.dataset.about.name)
    write_json(folder / SETTINGS, json.loads(settings.to_json()))
    write_json(folder / RESULT, json.loads(result.to_json()))
    if run.checkpoint:
        copy_checkpoint(store.home / run.checkpoint, folder / CHECKPOINT)
    note("golden rows")
    write_json(folder / GOLDEN, golden_rows(one.variant))
    document, sentences = verdict(store, one, note)
    write_json(folder / VERDICT, document)
    known = template_digest(run.settings.template, run.settings.verbalizer)
    state = store.template_stage(plan.dataset.about.name, known)
    text = card(run, result, plan.dataset, sentences, state)
    (folder / CARD).write_text(text, encoding="utf-8")


def copy_checkpoint(source: Path, target: Path) -> None:
    """Weights and what describes them, without the settings, which name folders of this machine."""
    target.mkdir()
    for file in sorted(source.glob("*")):
        if file.name == DESCRIPTION:
            write_json(target / file.name, {**json.loads(file.read_bytes()), "settings": None})
        elif file.suffix in (".json", ".safetensors"):
            (target / file.name).write_bytes(file.read_bytes())


def verdict(store: Store, one: Entrant, note: Note) -> tuple[dict[str, Any], Sequence[str]]:
    """The run against its untuned twin, where there is one, and the rules: as `compare` says it."""
    other = twin(store, one.run)
    groups = [Group((one,))]
    if other is not None:
        groups.insert(0, Group(tuple(entrants(store, [other.id], [one]))))
    found = judge(groups, Question(sesoi=SESOI), note)
    runs = {group.id: [each.run.id for each in group.entrants] for group in groups}
    lines = decision_lines(found, ENGLISH)
    return {"decision": lines, **comparison_document(found, runs, {}, {})}, lines


def manifest_for(store: Store, one: Entrant, folder: Path) -> Manifest:
    """What is in the folder, and what it belongs to."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    entries = {
        path.relative_to(folder).as_posix(): Entry(
            hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
        )
        for path in files
    }
    return Manifest(
        made_by=importlib.import_module("promptrec").__version__,  # above all layers
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        run=one.run.id,
        name=one.run.name or one.run.id,
        model=one.run.settings.model,
        data=one.plan.dataset.about.name,
        fingerprint=one.fingerprint,
        blocked=tuple(store.blocked_words()),
        files=entries,
    )


def pack(folder: Path, manifest: Manifest, file: Any) -> None:
    """The zip, manifest first."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member(MANIFEST), manifest.to_json())
        for name in manifest.files:
            archive.writestr(member(name), (folder / name).read_bytes())


def member(name: str) -> zipfile.ZipInfo:
    """A member without a moment of its own."""
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def write_json(path: Path, document: Any) -> None:
    """A JSON file of the bundle."""
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, default=list)
    path.write_text(text, encoding="utf-8")

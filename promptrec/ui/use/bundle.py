"""The bundle of a run on the Deploy page: made on a click, then shown and downloaded."""

import zipfile
from datetime import datetime
from pathlib import Path

import streamlit as st

from promptrec.bundle.manifest import CARD, Manifest
from promptrec.bundle.opened import read_manifest
from promptrec.data.dataset import Dataset
from promptrec.errors import ModelError
from promptrec.store.snapshots import Run
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store


def bundle_file(run: Run) -> Path:
    """Where the bundle of a run is kept in the home."""
    return store().home / "bundles" / f"{run.id}.zip"


def made_bundle(run: Run) -> Manifest | None:
    """A button that makes the bundle, and what the one that is there says of itself."""
    known = known_manifest(run)
    label = say("deploy.make" if known is None else "deploy.again")
    first = known is None
    if st.button(label, type="primary" if first else "secondary", help=say("deploy.make_help")):
        make(run)
        known = known_manifest(run)
    return known


def known_manifest(run: Run) -> Manifest | None:
    """Of the file in the home; None for none, and for one that cannot be read."""
    path = bundle_file(run)
    if not path.is_file():
        return None
    try:
        return read_manifest(path)
    except ModelError as error:
        st.warning(in_words(error.sentence))
        return None


def make(run: Run) -> None:
    """Write and check the file; each step is told."""
    from promptrec.bundle.export import export

    path = bundle_file(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    with st.status(say("deploy.making", run=run.id), expanded=True) as box:
        export(store(), run.id, path, lambda note: st.write(in_words(note)))
        box.update(label=say("deploy.made"), state="complete", expanded=False)


def contents(manifest: Manifest, data: Dataset, path: Path) -> None:
    """When it was made, what is in it, under which licence, and its card."""
    size = path.stat().st_size
    made = datetime.fromisoformat(manifest.made_at).astimezone()
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(
        say(
            "deploy.ready",
            at=made.strftime("%Y-%m-%d %H:%M"),
            files=len(manifest.files) + 1,
            size=f"{size / 1e6:.1f} MB",
        )
    )
    right.download_button(
        say("deploy.download"), path.read_bytes, path.name, "application/zip", width="stretch"
    )
    st.caption(say("deploy.where", path=plain(str(path))))
    st.caption(
        say("deploy.licence", licence=plain(data.about.licence or say("deploy.no_licence")) + " ")
    )
    with st.expander(say("deploy.holds")):
        st.dataframe(
            {
                say("deploy.file"): list(manifest.files),
                say("deploy.what"): [say(f"deploy.part_{part_of(one)}") for one in manifest.files],
                say("deploy.bytes"): [count(one.size) for one in manifest.files.values()],
            },
            hide_index=True,
        )
    with st.expander(say("deploy.card")), zipfile.ZipFile(path) as archive:
        st.caption(say("deploy.card_how"))
        st.code(archive.read(CARD).decode("utf-8", "replace"), language=None, wrap_lines=True)


def part_of(name: str) -> str:
    """Which part of a bundle a file belongs to."""
    return name.split("/")[0].removesuffix(".json").removesuffix(".md")

"""An upload as a thing of one's own: export, rename, replace, delete, with what would be lost."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.reading.writing import zipped
from promptrec.data.shipped import tables_of
from promptrec.errors import DataError
from promptrec.store.datasets import DataUses
from promptrec.ui.data.uploads import delete_upload, is_upload, rename_upload
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import joined, plain, say
from promptrec.ui.state import dataset, dataset_names, dataset_source, forget_datasets, keys, store

SHOWN = 5  # runs by their ids


def manage_upload(name: str, data: Dataset) -> None:
    """What can be done with an upload; nothing for data that is shipped or elsewhere."""
    source = dataset_source(name)
    if not is_upload(name) or source == name:
        return
    uses = store().data_uses(source, data.fingerprint())
    with st.expander(say("own.title")):
        st.caption(refers(uses))
        export, replace = st.columns(2)
        export.download_button(
            say("own.export"),
            data=lambda: zipped(tables_of(source), name),
            file_name=f"{name}.zip",
            mime="application/zip",
            help=say("own.export_help"),
            width="stretch",
        )
        replace.button(
            say("own.replace"),
            on_click=begin_replacing,
            args=(name,),
            help=say("own.replace_help"),
            width="stretch",
        )
        rename(name)
        delete(name, data, uses)


def refers(uses: DataUses) -> str:
    """What was made with the data."""
    if uses == DataUses():
        return say("own.unused")
    return say(
        "own.uses",
        runs=count(len(uses.runs)),
        labels=count(uses.labels),
        reviews=count(uses.reviews),
        pins=count(uses.pins),
    )


def some_runs(uses: DataUses) -> str:
    """The first runs by their ids."""
    more = len(uses.runs) - SHOWN
    return joined(", ", uses.runs[:SHOWN]) + (f" + {more}" if more > 0 else "")


def rename(name: str) -> None:
    """Another name; runs and pins go along."""
    place, button = st.columns([3, 1], vertical_alignment="bottom")
    new = place.text_input(
        say("own.name"), value=name, max_chars=60, key=keys.OWN_NAME.of(name).name
    )
    changed = new.strip() != name
    if button.button(say("own.rename"), disabled=not changed, width="stretch"):
        renamed = rename_upload(name, new)
        forget_datasets()
        keys.DATA_NEXT.set(renamed)
        st.toast(say("own.renamed", name=plain(renamed)))
        st.rerun()


def delete(name: str, data: Dataset, uses: DataUses) -> None:
    """Say what would be lost, and delete once that is ticked."""
    st.markdown(f"**{say('own.delete')}**")
    for line in lost(uses):
        st.markdown(f"- {line}")
    sure = st.checkbox(say("own.sure", name=plain(name)), key=keys.OWN_SURE.of(name).name)
    if st.button(say("own.delete"), disabled=not sure, icon=":material/delete:"):
        delete_upload(name, data.fingerprint())
        forget_datasets()
        keys.DATA_NEXT.set(next(one for one in dataset_names() if one != name))
        st.toast(say("own.deleted", name=plain(name)))
        st.rerun()


def lost(uses: DataUses) -> list[str]:
    """What goes with the files, a line each."""
    lines = [say("own.lost_files")]
    if uses.runs:
        lines.append(say("own.lost_runs", count=count(len(uses.runs)), runs=some_runs(uses)))
    if uses.labels or uses.reviews or uses.pins:
        lines.append(
            say(
                "own.lost_rows",
                labels=count(uses.labels),
                reviews=count(uses.reviews),
                pins=count(uses.pins),
            )
        )
    return lines


def begin_replacing(name: str) -> None:
    """Open the Upload tab for files that take the place of this data."""
    keys.UPLOAD_NAME.set(name)
    keys.UPLOAD_REPLACES.set(True)
    keys.DATA_TAB.set(say("data.upload"))


def say_replaced(name: str) -> None:
    """What becomes of everything that refers to data which is about to be replaced."""
    source = dataset_source(name)
    try:
        fingerprint = dataset(source).fingerprint()
    except DataError:  # it cannot be opened any more: nobody has labels of it
        fingerprint = ""
    uses = store().data_uses(source, fingerprint)
    if uses.runs:
        st.warning(say("own.replaced_runs", count=count(len(uses.runs)), runs=some_runs(uses)))
    if uses.labels or uses.reviews:
        st.warning(say("own.replaced_rows", labels=count(uses.labels), reviews=count(uses.reviews)))

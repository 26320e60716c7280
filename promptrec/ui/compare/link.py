"""The address of a comparison: whoever opens it sees the same runs, judged and shown the same way.

Runs are named by their ids; data and split are theirs. What stands in the address and is not here
is said, and left out.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from promptrec.compare.estimates import METRICS
from promptrec.store.snapshots import Run
from promptrec.ui.compare import options
from promptrec.ui.compare.choice import ground_of
from promptrec.ui.compare.sides import wait_for
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shell.address import asked_by_link, write_address
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.private_streamlit import DeltaGenerator, RerunException
from promptrec.ui.shell.reading import reading_link
from promptrec.ui.state import dataset_name, keys, remember_folder
from promptrec.ui.state.key import Key


@dataclass(frozen=True, slots=True)
class Named:
    """One choice of the page as it stands in the address."""

    key: Key[Any]
    kind: type = str
    known: Collection[Any] = ()  # what it can be; empty: whatever its widget offers


CHOICES = {  # name in the address -> the choice
    "control": Named(keys.VERDICT_CONTROL),
    "metric": Named(keys.VERDICT_METRIC, known=METRICS),
    "sesoi": Named(keys.VERDICT_SESOI, float),
    "explore": Named(keys.VERDICT_EXPLORE, bool),
    "candidates": Named(keys.VERDICT_USERS, int, options.USERS),
    "view": Named(keys.COMPARE_VIEW, known=options.VIEWS),
    "ladder": Named(keys.LADDER_VIEW),
    "formats": Named(keys.FORMATS_COUNT, int, options.COUNTS),
    "lists": Named(keys.BEYOND_USERS, int, options.USERS),
    "variety": Named(keys.BEYOND_KIND),
    "groups": Named(keys.BEYOND_FIELD),
    "against": Named(keys.BEYOND_AGAINST),
    "measure": Named(keys.BEYOND_MEASURE),
    "by": Named(keys.WINNERS_BY),
}
NAMES = ("runs", *CHOICES)
OF_VIEW = {  # what else the address of a view says
    "users": ("by",),
    "ladder": ("ladder",),
    "formats": ("formats",),
    "beyond": ("lists", "variety", "groups", "against", "measure"),
}
JUDGED = ("control", "metric", "sesoi")


def take_address() -> None:
    """Put what a link asks for into the widgets; `tell_missing` says what cannot stand there."""
    before = keys.COMPARE_ADDRESS.get()
    asked = asked_by_link(NAMES, keys.COMPARE_ADDRESS)
    if not asked:
        return
    if "runs" in asked:
        keys.COMPARE_ADDRESS.set(before)  # not taken while the page waits
        wait_for(asked["runs"].split(","))
        keys.COMPARE_ADDRESS.set(asked)
    keys.COMPARE_ASKED.set((asked, {}))
    if "runs" in asked:
        take_runs(asked["runs"].split(","))
    for name, choice in CHOICES.items():
        value = value_of(choice, asked[name]) if name in asked else None
        if value is not None:
            choice.key.set(value)


def value_of(choice: Named, text: str) -> Any:
    """The value that a text of the address means; None for what cannot be one."""
    try:
        value = text == "1" if choice.kind is bool else choice.kind(text)
    except ValueError:
        return None
    if choice.kind is float and not 0 <= value <= options.MOST_SESOI:
        return None
    return value if not choice.known or value in choice.known else None


def take_runs(ids: Collection[str]) -> None:
    """Choose those of these runs that are here, with the data and split of the first."""
    every = {run.id: run for run in finished_runs()}
    here = [every[one] for one in ids if one in every]
    if not here:
        return
    settings = here[0].settings
    ground = ground_of(here[0])
    remember_folder(settings.dataset)
    keys.DATA_NEXT.set(dataset_name(settings.dataset))
    keys.COMPARE_SPLIT.set(settings.split.as_now)
    mine = [run.id for run in every.values() if ground_of(run) == ground]
    keys.COMPARED.of(*ground).set([run.id for run in here if run.id in mine])
    keys.COMPARED_SEEN.of(*ground).set(set(mine))


@contextmanager
def addressed(
    runs: Collection[Run], missing: DeltaGenerator, to_read: DeltaGenerator
) -> Iterator[None]:
    """Complete the address whatever becomes of the page: one that is refused has its choices, too.

    missing: where to say what is not here; to_read: where the link for reading stands. A page that
    is left has no address any more.
    """
    try:
        yield
    except RerunException:
        raise
    except BaseException:
        complete(runs, missing, to_read)
        raise
    complete(runs, missing, to_read)


def complete(runs: Collection[Run], missing: DeltaGenerator, to_read: DeltaGenerator) -> None:
    """Write the address, say what is missing, offer the link for reading."""
    keep_address(runs, keys.COMPARE_VIEW.get() or options.VIEWS[0])
    tell_missing(missing)
    with to_read:
        reading_link("compare", {"data": keys.DATA.get(), **keys.COMPARE_ADDRESS.get()})


def keep_address(runs: Collection[Run], view: str) -> None:
    """Write what is shown into the address: complete, so that it can be copied at any time."""
    names = [*JUDGED, *OF_VIEW.get(view, ())]
    if keys.VERDICT_METRIC.get() == options.RANKED:
        names.append("candidates")
    found = {"runs": ",".join(run.id for run in runs), "view": view}
    for name in names:
        value = CHOICES[name].key.get()
        if value not in ("", None):
            found[name] = f"{value:g}" if isinstance(value, float) else str(value)
    if keys.VERDICT_EXPLORE.get():
        found["explore"] = "1"
    write_address(NAMES, found, keys.COMPARE_ADDRESS)


def tell_missing(place: DeltaGenerator) -> None:
    """Say what the link asked for and is not here, until something else is chosen."""
    asked, first = keys.COMPARE_ASKED.get()
    shown = keys.COMPARE_ADDRESS.get()
    if shown != (first or shown):
        keys.COMPARE_ASKED.forget()
        return
    if asked:
        keys.COMPARE_ASKED.set((asked, shown))
    with place:
        here = shown.get("runs", "").split(",")
        for run in asked.get("runs", "").split(","):
            if run and run not in here:
                not_here("run", run, "")
        for name, choice in CHOICES.items():
            if (
                name in asked
                and name in shown
                and value_of(choice, asked[name]) != value_of(choice, shown[name])
            ):
                not_here(name, asked[name], shown[name])

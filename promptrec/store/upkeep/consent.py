"""Which models of the hub a person let be fetched; kept in the home, model by model."""

from pathlib import Path

from promptrec.errors import ModelError
from promptrec.model.backbones import hub
from promptrec.store.store import Store

KEY = "hub_model "  # of the table `setting`, before the model's name


def allow(store: Store, name: str) -> None:
    """Keep a person's word that this model may be fetched; ModelError for what is no hub id."""
    if not hub.is_hub_id(name):
        raise ModelError("sentence.no_hub_id", model=name)
    store.keep_note(f"{KEY}{name}", "yes")


def forget(store: Store, name: str) -> None:
    """Take the word back; what was fetched stays on the machine."""
    store.keep_note(f"{KEY}{name}", "")


def allowed(store: Store) -> tuple[str, ...]:
    """Every model that a person let be fetched."""
    return tuple(name.removeprefix(KEY) for name in store.notes(KEY))


def ask_home(home: Path) -> None:
    """In this process, what is kept in this home decides; it is opened when a model asks."""
    hub.ask(lambda name: bool(Store.open(home).note(f"{KEY}{name}")))

"""Models of the Hugging Face hub: fetched once, by their very name, at a stated revision.

Nobody but a person lets one be fetched, model by model: neither a link nor a name that is typed
asks an address for anything. What is on this machine already is read without a question.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from promptrec.errors import ModelError
from promptrec.words.table import Sentence, sentence

HUB_NAMES = {  # -> megabytes of its safetensors
    "bert-base-uncased": 440,
    "bert-base-cased": 436,
    "bert-base-chinese": 412,
    "bert-base-multilingual-cased": 714,
    "distilbert-base-uncased": 268,
    "roberta-base": 499,
}
CONSENT = "sentence.hub_consent"  # the error that a person's word mends
FILES = ["config.json", "tokenizer.json", "*.safetensors"]
ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
REVISION = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)


def nobody(name: str) -> bool:  # noqa: ARG001 - whatever the name
    """Nobody has been asked yet."""
    return False


_said_yes: list[Callable[[str], bool]] = [nobody]


def ask(said_yes: Callable[[str], bool]) -> None:
    """From now on in this process, ask here whether a person let a model be fetched."""
    _said_yes[0] = said_yes


def size_of(name: str) -> Sentence:
    """How much would be fetched, as far as it is known before."""
    size = HUB_NAMES.get(name.split("@")[0].rpartition("/")[2])
    if size is None:
        return sentence("sentence.hub_size_unknown")
    return sentence("sentence.hub_size", size=size)


def is_hub_id(name: str) -> bool:
    """True for `owner/name` and for the few old names without an owner, also with `@revision`."""
    base, at, revision = name.partition("@")
    if at and not REVISION.fullmatch(revision):
        return False
    return base in HUB_NAMES or ID.fullmatch(base) is not None


def fetch(name: str) -> Path:
    """Folder of a hub model, `owner/name` or `owner/name@revision`; from the local cache first.

    Without a revision the newest one on this machine is taken, else the newest of the hub.
    """
    base, _, revision = name.partition("@")
    found = _snapshot(base, revision, local=True)
    if found is None and os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        raise ModelError("sentence.offline", model=name)
    if found is None and not _said_yes[0](name):
        raise ModelError("sentence.hub_consent", model=name, size=size_of(name))
    found = found or _snapshot(base, revision, local=False)
    if found is None:
        raise ModelError("sentence.no_download", model=name)
    return found


def _snapshot(base: str, revision: str, *, local: bool) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(
            base, revision=revision or None, allow_patterns=FILES, local_files_only=local
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError):
        return None
    return Path(folder)

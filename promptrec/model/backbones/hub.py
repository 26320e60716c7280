"""Models of the Hugging Face hub: fetched once, by their very name, at a stated revision."""

import os
import re
from pathlib import Path

from promptrec.errors import ModelError

HUB_NAMES = (
    "bert-base-uncased",
    "bert-base-cased",
    "bert-base-chinese",
    "bert-base-multilingual-cased",
    "distilbert-base-uncased",
    "roberta-base",
)
FILES = ["config.json", "tokenizer.json", "*.safetensors"]
ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def is_hub_id(name: str) -> bool:
    """True for `owner/name` and for the few old names without an owner, also with `@revision`."""
    base = name.split("@")[0]
    return base in HUB_NAMES or ID.fullmatch(base) is not None


def fetch(name: str) -> Path:
    """Folder of a hub model, `owner/name` or `owner/name@revision`; from the local cache first.

    Without a revision the newest one on this machine is taken, else the newest of the hub.
    """
    base, _, revision = name.partition("@")
    found = _snapshot(base, revision, local=True)
    if found is None and os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        raise ModelError("sentence.offline", model=name)
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

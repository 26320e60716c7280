"""Which weights a backbone has, told by their bytes. No torch."""

import hashlib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def backbone_digest(folder: Path, adapter: Path | None = None) -> str:
    """sha256 of a backbone's weights: a checkpoint fits this backbone and no other.

    adapter: of ours, which changes the backbone for the cloze head.
    """
    digest = hashlib.sha256()
    for path in [*sorted(folder.glob("*.safetensors")), *([adapter] if adapter else [])]:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()

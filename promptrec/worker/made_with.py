"""What a run was made with: everything that its numbers depend on, so that they can be repeated."""

import functools
import hashlib
import importlib
from pathlib import Path

import torch

from promptrec.model.loading import digest_of
from promptrec.model.variant import Variant

PACKAGE = Path(__file__).parents[1]


def made_with(variant: Variant) -> dict[str, str | int]:
    """By name; digests are SHA-256."""
    settings, scorer = variant.settings, variant.scorer
    text = "\n".join((settings.template, settings.verbalizer))
    return {
        "version": importlib.import_module("promptrec").__version__,  # above all layers
        "code": code_digest(),
        "data": variant.plan.dataset.fingerprint(),
        "template": hashlib.sha256(text.encode()).hexdigest(),
        "model": digest_of(scorer.plan, scorer.backbone),
        "seed": settings.seed,
        "threads": torch.get_num_threads(),
        "device": scorer.device.name,
    }


@functools.cache
def code_digest() -> str:
    """Of every file of Python in the package."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()

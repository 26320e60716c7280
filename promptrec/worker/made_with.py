"""What a run was made with: everything that its numbers depend on, so that they can be repeated."""

import hashlib

import torch

from promptrec.engine.likeness import code_digest, package_version
from promptrec.model.loading import digest_of
from promptrec.model.variant import Variant


def made_with(variant: Variant) -> dict[str, str | int]:
    """By name; digests are SHA-256."""
    settings, scorer = variant.settings, variant.scorer
    text = "\n".join((settings.template, settings.verbalizer))
    return {
        "version": package_version(),
        "code": code_digest(),
        "data": variant.plan.dataset.fingerprint(),
        "template": hashlib.sha256(text.encode()).hexdigest(),
        "model": digest_of(scorer.plan, scorer.backbone),
        "seed": settings.seed,
        "threads": torch.get_num_threads(),
        "device": scorer.device.name,
    }

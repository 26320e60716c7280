"""A checkpoint: what a run trained, with the settings to repeat it. safetensors and JSON.

`weights.safetensors` holds the trained parameters, the head and the soft tokens; `checkpoint.json`
what to build around them. `model.loading.open_checkpoint` opens it again, with exactly the same
scores on the same machine.
"""

import json
from pathlib import Path

from promptrec.model.loading import digest_of, factors_by
from promptrec.model.network.weights import tuned_state, write_weights
from promptrec.model.scorer import Scorer
from promptrec.settings import RunSettings

FORMAT = 1


def save(scorer: Scorer, folder: Path, settings: RunSettings | None = None) -> None:
    """Write a checkpoint, whole or not at all; an older one in the folder is replaced."""
    description = {
        "format": FORMAT,
        "plan": scorer.plan.to_json(),
        "settings": json.loads(settings.to_json()) if settings else None,
        "backbone_sha256": digest_of(scorer.plan, scorer.backbone),
        "factors_by": factors_by(scorer.plan),
        "trainable_parameters": scorer.trainable_parameters(),
    }
    write_weights(folder, tuned_state(scorer.network), description)

"""What a scorer was trained to, on disk: safetensors and JSON, never pickle.

Only what training may have changed, and the head and soft tokens; the rest is the backbone's own.
Files are written beside, synced and renamed, so that a half-written one is never read.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from promptrec.errors import BrokenScores, ModelError
from promptrec.files import write_whole
from promptrec.model.backbones.model_files import read_json
from promptrec.model.backbones.weight_file import is_safetensors, looks_pickled
from promptrec.model.network.network import Network
from promptrec.words.table import sentence

WEIGHTS, DESCRIPTION = "weights.safetensors", "checkpoint.json"


def tuned_state(network: Network) -> dict[str, Tensor]:
    """Copies of the parameters that make this network differ from its backbone, on the CPU."""
    return {
        name: value.detach().to("cpu", copy=True).contiguous()
        for name, value in network.named_parameters()
        if value.requires_grad or not name.startswith("backbone.")
    }


def put_state(network: Network, state: Mapping[str, Tensor]) -> None:
    """Put `tuned_state` back; ModelError when it belongs to another network."""
    parameters = dict(network.named_parameters())
    wanted = tuned_names(network)
    if wanted != set(state) or any(parameters[name].shape != state[name].shape for name in state):
        odd = sorted(wanted ^ set(state)) or [sentence("sentence.their_shapes")]
        raise ModelError("sentence.weights_do_not_fit", name=odd[0])
    with torch.no_grad():
        for name, value in state.items():
            parameters[name].copy_(value)


def tuned_names(network: Network) -> set[str]:
    """Names in `tuned_state`."""
    return {
        name
        for name, value in network.named_parameters()
        if value.requires_grad or not name.startswith("backbone.")
    }


def write_weights(
    folder: Path, state: Mapping[str, Tensor], description: Mapping[str, object]
) -> None:
    """Save a state with its description (JSON values); the description goes last."""
    content = save(dict(state))
    digest = hashlib.sha256(content).hexdigest()
    write_whole(folder / WEIGHTS, content)
    text = json.dumps({**description, "weights_sha256": digest}, indent=1, sort_keys=True)
    write_whole(folder / DESCRIPTION, text)


def read_weights(folder: Path) -> tuple[dict[str, Tensor], dict[str, object]]:
    """State and description of a checkpoint; ModelError when it is missing, torn or altered."""
    try:
        (folder / DESCRIPTION).stat()  # a missing one is no fault of what it holds
        description = dict(read_json(folder / DESCRIPTION))
        content = (folder / WEIGHTS).read_bytes()
        if looks_pickled(folder / WEIGHTS) or not is_safetensors(folder / WEIGHTS):
            raise ModelError("sentence.checkpoint_torn", folder=folder)
        if description.get("weights_sha256") != hashlib.sha256(content).hexdigest():
            raise ModelError("sentence.checkpoint_torn", folder=folder)
        state = load(content)
    except ModelError:
        raise ModelError("sentence.checkpoint_torn", folder=folder) from None
    except (OSError, ValueError, SafetensorError) as error:
        kind = type(error).__name__
        raise ModelError("sentence.no_checkpoint", folder=folder, error=kind) from None
    if not is_finite(state):
        raise BrokenScores("sentence.weights_broken", folder=folder)
    return state, description


def is_finite(state: Mapping[str, Tensor]) -> bool:
    """False when a weight is infinite or no number."""
    return all(bool(torch.isfinite(value).all()) for value in state.values())

"""Open a scorer: untuned from its plan, or tuned from a checkpoint's folder."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from torch import Tensor

from promptrec.errors import ModelError
from promptrec.model.backbones.catalogue import Backbone, resolve
from promptrec.model.backbones.devices import Device, pick
from promptrec.model.backbones.digest import backbone_digest
from promptrec.model.network.building import build_network
from promptrec.model.network.lm_head import adapter_file
from promptrec.model.network.weights import read_weights
from promptrec.model.plan import ScorerPlan
from promptrec.model.scorer import Scorer


def build_scorer(
    plan: ScorerPlan,
    *,
    device: Device | None = None,
    cache: Path | None = None,
    state: Mapping[str, Tensor] | None = None,
) -> Scorer:
    """A scorer from its plan; the same plan gives the same weights, bit for bit.

    cache: where `tiny` is built. state: tuned weights to start from (`weights.tuned_state`).
    """
    backbone = resolve(plan.model, cache)
    network = build_network(plan, backbone, state)
    return Scorer(plan, backbone, network, device or pick(), as_planned=True)


def digest_of(plan: ScorerPlan, backbone: Backbone) -> str:
    """sha256 of all weights that a scorer starts from."""
    adapter = adapter_file(backbone) if plan.head == "cloze" else None
    return backbone_digest(backbone.folder, adapter)


def factors_by(plan: ScorerPlan) -> str:
    """What makes the factors that a scorer reads; "" for one that reads none.

    Another version may draw other numbers at the start, and factors would point another way.
    """
    return f"implicit {version('implicit')}" if plan.cf_sides else ""


def open_checkpoint(
    folder: Path, *, device: Device | None = None, cache: Path | None = None
) -> Scorer:
    """The scorer that was saved in a folder; it gives exactly the same scores."""
    state, description = read_weights(folder)
    plan = plan_of(folder, description)
    backbone = resolve(plan.model, cache)
    if description.get("backbone_sha256") != digest_of(plan, backbone):
        raise ModelError("sentence.other_weights", folder=folder, model=plan.model)
    if (made := description.get("factors_by", "")) != factors_by(plan):
        raise ModelError("sentence.cf_other_library", made=made, here=factors_by(plan))
    return build_scorer(plan, device=device, cache=cache, state=state)


def plan_of(folder: Path, description: Mapping[str, object]) -> ScorerPlan:
    """The plan that a checkpoint was made from; ModelError where it says none."""
    try:
        return ScorerPlan.from_json(str(description["plan"]))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        kind = type(error).__name__
        raise ModelError("sentence.no_checkpoint", folder=folder, error=kind) from None

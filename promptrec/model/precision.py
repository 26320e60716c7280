"""Scoring with whole numbers: eight bits a weight and a word vector, on a CPU, where it is asked.

Linear layers of the backbone take int8, a scale for each column; what tuning added to them
(low-rank weights, adapters), norms, embeddings and the head stay as they are. Scores move a little,
so nothing does this by itself: docs/performance.md says how little, and how much faster it is.
"""

import copy
import functools
import warnings

from torch import nn

from promptrec.errors import SettingsError
from promptrec.model.scorer import Scorer
from promptrec.model.variant import Variant
from promptrec.registry import choose

PRECISIONS = ("auto", "int8")  # auto: as the device has it
LENGTHS = "lora_magnitude_vector"  # beside a layer that `dora` changes
TUNED = ("lora_", "adapter_")  # in names of layers that a method adds


def in_precision(variant: Variant, precision: str) -> Variant:
    """The same variant, scored in another precision. SettingsError where it cannot be."""
    choose("precision", precision, PRECISIONS)
    if precision == "auto":
        return variant
    return variant.read_by(functools.cache(lambda: in_int8(variant.scorer)))


def in_int8(scorer: Scorer) -> Scorer:
    """A copy whose linear layers multiply whole numbers; SettingsError but on a CPU."""
    from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic

    if scorer.device.name != "cpu":
        raise SettingsError("sentence.int8_needs_cpu", device=scorer.device.name)
    network = copy.deepcopy(scorer.network).eval()
    chosen = dict.fromkeys(frozen_layers(network.backbone), per_channel_dynamic_qconfig)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces another place for it
        quantize_dynamic(network.backbone, chosen, inplace=True)  # type: ignore[no-untyped-call]
    return Scorer(scorer.plan, scorer.backbone, network, scorer.device)


def frozen_layers(backbone: nn.Module) -> list[str]:
    """Names of the linear layers that came with the backbone.

    Without those whose weights `dora` reads as numbers: it needs how long each column is.
    """
    parts = dict(backbone.named_modules())
    measured = {name.partition(f".{LENGTHS}.")[0] for name in parts if f".{LENGTHS}." in name}
    return [
        name
        for name, part in parts.items()
        if type(part) is nn.Linear
        and not any(mark in name for mark in TUNED)
        and name.rpartition(".")[0] not in measured
    ]

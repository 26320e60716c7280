"""Scoring with whole numbers: eight bits a weight and a word vector, on a CPU, where it is asked.

Linear layers of the backbone take int8, a scale for each column; what tuning added to their weights
(low-rank weights, scales) is added up first. Norms, embeddings, adapters and the head stay as they
are. Scores move a little, so nothing does this by itself: docs/performance.md says how little, and
what it takes.
"""

import copy
import functools
import warnings
from collections.abc import Iterator, Sequence

from torch import nn

from promptrec.errors import SettingsError
from promptrec.model.network.batches import by_length
from promptrec.model.network.portions import Portion
from promptrec.model.scorer import Scorer
from promptrec.model.variant import Variant
from promptrec.records import Encoded
from promptrec.registry import choose

PRECISIONS = ("auto", "int8")  # auto: as the device has it
ADDED = "adapter_"  # in names of layers that a method puts between those of the model


class Int8Scorer(Scorer):
    """Reads every prompt by itself, so that its score depends on nothing but the prompt.

    In a batch the scale of its whole numbers is that of all that is read. With a scale for each
    token, neighbours still change last bits, a number at the edge is then rounded to its other
    side, and some layers later the score is another one.
    """

    @property
    def precision(self) -> str:
        """In words, for answers and pages."""
        return "int8"

    def portions(self, encoded: Sequence[Encoded], batch_size: int | None) -> Iterator[Portion]:  # noqa: ARG002
        """One prompt each, whatever is asked for, and nothing is read once for several."""
        for places in by_length(encoded, 1):
            yield Portion((tuple(places),))


def in_precision(variant: Variant, precision: str) -> Variant:
    """The same variant, scored in another precision. SettingsError where it cannot be."""
    choose("precision", precision, PRECISIONS)
    if precision == "auto":
        return variant
    return variant.read_by(functools.cache(lambda: in_int8(variant.scorer)))


def in_int8(scorer: Scorer) -> Int8Scorer:
    """A copy whose linear layers multiply whole numbers; SettingsError but on a CPU."""
    from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic

    if scorer.device.name != "cpu":
        raise SettingsError("sentence.int8_needs_cpu", device=scorer.device.name)
    network = copy.deepcopy(scorer.network).eval()
    add_up(network.backbone)
    chosen = dict.fromkeys(own_layers(network.backbone), per_channel_dynamic_qconfig)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces another place for it
        quantize_dynamic(network.backbone, chosen, inplace=True)  # type: ignore[no-untyped-call]
    return Int8Scorer(scorer.plan, scorer.backbone, network, scorer.device)


def add_up(backbone: nn.Module) -> None:
    """Put a plain layer with the tuned weights in the place of each that peft made."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    for name, part in list(backbone.named_modules()):
        if isinstance(part, BaseTunerLayer):
            part.merge()
            holder, _, own = name.rpartition(".")
            setattr(backbone.get_submodule(holder), own, part.get_base_layer())


def own_layers(backbone: nn.Module) -> list[str]:
    """Names of the linear layers that came with the model."""
    return [
        name
        for name, part in backbone.named_modules()
        if type(part) is nn.Linear and ADDED not in name
    ]

"""Build a network: backbone from its folder, new parts from a seed, tuned weights."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from promptrec.errors import ModelError
from promptrec.methods.architectures import architecture
from promptrec.model.backbones.catalogue import Backbone, describe
from promptrec.model.backbones.once import check_kept
from promptrec.model.network.cf import CfTokens
from promptrec.model.network.gate import Gate
from promptrec.model.network.heads import ClassifierHead, Head
from promptrec.model.network.lm_head import cloze_head, own_decoder
from promptrec.model.network.network import Network, soft_rows_from
from promptrec.model.network.next_word import NextWordHead
from promptrec.model.network.trainable import choose_trainable, set_dropout
from promptrec.model.network.weights import put_state
from promptrec.model.plan import ScorerPlan

POOLED = ("bert", "roberta", "xlm-roberta")  # would bring a pooler that nobody asked for


def build_network(
    plan: ScorerPlan, backbone: Backbone, state: Mapping[str, Tensor] | None = None
) -> Network:
    """The network of a plan on the CPU, ready to score and, as its method says, to train.

    The same plan gives the same weights, bit for bit. state: tuned weights to put in.
    """
    rng = torch.Generator().manual_seed(plan.seed)
    with torch.random.fork_rng(devices=[]):  # transformers and peft draw from the global generator
        torch.manual_seed(plan.seed)
        encoder, config = load_encoder(backbone)
        if plan.head == "cloze":
            head: Head = cloze_head(backbone, plan, encoder)
        elif plan.head == "next_word":
            head = NextWordHead(plan.words, own_decoder(backbone))
        else:
            head = classifier_head(backbone, plan, config, rng)
        words = encoder.get_input_embeddings().weight  # type: ignore[operator]
        soft = soft_rows_from(words, plan.soft_start, rng)
        network = Network(encoder, head, soft)
        network.cf = CfTokens(plan.cf_sides, words, rng) if plan.cf_sides else None
        network.gate = Gate() if plan.from_zero else None
        if plan.dropout is not None:
            set_dropout(network, plan.dropout)
        plan.tuning.add(network, plan.own, architecture(config.model_type))
    choose_trainable(network, plan, config.model_type, backbone.layers)
    if state is not None:
        put_state(network, state)
    return network


def classifier_head(
    backbone: Backbone, plan: ScorerPlan, config: Any, rng: torch.Generator
) -> ClassifierHead:
    """A new classifier: two classes, or one rating."""
    outputs = 1 if plan.rates else 2
    dropout = float(getattr(config, "hidden_dropout_prob", getattr(config, "resid_pdrop", 0.1)))
    return ClassifierHead(backbone.hidden, outputs, backbone.pooling, dropout, rng)


def load_encoder(backbone: Backbone) -> tuple[nn.Module, Any]:
    """The encoder without any head, in float32, and its transformers configuration."""
    import transformers

    describe(backbone.name, backbone.folder)  # the files may be others by now
    check_kept(backbone.folder)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        config = transformers.AutoConfig.from_pretrained(
            str(backbone.folder), local_files_only=True
        )
        encoder, found = transformers.AutoModel.from_pretrained(
            str(backbone.folder),
            config=config,
            dtype=torch.float32,
            attn_implementation="sdpa",
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
            **({"add_pooling_layer": False} if config.model_type in POOLED else {}),
        )
    except Exception as error:  # transformers and its checks raise errors of many kinds
        raise ModelError(
            "sentence.model_unread",
            model=backbone.name,
            folder=backbone.folder,
            error=(str(error).splitlines() or [type(error).__name__])[0][:200],
        ) from error
    if found["missing_keys"]:  # transformers would go on with random numbers
        raise ModelError(
            "sentence.model_lacks",
            model=backbone.name,
            folder=backbone.folder,
            name=min(found["missing_keys"]),
        )
    encoder.config.use_cache = False  # keys and values are kept only where that is asked for
    return encoder, config

"""Names of the parts of each architecture. No torch.

Methods look at parameter names alone, so that their size can be counted before any weights are
loaded. Names are those of transformers' models without a head: `encoder.layer.0...`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.errors import ModelError


@dataclass(frozen=True, slots=True)
class Architecture:
    """Where things are. All but `roots` are patterns of whole module names."""

    roots: tuple[str, ...]  # first parts of the names of the backbone's own parameters
    layer: str  # its only group is the layer's number
    attention: str  # the module that multiplies queries, keys and values
    queries_values: str  # what LoRA changes (Hu et al. 2021, section 7.1)
    linear: str  # every matrix of a layer: AdaLoRA
    keys_values: str  # what IA3 rescales, beside `down`
    down: str  # the feed-forward part's second matrix
    adapted: str  # after these an adapter goes (Houlsby et al. 2019, figure 2)
    last_norm: str = ""  # the norm before a language-model head
    transposed: bool = False  # matrices are (in, out): GPT-2's Conv1D

    @property
    def scaled(self) -> str:
        """What IA3 rescales."""
        return f"({self.keys_values})|({self.down})"

    def depth(self, name: str) -> int | None:
        """Layer that a parameter belongs to, from 0; None outside of the layers."""
        found = re.match(self.layer, name)
        return int(found[1]) if found else None


BERT = Architecture(
    roots=("embeddings", "encoder", "embeddings_project"),
    layer=r"encoder\.layer\.(\d+)\.",
    attention=r".*\.attention\.self",
    queries_values=r".*\.attention\.self\.(query|value)",
    linear=r"encoder\.layer\..*\.(query|key|value|dense)",
    keys_values=r".*\.attention\.self\.(key|value)",
    down=r"encoder\.layer\.\d+\.output\.dense",
    adapted=r"encoder\.layer\.\d+\.(attention\.)?output\.dense",
)
DISTILBERT = Architecture(
    roots=("embeddings", "transformer"),
    layer=r"transformer\.layer\.(\d+)\.",
    attention=r".*\.attention",
    queries_values=r".*\.attention\.(q_lin|v_lin)",
    linear=r".*\.(q_lin|k_lin|v_lin|out_lin|lin1|lin2)",
    keys_values=r".*\.attention\.(k_lin|v_lin)",
    down=r".*\.ffn\.lin2",
    adapted=r".*\.(out_lin|lin2)",
)
GPT2 = Architecture(
    roots=("wte", "wpe", "h", "ln_f"),
    layer=r"h\.(\d+)\.",
    attention=r".*\.attn",
    queries_values=r".*\.attn\.c_attn",
    linear=r".*\.(c_attn|c_proj|c_fc)",
    keys_values=r".*\.attn\.c_attn",
    down=r".*\.mlp\.c_proj",
    adapted=r".*\.c_proj",
    last_norm="ln_f",
    transposed=True,
)
LLAMA = Architecture(
    roots=("embed_tokens", "layers", "norm"),
    layer=r"layers\.(\d+)\.",
    attention=r".*\.self_attn",
    queries_values=r".*\.self_attn\.(q_proj|v_proj)",
    linear=r".*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)",
    keys_values=r".*\.self_attn\.(k_proj|v_proj)",
    down=r".*\.mlp\.down_proj",
    adapted=r".*\.(o_proj|down_proj)",
    last_norm="norm",
)
ARCHITECTURES: Mapping[str, Architecture] = {
    "bert": BERT,
    "roberta": BERT,
    "xlm-roberta": BERT,
    "electra": BERT,
    "distilbert": DISTILBERT,
    "gpt2": GPT2,
    "llama": LLAMA,
    "qwen2": LLAMA,
    "qwen3": LLAMA,
}


def architecture(model_type: str) -> Architecture:
    """The names of a model type; ModelError for one that we do not know."""
    if model_type not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise ModelError("sentence.unknown_type", type=repr(model_type), known=known)
    return ARCHITECTURES[model_type]

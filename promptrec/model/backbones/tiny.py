"""`tiny`, a two-layer BERT, and `tiny-causal`, a two-layer Llama: random weights, for tests.

Built with numpy alone, the same on every machine. It knows nothing; it learns a little.
"""

import json
import string
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from promptrec.files import write_whole
from promptrec.folders import whole_folder

VERSION = 1  # part of the folder's name: raise it when anything below changes
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = """
the a an of to and or in on at is was are by for with from as it this that they he she their who
what which not no yes very most many few some all none half more less than user item film movie
book song product title genre genres director likes like liked dislikes disliked loves loved hates
hated rates rated enjoys enjoyed good great bad terrible okay fine poor best worst watch watched
buy bought read listen recommend recommended relevant useful happy sad man woman young old adult
child student comedy drama action romance thriller horror crime war western mystery fantasy
adventure animation children sci fi musical documentary noir star wars man day night love life
"""
CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于"
    "着下自之年好差用户商品电影喜欢推荐请以下：，。！？、"
)
UNTOUCHED = {  # a special token stays what it is
    "single_word": False,
    "lstrip": False,
    "rstrip": False,
    "normalized": False,
    "special": True,
}
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 2, 2, 64, 256


def build_tiny(cache: Path, *, causal: bool = False) -> Path:
    """Folder of the tiny model inside cache; built when missing, whole or not at all."""
    folder = cache / f"tiny{'-causal' if causal else ''}-{VERSION}"
    if (folder / "config.json").is_file():
        return folder
    vocabulary = tiny_vocabulary()
    weights, config = (llama_weights, llama_config) if causal else (tiny_weights, tiny_config)
    tokenizer = tiny_tokenizer(vocabulary)
    if causal:
        del tokenizer["post_processor"]  # nothing around the prompt: the next word follows it
    try:
        with whole_folder(folder) as draft:
            save_file(dict(weights(len(vocabulary))), draft / "model.safetensors")
            write_whole(draft / "tokenizer.json", json.dumps(tokenizer))
            write_whole(draft / "config.json", json.dumps(config(len(vocabulary))))
    except OSError:
        if not (folder / "config.json").is_file():
            raise  # else somebody was faster; theirs is the same
    return folder


def tiny_vocabulary() -> tuple[str, ...]:
    """Word pieces in the order of their ids: special, characters, their continuations, words."""
    characters = string.ascii_lowercase + string.digits
    pieces = (
        *SPECIAL,
        *characters,
        *(f"##{character}" for character in characters),
        *string.punctuation,
        *CHINESE,
        *WORDS.split(),
    )
    return tuple(dict.fromkeys(pieces))


def tiny_tokenizer(vocabulary: tuple[str, ...]) -> dict[str, object]:
    """A BERT tokenizer.json: lower case, no accents, WordPiece, [CLS] and [SEP] around."""
    ids = {piece: at for at, piece in enumerate(vocabulary)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": ids[token], "content": token, **UNTOUCHED} for token in SPECIAL],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": True,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": around(ids),
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": ids,
        },
    }


def around(ids: Mapping[str, int], ends: tuple[str, str] = ("[CLS]", "[SEP]")) -> dict[str, object]:
    """What puts [CLS] and [SEP], or other ends, around a prompt."""
    begin, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ends)
    return {
        "type": "TemplateProcessing",
        "single": [begin, {"Sequence": {"id": "A", "type_id": 0}}, end],
        "pair": [],
        "special_tokens": {
            token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in ends
        },
    }


def tiny_config(vocab: int) -> dict[str, object]:
    """config.json of a BERT of this size."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": vocab,
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    }


def tiny_weights(vocab: int) -> Mapping[str, npt.NDArray[np.float32]]:
    """Random float32 weights under BERT's names, from seed 0."""
    rng = np.random.default_rng(0)
    weights: dict[str, npt.NDArray[np.float32]] = {}

    def dense(name: str, rows: int, columns: int) -> None:
        spread = 1 / np.sqrt(columns)  # keeps the size of a vector through the layer
        weights[f"{name}.weight"] = rng.normal(0, spread, (rows, columns)).astype(np.float32)
        weights[f"{name}.bias"] = np.zeros(rows, np.float32)

    def norm(name: str) -> None:
        weights[f"{name}.weight"] = np.ones(HIDDEN, np.float32)
        weights[f"{name}.bias"] = np.zeros(HIDDEN, np.float32)

    for name, rows in (("word", vocab), ("position", POSITIONS), ("token_type", 2)):
        values = rng.normal(0, 0.1, (rows, HIDDEN)).astype(np.float32)
        weights[f"embeddings.{name}_embeddings.weight"] = values
    norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        start = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            dense(f"{start}.attention.self.{part}", HIDDEN, HIDDEN)
        dense(f"{start}.attention.output.dense", HIDDEN, HIDDEN)
        norm(f"{start}.attention.output.LayerNorm")
        dense(f"{start}.intermediate.dense", INNER, HIDDEN)
        dense(f"{start}.output.dense", HIDDEN, INNER)
        norm(f"{start}.output.LayerNorm")
    return weights


def llama_config(vocab: int) -> dict[str, object]:
    """config.json of a Llama of this size."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": vocab,
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": 1,
        "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS,
        "tie_word_embeddings": True,
        "bos_token_id": None,
        "eos_token_id": None,
        "pad_token_id": 0,
    }


def llama_weights(vocab: int) -> Mapping[str, npt.NDArray[np.float32]]:
    """Random float32 weights under Llama's names, from seed 0."""
    rng = np.random.default_rng(0)
    narrow = HIDDEN // HEADS  # both heads share their keys and values
    shapes = {
        "self_attn.q_proj": (HIDDEN, HIDDEN),
        "self_attn.k_proj": (narrow, HIDDEN),
        "self_attn.v_proj": (narrow, HIDDEN),
        "self_attn.o_proj": (HIDDEN, HIDDEN),
        "mlp.gate_proj": (INNER, HIDDEN),
        "mlp.up_proj": (INNER, HIDDEN),
        "mlp.down_proj": (HIDDEN, INNER),
    }
    words = rng.normal(0, 0.1, (vocab, HIDDEN)).astype(np.float32)
    weights = {"model.embed_tokens.weight": words}
    for layer in range(LAYERS):
        start = f"model.layers.{layer}"
        for name, shape in shapes.items():
            values = rng.normal(0, 1 / np.sqrt(shape[1]), shape)
            weights[f"{start}.{name}.weight"] = values.astype(np.float32)
        for name in ("input_layernorm", "post_attention_layernorm"):
            weights[f"{start}.{name}.weight"] = np.ones(HIDDEN, np.float32)
    weights["model.norm.weight"] = np.ones(HIDDEN, np.float32)
    return weights

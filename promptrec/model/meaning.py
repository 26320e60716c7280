"""What items mean: vectors of their texts, made once by the sentence encoder and kept by content.

The encoder is the default backbone, which is not tuned. Torch is loaded only when the vectors of
these texts were never made on this machine.
"""

import functools
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from promptrec.counted import SIMILAR_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import on_grid
from promptrec.data.values import FieldValues
from promptrec.errors import DataError
from promptrec.examples.encode import Encoder
from promptrec.examples.lint.support import FOREIGN
from promptrec.examples.meaning import Meaning
from promptrec.files import write_whole
from promptrec.model.backbones.catalogue import DEFAULT_BACKBONE, resolve, user_cache
from promptrec.model.backbones.digest import backbone_digest
from promptrec.prompt.fieldname import base_of
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.prompt.template import Template
from promptrec.records import Bools, Floats, Vectors
from promptrec.words.table import Sentence, sentence

VERSION = 2  # of how texts become vectors: raise it with any change of `text_vectors`
READ = 1000  # texts of which it is asked how much the encoder can read


class TextMeaning:
    """The meaning of items' texts, as `examples.meaning` asks for it."""

    def __init__(self, *, makes: bool) -> None:
        """makes: vectors that are not kept are made; False: until then every item is a stranger."""
        self._makes = makes

    def vectors(self, dataset: Dataset) -> Vectors:
        """(items, hidden) on the grid; zeros for an item without words, DataError if none has."""
        dataset = dataset.catalogue
        if not has_words(dataset).any():
            raise DataError("sentence.no_item_words", data=dataset.about.name)
        if self._makes or self.is_kept(dataset):
            return meaning_vectors(dataset)
        return np.zeros((len(dataset.items), 1), np.float32)

    def unknown(self, dataset: Dataset) -> float:
        """Share of the word pieces in the items' texts that the encoder cannot read."""
        return unknown_share(dataset.catalogue)

    @staticmethod
    def is_kept(dataset: Dataset) -> bool:
        """Whether the vectors were made before on this machine; never where nothing has words."""
        return bool(has_words(dataset).any()) and vectors_file(dataset).is_file()


MEANING = TextMeaning(makes=True)
KEPT = TextMeaning(makes=False)  # for what must not wait: a palette of fields, a first look


def asks_for_meaning(template: Template) -> bool:
    """Whether a template names a field that is found by the meaning of texts."""
    return any(base_of(name) in SIMILAR_FIELDS for name in template.fields)


def meaning_notes(dataset: Dataset, *templates: Template) -> tuple[Sentence, ...]:
    """That the encoder can hardly read these items, where a template asks what they mean."""
    if not any(map(asks_for_meaning, templates)):
        return ()
    unknown = unknown_share(dataset)
    if unknown <= FOREIGN:
        return ()
    return (sentence("sentence.unread_items", share=f"{unknown:.0%}", model=DEFAULT_BACKBONE),)


@functools.lru_cache(maxsize=4)
def item_texts(dataset: Dataset) -> Sequence[str]:
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


@functools.lru_cache(maxsize=4)
def has_words(dataset: Dataset) -> Bools:
    """(items,) whether each text says anything: not where it is empty, a number or the id."""
    ids = dataset.items.index.tolist()
    said = [
        bool(text.strip()) and text != item_id and not numeric([text])
        for text, item_id in zip(item_texts(dataset), ids, strict=True)
    ]
    return np.array(said, bool)


def numeric(cells: list[str]) -> bool:
    """True when every cell that is not empty is a number."""
    try:
        for cell in filter(None, cells):
            float(cell)
    except ValueError:
        return False
    return True


def vectors_file(dataset: Dataset, folder: Path | None = None) -> Path:
    """Where the vectors of these texts are kept; folder: None means the cache of this user."""
    return (folder or user_cache() / "vectors") / f"{vectors_name(dataset)}.npy"


@functools.lru_cache(maxsize=4)
def vectors_name(dataset: Dataset) -> str:
    """What the vectors are made of: the texts, and the weights that read them."""
    weights = backbone_digest(resolve(DEFAULT_BACKBONE).folder)
    content = json.dumps([VERSION, weights, item_texts(dataset)])
    return hashlib.sha256(content.encode()).hexdigest()


def kept_vectors(dataset: Dataset, folder: Path | None = None) -> Vectors:
    """(items, hidden) of length 1; made where they are not kept, which imports torch."""
    path = vectors_file(dataset, folder)
    found = read_vectors(path)
    if found is None or len(found) != len(dataset.items):
        from promptrec.model.network.embedding import text_vectors

        content = io.BytesIO()
        found = text_vectors(item_texts(dataset)).astype(np.float32)
        np.save(content, found, allow_pickle=False)
        write_whole(path, content.getvalue())
    return found


def read_vectors(path: Path) -> Vectors | None:
    """What a file holds; None where there is none, or what is no array of vectors."""
    try:
        found: Vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.ndim == 2 and found.dtype == np.float32 else None


def item_vectors(dataset: Dataset, folder: Path | None = None) -> Floats:
    """(items, hidden) vectors of the items' texts, each of length 1, as rules read them."""
    return read_by_rules(dataset.catalogue, folder)


@functools.lru_cache(maxsize=4)
def read_by_rules(dataset: Dataset, folder: Path | None = None) -> Floats:
    """The same, kept by the data whose items these are."""
    vectors: Floats = kept_vectors(dataset, folder).astype(np.float64)
    return vectors


@functools.lru_cache(maxsize=2)
def meaning_vectors(dataset: Dataset) -> Vectors:
    """The same on the grid, an item without words at zero, as fields read them."""
    vectors = on_grid(kept_vectors(dataset))
    vectors[~has_words(dataset)] = 0.0
    vectors.flags.writeable = False
    return vectors


@functools.lru_cache(maxsize=4)
def unknown_share(dataset: Dataset) -> float:
    """As `TextMeaning.unknown`, of at most 1,000 texts."""
    backbone = resolve(DEFAULT_BACKBONE)
    encoder = Encoder(backbone.tokenizer_file, max_tokens=backbone.max_tokens)
    texts = item_texts(dataset)
    some = texts[:: max(1, len(texts) // READ)]
    return encoder.unknown_share([Rendered((Piece("text", text),)) for text in some])


_: Meaning = MEANING  # held to the protocol

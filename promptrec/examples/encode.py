"""Prompt -> token ids, with the places of the mask, of the soft and of the cf tokens.

Only the `tokenizers` library: counting tokens while somebody types must not wait for torch. Text of
a user never becomes a special token: a film called "[MASK]" is six ordinary pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tokenizers import Encoding

from promptrec.errors import ModelError, TemplateError
from promptrec.examples.spelling import UNSPACED, going_on, open_tokenizer, script
from promptrec.prompt.rendered import PLACES, Piece, Rendered
from promptrec.prompt.verbalizer import Verbalizer
from promptrec.records import CfToken, Encoded

MASK_TOKENS = ("[MASK]", "<mask>")
LONGEST_WORD = 40  # characters: a text without blanks for longer is cut anywhere
CONTINUES, WORD_BEGINS = (
    "##",
    ("Ġ", "▁"),
)  # marks of a piece inside a word, of a word behind a blank
SOFT_TOKEN = "⟦soft⟧"  # noqa: S105 - shown in lists of tokens; no word of any vocabulary


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring text and field pieces, encoded as one string; or one that is no words."""

    text: str
    pieces: tuple[Piece, ...]


def text_runs(pieces: Sequence[Piece]) -> list[Stretch]:
    """Group pieces so that no word is torn where a field begins or ends."""
    runs: list[Stretch] = []
    words: list[Piece] = []
    for piece in pieces:
        if piece.kind in PLACES:
            if words:
                runs.append(Stretch("".join(word.text for word in words), tuple(words)))
            runs.append(Stretch("", (piece,)))
            words = []
        else:
            words.append(piece)
    if words:
        runs.append(Stretch("".join(word.text for word in words), tuple(words)))
    return runs


class Encoder:
    """Token ids of prompts for one backbone and one head."""

    def __init__(
        self,
        tokenizer_file: Path,
        *,
        max_tokens: int,
        use_mask: bool = False,
        masks: int = 1,
    ) -> None:
        """Read tokenizer.json.

        max_tokens: longest prompt, special tokens included. use_mask: False drops {mask}, as a
        classifier does. masks: mask tokens at the place of {mask}, as many as the longest word has.
        """
        self._tokenizer = open_tokenizer(tokenizer_file)
        probe = self._tokenizer.encode("a")
        inner = [at for at, special in enumerate(probe.special_tokens_mask) if not special]
        self._before = tuple(probe.ids[: inner[0]])
        self._after = tuple(probe.ids[inner[-1] + 1 :])
        self._edge_tokens = (probe.tokens[: inner[0]], probe.tokens[inner[-1] + 1 :])
        self._behind = going_on(self._tokenizer)
        self.max_tokens = max_tokens
        self._use_mask = use_mask
        self._masks = masks
        self._mask_id = self._find(MASK_TOKENS)
        self._unknown = self._find(("[UNK]", "<unk>"))
        if use_mask and self._mask_id is None:
            raise ModelError("sentence.no_mask_token")
        placeholder = self._mask_id if self._mask_id is not None else 0
        self._soft_id = placeholder  # its embedding is replaced by a trainable row

    def _find(self, names: tuple[str, ...]) -> int | None:
        ids = (self._tokenizer.token_to_id(name) for name in names)
        return next((found for found in ids if found is not None), None)

    def encode(self, prompts: Sequence[Rendered], *, detail: bool = False) -> list[Encoded]:
        """Ids of every prompt, in order; with detail also tokens as text and each token's field."""
        runs = [text_runs(prompt.pieces) for prompt in prompts]
        first = [run.text for prompt in runs for run in prompt[:1] if run.text]
        later = [run.text for prompt in runs for run in prompt[1:] if run.text]
        begun = iter(self._tokenizer.encode_batch(first, add_special_tokens=False))
        going = iter(self._behind.encode_batch(later, add_special_tokens=False))
        return [self._join(prompt, begun, going, detail) for prompt in runs]

    def count(self, prompts: Sequence[Rendered]) -> list[int]:
        """Number of tokens of every prompt, special tokens included."""
        return [len(encoded) for encoded in self.encode(prompts)]

    def _join(
        self,
        runs: Sequence[Stretch],
        begun: Iterator[Encoding],
        going: Iterator[Encoding],
        detail: bool,
    ) -> Encoded:
        ids = list(self._before)
        tokens, fields = list(self._edge_tokens[0]), [""] * len(self._before)
        places: dict[str, list[int]] = {kind: [] for kind in PLACES}
        cf: list[CfToken] = []
        for at, run in enumerate(runs):
            piece = run.pieces[0]
            if piece.kind in PLACES:
                token, shown, count = self._place(piece)
                places[piece.kind] += range(len(ids), len(ids) + count)
                if piece.kind == "cf":
                    cf.append(CfToken(len(ids), piece.field.partition(".")[2], piece.vector))
                ids += [token] * count
                tokens += [shown] * count
                fields += [piece.field] * count
            elif run.text:
                encoding = next(going if at else begun)
                ids += encoding.ids
                if detail:
                    tokens += encoding.tokens
                    fields += fields_of(encoding, run.pieces)
        ids += self._after
        found = Encoded(tuple(ids), tuple(places["mask"]), tuple(places["soft"]), cf=tuple(cf))
        if not detail:
            return found
        tokens += self._edge_tokens[1]
        fields += [""] * len(self._after)
        return replace(found, tokens=tuple(tokens), fields=tuple(fields))

    def _place(self, piece: Piece) -> tuple[int, str, int]:
        """The token that stands at a piece that is no words, as shown, and how many of them."""
        if piece.kind == "mask":
            return self._mask_id or 0, "[MASK]", self._masks * self._use_mask
        if piece.kind == "cf":
            return self._soft_id, piece.shown, 1
        return self._soft_id, SOFT_TOKEN, piece.soft

    def word_ids(self, words: str) -> tuple[int, ...]:
        """Token ids of plain words, without special tokens: label words, starts of soft tokens.

        As they read inside a text: behind a blank, where their script has any.
        """
        spaced = script(words) not in UNSPACED
        return tuple(self._behind.encode(" " * spaced + words, add_special_tokens=False).ids)

    def beginning(self, text: str, tokens: int) -> str:
        """The longest beginning of at most so many tokens; whole words, where it has any."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        if len(encoding.ids) <= tokens:
            return text
        head = text[: encoding.offsets[tokens][0]]
        if head[-1:].isspace() or text[len(head) : len(head) + 1].isspace():
            return head.rstrip()
        whole = head.rsplit(maxsplit=1)
        return whole[0] if len(whole) > 1 and len(whole[1]) <= LONGEST_WORD else head

    def whole_words(self) -> dict[int, str]:
        """Token id -> its word, of every token that is one: no special token, no piece, no sign.

        A token of a script without blanks counts as a word, whether it begins one or not.
        """
        every = self._tokenizer.get_vocab(with_added_tokens=False)
        marked = any(text.startswith(WORD_BEGINS) for text in every)
        special = set(self._tokenizer.get_added_tokens_decoder())
        found = {}
        for text, token in every.items():
            word = self._tokenizer.decode([token]).strip()
            begins = text.startswith(WORD_BEGINS) if marked else not text.startswith(CONTINUES)
            if token not in special and word.isalpha() and (begins or script(word) in UNSPACED):
                found[token] = word
        return dict(sorted(found.items()))

    def token_text(self, token: int) -> str:
        """A token as the tokenizer writes it; "" for an id that it does not have."""
        return self._tokenizer.id_to_token(token) or ""

    def label_word_ids(self, verbalizer: Verbalizer) -> dict[str, tuple[int, ...]]:
        """Token ids of each label word; TemplateError when the model cannot spell one."""
        ids = {word: self.word_ids(word) for word in verbalizer.words}
        for word, found in ids.items():
            if not found or self._unknown in found:
                raise TemplateError("sentence.unknown_word", word=repr(word))
        return ids

    def unknown_share(self, prompts: Sequence[Rendered]) -> float:
        """Share of the tokens that the model cannot read, 0 to 1: high for a foreign language."""
        ids = [token for encoded in self.encode(prompts) for token in encoded.ids]
        if self._unknown is None or not ids:
            return 0.0
        return ids.count(self._unknown) / len(ids)


def fields_of(encoding: Encoding, pieces: Sequence[Piece]) -> list[str]:
    """For each token of an encoded run the field it begins in, "" for the template's own words."""
    ends: list[int] = []
    for piece in pieces:
        ends.append((ends[-1] if ends else 0) + len(piece.text))
    result: list[str] = []
    at = 0
    for start, end in encoding.offsets:
        middle = start if end == start else end - 1  # a byte-level token may begin with its space
        while at < len(ends) - 1 and ends[at] <= middle:
            at += 1
        result.append(pieces[at].field)
    return result

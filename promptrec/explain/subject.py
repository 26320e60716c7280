"""What is explained: one prompt of one variant, and scores of prompts that are nearly the same.

Removing a token means padding in its place, so that every prompt keeps its length: the content-free
prompt, the baseline of all attributions, has padding where values of fields stand.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promptrec.data.values import Value
from promptrec.examples.encode import CONTINUES, WORD_BEGINS
from promptrec.examples.fit import Fitted, Fitter
from promptrec.examples.maker import PromptMaker
from promptrec.examples.spelling import stand_apart
from promptrec.explain.progress import Report, counted, silent
from promptrec.explain.records import Token
from promptrec.model.variant import Variant
from promptrec.prompt.template import Template
from promptrec.records import Bools, Encoded, Floats, Pairs, logistic

if TYPE_CHECKING:
    from torch import Tensor

    from promptrec.model.network.answers import Outputs

BEGINS = (*WORD_BEGINS, "Ċ")


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A prompt, its tokens, and the scorer that reads it."""

    variant: Variant
    values: Mapping[str, Value]  # of its fields
    fitted: Fitted
    encoded: Encoded  # with the text and the field of each token
    tokens: tuple[Token, ...]
    score: float  # uncalibrated; log-odds of liked, or a number that only orders items
    rule: float | None = None  # of the score: the log-odds of the rule that the run starts from
    made_by: PromptMaker | None = None  # of the prompt; None: the variant's first

    @property
    def probability(self) -> float | None:
        """Of liked; None where the score only orders items."""
        if not self.variant.settings.says_probability:
            return None
        return float(logistic(np.array(self.score)))

    @property
    def maker(self) -> PromptMaker:
        """Who makes prompts like this one: in cross_domain each domain has its own template."""
        return self.made_by or self.variant.plan.maker

    @property
    def pad_id(self) -> int:
        """The token that stands for nothing."""
        return self.variant.scorer.backbone.pad_id

    @property
    def content(self) -> Bools:
        """(tokens,) True where a value of a field stands."""
        return np.array([token.kind == "field" for token in self.tokens], bool)

    @property
    def removable(self) -> Bools:
        """(tokens,) True for all but special tokens, the mask and soft tokens."""
        return np.array([token.kind in ("field", "text") for token in self.tokens], bool)

    def without(self, gone: Bools) -> Encoded:
        """The prompt with padding where gone is True; a cf token becomes that of nobody known."""
        ids = tuple(
            self.pad_id if away else token
            for token, away in zip(self.encoded.ids, gone, strict=True)
        )
        cf = tuple(
            dataclasses.replace(one, vector=()) if gone[one.at] else one for one in self.encoded.cf
        )
        return Encoded(ids, self.encoded.mask_at, self.encoded.soft_at, cf=cf)

    def scores(self, prompts: Sequence[Encoded], report: Report = silent) -> Floats:
        """(prompts,) log-odds of this pair, uncalibrated."""
        found = self.variant.scorer.score(prompts, report=counted(report)).score
        return found if self.rule is None else self.rule + found

    def base(self) -> Encoded:
        """The content-free prompt."""
        return self.without(self.content)

    def prompts_of(self, values: Sequence[Mapping[str, Value]]) -> list[Encoded]:
        """Prompts of other values of the fields."""
        return [one.encoded for one in self.maker.fit_values(values)]

    def score_of(self, embedded: "Tensor") -> "Tensor":
        """(batch,) scores of word vectors (batch, tokens, hidden) in place of the prompt's own."""
        scorer = self.variant.scorer
        batch = scorer.batch([self.encoded] * len(embedded))
        hidden = scorer.network.hidden(embedded, batch)
        return self.read(scorer.network.answer(hidden, batch, embedded)).score

    def read(self, raw: "Tensor") -> "Outputs":
        """What the head's numbers, (batch, outputs), say of this pair."""
        from promptrec.model.network.answers import read

        scorer = self.variant.scorer
        found = read(raw, scorer.plan, scorer.network.gate)
        if self.rule is None:
            return found
        return dataclasses.replace(found, score=self.rule + found.score.double())

    def replaced(self, values: Mapping[str, Value]) -> "Subject":
        """The same pair with other values of the template's fields."""
        return subject_from(self.variant, values, self.rule, self.made_by)


def subject_of(
    variant: Variant,
    pair: Pairs,
    part: str | None = None,
    context: Mapping[str, str] | None = None,
) -> Subject:
    """The first pair as a subject; part: whose history rules hold, None: the full history."""
    first = pair.take(slice(0, 1))
    maker = variant.plan.maker_of(int(first.item[0]))
    values = maker.values(first, part, context)[0]
    fitted = maker.fit(first, part, context)[0]
    return subject_of_prompt(variant, values, fitted, rule_of(variant, first, part), maker)


def rule_of(variant: Variant, pair: Pairs, part: str | None) -> float | None:
    """What the rule that a variant starts from says of one pair; None without one."""
    offset = variant.offset(pair, part)
    return None if offset is None else float(offset[0])


def subject_from(
    variant: Variant,
    values: Mapping[str, Value],
    rule: float | None = None,
    maker: PromptMaker | None = None,
) -> Subject:
    """A subject from values of the template's fields. rule: `rule_of` the pair.

    maker: of the pair's prompts; None: the variant's first.
    """
    fitted = (maker or variant.plan.maker).fit_values([values])[0]
    return subject_of_prompt(variant, values, fitted, rule, maker)


def subject_in(subject: Subject, template: Template) -> Subject:
    """The same values in another template, read by the same scorer.

    The template needs the fields, the mask and the soft tokens of the subject's own.
    """
    fitter = Fitter(template, subject.maker.encoder)
    fitted = fitter.fit([subject.values])[0]
    return subject_of_prompt(subject.variant, subject.values, fitted, subject.rule, subject.made_by)


def subject_of_prompt(
    variant: Variant,
    values: Mapping[str, Value],
    fitted: Fitted,
    rule: float | None,
    maker: PromptMaker | None = None,
) -> Subject:
    """A subject from its prompt. rule: `rule_of` the pair; maker: as in `subject_from`."""
    if variant.start is not None and rule is None:
        raise ValueError("The pair of this prompt has an offset, and nobody says which.")
    encoded = variant.plan.maker.encoder.encode([fitted.prompt], detail=True)[0]
    score = float(variant.scorer.score([encoded]).score[0]) + (rule or 0.0)
    return Subject(variant, values, fitted, encoded, tokens_of(encoded), score, rule, maker)


def tokens_of(encoded: Encoded) -> tuple[Token, ...]:
    """The tokens of a prompt that was encoded with detail."""
    masks, soft = set(encoded.mask_at), set(encoded.soft_at)
    bytewise = any(text.startswith(BEGINS) for text in encoded.tokens)
    found: list[Token] = []
    word = -1
    for at, (id_, text) in enumerate(zip(encoded.ids, encoded.tokens, strict=True)):
        field = encoded.fields[at]
        kind = "field" if field else "text"
        if at in masks or at in soft:
            kind = "mask" if at in masks else "soft"
        elif is_special(encoded, at):
            kind = "special"
        before = found[-1] if found else None
        inside = before is not None and before.kind == kind and before.field == field
        goes_on = not text.startswith(BEGINS) if bytewise else text.startswith(CONTINUES)
        shown = readable(text)
        apart = before is not None and stand_apart(before.text, shown)
        word += 0 if inside and goes_on and not apart else 1
        found.append(Token(at=at, id=id_, text=shown, field=field, kind=kind, word=word))
    return tuple(found)


def is_special(encoded: Encoded, at: int) -> bool:
    """True for tokens such as [CLS] and </s> at both ends that no text has."""
    text = encoded.tokens[at]
    edge = at in (0, len(encoded) - 1)
    return edge and not encoded.fields[at] and (text[:1], text[-1:]) in (("[", "]"), ("<", ">"))


def readable(text: str) -> str:
    """A token as people read it.

    >>> readable("##ing"), readable("Ġfilm"), readable("noir")
    ('ing', ' film', 'noir')
    """
    if text.startswith(CONTINUES):
        return text[len(CONTINUES) :]
    return text.replace("Ġ", " ").replace("▁", " ").replace("Ċ", "\n")


def changed(values: Mapping[str, Value], field: str, value: Value) -> Mapping[str, Value]:
    """The values with another one for a field."""
    return {**values, field: value}

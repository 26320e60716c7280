"""How a backbone reads a template: which head answers, with which label words, in which tokens.

No torch: an editor and a time estimate need this long before any weights are loaded.
"""

import dataclasses
import functools
from dataclasses import dataclass
from pathlib import Path

from promptrec.errors import ModelError, TemplateError
from promptrec.examples.encode import Encoder
from promptrec.model.backbones.catalogue import Backbone, resolve, resolve_head
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.prompt.parse import Kind, error_at
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import Verbalizer, default_verbalizer, parse_verbalizer
from promptrec.settings import RunSettings
from promptrec.words.table import sentence

MAX_TOKENS = 256  # longest prompt unless the settings say otherwise: half of BERT's positions


@dataclass(frozen=True, slots=True, eq=False)
class ModelReader:
    """A backbone, a head and the words it answers with."""

    backbone: Backbone
    head: str  # cloze, next_word or classifier
    template: Template  # as read: prompt_tuning may have put soft tokens at its start
    verbalizer: Verbalizer
    encoder: Encoder
    label_words: tuple[LabelWord, ...]  # liked first; empty for a classifier
    target: Template | None = None  # as read, for rows of the target domain; None: the same
    notes: tuple[str, ...] = ()  # what was decided for the user, in sentences

    @property
    def cf_sides(self) -> tuple[str, ...]:
        """Whose collaborative tokens the templates have."""
        theirs = self.target.cf_sides if self.target else ()
        return tuple(dict.fromkeys((*self.template.cf_sides, *theirs)))

    def scorer_plan(self, settings: RunSettings, rating_scale: tuple[float, float]) -> ScorerPlan:
        """What the scorer is made of."""
        return ScorerPlan(
            model=settings.model,
            head=self.head,
            method=settings.method,
            loss=settings.loss,
            seed=settings.seed,
            rating_scale=rating_scale,
            words=self.label_words,
            soft_start=soft_start(self.template, self.encoder),
            cf_sides=self.cf_sides,
            dropout=settings.dropout,
            from_zero=settings.starts,
            own=settings.own,
        )


def reader_for(settings: RunSettings, language: str = "en") -> ModelReader:
    """Resolve backbone, head, verbalizer and encoder for the settings' template.

    language: of the data, where the settings name none.
    """
    template = Template(
        settings.template_name,
        settings.template,
        verbalizer=settings.verbalizer,
        language=settings.language or language,
    )
    backbone = resolve(settings.model)
    limit = longest_prompt(settings, backbone)
    encoder = encoder_of(backbone.tokenizer_file, limit)
    verbalizer = verbalizer_of(template)
    head = resolve_head(settings.head, template.has_mask, backbone)
    words: tuple[LabelWord, ...] = ()
    notes: list[str] = []
    if head != "classifier":
        try:
            words = label_words(verbalizer, encoder)
        except TemplateError as error:
            if settings.head != "auto":
                raise
            head = "classifier"
            notes.append(sentence("sentence.until_then", what=error.sentence))
    if head == "cloze":
        masks = max(len(word.ids) for word in words)
        encoder = encoder_of(backbone.tokenizer_file, limit, masks)
    read = as_read(template, head, settings)
    if read.soft_total > template.soft_total:
        notes.append(sentence("sentence.soft_added", count=read.soft_total))
    target = None
    if settings.target_template:
        name = f"{template.name} (target)"
        target = dataclasses.replace(template, name=name, text=settings.target_template)
        target = as_read(target, head, settings)
    return ModelReader(backbone, head, read, verbalizer, encoder, words, target, tuple(notes))


def encoder_of(tokenizer_file: Path, max_tokens: int, masks: int = 0) -> Encoder:
    """The encoder of a tokenizer; masks: tokens at the place of {mask}, 0 drops it.

    Kept, since reading a tokenizer takes 50 ms and the editor asks at every keystroke.
    """
    changed = tokenizer_file.stat().st_mtime if tokenizer_file.is_file() else 0.0
    return _encoder(tokenizer_file, changed, max_tokens, masks)


@functools.lru_cache(maxsize=16)
def _encoder(tokenizer_file: Path, _changed: float, max_tokens: int, masks: int) -> Encoder:
    return Encoder(tokenizer_file, max_tokens=max_tokens, use_mask=masks > 0, masks=max(masks, 1))


def as_read(template: Template, head: str, settings: RunSettings) -> Template:
    """The template as a head and a method read it: with no mask, with soft tokens at its start."""
    if head == "next_word":
        check_mask_is_last(template)
    if head != "cloze":
        template = without_mask(template)
    if settings.tuning.needs_soft and not template.soft_total:
        text = f"{{soft:{settings.own_value('soft_tokens')}}} {template.text}"
        template = dataclasses.replace(template, text=text)
    return template


def check_mask_is_last(template: Template) -> None:
    """TemplateError when anything stands behind the {mask} that a next word is read at."""
    for part in template.parts:
        if part.kind is Kind.MASK and template.text[part.end :].strip():
            raise error_at(
                template.text,
                part.end,
                sentence("sentence.mask_not_last"),
            )


def longest_prompt(settings: RunSettings, backbone: Backbone) -> int:
    """Tokens that a prompt may have; ModelError when the settings ask for more than there are."""
    limit = settings.max_tokens or min(MAX_TOKENS, backbone.max_tokens)
    if limit > backbone.max_tokens:
        raise ModelError(
            "sentence.too_long", asked=limit, model=backbone.name, most=backbone.max_tokens
        )
    return limit


def verbalizer_of(template: Template) -> Verbalizer:
    """The template's own label words, or those of its language."""
    if template.verbalizer:
        return parse_verbalizer(template.verbalizer)
    return default_verbalizer(template.language)


def without_mask(template: Template) -> Template:
    """The template as a classifier reads it."""
    text = template.text
    for part in reversed(template.parts):
        if part.kind is Kind.MASK:
            text = text[: part.start] + text[part.end :]
    return template if text == template.text else dataclasses.replace(template, text=text)


def label_words(verbalizer: Verbalizer, encoder: Encoder) -> tuple[LabelWord, ...]:
    """The verbalizer's words with their word pieces, liked first."""
    ids = encoder.label_word_ids(verbalizer)
    ratings = verbalizer.ratings or {}
    return tuple(
        LabelWord(word, ids[word], liked, ratings.get(word))
        for side, liked in ((verbalizer.liked, True), (verbalizer.disliked, False))
        for word in side
    )


def soft_start(template: Template, encoder: Encoder) -> tuple[int, ...]:
    """Per soft token the word piece that it starts from; -1: random.

    The named words fill the places in turn, again from the first when there are fewer of them.
    """
    result: list[int] = []
    for part in template.soft_parts:
        ids = encoder.word_ids(part.words) if part.words else ()
        result += [ids[at % len(ids)] if ids else -1 for at in range(part.count)]
    return tuple(result)

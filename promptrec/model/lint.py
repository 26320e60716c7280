"""Lint a template as one backbone would read it. No torch: fast enough while somebody types."""

from functools import lru_cache
from pathlib import Path

from promptrec.examples.encode import Encoder
from promptrec.examples.lint.evidence import Draft
from promptrec.examples.lint.finding import Finding
from promptrec.examples.lint.ground import Ground
from promptrec.examples.lint.run import lint
from promptrec.model.catalogue import Backbone, resolve
from promptrec.model.reader import longest_prompt, verbalizer_of
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings


def lint_template(ground: Ground, settings: RunSettings) -> tuple[Finding, ...]:
    """What is wrong with the settings' template on this data, worst first.

    ground: made once per data set. Raises TemplateError for what cannot be read at all (a field
    that is not there), ModelError for a model that is not there.
    """
    return lint(draft_of(settings, ground.dataset.about.language), ground)


def draft_of(settings: RunSettings, language: str = "en") -> Draft:
    """The template with the encoder and the words that it would be read with.

    Unlike `reader.reader_for` it never falls back to another head: lint says why one would.
    """
    template = Template(
        settings.template_name,
        settings.template,
        verbalizer=settings.verbalizer,
        language=settings.language or language,
    )
    backbone = resolve(settings.model)
    head = wanted_head(settings.head, template, backbone)
    encoder = encoder_of(
        backbone.tokenizer_file, longest_prompt(settings, backbone), head == "cloze"
    )
    named = bool(template.verbalizer)
    return Draft(template, encoder, verbalizer_of(template), head, words_named=named)


def wanted_head(requested: str, template: Template, backbone: Backbone) -> str:
    """The head that was asked for; `auto`: the model's own where there is a mask."""
    if requested != "auto":
        return requested
    return backbone.heads[0] if template.has_mask else "classifier"


@lru_cache(maxsize=8)
def encoder_of(tokenizer_file: Path, limit: int, use_mask: bool) -> Encoder:
    """One mask token at the mask. Kept: reading tokenizer.json takes longer than linting."""
    return Encoder(tokenizer_file, max_tokens=limit, use_mask=use_mask)

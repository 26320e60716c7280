"""Lint as a model would read it: settings -> findings. No torch; quick enough to type along."""

import dataclasses

from promptrec.data.dataset import Dataset
from promptrec.errors import SecondMaskError
from promptrec.examples.lint.evidence import Draft
from promptrec.examples.lint.finding import Finding
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.lint.reading import second_mask
from promptrec.examples.lint.run import lint
from promptrec.languages import LANGUAGES
from promptrec.model.backbones.catalogue import Backbone, resolve
from promptrec.model.backbones.offers import offer_for
from promptrec.model.meaning import MEANING
from promptrec.model.reading import encoder_of, longest_prompt, verbalizer_of
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.words.table import sentence


def findings(
    dataset: Dataset, settings: RunSettings, ground: LintedData | None = None
) -> tuple[Finding, ...]:
    """What is wrong with the settings' template on this data, worst first.

    ground: sampled rows, where they are kept from an earlier call. Raises TemplateError for a text
    that is no template or names unknown fields, ModelError for an unknown model.
    """
    try:
        template = Template(
            settings.template_name,
            settings.template,
            verbalizer=settings.verbalizer,
            language=settings.language or dataset.about.language,
        )
    except SecondMaskError as error:
        return (second_mask(error),)
    backbone = resolve(settings.model)
    head = settings.head
    if head == "auto":
        head = backbone.heads[0] if template.has_mask else "classifier"
    most = longest_prompt(settings, backbone)
    encoder = encoder_of(backbone.tokenizer_file, most, int(head == "cloze"))
    draft = Draft(
        template,
        encoder,
        verbalizer_of(template),
        head,
        words_named=bool(settings.verbalizer),
    )
    found = lint(draft, ground or LintedData(dataset, meaning=MEANING))
    return tuple(with_offer(one, backbone) for one in found)


def with_offer(finding: Finding, backbone: Backbone) -> Finding:
    """A finding about a language that this model cannot read names one that can."""
    offer = offer_for(finding.language, backbone) if finding.language else None
    if offer is None:
        return finding
    language = sentence(LANGUAGES[offer.language].title)
    fix = sentence("sentence.lint_use_model", model=offer.model, language=language)
    if offer.requirement:
        fix = sentence(
            "sentence.lint_install_model",
            model=offer.model,
            language=language,
            package=offer.requirement,
        )
    return dataclasses.replace(finding, fix=fix, use_model=offer.model, install=offer.requirement)

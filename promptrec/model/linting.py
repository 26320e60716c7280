"""Lint as a model would read it: settings -> findings. No torch; quick enough to type along."""

from promptrec.data.dataset import Dataset
from promptrec.errors import SecondMaskError
from promptrec.examples.encode import Encoder
from promptrec.examples.lint.evidence import Draft
from promptrec.examples.lint.finding import Finding
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.lint.reading import second_mask
from promptrec.examples.lint.run import lint
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.meaning import MEANING
from promptrec.model.reading import longest_prompt, verbalizer_of
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings


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
    encoder = Encoder(
        backbone.tokenizer_file,
        max_tokens=longest_prompt(settings, backbone),
        use_mask=head == "cloze",
    )
    draft = Draft(
        template,
        encoder,
        verbalizer_of(template),
        head,
        words_named=bool(settings.verbalizer),
    )
    return lint(draft, ground or LintedData(dataset, meaning=MEANING))

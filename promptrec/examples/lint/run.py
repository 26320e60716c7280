"""All rules on one template: the findings, worst first."""

from collections.abc import Callable, Iterator, Mapping

from promptrec.examples.lint import columns, language, leak, reading, support, tables, words
from promptrec.examples.lint.evidence import Draft, Evidence
from promptrec.examples.lint.finding import RULES, Finding
from promptrec.examples.lint.ground import LintedData
from promptrec.prompt.parse import check_fields

Rule = Callable[[Evidence], Iterator[Finding]]
CHECKS: Mapping[str, Rule] = {
    "shifted_words": tables.shifted_words,
    "sentiment_word": words.sentiment_word,
    "target_leak": leak.target_leak,
    "constant_field": columns.constant_field,
    "empty_field": columns.empty_field,
    "cold_field": columns.cold_field,
    "thin_evidence": support.thin_evidence,
    "label_word": words.label_word,
    "truncation": reading.truncation,
    "mask_count": reading.mask_count,
    "identical_prompts": reading.identical_prompts,
    "language": language.language,
}


def lint(draft: Draft, ground: LintedData) -> tuple[Finding, ...]:
    """Everything that the rules find, worst first.

    Raises TemplateError for a field that the data set does not have.
    """
    check_fields(draft.template.parts, ground.dataset.fields)
    evidence = Evidence(draft, ground)
    found = [one for name in RULES for one in CHECKS[name](evidence)]
    return tuple(sorted(found, key=lambda one: one.rank))

"""Is the explanation the same when the template says the same in other words?"""

from collections.abc import Callable, Mapping

import numpy as np

from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, silent, told
from promptrec.explain.records import Attribution
from promptrec.explain.subject import Subject, subject_in
from promptrec.explain.truth.checks import Stability
from promptrec.prompt.formats import formats

COUNT = 6  # paraphrases
SPARE = 3  # times as many are drawn: to an uncased model some are the same prompt
Shares = Mapping[str, float]  # field -> its share of the score
Explain = Callable[[Subject, Report], Shares]


def stability(
    subject: Subject,
    method: str,
    explain: Explain,
    *,
    count: int = COUNT,
    seed: int = 0,
    report: Report = silent,
) -> Stability:
    """The shares of the fields over seeded equivalent formats of the template.

    Paraphrases that the model cannot tell from the prompt do not count. A template with no words
    of its own has none: the result then holds only itself.
    """
    template = subject.maker.template
    subjects, said = {subject.encoded.ids: subject}, [template]
    for one in formats(template, SPARE * count, seed)[1:]:
        other = subject_in(subject, one.template)
        if other.encoded.ids not in subjects and len(said) <= count:
            subjects[other.encoded.ids] = other
            said.append(one.template)
    found = [explain(one, own) for one, own in told(list(subjects.values()), report)]
    fields = tuple(found[0])
    return Stability(
        method=method,
        fields=fields,
        templates=tuple(one.text for one in said),
        values=np.array([[one.get(name, 0.0) for name in fields] for one in found]),
        scores=np.array([one.score for one in subjects.values()]),
    )


def shapley_shares(subject: Subject, report: Report = silent) -> Shares:
    """Shapley values by field."""
    attribution = field_shapley(subject, report=report)
    return dict(zip(attribution.fields, attribution.values.tolist(), strict=True))


def shares_of(attribution: Attribution) -> Shares:
    """Values per token added up by field."""
    shares: dict[str, float] = {}
    for token, value in zip(attribution.tokens, attribution.values.tolist(), strict=True):
        if token.field:
            shares[token.field] = shares.get(token.field, 0.0) + value
    return shares

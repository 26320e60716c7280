"""A family of formats in sentences, beside a comparison."""

from collections.abc import Mapping

from promptrec.beyond.family import Family
from promptrec.compare.phrases import PHRASES
from promptrec.compare.sentences import Words, metric_words
from promptrec.compare.verdict import Comparison


def family_sentences(
    found: Comparison, families: Mapping[str, Family], words: Words = PHRASES
) -> list[str]:
    """How far a template moves when only its writing changes, and when that is too far."""
    metric = metric_words(found.metric, words)
    lines = [
        words["formats"].format(
            count=len(one.members),
            name=name,
            low=f"{one.low:.3f}",
            high=f"{one.high:.3f}",
            metric=metric,
        )
        for name, one in families.items()
    ]
    for one in found.variants:
        for name in (one.name, found.control):
            family = families.get(name)
            if family and family.high - family.low > abs(one.contrast.difference):
                other = found.control if name == one.name else one.name
                spread = f"{family.high - family.low:.3f}"
                lines.append(words["formats_wide"].format(name=name, spread=spread, other=other))
    return lines

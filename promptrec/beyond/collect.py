"""Everything about a variant that is not accuracy: lists, group gaps, a flip test, cost."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from promptrec.beyond.cost import Cost, cost_of
from promptrec.beyond.flips import Flips, flip_test
from promptrec.beyond.gaps import group_report
from promptrec.beyond.lists import Audience, Lists, variant_lists
from promptrec.data.fieldwords import Groups
from promptrec.metrics.groups import Gaps
from promptrec.model.variant import Variant
from promptrec.records import Answers, Floats, Pairs

COUNTED = 1000  # candidates whose prompts are measured
LISTS_SHARE = 0.75  # of the work, for progress: what is left is the flip test


@dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """Of one variant; None and {} for what was not asked for."""

    lists: Lists
    cost: Cost
    gaps: dict[str, Gaps]
    flips: Flips | None = None


def beyond_accuracy(
    variant: Variant,
    audience: Audience,
    *,
    judged: tuple[Pairs, Answers] | None = None,
    groups: Groups | None = None,
    parameters: int = 0,
    checkpoint: Path | None = None,
    scores: Floats | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Beyond:
    """Measure a variant. progress is called with the share done, 0 to 1.

    judged: the variant's answers to the rows of the audience's part; with groups, gaps are counted
    on them. groups: also swap their field in the prompts (not where each domain has its template).
    parameters, checkpoint: of the run. scores: of all candidates, where they are known already.
    """
    lists = variant_lists(
        variant, audience, scores=scores, progress=lambda done: progress(LISTS_SHARE * done)
    )
    cost = cost_of(
        variant,
        audience.pairs.take(slice(0, COUNTED)),
        audience.part,
        parameters=parameters,
        checkpoint=checkpoint,
    )
    if groups is None or judged is None:
        return Beyond(lists, cost, {})
    gaps = group_report(variant.plan.dataset, groups, *judged, audience, lists)
    flips = None
    if len(groups.names) > 1 and variant.plan.target_maker is None:

        def rest(done: float) -> None:
            progress(LISTS_SHARE + (1 - LISTS_SHARE) * done)

        flips = flip_test(variant, audience, groups, progress=rest)
    return Beyond(lists, cost, gaps, flips)

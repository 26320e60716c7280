"""What a decision does not say, and what it costs to follow it."""

from collections.abc import Mapping, Sequence

from promptrec.beyond.cost import prompt_tokens
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import About
from promptrec.judge.entrants import Group
from promptrec.records import Pairs
from promptrec.report.blocks import Block, Heading, Text
from promptrec.report.parts import cost_grid
from promptrec.report.sentences import warnings
from promptrec.report.voice import Voice, run_label

COUNTED = 128  # prompts whose tokens are counted


def limits_part(
    found: Comparison, about: About | None, voice: Voice, late: str = ""
) -> list[Block]:
    """Before anybody builds on it. late: said when the smallest effect was chosen late.

    about: what the data say of themselves, where they are known.
    """
    lines = [voice.say("memo.limit_past")]
    if about and about.synthetic:
        lines.append(voice.say("memo.limit_made_up"))
    if found.part == "valid" and found.locked:
        lines.append(voice.say("memo.limit_unconfirmed", locked=f"{found.locked:,}"))
    lines += [*warnings(found, voice), *filter(None, (late,))]
    return [Heading(voice.say("memo.limits")), *map(Text, lines)]


def cost_part(groups: Sequence[Group], tokens: Mapping[str, float], voice: Voice) -> list[Block]:
    """What each run took and how long its prompts are. tokens: as `lengths` says them.

    Nobody is paid for a prompt: every model runs on the machine of the one who asks.
    """
    runs = [(run_label(one.run, voice.language), one.run) for g in groups for one in g.entrants]
    grid = cost_grid(runs, voice, tokens)
    return [Heading(voice.say("memo.cost")), grid, Text(voice.say("memo.no_price"), quiet=True)]


def lengths(groups: Sequence[Group], pairs: Pairs | None, part: str) -> Mapping[str, float]:
    """Tokens of a prompt, on average over the first pairs, by run; {} where no pair is known."""
    if pairs is None:
        return {}
    few = pairs.take(slice(0, COUNTED))
    return {
        one.run.id: prompt_tokens(one.plan, few, part) for group in groups for one in group.entrants
    }

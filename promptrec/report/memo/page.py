"""The page of a decision memo below its decision, put together."""

from collections.abc import Sequence

from promptrec.compare.verdict import Comparison
from promptrec.compare.winners import Winners
from promptrec.judge.entrants import Group
from promptrec.records import Pairs
from promptrec.report.blocks import Block, Text, part
from promptrec.report.memo.limits import cost_part, limits_part
from promptrec.report.memo.people import people_part
from promptrec.report.memo.variants import variants_part
from promptrec.report.voice import Voice
from promptrec.report.winners import winner_sentences


def data_name(groups: Sequence[Group], voice: Voice) -> str:
    """The data set, or that these are score files of other programs."""
    return groups[0].entrants[0].plan.dataset.about.name if groups else voice.say("memo.files")


def about_line(
    found: Comparison, groups: Sequence[Group], on: str, made_on: str, voice: Voice
) -> Text:
    """Which data, when, on what. on: the words of the part; made_on: "" for no date."""
    metric = voice.inside("metric", found.metric)
    told = voice.say("memo.about", data=data_name(groups, voice), part=on, metric=metric)
    made = [voice.say("memo.made_on", date=made_on)] if made_on else []
    return Text(voice.say("memo.dot").join([*made, told]), quiet=True)


def memo(
    found: Comparison,
    groups: Sequence[Group],
    pairs: Pairs | None,
    winners: Sequence[Winners],
    late: str,
    voice: Voice,
) -> list[Block]:
    """Who was asked, what was compared, who gains, the cost and the limits: a page, at most two.

    groups: nobody where score files of other programs were compared, of which no more is known.
    """
    if not groups:
        return limits_part(found, None, voice, late)
    plan = groups[0].entrants[0].plan
    segments = [line for one in winners for line in winner_sentences(one, voice)]
    return [
        *people_part(found, plan, pairs, voice),
        *variants_part(groups, voice),
        *(part(voice.say("winners.title"), *map(Text, segments)) if segments else []),
        *cost_part(groups, pairs, found.part, voice),
        *limits_part(found, plan.dataset.about, voice, late),
    ]

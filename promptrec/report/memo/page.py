"""A decision memo below its decision: one page of paper, and the same at length behind it."""

from collections.abc import Mapping, Sequence

from promptrec.compare.verdict import Comparison
from promptrec.compare.winners import Winners
from promptrec.data.dataset import About
from promptrec.judge.entrants import Group
from promptrec.report.blocks import Block, Text, part
from promptrec.report.memo.glance import asked_words, compared_part
from promptrec.report.memo.limits import cost_part, limits_part
from promptrec.report.memo.people import people_part
from promptrec.report.memo.shift import shift_part
from promptrec.report.memo.variants import variants_part
from promptrec.report.users import Users
from promptrec.report.voice import Voice
from promptrec.report.winners import winner_sentences
from promptrec.words.form import together

SEGMENTS = 2  # sentences on who wins for whom; all of them stand in the appendix


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
    users: Users | None,
    winners: Sequence[Winners],
    late: str,
    tokens: Mapping[str, float],
    voice: Voice,
) -> list[Block]:
    """What was compared, people before and after, who gains, who was asked, the limits: one page.

    groups: nobody where score files of other programs were compared, of which no more is known.
    tokens: of a prompt, by run.
    """
    if not groups:
        return limits_line(found, None, voice, late)
    plan, pairs = groups[0].entrants[0].plan, users.pairs if users else None
    segments = [line for one in winners for line in winner_sentences(one, voice)[:SEGMENTS]]
    asked = asked_words(found, plan, pairs, voice)
    return [
        *compared_part(found, groups, tokens, voice),
        *shift_part(found, users, voice),
        *(part(voice.say("winners.title"), together_text(segments, voice)) if segments else []),
        *part(voice.say("memo.who"), Text(asked)),
        *limits_line(found, plan.dataset.about, voice, late),
    ]


def behind(
    found: Comparison,
    groups: Sequence[Group],
    users: Users | None,
    tokens: Mapping[str, float],
    voice: Voice,
) -> list[Block]:
    """The same at full length, for the appendix: people, templates, settings, cost."""
    if not groups:
        return []
    plan, pairs = groups[0].entrants[0].plan, users.pairs if users else None
    return [
        *people_part(found, plan, pairs, voice),
        *variants_part(groups, voice),
        *cost_part(groups, tokens, voice),
    ]


def limits_line(found: Comparison, about: About | None, voice: Voice, late: str) -> list[Block]:
    """What all this does not say, in one paragraph."""
    title, *lines = limits_part(found, about, voice, late)
    words = [line.words for line in lines if isinstance(line, Text)]
    return [title, together_text(words, voice, quiet=True)]


def together_text(lines: Sequence[str], voice: Voice, *, quiet: bool = False) -> Text:
    """Sentences as one paragraph."""
    return Text(together(voice.language, lines), quiet=quiet)

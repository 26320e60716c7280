"""The report of an experiment for a stakeholder: one file, from the question to the limits."""

from collections.abc import Sequence

import numpy as np

from promptrec.compare.decision import decide
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.judge.entrants import Entrant
from promptrec.records import Ints
from promptrec.report.blocks import Appendix, Block, Grid, Heading, Text
from promptrec.report.comparison import (
    ComparisonReport,
    card,
    how,
    part_words,
    sides_grid,
    values_chart,
)
from promptrec.report.decision import named_rules
from promptrec.report.html import page_html
from promptrec.report.memo.limits import cost_part, lengths, limits_part
from promptrec.report.memo.page import about_line
from promptrec.report.memo.people import people_part
from promptrec.report.memo.shown import FirstItem, shown_part
from promptrec.report.memo.variants import variants_part
from promptrec.report.voice import Voice, listed
from promptrec.report.winners import winner_chart, winner_sentences


def experiment_html(report: ComparisonReport, shown: Sequence[FirstItem]) -> str:
    """The document. shown: what `recommendations` found for the variant of `recommending`."""
    found, voice, plan, pairs = report.found, report.voice, report.plan, report.pairs
    if plan is None:
        raise ValueError("Score files are no experiment: nobody can recommend with them.")
    about = plan.dataset.about
    blocks: list[Block] = [
        about_line(found, report.groups, part_words(found, voice), report.made_on, voice),
        Heading(voice.say("memo.question")),
        Text(question_words(found, voice)),
        Heading(voice.say("memo.answer")),
        *card(found, voice),
        *data_part(plan.dataset, voice),
        *people_part(found, plan, pairs, voice),
        *variants_part(report.groups, voice),
        *pictures_part(report),
    ]
    if shown:
        blocks += shown_part(shown, voice.variant(recommending(report).run.id), voice)
    blocks += cost_part(report.groups, lengths(report.groups, pairs, found.part), voice)
    blocks += limits_part(found, about, voice, report.late)
    blocks += [Appendix(voice.say("memo.appendix")), how(report)]
    if not found.refused:
        blocks += [values_chart(found, voice), sides_grid(found, voice)]
    return page_html(voice.say("memo.experiment", data=about.name), blocks, voice.language)


def question_words(found: Comparison, voice: Voice) -> str:
    """What the experiment asks."""
    others = [one.name for one in found.variants]
    return voice.say(
        "memo.question_of" if others else "memo.question_alone",
        control=voice.variant(found.control),
        others=listed(others, voice),
        metric=voice.inside("metric", found.metric),
    )


def data_part(data: Dataset, voice: Voice) -> list[Block]:
    """What the data are, and where they come from."""
    facts = {
        "report.data_name": data.about.name,
        "memo.people": f"{len(data.users):,}",
        "memo.items": f"{len(data.items):,}",
        "report.data_interactions": f"{len(data.interactions):,}",
        "report.data_source": data.about.source,
        "report.data_licence": data.about.licence,
        "report.data_fingerprint": data.fingerprint()[:16],
    }
    rows = [[voice.say(key), value] for key, value in facts.items() if value]
    heads = (voice.say("report.what"), voice.say("plot.value"))
    return [Heading(voice.say("memo.data")), Grid(heads, rows)]


def pictures_part(report: ComparisonReport) -> list[Block]:
    """Variants and the rules that the answer names by themselves, and who wins for whom."""
    if report.found.refused:
        return []
    voice = report.voice
    blocks: list[Block] = [
        Heading(voice.say("memo.pictures")),
        values_chart(report.found, voice, named_rules(report.found)),
    ]
    for one in report.winners:
        blocks += map(Text, winner_sentences(one, voice))
        blocks += [winner_chart(one, voice)] if one.groups else []
    return blocks


def recommending(report: ComparisonReport) -> Entrant:
    """Who recommends in the file: what is to be used; where that is a rule, the best variant."""
    found = report.found
    one = decide(found)
    chosen = one.names[0] if one.key == "use" else one.keep
    values = {found.control: found.control_value, **{two.name: two.value for two in found.variants}}
    best = max(values, key=lambda name: values[name])
    name = best if chosen.baseline else chosen.name
    return next(group for group in report.groups if group.id == name).entrants[0]


def people(report: ComparisonReport) -> Ints:
    """(users,) codes of those who count: some of them are shown what they would see."""
    return report.users.codes if report.users else np.zeros(0, np.int64)

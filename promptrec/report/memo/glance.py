"""What a decision stands on, at a glance: a row a variant, then a line each on settings and people.

Everything that is short here stands whole in the appendix of the file.
"""

from collections.abc import Mapping, Sequence

from promptrec.compare.verdict import Comparison
from promptrec.examples.plan import Plan
from promptrec.judge.entrants import Group
from promptrec.plots.style import shortened
from promptrec.records import Pairs, SideId
from promptrec.report.blocks import Block, Grid, Heading, Text
from promptrec.report.memo.people import steps
from promptrec.report.memo.variants import NOT_READ, differing, value_words
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.words.form import together

SHOWN = 400  # letters of all templates together: more would not leave room for the rest
LEAST = 90  # of one template, however many there are
NAMED = ("model", "method", "start_from", "epochs", "split")  # the settings of the one line


def compared_part(
    found: Comparison, groups: Sequence[Group], tokens: Mapping[str, float], voice: Voice
) -> list[Block]:
    """Each variant with its template, its value and its cost; then the settings in one line.

    tokens: of a prompt, by run.
    """
    texts = [" ".join(template_of(group).split()) for group in groups]
    width = max(LEAST, SHOWN // len(groups))
    shown = [shortened(text, width) for text in texts]
    rows = [
        [
            voice.variant(group.id),
            text,
            f"{found.intervals[SideId(group.id)]}",
            *cost(group, tokens),
        ]
        for group, text in zip(groups, shown, strict=True)
    ]
    heads = [
        *(voice.page("name"), voice.say("memo.template"), voice.metric(found.metric)),
        *(voice.page(f"cost_{one}") for one in ("rows", "seconds", "tokens")),
    ]
    cut = [voice.say("memo.cut")] if shown != texts else []
    lines = [settings_words([one.entrants[0].run.settings for one in groups], voice), *cut]
    title = Heading(voice.say("memo.compared"))
    return [title, Grid(heads, rows), Text(together(voice.language, lines), quiet=True)]


def template_of(group: Group) -> str:
    """The text, with that for the other domain where there is one."""
    own = group.entrants[0].run.settings
    return " / ".join(filter(None, (own.template, own.target_template)))


def cost(group: Group, tokens: Mapping[str, float]) -> list[str]:
    """Rows learned from, seconds and tokens of a prompt, on average over the seeds."""
    results = [one.run.result for one in group.entrants if one.run.result is not None]
    if not results:
        return [NOT_READ] * 3
    rows = sum(one.label_rows for one in results) / len(results)
    seconds = sum(one.seconds for one in results) / len(results)
    own = tokens.get(group.id)
    return [f"{rows:,.0f}", f"{seconds:,.0f}", NOT_READ if own is None else f"{own:.0f}"]


def settings_words(every: Sequence[RunSettings], voice: Voice) -> str:
    """The settings that people ask for; where variants differ, theirs in order."""
    told = []
    for name in NAMED:
        values = [setting_value(name, one, voice) for one in every]
        alike = len(set(values)) == 1
        value = values[0] if alike else " / ".join(values)
        told.append(voice.say("memo.set", name=voice.say(f"memo.set_{name}"), value=value))
    line = voice.say("memo.settings", told=voice.say("memo.semicolon").join(told))
    more = [name for name in differing(every) if name not in NAMED]
    return together(voice.language, [line, voice.say("memo.settings_more") if more else ""])


def setting_value(name: str, settings: RunSettings, voice: Voice) -> str:
    """A value, short."""
    if name == "split":
        return voice.say(f"split.{settings.split.name}")
    return settings.method if name == "method" else value_words(name, settings, voice)


def asked_words(found: Comparison, plan: Plan, pairs: Pairs | None, voice: Voice) -> str:
    """Who was asked, from all people of the data to those who count; made-up ones said to be."""
    every = {one.key: one for one in steps(found, plan, pairs)}
    asked = every["locked" if found.part == "test" else "unlocked"]
    line = voice.say(
        "memo.asked" if found.part == "valid" else "memo.asked_locked",
        people=f"{every['data'].people:,}",
        rows=f"{every['data'].rows:,}",
        asked=f"{asked.people:,}",
        counted=f"{found.users:,}",
        metric=voice.inside("metric", found.metric),
    )
    made_up = voice.say("memo.made_up") if plan.dataset.about.synthetic else ""
    return together(voice.language, [line, made_up])

"""Which variant wins for which users, as sentences, a table and a chart, for page and file."""

from collections.abc import Sequence

from promptrec.compare.groups import HISTORY
from promptrec.compare.verdict import Judged
from promptrec.compare.winners import GroupChoice, Winners
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.plots.beyond import gap_figure
from promptrec.report.blocks import Block, Chart, Grid, Heading, Text, part
from promptrec.report.sentences import ground_words
from promptrec.report.voice import Voice, in_a_row
from promptrec.words.form import together

NOBODY = "0"  # the name of the group of users of whom nothing is known


def group_words(by: str, names: Sequence[str], voice: Voice) -> str:
    """What the users of some groups have, within a sentence."""
    either = voice.say("winners.or")
    if by != HISTORY:
        named = voice.inside("field", by)
        return voice.say("winners.of_field", field=named, name=either.join(names))
    warm = [name for name in names if name != NOBODY]
    parts = [voice.say("winners.no_history")] if NOBODY in names else []
    parts += [voice.say("winners.of_history", rows=either.join(warm))] if warm else []
    return either.join(parts)


def winner_sentences(found: Winners, voice: Voice) -> list[str]:
    """Who wins for whom, for whom that cannot be told, and who wins for nobody."""
    if not found.groups:
        return [voice.say("winners.no_groups", least=MIN_USERS)]
    lines = [won_words(found, voice)] if any(one.winner for one in found.groups) else []
    open_groups = [one for one in found.groups if not one.winner]
    if open_groups:
        lines.append(open_words(open_groups, found, voice))
    return [*lines, *(dominated_words(one, found, voice) for one in found.dominated)]


def won_words(found: Winners, voice: Voice) -> str:
    """One sentence for all groups with a winner."""
    won: dict[str, list[str]] = {}
    for one in found.groups:
        if one.winner:
            won.setdefault(one.winner, []).append(one.name)
    told = sum(map(len, won.values()))
    if len(won) == 1 and told == len(found.groups):
        return voice.say("winners.everywhere", variant=voice.variant(next(iter(won))), count=told)
    order = sorted(won, key=lambda variant: len(won[variant]))
    rest = order[-1] if len(won) > 1 and told == len(found.groups) else ""
    clauses = [
        voice.say("winners.elsewhere", variant=voice.variant(variant))
        if variant == rest
        else voice.say(
            "winners.wins",
            variant=voice.variant(variant),
            groups=group_words(found.by, won[variant], voice),
        )
        for variant in order
    ]
    return voice.say("winners.sentence", clauses=voice.say("winners.joint").join(clauses))


def open_words(groups: Sequence[GroupChoice], found: Winners, voice: Voice) -> str:
    """For whom the choice cannot be told."""
    leads = [lead(one) for one in groups]
    return voice.say(
        "winners.open_all" if len(groups) == len(found.groups) else "winners.open",
        groups=group_words(found.by, [one.name for one in groups], voice),
        metric=voice.inside("metric", found.metric),
        detectable=f"{max(one.contrast.detectable or 0.0 for one in leads):.3f}",
    )


def dominated_words(variant: str, found: Winners, voice: Voice) -> str:
    """A variant that is the choice for nobody."""
    other = found.dominated[variant]
    return voice.say(
        "winners.never",
        variant=voice.variant(variant),
        other=voice.variant(other),
        groups=group_words(found.by, found.better_in(other, variant), voice),
    )


def lead(one: GroupChoice) -> Judged:
    """The best of a group against the next best."""
    order = sorted(one.values, key=lambda name: -one.values[name].value)
    contrast = one.contrasts[order[0], order[1]]
    verdict = "better" if one.beats(order[0], order[1]) else "undecided"
    return Judged(
        name=order[0], value=one.values[order[0]].value, contrast=contrast, verdict=verdict
    )


def winner_grid(found: Winners, voice: Voice) -> Grid:
    """A row a group: who is best, by how much, and what every variant is worth."""
    heads = [voice.say(f"winners.{head}") for head in ("group", "users", "best", "lead")]
    rows = [
        [
            group_words(found.by, [one.name], voice),
            f"{one.users:,}",
            best_words(one, voice),
            f"{lead(one).contrast.difference:+.3f} {ground_words(lead(one), voice)}",
            *(f"{one.values[name]}" for name in found.variants),
        ]
        for one in found.groups
    ]
    return Grid([*heads, *map(voice.variant, found.variants)], rows)


def best_words(one: GroupChoice, voice: Voice) -> str:
    """The winner, or all who may be it."""
    if one.winner:
        return voice.variant(one.winner)
    names = in_a_row([voice.variant(name) for name in (one.best, *one.open)], voice)
    return voice.say("winners.untold", names=names)


def winner_chart(found: Winners, voice: Voice) -> Chart:
    """Every variant's value in every group."""
    figure = gap_figure(
        {
            voice.variant(name): {
                group_words(found.by, [one.name], voice): one.values[name] for one in found.groups
            }
            for name in found.variants
        },
        voice.metric(found.metric),
        title=voice.say("winners.chart", metric=voice.metric(found.metric)),
        words=voice.figures(),
    )
    return Chart(figure, winner_grid(found, voice))


def left_out(found: Winners, voice: Voice) -> str:
    """Who stands in no group of the table; "" for nobody."""
    lines = []
    if found.refused:
        small = (
            f"{group_words(found.by, [name], voice)} ({users})"
            for name, users in found.refused.items()
        )
        lines.append(
            voice.say(
                "winners.refused", groups=voice.say("said.comma").join(small), least=MIN_USERS
            )
        )
    if found.ungrouped:
        lines.append(voice.say("winners.ungrouped", users=found.ungrouped))
    return together(voice.language, lines)


def notes(found: Winners, voice: Voice) -> str:
    """What the numbers stand on, and who is left out."""
    how = voice.say(
        "winners.how",
        part=voice.say("compare.on_test" if found.part == "test" else "compare.on_valid"),
        correction=found.correction,
    )
    return together(voice.language, (how, left_out(found, voice)))


def winners_part(every: Sequence[Winners], voice: Voice) -> list[Block]:
    """All groupings that were looked at, as a part of the file."""
    blocks: list[Block] = []
    for one in every:
        blocks += [
            Heading(voice.say("winners.by_history") if one.by == HISTORY else one.by, 3),
            *(Text(line) for line in winner_sentences(one, voice)),
            *([winner_chart(one, voice)] if one.groups else []),
            Text(notes(one, voice), quiet=True),
        ]
    return part(voice.say("winners.title"), *blocks) if blocks else []

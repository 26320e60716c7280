"""What to do after a comparison, in words: the same on the page, in the file and in a terminal."""

from collections.abc import Mapping, Sequence

from promptrec.compare.decision import Decision, decide
from promptrec.compare.verdict import Comparison
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.records import SideId
from promptrec.report.voice import Voice, in_a_row

MANY = ("use", "keep", "same")  # said otherwise of several


def lead(one: Decision, voice: Voice) -> str:
    """The one sentence."""
    several = len(one.names) > 1 and one.key in MANY
    return voice.say(
        f"decision.{one.key}{'_many' if several else ''}",
        names=joined(one.names, voice),
        first=joined(one.names[:1], voice),
        others=joined(one.names[1:], voice),
        keep=side_words(one.keep, voice),
        more=f"{one.more:,}",
        known=f"{one.known:,}",
        users=one.users,
        least=MIN_USERS,
    )


def surety(one: Decision, voice: Voice) -> list[str]:
    """How sure that is, and what could change it; nothing where nothing can be said."""
    if one.sure == "none":
        return []
    said = voice.say(
        f"decision.sure_{one.sure}",
        least=f"{one.least:.3g}",
        users=one.users,
        first=joined(one.names[:1], voice),
        difference=f"{one.difference:+.3f}",
    )
    reasons = [voice.say(f"decision.but_{but}", users=one.users) for but in one.but]
    but = voice.say("decision.but", reasons=voice.say("said.comma").join(reasons))
    return [said, but] if reasons else [said]


def rules_lines(one: Decision, values: Mapping[str, float], voice: Voice) -> list[str]:
    """All rules without a template in one line, what is made of all of them beside it.

    values: of the rules, by name.
    """
    if one.rules is None:
        return []
    own, stack = one.rules, quoted(one.rules.stack, values, voice)
    said = voice.say(
        f"decision.rules_{own.key}",
        names=joined([SideId(name) for name in own.names], voice),
        rule=quoted(own.rule, values, voice),
        stack=stack,
    )
    beaten = own.stack and own.key in ("none", "lose")
    return [said, voice.say("decision.rules_stack", stack=stack)] if beaten else [said]


def quoted(rule: str, values: Mapping[str, float], voice: Voice) -> str:
    """A rule with its value; "" for none."""
    if not rule:
        return ""
    value = f"{values[rule]:.3f}"
    return voice.say("decision.quoted", rule=voice.inside("rule", rule), value=value)


def decision_lines(found: Comparison, voice: Voice) -> list[str]:
    """What to do, how sure that is, and the rules: the lines above all numbers."""
    one = decide(found)
    return [lead(one, voice), *surety(one, voice), *rules_lines(one, found.baselines, voice)]


def named_rules(found: Comparison) -> list[str]:
    """The rules that these lines name: the picture beside them shows no others."""
    one = decide(found)
    own = one.rules
    keep = one.keep.name if one.keep.baseline else ""
    said = [keep, own.rule, own.stack] if own else []
    return [rule for rule in dict.fromkeys(said) if rule]


def joined(sides: Sequence[SideId], voice: Voice) -> str:
    """Names in a sentence; "" for nobody."""
    return in_a_row([side_words(one, voice) for one in sides], voice)


def side_words(one: SideId, voice: Voice) -> str:
    """A side within a sentence: a rule is no proper name."""
    return voice.inside("rule", one.name) if one.baseline else voice.variant(one.name)

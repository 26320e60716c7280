"""How variants stand to the rules without a template, in words: single ones and their stack."""

from collections.abc import Sequence

from promptrec.baselines.catalogue import singles
from promptrec.compare.standing import (
    best_of,
    stack_of,
    standing,
    surely_below,
)
from promptrec.compare.verdict import Comparison
from promptrec.report.voice import Voice, listed, p_words


def beaten(found: Comparison, voice: Voice) -> list[str]:
    """Who loses to the best single rule, who is not told apart from it, who beats all of them.

    Every variant is tested against every rule, corrected for all of these tests; the rule that is
    named is the best by value. What is made of all rules (`stack`) is named beside them: who beats
    every single rule has not yet shown more than counting can do.
    """
    rules = singles(found.baselines)
    if not rules or found.refused:
        return []
    names = [found.control, *(one.name for one in found.variants)]
    best = best_of(found, rules)
    losers = [name for name in names if surely_below(found, name, best)]
    below = [name for name in names if found.against[name, best].difference < 0]
    open_ = [name for name in below if name not in losers]
    lines = []
    if losers:
        lines.append(losing(found, losers, best, voice))
    if open_:
        lines.append(voice.say("said.rule_open", **who(found, open_, best, voice)))
    rest = [name for name in names if name not in losers]
    return lines + stack_lines(found, rest, voice) + winning(found, voice)


def stack_lines(found: Comparison, names: Sequence[str], voice: Voice) -> list[str]:
    """Which of these variants, that lose to no single rule, lose to what is made of all rules."""
    stack = stack_of(found)
    losers = [name for name in names if stack and surely_below(found, name, stack)]
    return [losing(found, losers, stack, voice)] if losers else []


def winning(found: Comparison, voice: Voice) -> list[str]:
    """Who beats every rule, and who every single one but not what is made of all of them."""
    names, rules, stack = standing(found), list(found.baselines), stack_of(found)
    every = [name for name, word in names.items() if word == "every"]
    single = [name for name, word in names.items() if word == "single"]
    lines = []
    if every:
        p = largest_p(found, every, rules, voice)
        lines.append(voice.say("said.rules_beaten", names=listed(every, voice), p=p))
    if single:
        p = largest_p(found, single, singles(rules), voice)
        told = who(found, single, stack, voice)
        lines.append(voice.say("said.single_rules_beaten", p=p, **told))
    return lines


def losing(found: Comparison, losers: Sequence[str], rule: str, voice: Voice) -> str:
    """Who loses to a rule, with p."""
    key = losing_key(len(losers), 1 + len(found.variants))
    p = largest_p(found, losers, [rule], voice)
    return voice.say(key, **who(found, losers, rule, voice)) + voice.say("said.rule_p", p=p)


def who(found: Comparison, names: Sequence[str], rule: str, voice: Voice) -> dict[str, str]:
    """Variants, and a rule with its value."""
    value = f"{found.baselines[rule]:.3f}"
    return {"names": listed(names, voice), "rule": voice.inside("rule", rule), "value": value}


def largest_p(found: Comparison, names: Sequence[str], rules: Sequence[str], voice: Voice) -> str:
    """The largest corrected p of some variants against some rules."""
    return p_words(
        max(found.against[name, rule].p_adjusted or 0.0 for name in names for rule in rules), voice
    )


def losing_key(losers: int, everyone: int) -> str:
    """Both, all of them, one, or some by name."""
    if losers == 1:
        return "said.one_loses"
    if losers == everyone:
        return "said.both_lose" if losers == 2 else "said.all_lose"
    return "said.some_lose"

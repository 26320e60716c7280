"""How variants stand to the rules without a template: single ones, and what is made of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.baselines.catalogue import singles
from promptrec.compare.significance import Contrast
from promptrec.compare.verdict import Comparison, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All rules in one word, whom it is about, and the rule that it names."""

    key: str  # every, single, none or lose
    names: tuple[str, ...] = ()  # variants that beat the rules, the best first
    rule: str = ""  # the single rule that is not beaten
    stack: str = ""  # what is made of all rules, where it beats every variant


def standing_of(found: Comparison) -> Standing | None:
    """Does any variant beat every rule, or every single one, or none? None without rules."""
    rules = singles(found.baselines)
    if not rules or found.refused:
        return None
    words, names = standing(found), best_first(found)
    stack = stack_of(found)
    for key in ("every", "single"):
        winners = tuple(name for name in names if words[name] == key)
        if winners:
            return Standing(key=key, names=winners, stack=stack if key == "single" else "")
    best = best_of(found, rules)
    above = stack if stack and all(surely_below(found, one, stack) for one in names) else ""
    if all(surely_below(found, name, best) for name in names):
        return Standing(key="lose", rule=best, stack=above)
    unbeaten = [rule for rule in rules if not surely_above(found, names[0], rule)]
    return Standing(key="none", rule=best_of(found, unbeaten), stack=above)


def best_first(found: Comparison) -> list[str]:
    """The control and the variants, the largest value first."""
    values = {found.control: found.control_value, **{one.name: one.value for one in found.variants}}
    return sorted(values, key=lambda name: -values[name])


def standing(found: Comparison) -> dict[str, str]:
    """Variant -> which rules it beats beyond chance: "every", "single" (but not the stack), "".

    Nothing where too few users count.
    """
    rules = singles(found.baselines)
    if not rules or found.refused:
        return {}

    def word(name: str) -> str:
        if not all(surely_above(found, name, rule) for rule in rules):
            return ""
        return (
            "every" if all(surely_above(found, name, one) for one in found.baselines) else "single"
        )

    return {name: word(name) for name in (found.control, *(one.name for one in found.variants))}


def stack_of(found: Comparison) -> str:
    """The best of what is made of all other rules; empty where there is none."""
    made = [name for name in found.baselines if name not in singles(found.baselines)]
    return best_of(found, made) if made else ""


def best_of(found: Comparison, rules: Sequence[str]) -> str:
    """The best of some rules by value."""
    return max(rules, key=lambda name: found.baselines[name])


def surely(one: Contrast, word: str) -> bool:
    """True when a difference is not chance and in this direction: as for a verdict."""
    return verdict_of(one, 0.0) == word


def surely_below(found: Comparison, name: str, rule: str) -> bool:
    """True when a variant loses to a rule."""
    return surely(found.against[name, rule], "worse")


def surely_above(found: Comparison, name: str, rule: str) -> bool:
    """True when a variant beats a rule."""
    return surely(found.against[name, rule], "better")

"""A comparison in sentences: what a person reads on the verdict card and on the command line."""

from collections.abc import Mapping, Sequence

from promptrec.compare.phrases import PHRASES
from promptrec.compare.significance import FEW, Contrast, more_users
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.words.table import sentence as package_sentence

Words = Mapping[str, str]


def sentences(found: Comparison, words: Words = PHRASES) -> list[str]:
    """What the comparison says: variants, rules, warnings."""
    return [text for _, text in told(found, words)]


def told(found: Comparison, words: Words = PHRASES) -> list[tuple[str, str]]:
    """(verdict, sentence) of each variant, then (what it is about, sentence) of the rest.

    What it is about: headline, rule, or warning.
    """
    if found.refused:
        reason = words["refused"].format(users=found.users, least=MIN_USERS)
        return [("refused", reason), *(("warning", text) for text in rows_said(found, words))]
    return [
        *(("headline", text) for text in headline(found, words)),
        *((one.verdict, sentence(one, found, words)) for one in found.variants),
        *(("rule", text) for text in beaten(found, words)),
        *(("warning", text) for text in warnings(found, words)),
    ]


def headline(found: Comparison, words: Words = PHRASES) -> list[str]:
    """One sentence for many variants none of which stands out; nothing otherwise."""
    if len(found.variants) < 2 or any(one.verdict != "undecided" for one in found.variants):
        return []
    detectable = max(one.contrast.detectable or 0.0 for one in found.variants)
    metric = metric_words(found.metric, words)
    return [words["no_winner"].format(detectable=f"{detectable:.3f}", metric=metric)]


def sentence(one: Judged, found: Comparison, words: Words = PHRASES) -> str:
    """One variant in words, with the numbers that the words stand on."""
    contrast = one.contrast
    more = more_users(contrast, found.sesoi or abs(contrast.difference))
    return words[one.verdict].format(
        one=one.name,
        other=found.control,
        metric=metric_words(found.metric, words),
        difference=f"{abs(contrast.difference):.3f}",
        signed=f"{contrast.difference:+.3f}",
        ground=ground_words(one, words),
        sesoi=f"{found.sesoi:g}",
        detectable=f"{contrast.detectable or 0.0:.3f}",
        more=more_words(more or 0, found, words),
        users=contrast.users,
        least=MIN_USERS,
    )


def more_words(more: int, found: Comparison, words: Words) -> str:
    """How many more users would settle it, and whether this data has them."""
    if not more:
        return ""
    key = "more" if more <= found.known - found.users else "too_many"
    return words[key].format(more=f"{more:,}", known=f"{found.known:,}")


def ground_words(one: Judged, words: Words) -> str:
    """Interval, corrected p and users, in brackets; the loss of a worse variant is told above 0."""
    contrast = one.contrast
    low, high = contrast.low or 0.0, contrast.high or 0.0
    if one.verdict == "worse":
        low, high = -high, -low
    sign = "" if one.verdict in ("better", "worse") else "+"
    return words["ground" if contrast.runs == 1 else "ground_runs"].format(
        low=f"{low:{sign}.3f}",
        high=f"{high:{sign}.3f}",
        p=p_words(contrast.p_adjusted or 0.0, words),
        users=contrast.users,
        runs=contrast.runs,
    )


def beaten(found: Comparison, words: Words = PHRASES) -> list[str]:
    """How variants stand to the best rule: who loses to it, who is not told apart, who beats all.

    Every variant is tested against every rule, corrected for all of these tests; the rule that is
    named is the best by value.
    """
    values = {found.control: found.control_value} | {one.name: one.value for one in found.variants}
    if not found.baselines or found.refused:
        return []
    best = max(found.baselines, key=lambda name: found.baselines[name])
    against = {name: found.against[name, best] for name in values}
    losers = [name for name, one in against.items() if surely(one) and one.difference < 0]
    below = [name for name, one in against.items() if one.difference < 0 and name not in losers]
    winners = [
        name for name in values if all(surely_above(found, name, r) for r in found.baselines)
    ]
    rule = {"rule": rule_words(best, words), "value": f"{found.baselines[best]:.3f}"}
    lines = []
    if losers:
        p = p_words(max(against[name].p_adjusted or 0.0 for name in losers), words)
        start = words[losing_key(losers, values)].format(names=listed(losers, words), **rule)
        lines.append(start + words["rule_p"].format(p=p))
    if below:
        lines.append(words["rule_open"].format(names=listed(below, words), **rule))
    if winners:
        worst = max(
            found.against[name, rule].p_adjusted or 0.0
            for name in winners
            for rule in found.baselines
        )
        lines.append(
            words["rules_beaten"].format(names=listed(winners, words), p=p_words(worst, words))
        )
    return lines


def losing_key(losers: Sequence[str], everyone: Mapping[str, float]) -> str:
    """Both, all of them, one, or some by name."""
    if len(losers) == len(everyone):
        return "both_lose" if len(losers) == 2 else "all_lose"
    return "one_loses" if len(losers) == 1 else "some_lose"


def surely(one: Contrast) -> bool:
    """True when a difference is not chance: as for a verdict."""
    return verdict_of(one, 0.0) in ("better", "worse")


def surely_above(found: Comparison, name: str, rule: str) -> bool:
    """True when a variant beats a rule."""
    return verdict_of(found.against[name, rule], 0.0) == "better"


def warnings(found: Comparison, words: Words = PHRASES) -> list[str]:
    """What to know before believing it."""
    lines = []
    if found.correction == "Benjamini-Hochberg":
        count = len(found.variants) + len(found.explored)
        lines.append(words["exploration"].format(count=count))
    lines += rows_said(found, words)
    if found.users < FEW:
        lines.append(words["few"].format(users=found.users, few=FEW))
    if found.seeds == 1:
        lines.append(words["one_seed"])
    return lines


def rows_said(found: Comparison, words: Words = PHRASES) -> list[str]:
    """What is special about the rows: whose candidates, running histories, how many are shared."""
    common, most = found.common
    lines: list[str] = []
    if found.candidates is not None:
        lines.append(package_sentence("candidates.ranked", sets=found.candidates.words))
    if found.history != "frozen":
        lines.append(words["running"])
    if common < most:
        lines.append(words["shared"].format(common=f"{common:,}", most=f"{most:,}"))
    return lines


def metric_words(metric: str, words: Words = PHRASES) -> str:
    """A metric's name for people."""
    return words.get(f"metric_{metric}", metric)


def rule_words(name: str, words: Words = PHRASES) -> str:
    """A baseline's name for people."""
    return words.get(f"rule_{name}", name)


def listed(names: Sequence[str], words: Words) -> str:
    """Names in a sentence: "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return words["comma"].join(names[:-1]) + words["and"] + names[-1]


def p_words(p: float, words: Words = PHRASES) -> str:
    """A p-value as text.

    >>> p_words(0.0002), p_words(0.0412)
    ('< .001', '= .041')
    """
    if p < 0.001:
        return words["p_small"]
    return words["p"].format(p=f"{p:.3f}".replace("0.", ".", 1))

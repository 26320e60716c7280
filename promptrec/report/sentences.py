"""A comparison in sentences: what a person reads on the verdict card and on the command line."""

from collections.abc import Mapping

from promptrec.beyond.family import Family
from promptrec.compare.significance import FEW, more_users
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.report.rules import beaten
from promptrec.report.voice import Voice, p_words
from promptrec.words.table import sentence

ENGLISH = Voice()  # of the command, which calls variants by the ids of their runs


def sentences(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """What the comparison says: variants, rules, warnings."""
    return [text for _, text in told(found, voice)]


def told(found: Comparison, voice: Voice = ENGLISH) -> list[tuple[str, str]]:
    """(verdict, sentence) of each variant, then (what it is about, sentence) of the rest.

    What it is about: headline, rule, or warning.
    """
    if found.refused:
        reason = voice.say("said.refused", users=found.users, least=MIN_USERS)
        return [("refused", reason), *(("warning", text) for text in rows_said(found, voice))]
    return [
        *(("headline", text) for text in headline(found, voice)),
        *((one.verdict, variant_sentence(one, found, voice)) for one in found.variants),
        *(("rule", text) for text in beyond_rules(found, voice)),
        *(("rule", text) for text in beaten(found, voice)),
        *(("warning", text) for text in warnings(found, voice)),
    ]


def headline(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """One sentence for many variants none of which stands out; nothing otherwise."""
    if len(found.variants) < 2 or any(one.verdict != "undecided" for one in found.variants):
        return []
    detectable = max(one.contrast.detectable or 0.0 for one in found.variants)
    metric = voice.inside("metric", found.metric)
    return [voice.say("said.no_winner", detectable=f"{detectable:.3f}", metric=metric)]


def variant_sentence(one: Judged, found: Comparison, voice: Voice = ENGLISH) -> str:
    """One variant in words, with the numbers that the words stand on."""
    contrast = one.contrast
    more = more_users(contrast, found.sesoi or abs(contrast.difference))
    return voice.say(
        f"said.{one.verdict}",
        one=voice.variant(one.name),
        other=voice.variant(found.control),
        metric=voice.inside("metric", found.metric),
        difference=f"{abs(contrast.difference):.3f}",
        signed=f"{contrast.difference:+.3f}",
        ground=ground_words(one, voice),
        sesoi=f"{found.sesoi:g}",
        detectable=f"{contrast.detectable or 0.0:.3f}",
        more=more_words(more or 0, found, voice),
        users=contrast.users,
        least=MIN_USERS,
    )


def more_words(more: int, found: Comparison, voice: Voice) -> str:
    """How many more users would settle it, and whether this data has them."""
    if not more:
        return ""
    key = "more" if more <= found.reachable else "too_many"
    return voice.say(f"said.{key}", more=f"{more:,}", known=f"{found.known:,}")


def ground_words(one: Judged, voice: Voice) -> str:
    """Interval, corrected p and users, in brackets; the loss of a worse variant is told above 0."""
    contrast = one.contrast
    low, high = contrast.low or 0.0, contrast.high or 0.0
    if one.verdict == "worse":
        low, high = -high, -low
    sign = "" if one.verdict in ("better", "worse") else "+"
    return voice.say(
        "said.ground" if contrast.runs == 1 else "said.ground_runs",
        low=f"{low:{sign}.3f}",
        high=f"{high:{sign}.3f}",
        p=p_words(contrast.p_adjusted or 0.0, voice),
        users=contrast.users,
        runs=contrast.runs,
    )


def beyond_rules(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """What the text added to the rule that a variant starts from, on the same rows."""
    lines = []
    for name, rule in found.starts.items():
        contrast = found.against.get((name, rule))
        if contrast is None:
            continue
        one = Judged(name=name, value=0.0, contrast=contrast, verdict=verdict_of(contrast, 0.0))
        lines.append(
            voice.say(
                f"said.beyond_{one.verdict}",
                name=voice.variant(name),
                rule=voice.inside("rule", rule),
                metric=voice.inside("metric", found.metric),
                difference=f"{abs(contrast.difference):.3f}",
                signed=f"{contrast.difference:+.3f}",
                ground=ground_words(one, voice),
            )
        )
    return lines


def warnings(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """What to know before believing it."""
    lines = []
    if found.correction == "Benjamini-Hochberg":
        count = len(found.variants) + len(found.explored)
        lines.append(voice.say("said.exploration", count=count))
    lines += rows_said(found, voice)
    if found.users < FEW:
        lines.append(voice.say("said.few", users=found.users, few=FEW))
    if found.seeds == 1:
        lines.append(voice.say("said.one_seed"))
    return lines


def rows_said(found: Comparison, voice: Voice = ENGLISH) -> list[str]:
    """What is special about the rows: whose candidates, running histories, how many are shared."""
    common, most = found.common
    lines: list[str] = []
    if found.candidates is not None:
        ranked = sentence("candidates.ranked", sets=found.candidates.words)
        lines.append(ranked.in_language(voice.language))
    if found.history != "frozen":
        lines.append(voice.say("said.running"))
    if len(found.known_of_others) > 1:
        lines.append(voice.say("said.two_statistics", names=known_words(found, voice)))
    if common < most:
        lines.append(voice.say("said.shared", common=f"{common:,}", most=f"{most:,}"))
    return lines


def known_words(found: Comparison, voice: Voice) -> str:
    """What was known of others, in the words of the setting."""
    words = [voice.say(f"said.statistics_{one}") for one in found.known_of_others]
    return voice.say("said.comma").join(words)


def family_sentences(
    found: Comparison, families: Mapping[str, Family], voice: Voice = ENGLISH
) -> list[str]:
    """How far a template moves when only its writing changes, and when that is too far."""
    metric = voice.inside("metric", found.metric)
    lines = [
        voice.say(
            "said.formats",
            count=len(one.members),
            name=voice.variant(name),
            low=f"{one.low:.3f}",
            high=f"{one.high:.3f}",
            metric=metric,
        )
        for name, one in families.items()
    ]
    for one in found.variants:
        for name in (one.name, found.control):
            family = families.get(name)
            if family and family.high - family.low > abs(one.contrast.difference):
                other = found.control if name == one.name else one.name
                spread = f"{family.high - family.low:.3f}"
                lines.append(
                    voice.say(
                        "said.formats_wide",
                        name=voice.variant(name),
                        spread=spread,
                        other=voice.variant(other),
                    )
                )
    return lines

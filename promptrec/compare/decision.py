"""What to do after a comparison: a word, whom it is about, and how sure that is.

Pages, files and the command only put it into words (`report.decision`).
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.baselines.catalogue import singles
from promptrec.compare.significance import FEW, Contrast, more_users
from promptrec.compare.standing import Standing, best_of, standing_of, surely_below
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.records import SideId

LEVELS = ((0.001, "very"), (0.01, "quite"), (0.05, "fairly"))  # largest p, how sure
EXPLORING = "Benjamini-Hochberg"
SCOPES = ("cold_user", "cold_item", "cross_domain")  # splits that judge some people or items alone
SETTLED = ("use", "keep", "same")  # the answers that name what to use for good
LIGHTS = {"use": "green", "rule": "red", "refused": "yellow", "wait": "yellow", "far": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A key of the section `decision` with its values; names are ids until a voice says them."""

    key: str  # use, rule, keep, same, wait, far, close or refused
    keep: SideId  # what stays where nothing is better: the control, or the best rule
    names: tuple[SideId, ...] = ()  # whom it is about, the best first
    sure: str  # very, quite, fairly, bound, open, hint or none
    least: float = 0.0  # bound: the gain that was ruled out; open: what could have been found
    difference: float = 0.0  # of the first name to what stays
    users: int
    known: int  # users of the data set
    more: int = 0  # users that would settle it
    but: tuple[str, ...] = ()  # what could change it, by key
    rules: Standing | None = None

    @property
    def light(self) -> str:
        """green: something is to be done; yellow: nobody knows yet; red: none of them."""
        return LIGHTS.get(self.key, "")


def decide(found: Comparison) -> Decision:
    """The one sentence of a comparison."""
    if found.refused:
        return made(found, "refused", SideId(found.control), sure="none")
    rules = singles(found.baselines)
    best = best_of(found, rules) if rules else ""
    names = [found.control, *(one.name for one in found.variants)]
    if best and all(surely_below(found, name, best) for name in names):
        return instead(found, names, best)
    if not found.variants:
        return between(found, SideId(best, True), [against(found, best)] if best else [])
    answer = between(found, SideId(found.control), found.variants)
    chosen = answer.names[0] if answer.key == "use" else answer.keep
    if not best or not surely_below(found, chosen.name, best):
        return answer
    if answer.key in SETTLED:
        return instead(found, [chosen.name], best)
    return dataclasses.replace(answer, keep=SideId(best, True))  # until it is settled


def instead(found: Comparison, losers: Sequence[str], rule: str) -> Decision:
    """A rule does better than what else would be used."""
    p = max(found.against[name, rule].p_adjusted or 0.0 for name in losers)
    about = tuple(SideId(name) for name in losers)
    return made(found, "rule", SideId(rule, True), about, sure=level(p))


def against(found: Comparison, rule: str) -> Judged:
    """The only variant, held against a rule."""
    contrast = found.against[found.control, rule]
    word = verdict_of(contrast, found.sesoi)
    return Judged(name=found.control, value=found.control_value, contrast=contrast, verdict=word)


def between(found: Comparison, keep: SideId, rivals: Sequence[Judged]) -> Decision:
    """Use what is better than what stays, keep it where nothing can be, or wait."""
    winners = sorted((one for one in rivals if one.verdict == "better"), key=lambda one: -one.value)
    if winners:
        sure = level(winners[0].contrast.p_adjusted or 0.0)
        return made(found, "use", keep, ids(winners), of=winners[0].contrast, sure=sure)
    undecided = [one for one in rivals if not ruled_out(one, found.sesoi)]
    if not undecided:
        return kept(found, keep, rivals)
    first = max(undecided, key=lambda one: one.contrast.difference)
    more = more_users(first.contrast, found.sesoi or abs(first.contrast.difference)) or 0
    key = "close" if not more else "wait" if more <= found.reachable else "far"
    least = first.contrast.detectable or 0.0
    about = ids([first])
    return made(found, key, keep, about, of=first.contrast, sure="open", least=least, more=more)


def ruled_out(one: Judged, sesoi: float) -> bool:
    """True when a variant is worse, or cannot be better by anything that matters."""
    high = one.contrast.high_90
    return one.verdict in ("worse", "equivalent") or (high is not None and high < sesoi)


def kept(found: Comparison, keep: SideId, rivals: Sequence[Judged]) -> Decision:
    """Nothing is better: all are worse, all are the same, or some of both."""
    words = {one.verdict for one in rivals}
    key = "same" if words == {"equivalent"} else "keep"
    if words == {"worse"}:
        sure, least = level(max(one.contrast.p_adjusted or 0.0 for one in rivals)), 0.0
    else:
        sure, least = "bound" if found.sesoi else "fairly", found.sesoi
    return made(found, key, keep, ids(rivals), of=rivals[0].contrast, sure=sure, least=least)


def made(
    found: Comparison,
    key: str,
    keep: SideId,
    names: tuple[SideId, ...] = (),
    *,
    sure: str,
    of: Contrast | None = None,
    least: float = 0.0,
    more: int = 0,
) -> Decision:
    """The record; of: the test of the first name."""
    return Decision(
        key=key,
        keep=keep,
        names=names,
        sure="hint" if found.correction == EXPLORING and sure != "none" else sure,
        least=least,
        difference=of.difference if of else 0.0,
        users=found.users,
        known=found.known,
        more=more,
        but=cautions(found),
        rules=standing_of(found),
    )


def ids(every: Sequence[Judged]) -> tuple[SideId, ...]:
    """Whom a decision is about."""
    return tuple(SideId(one.name) for one in every)


def level(p: float) -> str:
    """How sure a corrected p makes one."""
    return next((word for most, word in LEVELS if p <= most), "fairly")


def cautions(found: Comparison) -> tuple[str, ...]:
    """What could change a decision, by key."""
    if found.refused:
        return ()
    said = {
        "few": found.users < FEW,
        "one_seed": found.seeds == 1,
        "mixed": len(found.known_of_others) > 1,
        "running": found.history != "frozen",
        **{one: found.split == one for one in SCOPES},
    }
    return tuple(name for name, holds in said.items() if holds)

"""All tests of one attribution: removal, random weights, other methods, other words."""

from dataclasses import dataclass

from promptrec.explain.methods.registry import attribution, attributions, shares_by
from promptrec.explain.progress import Report, between, silent
from promptrec.explain.records import Attribution, FieldAttribution
from promptrec.explain.subject import Subject
from promptrec.explain.truth.checks import Agreement, RandomWeights, Stability, agreement_of
from promptrec.explain.truth.faithful import with_faithfulness
from promptrec.explain.truth.random_weights import DRAWS, fields_random_weights, random_weights
from promptrec.explain.truth.stability import shapley_shares, stability


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """An attribution with everything that speaks for and against it."""

    tested: Attribution  # with its faithfulness
    random: RandomWeights
    agreement: Agreement
    stability: Stability


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldTruth:
    """What speaks for and against shares of fields, beside taking fields away."""

    random: RandomWeights | None  # None for too few fields
    stability: Stability


def field_truth(
    subject: Subject, found: FieldAttribution, *, seed: int = 0, report: Report = silent
) -> FieldTruth:
    """Ask random weights and other words about shares of fields."""
    return FieldTruth(
        random=fields_random_weights(subject, found, seed=seed, report=between(report, 0.0, 0.4)),
        stability=stability(
            subject, "field_shapley", shapley_shares, seed=seed, report=between(report, 0.4, 1.0)
        ),
    )


def truth(
    subject: Subject,
    method: str,
    *,
    soft_base: str = "start",
    seed: int = 0,
    report: Report = silent,
) -> Truth:
    """Ask all four questions of one method of `methods.TOKEN_METHODS`."""
    every = attributions(subject, soft_base=soft_base, report=between(report, 0.0, 0.2))
    own = every.get(method) or attribution(subject, method)  # names the fault of a missing one
    return Truth(
        tested=with_faithfulness(subject, own, seed, report=between(report, 0.2, 0.4)),
        random=against_random_weights(
            subject, own, soft_base=soft_base, seed=seed, report=between(report, 0.4, 0.7)
        ),
        agreement=agreement_of(every),
        stability=stability(
            subject,
            method,
            shares_by(method, soft_base),
            seed=seed,
            report=between(report, 0.7, 1.0),
        ),
    )


def against_random_weights(
    subject: Subject,
    own: Attribution,
    *,
    soft_base: str = "start",
    draws: int = DRAWS,
    seed: int = 0,
    report: Report = silent,
) -> RandomWeights:
    """Hold an attribution against the same method on models with random weights."""

    def again(stranger: Subject, part: Report) -> Attribution:
        return attribution(stranger, own.method, soft_base=soft_base, report=part)

    return random_weights(subject, own, again, draws=draws, seed=seed, report=report)

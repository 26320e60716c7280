"""One call for everything that can be explained, by name: the documents of the command."""

from collections.abc import Mapping
from typing import Any

from promptrec.explain.many import Importance, TwoTemplates
from promptrec.explain.methods.attention import attention
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import EXPLANATIONS, attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, between, silent
from promptrec.explain.records import Attribution, Faithfulness
from promptrec.explain.subject import Subject
from promptrec.explain.truth.all_tests import against_random_weights, truth
from promptrec.explain.truth.checks import RandomWeights, Stability
from promptrec.explain.truth.faithful import with_faithfulness
from promptrec.explain.truth.random_weights import fields_random_weights
from promptrec.explain.truth.stability import shapley_shares, stability
from promptrec.records import Interval

DIGITS = 6  # of a weight of attention


def explain(
    subject: Subject,
    method: str,
    *,
    checks: bool = False,
    soft_base: str = "start",
    seed: int = 0,
    report: Report = silent,
) -> dict[str, Any]:
    """The JSON document of one explanation; `method` is one of EXPLANATIONS.

    checks: also ask the other methods and paraphrases of the template, which takes longer.
    """
    gives = EXPLANATIONS[method].gives
    if gives == "layers":
        return of_layers(subject)
    if gives == "heads":
        found = attention(subject)
        document = {**common(subject, method), "read_at": found.read_at}
        return {**document, "values": found.values.round(DIGITS).tolist()}
    if gives == "fields":
        return of_fields(subject, checks, seed, report)
    document = {
        **common(subject, method),
        **tested(subject, method, checks, soft_base, seed, report),
    }
    if method == "attention_rollout":
        del document["base_score"], document["completeness_error"], document["steps"]
        found = attention(subject)
        document |= {"values": found.rollout.tolist(), "read_at": found.read_at}
    return document


def tested(
    subject: Subject, method: str, checks: bool, soft_base: str, seed: int, report: Report
) -> dict[str, Any]:
    """Values per token, with their test against random orders and random weights."""
    if checks:
        found = truth(subject, method, soft_base=soft_base, seed=seed, report=report)
        document = of_tokens(found.tested, found.random)
        if document["faithfulness"]:
            document["faithfulness"]["agreement"] = found.agreement.others(method)
        return {**document, "stability": of_stability(found.stability)}
    own = attribution(subject, method, soft_base=soft_base, report=between(report, 0.0, 0.3))
    whole = with_faithfulness(subject, own, seed, report=between(report, 0.3, 0.6))
    random = against_random_weights(
        subject, own, soft_base=soft_base, seed=seed, report=between(report, 0.6, 1.0)
    )
    return of_tokens(whole, random)


def common(subject: Subject, method: str) -> dict[str, Any]:
    """What every document has."""
    return {
        "method": method,
        "prompt": subject.fitted.prompt.text,
        "tokens": [token.text for token in subject.tokens],
        "token_fields": [token.field for token in subject.tokens],
        "score": subject.score,
        "probability": subject.probability,
    }


def of_tokens(found: Attribution, random: RandomWeights) -> dict[str, Any]:
    """What belongs to values per token."""
    faithfulness = of_faithfulness(found.faithfulness) if found.faithfulness else None
    if faithfulness:
        faithfulness["random_weights"] = of_random_weights(random)
    return {
        "values": found.values.tolist(),
        "score": found.score,
        "base_score": found.base_score,
        "completeness_error": found.completeness_error,
        "steps": found.steps,
        "faithfulness": faithfulness,
    }


def of_faithfulness(found: Faithfulness) -> dict[str, Any]:
    """The test of an attribution."""
    return {
        "comprehensiveness": found.comprehensiveness,
        "sufficiency": found.sufficiency,
        "random": found.random,
        "random_high": found.random_high,
        "light": found.light,
        "sentence": sentence(found),
        "removed": found.removed.tolist(),
        "deletion": found.deletion.tolist(),
        "insertion": found.insertion.tolist(),
        "deletion_area": found.deletion_area,
        "insertion_area": found.insertion_area,
        "random_area": found.random_area,
    }


def of_random_weights(found: RandomWeights | None) -> dict[str, Any] | None:
    """The test against a model that learned nothing; None where there was none."""
    if found is None:
        return None
    return {
        "correlation": found.correlation,
        "correlations": found.correlations.tolist(),
        "comprehensiveness": found.other,
        "there": found.there,
        "there_random": found.there_random,
        "light": found.light,
    }


def of_stability(found: Stability) -> dict[str, Any]:
    """The shares of the fields in other words."""
    return {
        "fields": list(found.fields),
        "values": found.values.tolist(),
        "scores": found.scores.tolist(),
        "templates": list(found.templates),
        "correlation": found.correlation,
        "correlations": found.correlations.tolist(),
        "light": found.light,
    }


def sentence(found: Faithfulness) -> str:
    """The test in one sentence."""
    several = found.top > 1
    return (
        f"Removing what it calls important moves the score by {found.comprehensiveness:.2f} on "
        f"average, removing at random by {found.random:.2f}; the "
        f"{f'{found.top} ' if several else ''}top {found.unit}{'s' if several else ''} alone "
        f"{found.top_moves:.2f}, {found.top} random {'ones' if several else 'one'} "
        f"{found.random_moves:.2f}."
    )


def of_fields(
    subject: Subject, checks: bool = False, seed: int = 0, report: Report = silent
) -> dict[str, Any]:
    """Shapley values of the fields, with their test."""
    found = field_shapley(subject, seed, report=between(report, 0.0, 0.3))
    faithfulness = of_faithfulness(found.faithfulness) if found.faithfulness else None
    if faithfulness:
        part = between(report, 0.3, 0.6 if checks else 1.0)
        random = fields_random_weights(subject, found, seed=seed, report=part)
        faithfulness["random_weights"] = of_random_weights(random)
    more: dict[str, Any] = {}
    if checks:
        part = between(report, 0.6, 1.0)
        said = stability(subject, "field_shapley", shapley_shares, seed=seed, report=part)
        more = {"stability": of_stability(said)}
    return {
        **common(subject, "field_shapley"),
        "fields": list(found.fields),
        "values": found.values.tolist(),
        "errors": found.errors.tolist(),
        "base_score": found.base_score,
        "prior": found.prior,
        **({} if found.rule is None else {"rule": found.rule}),
        "completeness_error": found.completeness_error,
        "asked": found.asked,
        "faithfulness": faithfulness,
        **more,
    }


def of_layers(subject: Subject) -> dict[str, Any]:
    """The answer through the layers."""
    found = logit_lens(subject)
    layers = [
        {
            "layer": one.layer,
            "score": one.score,
            "answers": [{"word": w, "probability": p} for w, p in one.answers.items()],
            "top": [{"word": w, "probability": p} for w, p in one.top.items()],
        }
        for one in found.layers
    ]
    return {**common(subject, "logit_lens"), "layers": layers, "score": found.score}


def of_two(found: TwoTemplates) -> dict[str, Any]:
    """The edits between two templates; candidates in the order of the first ranking."""
    order = sorted(range(len(found.items)), key=lambda at: float(found.rank_before[at]))
    return {
        "method": "edit_shapley",
        "edits": list(found.edits),
        "moved": found.moved.tolist(),
        "candidates": [
            {
                "item_id": found.items[at],
                "title": found.titles[at],
                "score": float(found.before[at]),
                "score_against": float(found.after[at]),
                "rank": float(found.rank_before[at]),
                "rank_against": float(found.rank_after[at]),
                "scores": found.scores[:, at].tolist(),
                "places": found.places[:, at].tolist(),
                "place_errors": found.place_errors[:, at].tolist(),
            }
            for at in order
        ],
        "asked": found.asked,
        "prompts": found.prompts,
    }


def of_importance(found: Importance) -> dict[str, Any]:
    """How much each field matters in a data set."""

    def listed(values: Mapping[str, Interval]) -> list[Interval]:
        return [values[name] for name in found.fields]

    return {
        "method": "field_shapley",
        "fields": list(found.fields),
        "values": listed(found.size),
        "means": listed(found.mean),
        "examples": found.examples,
        "users": found.users,
        "group": found.by,
        "groups": [
            {"value": name, "examples": found.group_examples[name], "values": listed(values)}
            for name, values in found.groups.items()
        ],
    }

"""One call for everything that can be explained, by name: what commands and pages use."""

from typing import Any

from promptrec.explain.attention import as_attribution, attention
from promptrec.explain.faithful import with_faithfulness
from promptrec.explain.gradients import METHODS
from promptrec.explain.lens import logit_lens
from promptrec.explain.records import Attribution, Faithfulness
from promptrec.explain.shapley import field_shapley
from promptrec.explain.subject import Subject


def explain(subject: Subject, method: str) -> dict[str, Any]:
    """The JSON document of one explanation; `method` is one of EXPLANATIONS."""
    if method == "field_shapley":
        return of_fields(subject)
    if method == "logit_lens":
        return of_layers(subject)
    if method.startswith("attention"):
        return of_attention(subject, method)
    found = with_faithfulness(subject, METHODS[method](subject))
    return {**common(subject, method), **of_tokens(found), "values": found.values.tolist()}


def common(subject: Subject, method: str) -> dict[str, Any]:
    """What every document has."""
    return {
        "method": method,
        "prompt": subject.fitted.prompt.text,
        "tokens": [token.text for token in subject.tokens],
        "token_fields": [token.field for token in subject.tokens],
        "score": subject.score,
    }


def of_tokens(found: Attribution) -> dict[str, Any]:
    """What belongs to values per token."""
    return {
        "score": found.score,
        "base_score": found.base_score,
        "completeness_error": found.completeness_error,
        "steps": found.steps,
        "faithfulness": of_faithfulness(found.faithfulness) if found.faithfulness else None,
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
    }


def sentence(found: Faithfulness) -> str:
    """The test in one sentence."""
    return (
        f"Removing what it calls important moves the score by {found.comprehensiveness:.2f} on "
        f"average, removing at random by {found.random:.2f}; the {found.top} top tokens alone "
        f"{found.top_moves:.2f}, {found.top} random ones {found.random_moves:.2f}."
    )


def of_fields(subject: Subject) -> dict[str, Any]:
    """Shapley values of the fields."""
    found = field_shapley(subject)
    return {
        "method": "field_shapley",
        "prompt": subject.fitted.prompt.text,
        "fields": list(found.fields),
        "values": found.values.tolist(),
        "errors": found.errors.tolist(),
        "score": found.score,
        "base_score": found.base_score,
        "prior": found.prior,
        "completeness_error": found.completeness_error,
        "asked": found.asked,
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


def of_attention(subject: Subject, method: str) -> dict[str, Any]:
    """Attention of all heads, or its rollout with its test."""
    found = attention(subject)
    document = {**common(subject, method), "read_at": found.read_at}
    if method == "attention":
        return {**document, "values": found.values.tolist()}
    tested = with_faithfulness(subject, as_attribution(subject, found))
    faithfulness = of_faithfulness(tested.faithfulness) if tested.faithfulness else None
    return {**document, "values": found.rollout.tolist(), "faithfulness": faithfulness}

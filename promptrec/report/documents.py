"""A comparison, a family of formats and a ladder as JSON documents: what scripts read."""

from collections.abc import Mapping, Sequence
from typing import Any

from promptrec.beyond.family import Family
from promptrec.beyond.ladder import Ladder
from promptrec.compare.significance import Contrast
from promptrec.compare.standing import standing
from promptrec.compare.verdict import Comparison, Judged
from promptrec.report.lines import lines_of
from promptrec.report.sentences import family_sentences, sentences

Parts = Mapping[str, Mapping[str, float]]  # by the id of a variant, then by metric


def comparison_document(
    found: Comparison,
    runs: Mapping[str, Sequence[str]],
    parts: Parts,
    families: Mapping[str, Family],
) -> dict[str, Any]:
    """A comparison. Its sentences are English: the document is the same in every language.

    runs: of each variant by its id; where scores were brought, the files of each system.
    """
    return {
        "metric": found.metric,
        "part": found.part,
        "control": {
            "run": found.control,
            "value": found.control_value,
            "runs": runs[found.control],
            "seeds": len(runs[found.control]),
        },
        "statistics": list(found.known_of_others),
        "users": found.users,
        "locked_users": found.locked,
        "sesoi": found.sesoi,
        "correction": found.correction,
        "exploration": found.correction == "Benjamini-Hochberg",
        "rows": {"common": found.common[0], "most": found.common[1]},
        "variants": [variant_document(one, found, runs[one.name]) for one in found.variants],
        "baselines": baseline_documents(found),
        "beaten_rules": standing(found),
        "auc_parts": parts,
        "sentences": [*sentences(found), *family_sentences(found, families)],
    }


def variant_document(one: Judged, found: Comparison, runs: Sequence[str]) -> dict[str, Any]:
    """A variant against the control."""
    return {
        "run": one.name,
        "metric": found.metric,
        "value": one.value,
        **contrast_document(one.contrast),
        "detectable": one.contrast.detectable,
        "verdict": one.verdict,
        "runs": runs,
        "seeds": len(runs),
        "of_runs": found.of_runs[one.name],
    }


def contrast_document(one: Contrast) -> dict[str, Any]:
    """A difference with its interval and p-values."""
    names = ("difference", "low", "high", "p", "p_adjusted")
    return {name: getattr(one, name) for name in names}


def baseline_documents(found: Comparison) -> list[dict[str, Any]]:
    """Every baseline against the control."""
    return [
        {
            "name": one.name,
            "value": one.value,
            "difference": one.difference,
            "low": one.difference_low,
            "high": one.difference_high,
            "p_adjusted": one.p_adjusted,
        }
        for one in lines_of(found)
        if one.kind == "baseline"
    ]


def family_document(one: Family) -> dict[str, Any]:
    """A template's formats."""
    return {
        "count": len(one.members),
        "low": one.low,
        "high": one.high,
        "median": one.median,
        "members": [
            {"text": each.text, "changes": each.changes, "value": each.value}
            for each in one.members
        ],
    }


def ladder_document(found: Ladder) -> dict[str, Any]:
    """A ladder."""
    return {
        "side": found.side,
        "view": found.view,
        "metric": found.metric,
        "rungs": [
            {"known": one.known, "rows": one.rows, "users": one.users, "values": one.values}
            for one in found.rungs
        ],
        "crossings": [
            {"run": one.variant, "baseline": one.baseline or None, "known": one.known}
            for one in found.crossings
        ],
    }

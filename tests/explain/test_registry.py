"""One more way to explain is one more entry: it is asked, tested and compared like the others."""

import subprocess
import sys

import numpy as np
from explain_subjects import HEADS, subject_for

from promptrec.explain.methods.registry import (
    EXPLANATIONS,
    NAMES,
    SIGNED,
    TOKEN_METHODS,
    Explanation,
    attributions,
)
from promptrec.explain.records import Attribution
from promptrec.report.explanation_document import explain


def by_length(subject, *, report=None):
    """The longer a token is written, the more it counts."""
    values = np.array([float(len(token.text)) for token in subject.tokens])
    return Attribution(
        method="by_length",
        tokens=subject.tokens,
        values=values,
        score=subject.score,
        base_score=0.0,
    )


def test_the_command_lists_explanations_by_what_has_a_value_then_by_name():
    assert tuple(NAMES) == (
        "attention",
        "attention_rollout",
        "gradient_x_input",
        "integrated_gradients",
        "occlusion",
        "field_shapley",
        "logit_lens",
    )
    assert tuple(SIGNED) == ("integrated_gradients", "gradient_x_input", "occlusion")


def test_a_new_way_is_listed_tested_and_compared(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    with EXPLANATIONS.holding(Explanation(name="by_length", of=by_length)):
        assert "by_length" in NAMES and "by_length" in TOKEN_METHODS and "by_length" in SIGNED
        assert "by_length" in attributions(subject)
        document = explain(subject, "by_length", checks=True)
    assert document["faithfulness"]["light"] in ("green", "yellow", "red")
    assert "occlusion" in document["faithfulness"]["agreement"]
    assert "by_length" not in NAMES


def test_every_entry_can_be_asked(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    for name in NAMES:
        shares = []
        found = EXPLANATIONS[name].of(subject, report=shares.append)
        assert found.score == subject.score or abs(found.score - subject.score) < 1e-4, name
        assert shares and shares[-1] == 1.0, name


def test_listing_explanations_waits_for_no_model():
    code = "import sys, promptrec.explain.methods.registry as r; assert list(r.NAMES); "
    subprocess.run(
        [sys.executable, "-c", code + "assert 'torch' not in sys.modules"], check=True, timeout=60
    )

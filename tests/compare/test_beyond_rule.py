"""What the text adds to the rule that a variant starts from, tested on the same rows."""

import dataclasses

import numpy as np
import pytest

from promptrec.compare.sides import Side, compared
from promptrec.data.shipped import open_dataset
from promptrec.judge.starting import open_variant
from promptrec.report.sentences import told
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings, SplitSettings
from promptrec.words.table import LANGUAGES


@pytest.fixture
def started(many_folder):
    """An untouched variant that starts from a rule, its valid pairs and their offset."""
    settings = RunSettings(
        dataset=str(many_folder),
        template="{item.title}",
        model="tiny",
        max_valid=None,
        start_from="like_share",
        split=SplitSettings(small_users="test"),
    )
    variant = open_variant(open_dataset(str(many_folder)), settings)
    pairs = variant.plan.pairs("valid")
    return variant, pairs, variant.score(pairs, "valid").score


def compare(started, gain):
    variant, pairs, offset = started
    noise = np.random.default_rng(0).normal(size=len(pairs))
    sides = [Side("plain", noise), Side("begun", offset + gain * pairs.label, tuned=True)]
    found = compared(variant.plan, "valid", pairs, sides, metric="auc")
    return dataclasses.replace(found, starts={"begun": "like_share"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gain, verdict", [(0.0, "undecided"), (3.0, "better"), (-3.0, "worse")])
def test_the_gain_over_the_own_rule_is_said_with_its_interval(started, gain, verdict, language):
    found = compare(started, gain)
    contrast = found.against["begun", "like_share"]
    assert (contrast.difference == 0.0) == (gain == 0.0)
    voice = Voice(language)
    (line,) = [
        text
        for about, text in told(found, voice)
        if about == "rule"
        and voice.inside("rule", "like_share") in text
        and "begun" in text
        and f"{abs(contrast.difference):.3f}" in text
    ][:1]
    bound = f"{abs(contrast.low if verdict != 'worse' else contrast.high):.3f}"
    assert bound in line
    words = {"undecided": "may be chance", "better": "added", "worse": "took"}
    assert language != "en" or words[verdict] in line

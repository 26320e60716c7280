"""How a template in a race comes to its scores on a block of users.

Untuned, or read with the weights of a tuned run, each block is scored when it is asked for. Tuned,
a template is tuned once before its first block; its scores are kept beside the search, so that one
that was interrupted does not tune it again.
"""

import dataclasses
import hashlib
from functools import cached_property

import numpy as np

from promptrec.compare.race import blocks
from promptrec.errors import SettingsError
from promptrec.judge.opening import variant_of_run
from promptrec.judge.saved import keep_scores, kept_scores, same_pairs, scores_file
from promptrec.judge.starting import open_variant
from promptrec.model.shelf import SHELF
from promptrec.model.variant import Variant
from promptrec.records import Floats, Pairs
from promptrec.search.from_template import template_in
from promptrec.settings import RunSettings
from promptrec.worker.bench import Bench
from promptrec.worker.tuning import tune

SAMPLE = 64  # valid pairs on which two templates that read the same are one

Read = tuple[tuple[int, ...], ...]  # token ids of the prompts of a sample


class BlockScores:
    """Valid rows in blocks of users, and what each template says of them."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._variant = opened(bench)
        pairs = self._variant.plan.pairs("valid")
        self.blocks = [
            pairs.take(np.flatnonzero(np.isin(pairs.user, users)))
            for users in blocks(pairs.user, bench.search.looks, bench.search.seed)
        ]
        self._read: dict[str, Read] = {}
        self._known: dict[tuple[str, int], Floats] = {}  # by template: the best one runs each heat

    @cached_property
    def pairs(self) -> Pairs:
        """All blocks, one after the other."""
        return Pairs.joined(self.blocks)

    def read(self, settings: RunSettings) -> Read:
        """What the model reads of some pairs. Raises TemplateError for what cannot be read."""
        if settings.template not in self._read:
            sample = self.pairs.take(slice(0, SAMPLE))
            plan = self._variant.plan.with_templates(template_in(settings))
            made = plan.make(sample, "valid")
            self._read[settings.template] = tuple(one.ids for one in made)
        return self._read[settings.template]

    def score(self, settings: RunSettings, at: int) -> Floats:
        """(pairs of the block,) scores of a template."""
        key = (settings.template, at)
        if key not in self._known:
            self._known[key] = self._scored(settings, at)
        return self._known[key]

    def _scored(self, settings: RunSettings, at: int) -> Floats:
        if settings.tunes and not self._bench.search.weights:
            start = sum(map(len, self.blocks[:at]))
            return self._tuned(settings)[start : start + len(self.blocks[at])]
        variant = self._variant.with_templates(template_in(settings))
        return variant.score(self.blocks[at], "valid", far=True).score

    def _tuned(self, settings: RunSettings) -> Floats:
        """The scores of all pairs, in the order of the blocks, after tuning: once a search."""
        bench = self._bench
        digest = hashlib.sha256(settings.to_json().encode()).hexdigest()[:16]
        file = scores_file(bench.store.home, bench.run_id, f"race_{digest}")
        data = bench.dataset.fingerprint()
        known = kept_scores(file, data)
        if known is None or not same_pairs(known[0], self.pairs):
            variant = open_variant(bench.dataset, settings)
            tune(variant, should_stop=bench.should_stop)
            known = self.pairs, variant.score(self.pairs, "valid", far=True)
            keep_scores(file, *known, data)
        return known[1].score


def opened(bench: Bench) -> Variant:
    """What reads the templates: a run's weights, or the untuned model of the base.

    SettingsError where the data is not what the run learned from: its train rows may be valid ones.
    """
    search = bench.search
    if not search.weights:
        return open_variant(bench.dataset, search.base, shelf=SHELF)
    run = bench.store.run(search.weights)
    if run.result and run.result.fingerprint != bench.dataset.fingerprint():
        raise SettingsError("sentence.weights_other_data", run=run.id)
    variant = variant_of_run(bench.store, run, bench.dataset)
    rows = dataclasses.replace(run.settings, max_valid=search.base.max_valid)
    return dataclasses.replace(variant, plan=open_variant(bench.dataset, rows, shelf=SHELF).plan)

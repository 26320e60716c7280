"""`head`: what is frozen is read once, and what it says is kept while its head learns."""

import dataclasses

import numpy as np
import pytest
import torch

import promptrec as pr
from promptrec.model.variant import open_variant
from promptrec.training.loop import train
from promptrec.training.watching import PROBED

TEMPLATES = {
    "cloze": "The user liked {history.liked:2}. {item.title} was {mask}.",
    "classifier": "The user liked {history.liked:2}. {item.title}.",
}


def _learned(head: str, method: str = "head", epochs: int = 3):
    """A trained scorer with the number of prompts that its backbone read, and its valid scores."""
    settings = pr.RunSettings(
        dataset="movies",
        template=TEMPLATES[head],
        head=head,
        model="tiny",
        method=method,
        max_train=24,
        max_valid=12,
        epochs=epochs,
    )
    variant = open_variant(pr.open_dataset("movies"), settings)
    plan = variant.plan
    made = {part: plan.make(plan.pairs(part), part) for part in ("train", "valid")}
    read = [0]

    def count(_module, _args, given) -> None:
        read[0] += len(given["inputs_embeds"])

    scorer = variant.scorer
    scorer.network.backbone.register_forward_pre_hook(count, with_kwargs=True)
    outcome = train(
        scorer, made["train"], plan.pairs("train"), made["valid"], plan.pairs("valid"), settings
    )
    return scorer, made, read[0], outcome


@pytest.mark.parametrize("head", TEMPLATES)
def test_the_backbone_reads_each_prompt_once_however_many_epochs_there_are(head):
    _, made, read, outcome = _learned(head)
    assert outcome.epochs == 3
    assert read == len({one.ids for part in made.values() for one in part})


def test_a_method_that_changes_the_backbone_reads_anew():
    _, made, read, _ = _learned("cloze", "bitfit")
    assert read > 3 * (len(made["train"]) + len(made["valid"]))


@pytest.mark.parametrize("head", TEMPLATES)
def test_what_was_kept_is_what_the_backbone_says(head):
    scorer, made, _, _ = _learned(head)
    prompts = [*made["train"], *made["valid"]]
    fresh = scorer.score(prompts).score
    with scorer.reading_once(prompts[:5], lambda: False):
        np.testing.assert_allclose(scorer.score(prompts).score, fresh, atol=1e-5)
    np.testing.assert_array_equal(scorer.score(prompts).score, fresh)


def test_the_same_settings_give_the_same_head():
    first, second = (_learned("classifier")[0].network.head.state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_prompts_of_the_same_words_but_other_vectors_are_not_taken_for_each_other():
    settings = pr.RunSettings(
        dataset="movies",
        template="{cf.user} {item.title}.",
        model="tiny",
        method="head",
        max_train=12,
        max_valid=4,
    )
    variant = open_variant(pr.open_dataset("movies"), settings)
    plan = variant.plan
    prompts = plan.make(plan.pairs("train"), "train")
    twin = dataclasses.replace(prompts[0], cf=prompts[1].cf)
    apart = variant.scorer.score([prompts[0], twin]).score
    with variant.scorer.reading_once(prompts, lambda: False):
        together = variant.scorer.score([prompts[0], twin]).score
    np.testing.assert_array_equal(together, apart)
    assert together[0] != together[1]


def test_a_training_watches_itself_by_reading_eight_prompts_twice(tiny, world, settings):
    scorer, read = tiny("full"), []

    def count(_module, _args, given) -> None:
        read.append(len(given["inputs_embeds"]))

    scorer.network.backbone.register_forward_pre_hook(count, with_kwargs=True)
    prompts, pairs = world(48, 0)
    nothing = pairs.take(np.arange(0))
    chosen = settings(method="full", learning_rate=0.01, epochs=1, batch_size=16)
    train(scorer, prompts, pairs, [], nothing, chosen)
    different = len({one.ids for one in prompts[:PROBED]})
    assert sum(read) == 48 + 2 * different

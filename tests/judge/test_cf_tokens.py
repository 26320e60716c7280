"""Collaborative tokens under every method and head: trained, counted, kept, and explained."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import promptrec as pr
from promptrec.errors import DataError, ModelError
from promptrec.examples.known import every_row
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.changes import changes, real_values, with_edits
from promptrec.explain.edited import edited_prompt
from promptrec.explain.methods.registry import TOKEN_METHODS, attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.subject import Subject, subject_of
from promptrec.explain.truth.random_weights import with_random_weights
from promptrec.explain.two_templates import players_of
from promptrec.judge.starting import check_run
from promptrec.methods import METHODS
from promptrec.model.planning import moved_to
from promptrec.model.size import trainable_estimate
from promptrec.model.variant import Variant, open_variant
from promptrec.records import CfValue
from promptrec.settings import RunSettings
from promptrec.training.checkpoint import save

TEXT = "{cf.user} [liked {history.liked:3}. ]{item.title} {cf.item}. It was {mask}"
HEADS = {
    "cloze": {"template": TEXT},
    "classifier": {"template": TEXT.replace(" {mask}", "."), "head": "classifier"},
    "next_word": {"model": "tiny-causal", "template": TEXT},
    "two_words": {"model": "tiny-causal", "template": TEXT, "verbalizer": "very good/not bad"},
    "soft": {"template": "{soft:3} " + TEXT, "method": "p_tuning"},
}
UNTRAINED = ("none", "head")


def opened(folder: Path, **given: object) -> Variant:
    values = {"template": TEXT, "model": "tiny", "epochs": 1, "patience": 0, **given}
    settings = RunSettings(dataset=str(folder), **values)  # type: ignore[arg-type]
    return open_variant(pr.open_dataset(str(folder)), settings)


def weights(variant: Variant) -> list[np.ndarray]:
    cf = variant.scorer.network.cf
    assert cf is not None
    return [one.detach().numpy().copy() for one in cf.parameters()]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_but_none_and_head_trains_them_and_counts_them(tiny_folder, method) -> None:
    variant = opened(tiny_folder, method=method)
    before = weights(variant)
    outcome = pr.tune(variant)
    moved = [not np.array_equal(*pair) for pair in zip(before, weights(variant), strict=True)]
    assert moved == [method not in UNTRAINED] * 6
    assert outcome is None or not outcome.alarms
    scorer = variant.scorer
    assert scorer.trainable_parameters() == trainable_estimate(
        scorer.backbone,
        method=method,
        head=scorer.plan.head,
        soft_tokens=variant.plan.maker.template.soft_total,
        cf_sides=("user", "item"),
        **variant.settings.own,
    )
    said = any("{cf.user}, {cf.item}" in note for note in variant.notes)
    assert said == (method in UNTRAINED)


@pytest.mark.parametrize("head", HEADS)
def test_the_same_settings_give_the_same_scores_and_a_checkpoint_gives_them_back(
    tiny_folder, tmp_path, head
) -> None:
    found = []
    for _ in range(2):
        variant = opened(tiny_folder, **{"method": "lora", "learning_rate": 0.02, **HEADS[head]})
        pr.tune(variant)
        pairs = variant.plan.pairs("test")
        found.append(variant.score(pairs, "test").score)
    assert np.array_equal(*found) and np.ptp(found[0]) > 0
    save(variant.scorer, tmp_path, variant.settings)
    again = open_variant(variant.plan.dataset, variant.settings, tmp_path)
    assert np.array_equal(again.score(pairs, "test").score, found[0])
    prompts = variant.plan.make(pairs, "test")
    assert all(one.vector for prompt in prompts for one in prompt.cf)
    alone = [float(variant.scorer.score([prompt]).score[0]) for prompt in prompts]
    assert np.allclose(alone, found[0], atol=1e-5)  # whatever stands beside it in a batch


def test_the_score_hangs_on_whose_vector_stands_there(tiny_folder) -> None:
    variant = opened(tiny_folder, method="lora", learning_rate=0.02, epochs=3)
    pr.tune(variant)
    prompts = variant.plan.make(variant.plan.pairs("test"), "test")
    turned = [
        dataclasses.replace(
            prompt,
            cf=tuple(
                dataclasses.replace(one, vector=tuple(-number for number in one.vector))
                for one in prompt.cf
            ),
        )
        for prompt in prompts
    ]
    gap = np.abs(variant.scorer.score(prompts).score - variant.scorer.score(turned).score)
    assert gap.max() > 1e-3


def test_prompts_that_share_their_words_but_not_their_vectors_are_not_read_as_one(
    tiny_folder,
) -> None:
    text = "{cf.user} is a person who may or may not find this film worth an evening. {mask}"
    variant = opened(tiny_folder, model="tiny-causal", template=text, verbalizer="good/bad")
    prompts = variant.plan.make(variant.plan.pairs("test"), "test")
    assert len({prompt.ids for prompt in prompts}) == 1 < len({prompt.cf for prompt in prompts})
    together = variant.scorer.score(prompts).score
    alone = [float(variant.scorer.score([prompt]).score[0]) for prompt in prompts]
    assert np.ptp(together) > 1e-4 and np.allclose(together, alone, atol=1e-5)


def test_outside_the_run_the_same_vectors_of_items_are_read(tiny_folder) -> None:
    variant = opened(tiny_folder, max_train=60, statistics="labelled")
    pair = pairs_by_id(variant.plan.dataset, [("u3", "i6")])
    inside = variant.plan.maker.values(pair, "test")[0]["cf.item"]
    outside = variant.unsplit().plan.maker.values(pair)[0]["cf.item"]
    assert isinstance(inside, CfValue) and inside == outside
    assert variant.unsplit().plan.maker.factors is variant.plan.rows.known
    every = every_row(variant.plan.dataset)
    assert len(every.met) > len(variant.plan.rows.known.met)


def test_a_template_without_them_has_none_and_cannot_read_them(tiny_folder) -> None:
    plain = opened(tiny_folder, template=TEXT.replace("{cf.user} ", "").replace(" {cf.item}", ""))
    assert plain.scorer.network.cf is None and plain.scorer.plan.cf_sides == ()
    one = opened(tiny_folder, template=TEXT.replace("{cf.user} ", ""))
    both = opened(tiny_folder)
    prompts = both.plan.make(both.plan.pairs("valid"), "valid")
    for other, side in ((plain, "item"), (one, "user")):
        with pytest.raises(ModelError, match=rf"\{{cf\.{side}\}}"):
            other.scorer.score(prompts)


def test_what_was_made_to_be_shown_is_not_scored(tiny_folder) -> None:
    variant = opened(tiny_folder)
    (prompt,) = variant.plan.make(variant.plan.pairs("test").take(slice(0, 1)), "test")
    cf = tuple(dataclasses.replace(one, vector=None) for one in prompt.cf)
    with pytest.raises(ValueError, match="to be shown"):
        variant.scorer.score([dataclasses.replace(prompt, cf=cf)])


@pytest.fixture(scope="module")
def subject(tiny_folder) -> Subject:
    variant = opened(tiny_folder, method="lora", learning_rate=0.02, epochs=3)
    pr.tune(variant)
    found = subject_of(variant, variant.plan.pairs("test").take(slice(2, 3)), "test")
    assert found.values["cf.user"] and found.values["cf.item"]
    return found


@pytest.mark.parametrize("method", TOKEN_METHODS)
def test_every_explanation_has_a_share_for_each_of_them(subject: Subject, method: str) -> None:
    found = attribution(subject, method)
    shares = {token.field: found.values[token.at] for token in found.tokens if "cf" in token.field}
    assert set(shares) == {"cf.user", "cf.item"} and all(np.abs(list(shares.values())) > 0)
    if method == "integrated_gradients":
        assert abs(found.completeness_error) < 0.01 * max(1, abs(found.score - found.base_score))
    if method == "occlusion":
        gone = subject.replaced({**subject.values, "cf.user": ""}).score
        assert shares["cf.user"] == pytest.approx(subject.score - gone, abs=1e-5)


def test_shapley_values_of_fields_have_them_and_add_up(subject: Subject) -> None:
    found = field_shapley(subject)
    assert {"cf.user", "cf.item"} < set(found.fields)
    assert abs(found.completeness_error) < 1e-6
    stranger = subject.replaced({**subject.values, "cf.user": "", "cf.item": ""})
    alone = field_shapley(stranger)
    zero = [alone.values[alone.fields.index(name)] for name in ("cf.user", "cf.item")]
    assert zero == pytest.approx([0, 0], abs=1e-6)  # nobody known takes nothing away
    with_random_weights(subject, 0)


def test_a_change_of_one_is_to_nobody_known_and_an_edit_beside_it_leaves_it(
    subject: Subject,
) -> None:
    assert real_values(subject)["cf.user"] == ()
    found = [(one.old, one.new) for one in changes(subject, ["cf.item"])]
    assert found == [("⟦cf item⟧", "")]
    kept = with_edits(subject.values, {"cf.user": "⟦cf user⟧", "item.title": "Up"})
    assert kept["cf.user"] == subject.values["cf.user"] and kept["item.title"] == "Up"
    assert with_edits(subject.values, {"cf.user": ""})["cf.user"] == ""
    text = subject.fitted.prompt.text
    edited = edited_prompt(subject, text.replace("It was", "Was it"))
    assert edited.encoded.cf and edited.score != subject.score
    with pytest.raises(pr.PromptRecError):
        edited_prompt(subject, text.replace("⟦cf user⟧", "somebody"))


def test_two_templates_that_differ_by_one_are_read_by_two_scorers(tiny_folder) -> None:
    first = opened(tiny_folder, template=TEXT.replace("{cf.user} ", ""), method="none")
    second = opened(tiny_folder, method="none")
    players = players_of(first, second)
    assert sum(one.scorer for one in players) == 1 == len(players)


def test_a_run_of_the_head_alone_is_told_that_they_stay_untrained(tiny_folder) -> None:
    settings = opened(tiny_folder, method="head").settings
    assert any("does not train {cf.user}, {cf.item}" in note for note in check_run(settings))
    assert not any("{cf" in one for one in check_run(dataclasses.replace(settings, method="lora")))


def test_a_checkpoint_is_read_beside_the_library_that_made_its_factors(
    tiny_folder, tmp_path
) -> None:
    variant = opened(tiny_folder, method="none")
    save(variant.scorer, tmp_path)
    kept = tmp_path / "checkpoint.json"
    assert '"implicit ' in kept.read_text()
    kept.write_text(kept.read_text().replace('"implicit ', '"implicit 9.'))
    with pytest.raises(ModelError, match=r"made by implicit 9\."):
        open_variant(variant.plan.dataset, variant.settings, tmp_path)


def test_a_run_that_reads_factors_is_not_judged_on_other_data(tiny_folder) -> None:
    settings = opened(tiny_folder).settings
    data = pr.open_dataset(str(tiny_folder))
    assert moved_to(data, settings, data.fingerprint(), {}) == settings
    with pytest.raises(DataError, match=r"\{cf\.user\}, whose factors"):
        moved_to(data, settings, "of other rows", {})
    plain = dataclasses.replace(settings, template="{item.title} {mask}")
    assert moved_to(data, plain, "of other rows", {}).max_train is None

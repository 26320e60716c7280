"""Is it true: random weights, other methods, other words; captum as the oracle; soft tokens."""

import itertools

import numpy as np
import pytest
import torch
from explain_subjects import HEADS, planted, subject_for

from promptrec.explain.methods.ends import both_scores, ends_of
from promptrec.explain.methods.gradients import gradient_x_input, integrated_gradients, occlusion
from promptrec.explain.methods.path import STEPS, along
from promptrec.explain.methods.registry import TOKEN_METHODS, attribution, attributions, shares_by
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.records import area
from promptrec.explain.subject import subject_from
from promptrec.explain.truth.all_tests import against_random_weights
from promptrec.explain.truth.checks import Agreement, RandomWeights, Stability, rank_correlation
from promptrec.explain.truth.faithful import with_faithfulness
from promptrec.explain.truth.random_weights import random_weights, with_random_weights
from promptrec.explain.truth.stability import stability
from promptrec.report.explanation_document import explain

PIECES = {
    "model": "tiny-causal",
    "template": HEADS["next_word"]["template"],
    "verbalizer": "greatest/baddest",
}
SOFT = HEADS["soft"]


def tuned(subject, seed=0):
    """The subject as if tuning had moved its soft tokens."""
    soft = subject.variant.scorer.network.soft
    with torch.no_grad():
        soft += torch.randn(soft.shape, generator=torch.Generator().manual_seed(seed)) * 0.3
    return subject_from(subject.variant, subject.values)


@pytest.mark.parametrize("soft_base", ["start", "zero", "kept"])
def test_soft_tokens_get_what_their_baseline_says_and_the_values_still_add_up(
    tiny_folder, soft_base
):
    subject = tuned(subject_for(tiny_folder, **SOFT))
    found = integrated_gradients(subject, soft_base=soft_base)
    assert abs(found.completeness_error) <= 0.01 * max(abs(found.score - found.base_score), 0.05)
    soft = [token.kind == "soft" for token in subject.tokens]
    for method in (integrated_gradients, gradient_x_input, occlusion):
        values = method(subject, soft_base=soft_base).values[soft]
        assert (np.abs(values).max() > 0) == (soft_base != "kept")


def test_untuned_soft_tokens_get_nothing_from_their_start(tiny_folder):
    subject = subject_for(tiny_folder, **SOFT)
    soft = [token.kind == "soft" for token in subject.tokens]
    assert np.abs(integrated_gradients(subject).values[soft]).max() == 0.0
    assert np.abs(occlusion(subject).values[soft]).max() == pytest.approx(0.0, abs=1e-5)


def test_gradients_flow_through_every_piece_of_a_label_word(tiny_folder):
    subject = subject_for(tiny_folder, **PIECES)
    head = subject.variant.scorer.network.head
    assert max(map(len, head.spelling)) > 1
    start, end = ends_of(subject)
    base, score = both_scores(subject, start, end)
    assert score == pytest.approx(subject.score, abs=1e-4)
    assert base == pytest.approx(subject.scores([subject.base()])[0], abs=1e-4)
    found = integrated_gradients(subject)
    assert abs(found.completeness_error) <= 0.01 * max(abs(score - base), 0.05)


def test_points_are_doubled_until_a_bent_path_adds_up():
    start, end = torch.zeros(1, 1, 2), torch.ones(1, 1, 2)

    def bent(points):  # a step near one place, flat elsewhere; from 0 to 1
        return torch.sigmoid(40 * (points.sum(dim=(1, 2)) - 0.6))

    told = []
    found = along(bent, start, end, 1.0, steps=4, report=told.append)
    assert float(found.values.sum()) == pytest.approx(1.0, abs=0.01)
    assert 5 < found.points < 1024 and told == sorted(told) and told[-1] == 1.0


def test_a_straight_path_takes_the_fewest_points():
    start, end = torch.zeros(1, 1, 2), torch.ones(1, 1, 2)
    found = along(lambda points: points.sum(dim=(1, 2)), start, end, 2.0)
    assert found.points == STEPS + 1 and found.values == pytest.approx([2.0])


def test_values_that_add_up_by_chance_are_not_enough():
    start, end = torch.zeros(1, 2, 1), torch.ones(1, 2, 1)

    def cancels(points):  # what one token gains the other loses, wrong or right
        return (torch.sin(60 * points) * torch.tensor([1.0, -1.0])[:, None]).sum(dim=(1, 2))

    found = along(cancels, start, end, 0.0)
    assert found.values == pytest.approx([np.sin(60), -np.sin(60)], abs=0.1 * abs(np.sin(60)))
    assert found.points > STEPS + 1


def test_no_point_of_a_bent_path_is_asked_twice():
    asked = []

    def waves(points):
        asked.extend(points.detach().flatten().tolist())
        return torch.sin(150 * points.sum(dim=(1, 2)))

    start, end = torch.zeros(1, 1, 1), torch.ones(1, 1, 1)
    found = along(waves, start, end, float(np.sin(150)))
    assert len(asked) == len(set(asked)) == found.points > 33
    assert found.values[0] == pytest.approx(np.sin(150), abs=0.01)


def words(subject):
    return torch.tensor([[token.word for token in subject.tokens]])


@pytest.mark.parametrize("head", HEADS)
def test_methods_are_those_of_captum(tiny_folder, head):
    captum = pytest.importorskip("captum.attr")
    subject = subject_for(tiny_folder, **HEADS[head])
    start, end = ends_of(subject)
    moved = captum.InputXGradient(lambda step: subject.score_of(start + step))
    expected = moved.attribute((end - start).requires_grad_()).sum(dim=-1)[0].detach().numpy()
    assert np.allclose(gradient_x_input(subject).values, expected, atol=1e-5)

    away = subject.removable
    hidden = torch.where(
        torch.tensor(away)[None, :, None],
        subject.variant.scorer.network.embeddings[subject.pad_id].detach(),
        end,
    )
    ablation = captum.FeatureAblation(subject.score_of)
    mask = words(subject).unsqueeze(-1).expand_as(end)
    by_word = ablation.attribute(end, baselines=hidden, feature_mask=mask)[0, :, 0]
    ours = occlusion(subject).values
    for word in {token.word for token in subject.tokens if token.kind in ("field", "text")}:
        members = [token.at for token in subject.tokens if token.word == word]
        assert ours[members].sum() == pytest.approx(float(by_word[members[0]]), abs=1e-4)


def test_integrated_gradients_are_those_of_captums_layer_method(tiny_folder):
    captum = pytest.importorskip("captum.attr")
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    layer = torch.nn.Embedding.from_pretrained(subject.variant.scorer.network.embeddings.detach())
    oracle = captum.LayerIntegratedGradients(lambda ids: subject.score_of(layer(ids)), layer)
    ids, base = (torch.tensor([one.ids]) for one in (subject.encoded, subject.base()))
    values = oracle.attribute(ids, baselines=base, n_steps=64, method="gausslegendre")
    expected = values.sum(dim=-1)[0].detach().numpy()
    assert np.allclose(integrated_gradients(subject, steps=64).values, expected, atol=1e-3)


@pytest.mark.parametrize("head", HEADS)
def test_field_shares_are_those_of_captums_shapley_values(tiny_folder, head):
    captum = pytest.importorskip("captum.attr")
    subject = subject_for(tiny_folder, **HEADS[head])
    found = field_shapley(subject)

    def worth(there):  # (rows, fields) 1 where a field stands
        gone = [
            [
                bool(token.field) and not row[found.fields.index(token.field)]
                for token in subject.tokens
            ]
            for row in there.bool().tolist()
        ]
        return torch.tensor(subject.scores([subject.without(np.array(one)) for one in gone]))

    everyone = torch.ones(1, len(found.fields))
    expected = captum.ShapleyValues(worth).attribute(everyone)[0].numpy()
    assert np.allclose(found.values, expected, atol=1e-4)


def test_random_weights_change_the_answer_and_leave_the_model_alone(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    before = subject.scores([subject.encoded])
    one, same = with_random_weights(subject, 1), with_random_weights(subject, 1)
    assert one.score == same.score != subject.score
    assert with_random_weights(subject, 2).score != one.score
    assert np.array_equal(subject.scores([subject.encoded]), before)
    network, other = subject.variant.scorer.network, one.variant.scorer.network
    assert float(other.embeddings.std()) == pytest.approx(float(network.embeddings.std()), rel=0.1)


def test_of_a_planted_model_random_weights_know_nothing(tiny_folder):
    subject = planted(tiny_folder)

    def again(stranger, report):
        for name in ("hidden", "answer", "forward"):  # the plant is no weight: take it out, too
            stranger.variant.scorer.network.__dict__.pop(name)
        return occlusion(subject_from(stranger.variant, stranger.values))

    found = random_weights(subject, occlusion(subject), again, draws=2)
    assert found.own > found.other
    assert found.light != "red"


def test_lights_follow_their_numbers():
    def random(correlation, own, other):
        return RandomWeights(
            correlations=np.array([correlation]), own=own, other=other, there=0.0, there_random=0.0
        ).light

    assert random(0.1, 2.0, 1.0) == "green"
    assert random(0.5, 2.0, 1.0) == random(0.1, 1.05, 1.0) == "yellow"
    assert random(0.9, 2.0, 1.0) == random(0.1, 1.0, 2.0) == "red"
    table = np.array([[1.0, 0.9, 0.2], [0.9, 1.0, 0.1], [0.2, 0.1, 1.0]])
    found = Agreement(methods=("a", "b", "c"), values=table)
    assert found.of("a") == pytest.approx(0.55)
    assert [found.light(one) for one in "abc"] == ["yellow", "yellow", "red"]
    values = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 2.0, 1.0]])
    same = Stability(
        method="x", fields=("f", "g", "h"), templates=("1", "2", "3"), values=values,
        scores=np.zeros(3),
    )  # fmt: skip
    assert same.correlations == pytest.approx([1.0, -1.0]) and same.light == "red"


def test_areas_by_hand(tiny_folder):
    assert area(np.array([0.5, 1.0]), np.array([1.0, 3.0])) == pytest.approx(0.25 + 1.0)
    subject = planted(tiny_folder)
    found = with_faithfulness(subject, occlusion(subject)).faithfulness
    assert found.deletion_area > found.random_area
    assert found.insertion_area < found.farthest
    assert found.random_deletion.shape == (20, len(found.removed))


def test_the_matrix_of_methods_is_symmetric_with_ones(tiny_folder):
    from promptrec.explain.truth.checks import agreement_of

    found = attributions(subject_for(tiny_folder, **HEADS["cloze"]))
    assert tuple(found) == tuple(TOKEN_METHODS)
    table = agreement_of(found).values
    assert np.allclose(table, table.T) and np.allclose(table.diagonal(), 1.0)
    one, two = itertools.islice(found.values(), 2)
    assert table[0, 1] == pytest.approx(rank_correlation(one, two))


def test_shares_over_paraphrases_begin_with_the_template_itself(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    told = []
    found = stability(subject, "field_shapley", shares_by("field_shapley"), report=told.append)
    own = field_shapley(subject)
    assert found.fields == own.fields and found.values[0] == pytest.approx(own.values)
    assert len(found.templates) == len(set(found.templates)) > 3
    assert found.scores[0] == subject.score and told[-1] == 1.0
    bare = subject_for(tiny_folder, model="tiny", template="{item.title} {mask}")
    none = stability(bare, "occlusion", shares_by("occlusion"))
    assert len(none.templates) == 1 and np.isnan(none.correlation)


@pytest.mark.parametrize("method", TOKEN_METHODS)
def test_documents_carry_every_test_when_asked(tiny_folder, method):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    short = explain(subject, method)["faithfulness"]
    assert set(short["random_weights"]) >= {"correlation", "comprehensiveness", "light"}
    assert "agreement" not in short
    whole = explain(subject, method, checks=True)
    assert set(whole["faithfulness"]["agreement"]) == {*TOKEN_METHODS} - {method}
    assert len(whole["stability"]["correlations"]) >= 3


def test_shares_of_fields_carry_their_tests_and_the_seed_reaches_them(tiny_folder):
    text = "{user.age} {user.gender} {item.title}, {item.genres:2}: {mask}"
    subject = subject_for(tiny_folder, model="tiny", template=text)
    told = []
    one, other = (
        explain(subject, "field_shapley", seed=seed, report=told.append) for seed in (0, 9)
    )
    test = one["faithfulness"]
    assert test["comprehensiveness"] >= 0 and "top field alone" in test["sentence"]
    assert len(test["random_weights"]["correlations"]) == 3 and told[-1] == 1.0
    assert test["random_weights"] != other["faithfulness"]["random_weights"]
    assert one["tokens"] == [token.text for token in subject.tokens]
    few = subject_for(tiny_folder, model="tiny", template="{item.title}: {mask}")
    assert explain(few, "field_shapley")["faithfulness"] is None


@pytest.mark.slow
def test_attributions_of_minilm_hang_on_what_it_learned():
    from promptrec.data.shipped import open_dataset
    from promptrec.examples.pair import pairs_by_id
    from promptrec.explain.subject import subject_of
    from promptrec.judge.opening import variant_of
    from promptrec.settings import RunSettings

    data = open_dataset("movies")
    text = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:3}]. Overall it was {mask}."
    settings = RunSettings(dataset="movies", template=text, method="none")
    subject = subject_of(
        variant_of(settings, data, every_row=True), pairs_by_id(data, [("15", "318")])
    )
    found = against_random_weights(subject, attribution(subject, "occlusion"), draws=1)
    assert abs(found.correlation) < 0.7

"""Laws of explanations, an oracle, and a planted model whose answer hangs on one field."""

import itertools
import json

import numpy as np
import pytest
import torch
from explain_subjects import HEADS, planted, subject_for

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.changes import (
    changes,
    growing_history,
    lines,
    real_values,
    response,
    with_edits,
)
from promptrec.explain.methods.attention import attention, rollout
from promptrec.explain.methods.ends import ends_of
from promptrec.explain.methods.gradients import integrated_gradients, occlusion
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import NAMES, SIGNED, attribution
from promptrec.explain.methods.shapley import exact, field_shapley, sampled, shapley
from promptrec.explain.similar import similar
from promptrec.explain.subject import subject_from, subject_of
from promptrec.explain.truth.checks import rank_correlation
from promptrec.explain.truth.faithful import with_faithfulness
from promptrec.explain.truth.field_faithful import Coalitions, field_faithfulness
from promptrec.judge.opening import variant_of
from promptrec.model.variant import open_variant
from promptrec.report.explanation_document import explain
from promptrec.settings import RunSettings


@pytest.fixture(params=HEADS)
def subject(request, tiny_folder):
    return subject_for(tiny_folder, **HEADS[request.param])


def test_tokens_know_where_they_come_from(subject):
    kinds = {token.kind for token in subject.tokens}
    assert {"field", "text"} <= kinds
    assert {token.field for token in subject.tokens} >= {"item.title", "item.genres", ""}
    assert [token.at for token in subject.tokens] == list(range(len(subject.encoded)))
    assert ("mask" in kinds) == bool(subject.encoded.mask_at)
    assert ("soft" in kinds) == bool(subject.encoded.soft_at)
    base = subject.base()
    assert len(base) == len(subject.encoded) and base.mask_at == subject.encoded.mask_at


def test_attention_rows_sum_to_one_and_the_model_is_left_as_it_was(subject):
    before = subject.scores([subject.encoded])
    found = attention(subject)
    size = len(subject.tokens)
    assert found.values.shape[2:] == (size, size)
    assert np.abs(found.values.sum(axis=-1) - 1).max() < 1e-5
    assert np.abs(found.rollout.sum(axis=-1) - 1).max() < 1e-6
    assert np.array_equal(subject.scores([subject.encoded]), before)


def test_rollout_of_two_layers_by_hand():
    first = np.array([[[0.5, 0.5], [0.2, 0.8]], [[0.7, 0.3], [0.0, 1.0]]])  # two heads
    second = np.array([[[1.0, 0.0], [0.6, 0.4]], [[1.0, 0.0], [0.2, 0.8]]])
    one = 0.5 * np.array([[0.6, 0.4], [0.1, 0.9]]) + 0.5 * np.eye(2)
    two = 0.5 * np.array([[1.0, 0.0], [0.4, 0.6]]) + 0.5 * np.eye(2)
    assert np.allclose(rollout(np.stack([first, second])), two @ one)


def test_integrated_gradients_are_complete(subject):
    found = integrated_gradients(subject)
    wide = max(abs(found.score - found.base_score), 0.05)
    assert abs(found.completeness_error) <= 0.01 * wide
    assert found.score == pytest.approx(subject.score, abs=1e-4)
    outside = ~subject.content
    assert np.abs(found.values[outside]).max() == 0.0


def test_integrated_gradients_are_those_of_captum(subject):
    captum = pytest.importorskip("captum.attr")
    start, end = ends_of(subject)
    oracle = captum.IntegratedGradients(subject.score_of)
    values = oracle.attribute(end, baselines=start, n_steps=64, method="gausslegendre")
    ours = integrated_gradients(subject, steps=64).values
    assert np.allclose(ours, values.sum(dim=-1)[0].detach().numpy(), atol=1e-4)


def test_steps_rise_until_the_values_add_up(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    with torch.no_grad():
        for parameter in subject.variant.scorer.network.backbone.parameters():
            parameter.mul_(3.0)  # a path with sharp bends
    few = integrated_gradients(subject, steps=2)
    assert few.steps > 2


def test_occlusion_is_the_fall_without_the_word(subject):
    found = occlusion(subject)
    word = next(token.word for token in subject.tokens if token.field == "item.title")
    members = np.array([token.word == word for token in subject.tokens])
    without = subject.scores([subject.without(members)])[0]
    assert found.values[members].sum() == pytest.approx(subject.score - without, abs=1e-4)


def test_shapley_values_obey_their_laws():
    weights = np.array([2.0, -1.0, 0.0, 0.5, 0.5])

    def worth(there):  # players 3 and 4 are alike, player 2 does nothing, 0 and 1 interact
        return there @ weights + 3.0 * (there[:, 0] & there[:, 1])

    for found in (exact(worth, 5), sampled(worth, 5, seed=1)):
        assert found.values.sum() == pytest.approx(weights.sum() + 3.0)
        assert found.values[2] == pytest.approx(0.0)
        assert found.values[3] == pytest.approx(found.values[4])
    assert exact(worth, 5).values == pytest.approx([3.5, 0.5, 0.0, 0.5, 0.5])


def test_shapley_is_the_mean_over_all_orders():
    rng = np.random.default_rng(0)
    table = rng.normal(size=8)

    def worth(there):
        return table[there @ np.array([1, 2, 4])]

    gains = np.zeros(3)
    for order in itertools.permutations(range(3)):
        there = np.zeros(3, bool)
        for player in order:
            before = worth(there[None])[0]
            there[player] = True
            gains[player] += (worth(there[None])[0] - before) / 6
    assert exact(worth, 3).values == pytest.approx(gains)


def test_sampled_values_are_near_with_an_error_that_says_how_near():
    rng = np.random.default_rng(3)
    pull = rng.normal(size=(10, 10))

    def worth(there):
        return np.einsum("ci,ij,cj->c", there.astype(float), pull, there.astype(float))

    truth = pull.diagonal() + (pull + pull.T - 2 * np.diag(pull.diagonal())).sum(axis=1) / 2
    found = shapley(worth, 10, seed=0)
    assert np.all(np.abs(found.values - truth) <= 4 * found.errors + 1e-9)
    assert found.values.sum() == pytest.approx(truth.sum())


def test_fields_share_the_whole_way_from_the_empty_prompt(subject):
    found = field_shapley(subject)
    assert abs(found.completeness_error) < 1e-4
    assert set(found.fields) == {token.field for token in subject.tokens if token.field}
    assert found.asked == 2 ** len(found.fields) and not found.errors.any()


def test_the_last_layer_of_the_lens_is_the_answer(subject):
    found = logit_lens(subject, top=5)
    assert abs(found.layers[-1].score - subject.score) < 1e-5
    assert found.layers[0].layer == 0 and len(found.layers) >= 3
    words = found.layers[-1].top
    assert bool(words) == (subject.variant.scorer.plan.head != "classifier")


def test_faithfulness_tells_a_true_order_from_a_false_one(tiny_folder):
    subject = planted(tiny_folder)
    true = with_faithfulness(subject, occlusion(subject)).faithfulness
    values = -np.abs(occlusion(subject).values)
    values -= values.min() - 1e-6  # what matters least comes first
    wrong = with_faithfulness(subject, replaced(occlusion(subject), values)).faithfulness
    assert true.light != "red" and wrong.light == "red"
    assert true.comprehensiveness > true.random > wrong.comprehensiveness
    assert true.top_moves > wrong.top_moves
    assert true.sufficiency < wrong.sufficiency


def replaced(attribution, values):
    import dataclasses

    return dataclasses.replace(attribution, values=values)


def test_every_method_names_the_one_field_that_matters(tiny_folder):
    subject = planted(tiny_folder)
    found = field_shapley(subject)
    shares = dict(zip(found.fields, np.abs(found.values), strict=True))
    assert max(shares, key=shares.get) == "item.title"
    for name in SIGNED:
        values = np.abs(attribution(subject, name).values)
        by_field = {}
        for token, value in zip(subject.tokens, values, strict=True):
            by_field[token.field] = by_field.get(token.field, 0.0) + value
        assert max(by_field, key=by_field.get) == "item.title", name
    assert changes(subject)[0].field == "item.title"


def test_what_if_scores_are_those_of_the_edited_prompt(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    offered = real_values(subject)
    assert subject.values["item.title"] not in offered["item.title"]
    found = response(subject, "item.title", offered["item.title"][:3])
    for value, score in zip(offered["item.title"][:3], found.scores, strict=True):
        edited = subject_from(subject.variant, {**subject.values, "item.title": value})
        assert edited.score == pytest.approx(score, abs=1e-5)
        assert value in edited.fitted.prompt.text
    moved = changes(subject)
    flips = [one.flips for one in moved]
    assert flips == sorted(flips, reverse=True)
    sizes = [one.size for one in moved if one.flips]
    assert sizes == sorted(sizes)


def test_what_if_tries_lists_without_an_entry_and_optional_parts_without_their_field(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    liked = subject.values["history.liked"]
    tried = {one.new: one for one in changes(subject, ["history.liked"])}
    for gone in liked[-3:]:
        less = tuple(one for one in liked if one != gone)
        one = tried[", ".join(less[-3:])]
        assert one.size == 1
        edited = subject_from(subject.variant, {**subject.values, "history.liked": less})
        assert edited.score == pytest.approx(one.score, abs=1e-5)
    assert tried[""].size == len(liked)
    assert "" not in {one.new for one in changes(subject, ["item.title"])}  # it is not optional


def test_removing_fields_of_a_planted_model_finds_the_one_that_matters(tiny_folder):
    subject = planted(tiny_folder)
    found = field_shapley(subject)
    test = found.faithfulness
    assert test.light == "green" and test.unit == "field" and found.tokens == subject.tokens
    # the title goes first: from then on the score is that of no content
    assert test.deletion == pytest.approx([found.base_score] * len(found.fields), abs=1e-5)
    assert test.insertion == pytest.approx([subject.score] * len(found.fields), abs=1e-5)
    assert test.top_moves == pytest.approx(abs(subject.score - found.base_score), abs=1e-5)
    wrong = field_faithfulness(Coalitions.of(subject), -1.0 / (1.0 + np.abs(found.values)))
    assert wrong.light == "red"


def test_a_growing_history_begins_with_nothing_and_ends_with_the_prompt(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    found = growing_history(subject, "history.liked")
    assert found.values[0] == "0" and int(found.values[-1]) <= 3
    assert found.scores[-1] == pytest.approx(subject.score, abs=1e-5)


def test_typed_edits_keep_lists_as_lists():
    values = {"history.liked": ("A", "B"), "item.title": "C"}
    edited = with_edits(values, {"history.liked": "X\n  Y \n", "item.title": "Z, too"})
    assert edited == {"history.liked": ("X", "Y"), "item.title": "Z, too"}


def test_a_title_with_a_comma_survives_an_edit_of_another_entry():
    values = {"history.liked": ("Good, the Bad and the Ugly", "Heat")}
    typed = lines(values["history.liked"]).replace("Heat", "Alien")
    edited = with_edits(values, {"history.liked": typed})
    assert edited == {"history.liked": ("Good, the Bad and the Ugly", "Alien")}


def test_a_method_agrees_with_itself(tiny_folder):
    subject = subject_for(tiny_folder, **HEADS["cloze"])
    found = occlusion(subject)
    assert rank_correlation(found, found) == pytest.approx(1.0)


def test_the_prompt_itself_is_the_nearest_of_all(tiny_folder):
    data = open_dataset(str(tiny_folder))
    settings = RunSettings(dataset=str(tiny_folder), method="none", **HEADS["classifier"])
    variant = open_variant(data, settings)
    train = variant.plan.pairs("train")
    subject = subject_of(variant, train.take(slice(0, 1)), "train")
    near = similar(subject, count=3, pool=1000)
    assert near[0].similarity == pytest.approx(1.0, abs=1e-6)
    assert near[0].prompt == subject.fitted.prompt.text
    assert near[0].similarity >= near[1].similarity >= near[2].similarity


def test_prefix_tuning_says_why_it_shows_no_attention(tiny_folder, tmp_path, capfd):
    from promptrec.errors import ModelError

    subject = subject_for(tiny_folder, **{**HEADS["classifier"], "method": "prefix_tuning"})
    with pytest.raises(ModelError, match="prefix"):
        attention(subject)
    assert abs(field_shapley(subject).completeness_error) < 1e-4


@pytest.mark.parametrize("method", NAMES)
def test_the_command_gives_every_explanation(tiny_folder, tmp_path, capfd, method):
    arguments = [
        "explain", str(tiny_folder), "--template", HEADS["cloze"]["template"], "--model", "tiny",
        "--user", "u3", "--item", "i4", "--method", method, "--home", str(tmp_path),
    ]  # fmt: skip
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["method"] == method and isinstance(found["score"], float)
    assert main(arguments) == 0
    assert "score" in capfd.readouterr().out
    assert main([*arguments[:-4], "magic", "--home", str(tmp_path)]) == 2


@pytest.mark.slow
def test_minilm_explains_a_film(tmp_path):
    data = open_dataset("movies")
    text = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:3}]. Overall it was {mask}."
    settings = RunSettings(dataset="movies", template=text, method="none")
    subject = subject_of(
        variant_of(settings, data, every_row=True), pairs_by_id(data, [("15", "318")])
    )
    found = integrated_gradients(subject)
    assert abs(found.completeness_error) <= 0.01 * abs(found.score - found.base_score)
    assert abs(field_shapley(subject).completeness_error) < 1e-3
    lens = logit_lens(subject)
    assert abs(lens.layers[-1].score - subject.score) < 1e-5
    assert set(lens.layers[-1].top) & {"great", "good", "bad", "terrible"}
    rolled = explain(subject, "attention_rollout")
    assert rolled["faithfulness"]["light"] in ("green", "yellow", "red")

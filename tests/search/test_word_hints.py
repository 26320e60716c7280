"""Words that would help: a planted word is found, only what really helps is shown."""

import dataclasses
import shutil

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, SettingsError, TemplateError
from promptrec.examples.spelling import script
from promptrec.model.variant import open_variant
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.search.hints.answers import answer_hints
from promptrec.search.hints.places import FixedWord, fixed_words, put
from promptrec.search.hints.rows import hint_rows
from promptrec.search.hints.words import places_of, word_hints
from promptrec.settings import RunSettings

CLOZE = "a good film: {item.title}[ and {user.gender}]. it is {mask}."
CAUSAL = "a good film: {item.title}. it is {mask}"


def opened(folder, text=CLOZE, **given):
    """An untuned variant of the random model, its settings and the draft."""
    model = "tiny-causal" if text == CAUSAL else "tiny"
    values = {"model": model, "method": "none", **given}
    settings = RunSettings(dataset=str(folder), template=text, template_name="t", **values)
    return open_variant(open_dataset(str(folder)), settings), settings, Template("t", text)


def word_in(draft, variant, text):
    every = fixed_words(draft, variant.plan.maker.encoder)
    return next(one for one in every if one.text == text)


def hints(folder, word, text=CLOZE, tried=20, **given):
    variant, settings, draft = opened(folder, text, **given)
    return word_hints(variant, draft, settings, word_in(draft, variant, word), tried=tried)


def learned(variant, settings, draft, steps=80):
    """Train the whole model on the rows of the hints, so that it hangs on the template's words."""
    rows = hint_rows(variant, draft, settings)
    prompts, label = rows.prompts(draft.text), torch.tensor(rows.pairs.label)
    network = variant.scorer.network
    for one in network.parameters():
        one.requires_grad_(True)
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    torch.manual_seed(0)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(variant.scorer.read(prompts).score.double(), label)
        # the same prompts with another word there are to be wrong
        other = rows.prompts(draft.text.replace("good", "bad"))
        loss = loss + loss_of(variant.scorer.read(other).score.double(), 1 - label)
        loss.backward()
        optimizer.step()


def test_a_model_that_learned_a_word_proposes_it_where_another_one_stands(tiny_folder):
    variant, settings, draft = opened(tiny_folder)
    learned(variant, settings, draft)
    wrong = dataclasses.replace(draft, text=draft.text.replace("good", "bad"))
    found = word_hints(variant, wrong, settings, word_in(wrong, variant, "bad"), tried=200)
    assert found.better[0].word == "good" and found.better[0].auc > 0.2
    assert "good" in [one.word for one in found.tried[:5]]
    assert len(found.tried) > 60
    agree = spearmanr(*promised_and_real(found))
    assert agree.statistic > 0.2 and agree.pvalue < 0.01


def promised_and_real(found):
    return [one.promised for one in found.tried], [one.loss for one in found.tried]


@pytest.mark.parametrize("word", ["good", "film", "it"])
def test_the_order_that_the_gradient_promises_is_that_of_the_real_losses(tiny_folder, word):
    found = hints(tiny_folder, word, tried=200)
    assert len(found.tried) > 60 and spearmanr(*promised_and_real(found)).statistic > 0.5


@pytest.mark.parametrize(("text", "word"), [(CLOZE, "film"), (CAUSAL, "film")])
def test_the_gradient_is_the_slope_of_the_real_loss(tiny_folder, text, word):
    """A step of the word's vector a little way to another word's moves the loss as promised."""
    variant, settings, draft = opened(tiny_folder, text)
    place = word_in(draft, variant, word)
    found = word_hints(variant, draft, settings, place, tried=3).tried[0]
    rows = hint_rows(variant, draft, settings)
    encoder, network = variant.plan.maker.encoder, variant.scorer.network
    (old,), (new,) = encoder.word_ids(word), encoder.word_ids(found.word)
    prompts = rows.prompts(text)
    before = rows.loss(rows.final(variant.scorer.score(prompts), text))[0]
    with torch.no_grad():
        step = 0.001 * (network.embeddings[new] - network.embeddings[old])
        network.embeddings[old] += step
    after = rows.loss(rows.final(variant.scorer.score(prompts), text))[0]
    # the head of a cloze model and a causal one read the same vectors, but no answer is this word
    assert after - before == pytest.approx(0.001 * found.promised, rel=0.2)


def test_only_words_that_really_lower_the_loss_are_better_and_the_best_is_first(tiny_folder):
    found = hints(tiny_folder, "good", tried=60)
    losses = [one.loss for one in found.better]
    assert losses == sorted(losses) and all(one < 0 for one in losses)
    assert {one.word for one in found.tried if one.loss < 0} == {one.word for one in found.better}
    assert [one.promised for one in found.tried] == sorted(one.promised for one in found.tried)


def test_what_a_hint_says_is_what_the_changed_template_scores(tiny_folder):
    variant, settings, draft = opened(tiny_folder)
    place = word_in(draft, variant, "good")
    found = word_hints(variant, draft, settings, place, tried=3)
    rows = hint_rows(variant, draft, settings)
    for one in found.tried:
        text = put(draft.text, place, one.word)
        other = opened(tiny_folder, text)[0]
        answers = other.score(rows.pairs, "train")
        assert rows.loss(answers)[0] == pytest.approx(found.loss + one.loss, abs=1e-6)
        assert rows.auc(answers) == pytest.approx(found.auc + one.auc, abs=0.01)  # ties


def test_hints_are_whole_words_of_the_same_script_and_none_is_blocked(tiny_folder):
    variant, settings, draft = opened(tiny_folder)
    place = word_in(draft, variant, "good")
    free = word_hints(variant, draft, settings, place, tried=200)
    words = [one.word for one in free.tried]
    vocabulary = variant.plan.maker.encoder.whole_words()
    assert len(set(words)) == len(words) and "good" not in words
    assert all(one.isalpha() and script(one) == "LATIN" and len(one) > 1 for one in words)
    assert set(words) <= set(vocabulary.values())
    assert not any(one in words for one in ("[CLS]", "##a", "PAD"))
    stopped = word_hints(
        variant, draft, settings, place, tried=200, blocked=lambda word: word == words[0]
    )
    assert words[0] not in [one.word for one in stopped.tried]


def test_hints_see_train_rows_alone_and_are_the_same_every_time(tiny_folder):
    variant, settings, draft = opened(tiny_folder)
    rows = hint_rows(variant, draft, settings)
    assert len(rows.pairs) == 64
    assert np.isin(rows.pairs.row, variant.plan.rows.train).all()
    assert not np.isin(rows.pairs.row, variant.plan.rows.valid).any()
    assert hints(tiny_folder, "good", tried=5) == hints(tiny_folder, "good", tried=5)


def test_a_capital_stays_a_capital(tiny_folder):
    found = hints(tiny_folder, "Good", text="Good film: {item.title}. It is {mask}.", tried=5)
    assert all(one.word[0].isupper() for one in found.tried) and found.tried


def test_only_prompts_that_show_the_word_are_counted_as_shown(tiny_folder):
    found = hints(tiny_folder, "and", tried=2)  # u11 has no gender
    assert 0 < found.shown < found.rows


def test_a_word_of_an_optional_part_that_is_always_left_out_is_refused(tiny_folder):
    variant, settings, draft = opened(tiny_folder)
    rows = hint_rows(variant, draft, settings)
    without = [{**values, "user.gender": ""} for values in rows.values]
    empty = dataclasses.replace(rows, values=without)
    with pytest.raises(TemplateError, match="left out in all of the 64 rows"):
        places_of(empty, empty.prompts(draft.text), word_in(draft, variant, "and"))


def test_a_word_of_several_pieces_is_not_offered_and_refused(tiny_folder):
    variant, settings, draft = opened(tiny_folder, "a zebra film {item.title}. it is {mask}.")
    offered = [one.text for one in fixed_words(draft, variant.plan.maker.encoder)]
    assert offered == ["a", "film", "it", "is"]
    with pytest.raises(TemplateError, match="zebra is not one token"):
        word_hints(variant, draft, settings, FixedWord("zebra", 2))


def test_a_new_answer_layer_has_no_hints(tiny_folder):
    with pytest.raises(SettingsError, match="knows nothing yet"):
        hints(tiny_folder, "good", text="a good film: {item.title}")


@pytest.mark.parametrize("text", [CLOZE, CAUSAL])
@pytest.mark.parametrize("calibrate", [False, True])
def test_an_answer_word_does_what_its_hint_says(tiny_folder, text, calibrate):
    words = "good,fine/bad"
    variant, settings, draft = opened(tiny_folder, text, verbalizer=words, calibrate=calibrate)
    draft = dataclasses.replace(draft, verbalizer=words)
    found = answer_hints(variant, draft, settings, "fine", tried=4)
    rows = hint_rows(variant, draft, settings)
    assert len(found.tried) == 4 and not {"good", "fine", "bad"} & {o.word for o in found.tried}
    for one in found.tried:
        verbalizer = str(parse_verbalizer(words).with_word("fine", one.word))
        other = opened(tiny_folder, text, verbalizer=verbalizer, calibrate=calibrate)[0]
        answers = other.score(rows.pairs, "train")
        assert rows.loss(answers)[0] == pytest.approx(found.loss + one.loss, abs=1e-5)


def test_answer_words_that_promise_much_really_lower_the_loss(tiny_folder):
    variant, settings, draft = opened(tiny_folder, verbalizer="good/bad")
    found = answer_hints(variant, draft, settings, "good", tried=100)
    assert len(found.tried) > 60 and spearmanr(*promised_and_real(found)).statistic > 0.5
    assert found.better and found.better[0].loss < 0


def test_answer_words_need_an_untuned_model_with_answer_words(tiny_folder):
    variant, settings, draft = opened(tiny_folder, method="bitfit")
    with pytest.raises(SettingsError, match="tuned run keeps"):
        answer_hints(variant, draft, settings, "great")
    variant, settings, draft = opened(tiny_folder, "a good film: {item.title}")
    with pytest.raises(SettingsError, match="without answer words"):
        answer_hints(variant, draft, settings, "great")
    variant, settings, draft = opened(tiny_folder)
    with pytest.raises(TemplateError, match="unheard is not one token"):
        answer_hints(variant, draft, settings, "unheard")


def test_ratings_stay_with_their_places_when_a_word_is_replaced():
    found = str(parse_verbalizer("bad=1,okay=3,good=5").with_word("okay", "fine"))
    assert found == "bad=1,fine=3,good=5"
    assert parse_verbalizer(found).ratings == {"bad": 1.0, "fine": 3.0, "good": 5.0}


@pytest.mark.parametrize("loss", ["bpr", "infonce", "mse", "mae"])
def test_every_loss_of_a_run_has_hints(tiny_folder, loss):
    found = hints(tiny_folder, "good", loss=loss, tried=30)
    assert len(found.tried) == 30
    assert all(np.isfinite([one.promised, one.loss]).all() for one in found.tried)


def test_rows_of_one_class_have_no_hints_but_where_ratings_are_learned(tiny_folder, tmp_path):
    """Else what raises every score alike is called a help, and a loss that ranks is 0 of all."""
    folder = shutil.copytree(tiny_folder, tmp_path / "likes")
    header, *rows = (folder / "interactions.csv").read_text().splitlines()
    rated = [
        [*row.split(",")[:2], str(4 + at % 2), *row.split(",")[3:]] for at, row in enumerate(rows)
    ]
    lines = [header, *(",".join(row) for row in rated), ""]
    (folder / "interactions.csv").write_text("\n".join(lines))
    for loss in ("cross_entropy", "bpr", "infonce"):
        with pytest.raises(DataError, match="All of the 64 labelled train rows"):
            hints(folder, "good", loss=loss)
    assert len(hints(folder, "good", loss="mse", tried=3).tried) == 3


@pytest.mark.slow
def test_minilm_ranks_words_better_than_chance_and_proposes_what_really_helps():
    text = "They liked {history.liked:3}. The film {item.title} was {mask}."
    settings = RunSettings(
        dataset="movies", template=text, template_name="t", model="minilm", method="none"
    )
    variant, draft = open_variant(open_dataset("movies"), settings), Template("t", text)
    found = word_hints(variant, draft, settings, word_in(draft, variant, "film"))
    assert found.rows == 64 and len(found.tried) == 20 and found.better
    assert sum(one.loss < 0 for one in found.tried) > 10  # a random word helps as often as not
    answers = answer_hints(variant, draft, settings, "great")
    assert answers.better and answers.better[0].loss < 0

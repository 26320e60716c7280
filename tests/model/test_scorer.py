import numpy as np
import pytest
import torch

from promptrec.errors import Cancelled, ModelError
from promptrec.longwork import heard_by
from promptrec.model.network.batches import by_length, collate


def test_scores_come_back_in_the_order_of_the_prompts(tiny, prompts):
    scorer = tiny()
    alone = [scorer.score([prompt]).score[0] for prompt in prompts]
    together = scorer.score(prompts).score
    backwards = scorer.score(prompts[::-1]).score[::-1]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-5)
    np.testing.assert_allclose(backwards, alone, rtol=0, atol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 64])
def test_the_size_of_batches_does_not_change_scores(tiny, prompts, batch_size):
    scorer = tiny()
    expected = scorer.score(prompts, batch_size=32).score
    actual = scorer.score(prompts, batch_size=batch_size).score
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-5)


def test_one_plan_gives_the_same_scores_bit_for_bit(tiny, prompts):
    first = tiny(method="lora", seed=3).score(prompts).score
    again = tiny(method="lora", seed=3).score(prompts).score
    other = tiny(method="lora", seed=4).score(prompts).score
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_building_a_scorer_leaves_the_global_generator_alone(tiny):
    torch.manual_seed(5)
    expected = torch.rand(1).item()
    torch.manual_seed(5)
    tiny(method="lora")
    assert torch.rand(1).item() == expected


def test_a_classifier_answers_with_the_two_sides(tiny, prompts):
    answers = tiny().score(prompts)
    assert answers.words == ("liked", "disliked")
    np.testing.assert_allclose(answers.word_probability.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(answers.word_probability[:, 0], answers.probability, atol=1e-6)
    assert answers.expected_rating is None


def test_equal_prompts_are_read_once_and_score_the_same_to_the_bit(tiny, prompts):
    scorer = tiny()
    read = [0]

    def count(_module, _args, given) -> None:
        read[0] += len(given["inputs_embeds"])

    scorer.network.backbone.register_forward_pre_hook(count, with_kwargs=True)
    alone = scorer.score(prompts)
    assert read[0] == len({one.ids for one in prompts})
    read[0] = 0
    often = scorer.score([*prompts, *prompts[::-1], prompts[0]])
    assert read[0] == len({one.ids for one in prompts})
    expected = [*alone.score, *alone.score[::-1], alone.score[0]]
    np.testing.assert_array_equal(often.score, expected)
    np.testing.assert_array_equal(often.word_probability[-1], often.word_probability[0])


def test_no_prompts_give_no_scores(tiny):
    answers = tiny().score([])
    assert answers.score.shape == (0,)
    assert answers.word_probability.shape == (0, 2)


def test_soft_rows_change_the_score_and_their_place_matters(tiny, encode):
    scorer = tiny(method="prompt_tuning", soft_start=(-1, -1))
    prompt = encode("a good film", soft=2)
    before = scorer.score([prompt]).score[0]
    with torch.no_grad():
        scorer.network.soft *= -9
    assert abs(scorer.score([prompt]).score[0] - before) > 1e-4


def test_soft_tokens_start_from_the_named_words(tiny, encode):
    good = encode("good").ids[1]
    scorer = tiny(method="prompt_tuning", soft_start=(good,))
    as_soft = scorer.score([encode("film", soft=1)]).score
    as_word = tiny(seed=0).score([encode("good film")]).score
    np.testing.assert_allclose(as_soft, as_word, atol=1e-6)


def test_reporting_counts_prompts_and_stopping_stops(tiny, prompts):
    told = []
    tiny().score(prompts, batch_size=2, report=lambda done, of: told.append((done, of)))
    assert told == [(2, 5), (4, 5), (5, 5)]
    with pytest.raises(Cancelled):
        tiny().score(prompts, should_stop=lambda: True)


def test_whoever_listens_hears_each_batch_and_may_end_the_scoring(tiny, prompts):
    heard = []
    with heard_by(lambda: heard.append(1)):
        tiny().score(prompts, batch_size=2)
    assert len(heard) == 3

    def enough():
        raise Cancelled("sentence.cancelled")

    with heard_by(enough), pytest.raises(Cancelled):
        tiny().score(prompts)
    tiny().score(prompts)  # nobody listens any more


@pytest.mark.parametrize(
    ("plan", "prompt", "words_of_message"),
    [
        ({}, {"text": "word " * 400}, "tokens"),
        ({}, {"text": "a", "soft": 3}, "3 soft tokens"),
        ({"soft_start": (-1,)}, {"text": "a"}, "the model has 1"),
    ],
)
def test_a_prompt_that_cannot_be_read_is_an_error(tiny, encode, plan, prompt, words_of_message):
    with pytest.raises(ModelError, match=words_of_message):
        tiny(**plan).score([encode(**prompt)])


def test_too_few_masks_are_an_error(tiny, encode, words):
    scorer = tiny(head="cloze", words=words)
    with pytest.raises(ModelError, match="the longest label word needs"):
        scorer.score([encode("a film", masks=1)])


def test_a_batch_pads_to_its_longest_and_no_further(prompts):
    batch = collate(prompts, pad_id=0)
    assert batch.ids.shape == (5, max(len(prompt) for prompt in prompts))
    assert batch.attention.sum(dim=1).tolist() == [len(prompt) for prompt in prompts]
    assert batch.mask_at.shape == (5, 0)


def test_prompts_of_different_templates_do_not_mix(encode):
    with pytest.raises(ModelError, match="one template"):
        collate([encode("a"), encode("a", masks=1)], pad_id=0)


def test_batches_by_length_hold_every_prompt_once(prompts):
    batches = list(by_length(prompts, 2))
    assert sorted(at for batch in batches for at in batch) == list(range(5))
    lengths = [len(prompts[at]) for batch in batches for at in batch]
    assert lengths == sorted(lengths, reverse=True)

"""Two templates and whole data sets: laws, and what a person is told."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, SettingsError, TemplateError
from promptrec.explain.overall import importance, shares, summary
from promptrec.explain.two_templates import two_templates
from promptrec.judge.opening import variant_of
from promptrec.prompt.edits import apply, edits_between
from promptrec.prompt.library import templates
from promptrec.prompt.parse import parse
from promptrec.settings import RunSettings

FIRST = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."
SECOND = "[They liked: {history.liked:2}. ]{item.title}[, {item.year}]. It is {mask}."
ITEMS = np.arange(8, dtype=np.int64)


def variant(folder, text, **given):
    settings = RunSettings(
        dataset=str(folder), template=text, **{"model": "tiny", "method": "none", **given}
    )
    return variant_of(settings, open_dataset(str(folder)), every_row=True)


@given(st.sampled_from(templates()), st.sampled_from(templates()))
def test_all_edits_make_the_new_text_and_every_choice_of_them_is_a_template(one, other):
    edits = edits_between(one.text, other.text)
    assert apply(one.text, edits) == other.text and apply(one.text, ()) == one.text
    for count in (1, len(edits) - 1):
        for chosen in itertools.islice(itertools.combinations(edits, max(0, count)), 20):
            parse(apply(one.text, chosen))


def test_a_changed_word_and_a_changed_number_are_edits_of_their_own():
    found = [str(one) for one in edits_between(FIRST, SECOND)]
    assert found[:2] == ["Liked → They liked", "{history.liked:3} → {history.liked:2}"]
    assert found[2:] == ["{item.genres:2} → {item.year}", "was → is"]
    (moved,) = (one for one in edits_between("{mask}: {item.title}", "{item.title}: {mask}"))
    assert moved.frame


def test_edits_share_the_whole_difference_of_scores_and_places(tiny_folder):
    first, second = variant(tiny_folder, FIRST), variant(tiny_folder, SECOND)
    found = two_templates(first, second, 3, ITEMS)
    assert found.asked == 2 ** len(found.edits) and not found.place_errors.any()
    assert np.allclose(found.scores.sum(axis=0), found.after - found.before, atol=1e-5)
    assert np.allclose(found.places.sum(axis=0), found.rank_before - found.rank_after)
    assert np.array_equal(np.sort(found.rank_before), np.arange(1, len(ITEMS) + 1))
    back = two_templates(second, first, 3, ITEMS)
    assert np.allclose(back.places.sum(axis=0), -found.places.sum(axis=0))


def test_an_edit_that_changes_no_prompt_gets_nothing_and_equal_edits_get_the_same(tiny_folder):
    # a cold user has no history: what stands in its optional part is never read
    text = "[Liked: {history.liked:3}. ]{item.title} or {item.title}. It was {mask}."
    other = "[Loved: {history.liked:3}. ]{item.title} and {item.title}. It was {mask}."
    found = two_templates(variant(tiny_folder, text), variant(tiny_folder, other), -1, ITEMS)
    null = found.edits.index("Liked → Loved")
    assert not found.scores[null].any() and not found.places[null].any()
    assert np.abs(found.scores).sum() > 0
    one = variant(tiny_folder, "{item.title}. It was {mask}.", verbalizer="great/bad")
    two = variant(tiny_folder, "{item.title}. It was {mask}.", verbalizer="good/terrible")
    words = two_templates(one, two, -1, ITEMS)
    assert words.edits == ("great, bad → good, terrible",)
    assert np.allclose(words.scores[0], words.after - words.before, atol=1e-6)


def test_a_template_without_a_mask_is_read_by_another_head_which_comes_with_its_edits(tiny_folder):
    first, second = variant(tiny_folder, FIRST), variant(tiny_folder, "{item.title}, {item.year}")
    found = two_templates(first, second, 3, ITEMS)
    (heads,) = (one for one in found.edits if one.startswith("cloze → classifier"))
    assert "{mask}" in heads
    assert np.allclose(found.scores.sum(axis=0), found.after - found.before, atol=1e-5)


def test_many_edits_are_sampled_with_their_errors_and_still_share_everything(tiny_folder):
    first = variant(
        tiny_folder, "the a man b day c book d star e love {item.title} f war g night {mask}."
    )
    text = "an old a woman b night c song d film e life {item.title} f day g man and good {mask}"
    second = variant(tiny_folder, text)
    found = two_templates(first, second, 3, ITEMS[:3], seed=1)
    assert len(found.edits) > 8 and found.place_errors.max() > 0
    assert np.allclose(found.scores.sum(axis=0), found.after - found.before, atol=1e-5)
    again = two_templates(first, second, 3, ITEMS[:3], seed=1)
    assert np.array_equal(found.places, again.places)


def test_what_cannot_be_compared_is_said(tiny_folder):
    first = variant(tiny_folder, FIRST)
    with pytest.raises(SettingsError, match="the same"):
        two_templates(first, variant(tiny_folder, FIRST), 3, ITEMS)
    with pytest.raises(DataError, match="nothing to rank"):
        two_templates(first, variant(tiny_folder, SECOND), 3, ITEMS[:0])


def test_the_whole_is_the_mean_of_its_examples_and_a_group_that_of_its_own(tiny_folder):
    found = variant(tiny_folder, FIRST)
    told = []
    whole = importance(found, 12, by="user.gender", report=told.append)
    assert told == sorted(told) and told[-1] == 1.0
    pairs = found.plan.pairs("valid", 12)
    single = [shares(found, pairs.take(slice(at, at + 1)), "valid", 0) for at in range(len(pairs))]
    for name in whole.fields:
        values = [abs(one.get(name, 0.0)) for one in single]
        assert whole.size[name].value == pytest.approx(np.mean(values))
    gender = {f"u{at}": ("woman", "man")[at % 2] for at in range(11)}
    who = [gender.get(str(found.plan.dataset.users.index[code]), "–") for code in pairs.user]
    for group, sizes in whole.groups.items():
        mine = [one for one, of in zip(single, who, strict=True) if of == group]
        assert whole.group_examples[group] == len(mine) > 0
        for name in whole.fields:
            values = [abs(one.get(name, 0.0)) for one in mine]
            assert sizes[name].value == pytest.approx(np.mean(values))


@pytest.mark.parametrize("field", ["item.likeminded", "item.summary", "history.liked"])
def test_examples_are_not_grouped_by_what_no_column_says(field, tiny_folder):
    found = variant(tiny_folder, FIRST)
    with pytest.raises(TemplateError, match=field):
        importance(found, 4, by=field)


def test_intervals_are_over_users_and_refused_below_twenty():
    rng = np.random.default_rng(0)
    found = [{"a": value, "b": 0.1} for value in rng.normal(size=120)]
    many = summary(found, np.arange(120) % 40)
    assert many.fields[0] == "a" and many.size["a"].low < many.size["a"].value
    assert many.size["b"].low == pytest.approx(0.1) == many.size["b"].high
    assert summary(found, np.arange(120) % 19).size["a"].low is None


def explain(capfd, folder, tmp_path, *more):
    arguments = ["explain", str(folder), "--template", FIRST, "--model", "tiny", *more]
    code = main([*arguments, "--home", str(tmp_path), "--json"])
    return code, json.loads(capfd.readouterr().out)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--group", "user.age", "--user", "u3", "--item", "i4"],
        ["--over", "3", "--report", "x.html"],
        ["--method", "logit_lens", "--checks", "--user", "u3", "--item", "i4"],
        ["--soft-base", "zero", "--user", "u3", "--item", "i4"],
    ],
)
def test_the_command_ignores_no_option_in_silence(tiny_folder, tmp_path, capfd, wrong):
    code, found = explain(capfd, tiny_folder, tmp_path, *wrong)
    assert code == 2 and any(word in found["error"] for word in wrong if word.startswith("--"))


def test_the_command_tells_edits_and_data_sets_and_refuses_what_does_not_fit(
    tiny_folder, tmp_path, capfd
):
    code, found = explain(
        capfd, tiny_folder, tmp_path,
        "--method", "edit_shapley", "--against", SECOND, "--user", "new", "--candidates", "6",
    )  # fmt: skip
    assert code == 0 and len(found["candidates"]) == 6
    for one in found["candidates"]:
        assert sum(one["places"]) == pytest.approx(one["rank"] - one["rank_against"])
    code, found = explain(
        capfd, tiny_folder, tmp_path,
        "--method", "field_shapley", "--over", "10", "--group", "item.genres",
    )  # fmt: skip
    assert code == 0 and found["examples"] == 10 and found["groups"]
    assert set(found["fields"]) == {"history.liked", "item.title", "item.genres"}
    for wrong in (
        ["--method", "edit_shapley", "--user", "u3"],
        ["--method", "occlusion", "--over", "10"],
        ["--method", "occlusion", "--user", "u3"],
        ["--method", "field_shapley", "--over", "10", "--group", "user.shoe"],
    ):
        assert explain(capfd, tiny_folder, tmp_path, *wrong)[0] == 2

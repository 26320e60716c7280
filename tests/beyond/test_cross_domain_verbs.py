"""What reads or rewrites the prompts of a cross-domain variant knows both of its templates."""

from pathlib import Path

import numpy as np
import pytest

from promptrec.beyond.family import both_formats, family_of
from promptrec.beyond.ladder import cut_scores, first_rows
from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.data.moments import View
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.changes import real_values
from promptrec.explain.overall import importance
from promptrec.explain.similar import similar
from promptrec.explain.subject import changed, subject_of
from promptrec.judge.starting import open_variant
from promptrec.model.variant import Variant
from promptrec.recommend.ask import questions
from promptrec.records import Pairs
from promptrec.settings import RunSettings, SplitSettings

SOURCE = "Liked: {history.liked:3}. Item: {item.title}."
TARGET = "Before: {history.recent:3}. From the other shop: {item.title}."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """40 users with 8 rows in each of the domains a and b, in time order."""
    folder: Path = tmp_path_factory.mktemp("two")
    items = [f"{domain}{at},Title {domain}{at},{domain}" for domain in "ab" for at in range(12)]
    rows = [
        f"u{user},{'ab'[at % 2]}{(user + at) % 12},{(user + at) % 3 % 2},{at}"
        for user in range(40)
        for at in range(16)
    ]
    write = {
        "items.csv": ["item_id,title,kind", *items],
        "interactions.csv": ["user_id,item_id,label,timestamp", *rows],
        "dataset.toml": ['name = "two"', 'domain = "kind"'],
    }
    for name, lines in write.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def variant(data: Dataset) -> Variant:
    split = SplitSettings(name="cross_domain", source="a", target="b", target_rows=8)
    settings = RunSettings(
        dataset="two",
        template=SOURCE,
        target_template=TARGET,
        model="tiny",
        method="none",
        split=split,
    )
    return open_variant(data, settings)


def test_each_format_writes_both_templates_anew(variant: Variant) -> None:
    pairs = variant.plan.pairs("test").take(slice(0, 30))
    found = both_formats(variant.plan, 4, 0)
    assert len(found) == 4 and found[0][0].template.text == SOURCE
    assert found[0][1].template.text == TARGET
    assert all(one.template.text != SOURCE or two.template.text != TARGET for one, two in found[1:])
    texts = [family.text for family in family_of(variant, "test", pairs, 4).members]
    assert texts == [target.template.text for _, target in found]


def test_the_prompts_of_target_rows_change_with_the_format(variant: Variant) -> None:
    pairs = variant.plan.pairs("test").take(slice(0, 5))
    own, target = both_formats(variant.plan, 4, 0)[1]
    again = variant.with_templates(own.template, target.template)
    assert again.plan.make(pairs, "test") != variant.plan.make(pairs, "test")


def test_a_cut_history_is_cut_in_both_domains(variant: Variant) -> None:
    for part in ("train", "test"):
        pairs = variant.plan.pairs(part)
        data = variant.plan.dataset
        nothing = View(np.zeros(len(data.user), bool), data.when)
        cut = variant.knowing(part, nothing).plan.make(pairs, part)
        assert max(map(len, cut)) < max(map(len, variant.plan.make(pairs, part)))
        shortest = {one.ids for one in cut}
        assert len(shortest) <= 24  # nothing but the title tells prompts apart
    assert first_rows(variant.plan, "test", 0).visible.sum() == 0


def test_the_controlled_ladder_of_a_cross_domain_variant_cuts_the_target_prompts(
    variant: Variant,
) -> None:
    pairs = variant.plan.pairs("test").take(slice(0, 8))
    scores = cut_scores(variant, "test", pairs)
    assert not np.array_equal(scores[0], scores[20])


def test_outside_any_run_both_makers_see_all_older_rows(variant: Variant) -> None:
    plan = variant.unsplit().plan
    assert plan.target_maker is not None
    pairs = plan.pairs("train").take(slice(0, 5))
    assert plan.make(pairs, None) == plan.make(pairs, "train")


@pytest.mark.parametrize("start", ["none", "like_share"])
@pytest.mark.parametrize("mask", ["", " It was {mask}."])
def test_each_domain_is_calibrated_by_what_its_own_template_says_of_nothing(
    data: Dataset, mask: str, start: str
) -> None:
    split = SplitSettings(name="cross_domain", source="a", target="b", target_rows=8)
    own = {"dataset": "two", "model": "tiny", "method": "none", "split": split}

    def opened(template: str, target: str) -> Variant:
        two = {"template": template + mask, "target_template": target + mask if target else ""}
        return open_variant(data, RunSettings(**own, **two, calibrate=True, start_from=start))

    both = opened(SOURCE, TARGET)
    pairs = both.plan.pairs_of_rows(np.arange(64))
    in_target = data.items["kind"].to_numpy()[pairs.item] == "b"
    assert 0 < in_target.sum() < len(pairs)
    found = both.score(pairs, None)
    for where, template in ((in_target, TARGET), (~in_target, SOURCE)):
        one = opened(template, "").score(pairs.take(np.flatnonzero(where)), None)
        assert found.score[where] == pytest.approx(one.score, abs=1e-5)
        assert found.word_probability[where] == pytest.approx(one.word_probability, abs=1e-5)


def pair_of(data: Dataset, item: str) -> Pairs:
    return pairs_by_id(data, [("u0", item)])


def test_an_item_is_explained_in_the_template_of_its_domain(variant: Variant) -> None:
    data = variant.plan.dataset
    for item, begins in (("a0", "Liked:"), ("b3", "Before:")):
        pair = pair_of(data, item)
        subject = subject_of(variant, pair)
        assert subject.fitted.prompt.text.startswith(begins)
        assert subject.score == pytest.approx(float(variant.score(pair, None).score[0]))
        again = subject.replaced(subject.values)
        assert again.encoded.ids == subject.encoded.ids


def test_what_if_takes_values_of_the_same_domain_in_its_own_words(variant: Variant) -> None:
    subject = subject_of(variant, pair_of(variant.plan.dataset, "b3"))
    found = real_values(subject)
    assert set(found) == {"history.recent", "item.title"}
    assert found["item.title"] and all(one.startswith("Title b") for one in found["item.title"])
    prompt = subject.prompts_of([changed(subject.values, "item.title", "Title b5")])[0]
    source = subject_of(variant, pair_of(variant.plan.dataset, "a0"))
    assert prompt.ids[:3] == subject.encoded.ids[:3] != source.encoded.ids[:3]


def test_a_question_for_a_label_shows_the_prompt_that_was_read(variant: Variant) -> None:
    asked = questions(variant, 5)
    assert asked and all("From the other shop" in one.prompt.text for one in asked)


def test_every_neighbour_stands_in_the_words_in_which_it_was_learned(variant: Variant) -> None:
    subject = subject_of(variant, pair_of(variant.plan.dataset, "b3"))
    words = {"a": ("Liked:", "Item:"), "b": ("Before:", "From")}
    assert subject.fitted.prompt.text.startswith(words["b"])
    found = similar(subject, count=400, pool=400)
    assert found and all(one.prompt.startswith(words[one.item[0]]) for one in found)


def test_fields_of_both_templates_matter_over_the_whole_data(variant: Variant) -> None:
    found = importance(variant, 30)
    assert {"history.liked", "history.recent", "item.title"} >= set(found.fields)

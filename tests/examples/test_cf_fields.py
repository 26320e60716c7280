"""Collaborative tokens in a prompt: how they read, where they stand, who may be known by them."""

import dataclasses
import pickle

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.errors import TemplateError
from promptrec.examples.encode import Encoder
from promptrec.examples.fit import Fitter
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.lint.evidence import Draft
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.lint.run import lint
from promptrec.examples.origins import origins
from promptrec.examples.pair import pairs_at, pairs_by_id
from promptrec.examples.plan import choose_rows
from promptrec.examples.values import ValueFinder
from promptrec.model.backbones.catalogue import resolve
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import default_verbalizer
from promptrec.records import CfValue
from promptrec.settings import RunSettings

TEMPLATE = Template("cf", "{cf.user} likes {item.title}, {cf.item}[ as {cf.user} does]: {mask}.")
VECTOR = (0.25,) * 16
KNOWN = {"cf.user": CfValue("cf.user", VECTOR), "cf.item": CfValue("cf.item", (0.5,) * 16)}


def encoder(max_tokens: int = 64) -> Encoder:
    backbone = resolve("tiny")
    return Encoder(backbone.tokenizer_file, max_tokens=max_tokens, use_mask=True)


def values_of(data, template=TEMPLATE, factors=None, user="u3", item="i4"):
    finder = ValueFinder(data, template, every_row(data), factors=factors)
    return finder.find(pairs_by_id(data, [(user, item)]), None)[0]


def test_a_token_reads_as_its_name_and_stands_for_nobody_where_nothing_is_known() -> None:
    assert TEMPLATE.cf_sides == ("user", "item")
    known = TEMPLATE.render({**KNOWN, "item.title": "Heat"})
    assert known.text == "⟦cf user⟧ likes Heat, ⟦cf item⟧ as ⟦cf user⟧ does: [MASK]."
    unknown = TEMPLATE.render({"item.title": "Heat", "cf.user": "", "cf.item": "N/A"})
    assert unknown.text == "⟦cf user ?⟧ likes Heat, ⟦cf item ?⟧: [MASK]."


def test_a_token_is_one_token_with_its_vector_and_its_field() -> None:
    prompt = TEMPLATE.render({**KNOWN, "item.title": "Heat"})
    (found,) = encoder().encode([prompt], detail=True)
    (plain,) = encoder().encode([prompt])
    assert [(one.side, one.vector[0]) for one in found.cf] == [
        ("user", 0.25),
        ("item", 0.5),
        ("user", 0.25),
    ]
    assert (found.ids, found.cf, found.mask_at) == (plain.ids, plain.cf, plain.mask_at)
    places = [at for at, field in enumerate(found.fields) if field.startswith("cf.")]
    assert places == [one.at for one in found.cf]
    assert [found.tokens[at] for at in places] == ["⟦cf user⟧", "⟦cf item⟧", "⟦cf user⟧"]
    assert len(found.tokens) == len(found.fields) == len(found.ids)


def test_a_long_prompt_never_loses_its_vectors() -> None:
    values = {**KNOWN, "item.title": "Heat and dust and more of the same " * 9}
    (fitted,) = Fitter(TEMPLATE, encoder(30)).fit([values])
    assert len(fitted.encoded) <= 30 and len(fitted.encoded.cf) == 3
    assert [cut.field for cut in fitted.cuts] == ["item.title"]


def test_values_are_equal_where_their_vectors_are() -> None:
    one, other = CfValue("cf.user", VECTOR), CfValue("cf.user", (0.5,) * 16)
    assert one != other and str(one) == str(other) and one != str(one)
    again = pickle.loads(pickle.dumps(one))
    assert again == one and hash(again) == hash(one) and again.vector == VECTOR


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{cf.user:3} {mask}", "{cf.user} takes no number. Write {cf.user}."),
        ("{cf.users} {mask}", "{cf.user}"),
        ("{cf.mood} {mask}", "not a field"),
    ],
)
def test_a_wrong_token_is_refused_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        Template("t", text)
    assert message in str(error.value) or "cf." in str(error.value)


def test_no_row_is_known_by_itself_or_by_what_is_newer(tiny_folder) -> None:
    data = open_dataset(str(tiny_folder))
    finder = ValueFinder(data, TEMPLATE, every_row(data), factors=every_row(data))
    rows = np.arange(len(data.interactions))
    pairs = pairs_at(data, data.user, data.item, rows)
    before = finder.find(pairs, None)
    assert any(one["cf.user"] and one["cf.item"] for one in before)
    for row in (70, 100, 143):
        table = data.interactions.copy()
        newer = np.flatnonzero(data.when >= data.when[row])
        table.iloc[newer, table.columns.get_loc("label")] = 1 - data.label[newer]
        changed = dataclasses.replace(data, interactions=table)
        other = ValueFinder(changed, TEMPLATE, every_row(changed), factors=every_row(changed))
        (after,) = other.find(pairs.take(slice(row, row + 1)), None)
        assert before[row] == after and after["cf.user"]


@pytest.mark.parametrize("statistics", ["known", "labelled", "unlabelled", "train", "all"])
def test_the_setting_says_whose_rows_the_factors_are_made_of(tiny_folder, statistics: str) -> None:
    data = open_dataset(str(tiny_folder))
    settings = RunSettings(
        dataset=str(tiny_folder), template=TEMPLATE.text, max_train=70, statistics=statistics
    )
    known = choose_rows(data, settings).known
    values = values_of(data, factors=known, item="i6")
    assert values["cf.user"]
    whole = values_of(data, factors=KnownRows.same(known.met), item="i6")["cf.item"]
    assert (values["cf.item"] == whole) == (statistics != "unlabelled")
    met = {"known": True, "unlabelled": True, "all": True}.get(statistics, False)
    assert (len(known.met) > 70) == met


def test_somebody_who_is_typed_in_is_nobody_known(tiny_folder) -> None:
    data = open_dataset(str(tiny_folder))
    found = values_of(data, factors=every_row(data), user="somebody new")
    assert found["cf.user"] == "" and found["cf.item"]


def test_where_no_model_reads_it_no_vector_is_learned_and_where_none_is_named_nothing_is(
    tiny_folder, monkeypatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("factors were asked for")

    monkeypatch.setattr("promptrec.data.evidence.factors.factors_of", never)
    data = open_dataset(str(tiny_folder))
    shown = values_of(data)
    assert shown["cf.user"].vector is None and str(shown["cf.item"]) == "⟦cf item⟧"
    assert values_of(data, user="somebody new")["cf.user"] == ""
    plain = Template("plain", "{item.title} {mask}")
    assert values_of(data, plain, factors=every_row(data)) == {"item.title": "Heat"}


def test_tokens_lead_back_to_the_rows_they_were_made_of(tiny_folder) -> None:
    data = open_dataset(str(tiny_folder))
    pair = pairs_by_id(data, [("u3", "i4")])
    prompt = TEMPLATE.render(values_of(data))
    (encoded,) = encoder().encode([prompt], detail=True)
    found = origins(data, pair, prompt, encoded.tokens, encoded.fields)
    user, item = (found[one.at] for one in encoded.cf[:2])
    moment = data.when[pair.row[0]]
    own = np.flatnonzero((data.user == pair.user[0]) & (data.when < moment)) + 1
    others = np.flatnonzero((data.item == pair.item[0]) & (data.when < moment)) + 1
    assert sorted(user.rows) == own.tolist() and sorted(item.rows) == others.tolist()


def test_lint_does_not_take_vectors_that_look_alike_for_the_same(tiny_folder) -> None:
    data = open_dataset(str(tiny_folder))

    def found(text: str) -> set[str]:
        draft = Draft(Template("t", text), encoder(), default_verbalizer("en"), "cloze")
        return {one.rule for one in lint(draft, LintedData(data))}

    assert not found("{cf.user} and {cf.item}: {mask}.") & {"constant_field", "cold_field"}
    assert "identical_prompts" not in found("{cf.user} and {cf.item}: {mask}.")
    assert "identical_prompts" in found("{cf.user}: {mask}.")

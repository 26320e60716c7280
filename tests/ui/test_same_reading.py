"""What the editor shows is what a run reads: soft tokens, dropped masks, refused texts."""

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories
from promptrec.data.loading import load
from promptrec.data.values import FieldValues
from promptrec.errors import PromptRecError, TemplateError
from promptrec.examples.pair import pairs_now
from promptrec.model.planning import plan_for
from promptrec.model.reading import reader_for
from promptrec.prompt.library import templates
from promptrec.prompt.template import Template
from promptrec.settings import HEADS, METHODS, RunSettings
from promptrec.store.store import Store
from promptrec.ui.shared.preview import previews
from promptrec.ui.templates import live_score
from promptrec.ui.templates.score_with import NOTHING, UNTUNED

PAIRS = (np.zeros(3, np.int64), np.arange(3))


@pytest.fixture(scope="module")
def data(tiny_folder):
    return load(tiny_folder)


def shown(data: Dataset, settings: RunSettings) -> list[object]:
    """As the Templates page reads a draft."""
    reading = reader_for(live_score.settings_read(data, settings, UNTUNED), "en")
    found = previews(data, reading, pairs_now(data, *PAIRS), FieldValues(data), Histories(data))
    return [(one.fitted.prompt.text, one.encoded.ids, one.encoded.mask_at) for one in found]


def read(data: Dataset, settings: RunSettings) -> list[object]:
    """As a run reads it."""
    plan, _ = plan_for(data, settings)
    maker = plan.maker
    fitted = maker.fit(pairs_now(data, *PAIRS))
    encoded = maker.encoder.encode([one.prompt for one in fitted])
    return [
        (one.prompt.text, each.ids, each.mask_at) for one, each in zip(fitted, encoded, strict=True)
    ]


def outcome(call: object, *arguments: object) -> object:
    """What a call gives, or the sentence that it fails with."""
    try:
        return call(*arguments)  # type: ignore[operator]
    except PromptRecError as error:
        return str(error)


@pytest.mark.parametrize("model", ["tiny", "tiny-causal"])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("method", METHODS)
def test_the_page_reads_every_template_of_the_library_as_a_run_does(
    data: Dataset, method: str, head: str, model: str
) -> None:
    behind = Template("behind", "Is it {mask}? {item.title}")
    fitting = [behind, *(one for one in templates() if set(one.fields) <= {*data.fields})]
    assert len(fitting) > 8
    for template in fitting:
        if "item.summary" in template.fields:
            continue  # a run counts its train rows, the page without one every older row
        settings = RunSettings(
            dataset="tiny",
            template=template.text,
            verbalizer=template.verbalizer,
            model=model,
            head=head,
            method=f"{method}:1" if method == "top_layers" else method,
        )
        assert outcome(shown, data, settings) == outcome(read, data, settings), template.name


def test_text_behind_the_mask_of_a_next_word_is_refused_while_it_is_typed(data: Dataset) -> None:
    settings = RunSettings(
        dataset="tiny", template="Is it {mask}? {item.title}", model="tiny-causal"
    )
    with pytest.raises(TemplateError, match="something stands behind"):
        shown(data, settings)


def run_of(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, **changes: object
) -> tuple[str, RunSettings]:
    """A run in a store of its own, and a draft."""
    draft = RunSettings(dataset="tiny", template="{item.title} {mask}", model="tiny", method="none")
    store = Store.open(tmp_path)  # type: ignore[arg-type]
    values = {"template": "{item.title}", "method": "p_tuning", **changes}
    run = store.queue(RunSettings(dataset="tiny", model="tiny", **values))  # type: ignore[arg-type]
    monkeypatch.setattr(live_score, "store", lambda: store)
    return run.id, draft


def test_a_draft_scored_by_a_p_tuned_run_has_the_runs_soft_tokens_and_drops_its_mask(
    data: Dataset, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, draft = run_of(tmp_path, monkeypatch)
    found = reader_for(live_score.settings_read(data, draft, run), "en").template
    assert found.soft_total == 8 and not found.has_mask


def test_a_draft_without_a_mask_is_refused_by_a_run_that_answers_at_one(
    data: Dataset, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, draft = run_of(tmp_path, monkeypatch, template="{item.title} {mask}", method="lora")
    settings = live_score.settings_read(data, draft, run)
    assert reader_for(settings, "en").head == "cloze"
    bare = RunSettings(dataset="tiny", template="{item.title}", model="tiny")
    with pytest.raises(PromptRecError, match="mask"):
        live_score.settings_read(data, bare, run)


def test_a_draft_with_other_soft_tokens_than_the_run_is_refused_in_one_sentence(
    data: Dataset, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = run_of(tmp_path, monkeypatch)
    draft = RunSettings(dataset="tiny", template="{soft:3} {item.title}", model="tiny")
    with pytest.raises(TemplateError, match="8 trained soft tokens, and this template has 3"):
        live_score.settings_read(data, draft, run)


def test_a_draft_that_no_run_scores_is_read_as_it_stands(data: Dataset) -> None:
    draft = RunSettings(dataset="tiny", template="{item.title}", model="tiny", method="none")
    assert live_score.settings_read(data, draft, NOTHING) is draft


def test_a_draft_scored_by_a_run_reads_the_runs_own_factors(data: Dataset) -> None:
    settings = RunSettings(
        dataset="tiny", template="{cf.user} {item.title} {cf.item}", model="tiny", max_train=60
    )
    plan, reading = plan_for(data, settings)
    pairs = pairs_now(data, *PAIRS)
    lookups = FieldValues(data), Histories(data)
    found = previews(data, reading, pairs, *lookups, plan.maker.factors)
    assert [one.encoded.cf for one in found] == [one.cf for one in plan.unsplit().make(pairs, None)]
    assert all(one.vector for one in found[0].encoded.cf)
    looked_at = previews(data, reading, pairs, *lookups)
    assert {one.vector for prompt in looked_at for one in prompt.encoded.cf} == {None}


def test_a_draft_with_a_collaborative_token_that_the_run_never_learned_is_refused(
    data: Dataset, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = run_of(tmp_path, monkeypatch, template="{cf.item} {item.title}", method="lora")
    draft = RunSettings(dataset="tiny", template="{cf.item} {item.title}", model="tiny")
    assert live_score.settings_read(data, draft, run).method == "lora"
    other = RunSettings(dataset="tiny", template="{cf.user} {item.title}", model="tiny")
    with pytest.raises(TemplateError, match=r"never learned to read \{cf.user\}"):
        live_score.settings_read(data, other, run)


EVIDENCE = "{item.title}[, {item.summary}][, {history.alike:5}][, {item.likeminded}]"


def test_a_prompt_opened_from_a_run_has_the_values_of_that_run(
    data: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    settings = RunSettings(dataset="tiny", template=EVIDENCE, model="tiny", max_train=60)
    store = Store.open(tmp_path)  # type: ignore[arg-type]
    run = store.queue(settings)
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path))
    users = np.arange(4)
    pairs = pairs_now(data, np.repeat(users, 5), np.tile(np.arange(5), 4))
    plan, reading = plan_for(data, settings)
    wanted = [one.prompt.text for one in plan.maker.fit(pairs)]

    def texts(scorer: str) -> list[str]:
        known = live_score.known_of(data, scorer)
        lookups = FieldValues(data), Histories(data)
        found = previews(data, reading, pairs, *lookups, known=known)
        return [one.fitted.prompt.text for one in found]

    assert texts(run.id) == wanted
    assert texts(UNTUNED) == texts(NOTHING) != wanted  # every older row is counted

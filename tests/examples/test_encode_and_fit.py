"""Token ids, places of mask and soft tokens, and what goes when a prompt is too long."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptrec.data.loading import load
from promptrec.errors import TemplateError
from promptrec.examples.drops import Droppable
from promptrec.examples.encode import SOFT_TOKEN, Encoder
from promptrec.examples.fit import Fitter
from promptrec.examples.maker import unsplit_maker
from promptrec.examples.pair import pairs_now
from promptrec.model.backbones.catalogue import resolve
from promptrec.prompt.template import Template

TOKENIZER = resolve("minilm").tokenizer_file
LISTS = ("history.liked", "history.disliked")
CUT_IN_A_PROCESS = """
import numpy as np
from promptrec.data.shipped import open_dataset
from promptrec.model.variant import plan_for
from promptrec.settings import RunSettings

words = "They loved {history.liked:9}. They hated {history.disliked:9}. Now {item.title}."
settings = RunSettings(
    dataset="movies", template=words, model="tiny", method="none", max_tokens=64
)
plan, _ = plan_for(open_dataset("movies"), settings)
for one in plan.make(plan.pairs("valid").take(np.arange(20)), "valid"):
    print(one.ids)
"""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(TOKENIZER, max_tokens=32, use_mask=True, masks=2)


def test_mask_and_soft_tokens_have_their_places(encoder: Encoder) -> None:
    template = Template("t", "{soft:3} {item.title} is {mask}.")
    (found,) = encoder.encode([template.render({"item.title": "Laura"})], detail=True)
    assert found.tokens == (
        "[CLS]", SOFT_TOKEN, SOFT_TOKEN, SOFT_TOKEN, "laura", "is", "[MASK]", "[MASK]", ".",
        "[SEP]",
    )  # fmt: skip
    assert found.soft_at == (1, 2, 3)
    assert found.mask_at == (6, 7)
    assert found.fields[4] == "item.title" and found.fields[5] == ""
    assert len(found.ids) == len(found.tokens) == len(found.fields)


def test_a_value_that_reads_like_a_mask_is_text(encoder: Encoder) -> None:
    template = Template("t", "{item.title} is {mask}")
    (found,) = encoder.encode([template.render({"item.title": "[MASK] {mask} [SEP]"})])
    assert len(found.mask_at) == 2
    assert found.ids.count(found.ids[found.mask_at[0]]) == 2
    assert found.ids.count(found.ids[-1]) == 1  # [SEP]


def test_a_field_inside_a_word_does_not_tear_it(encoder: Encoder) -> None:
    whole = encoder.encode([Template("t", "movies").render({})])[0].ids
    torn = encoder.encode([Template("t", "{item.title}s").render({"item.title": "movie"})])[0].ids
    assert whole == torn


def test_a_classifier_drops_the_mask() -> None:
    plain = Encoder(TOKENIZER, max_tokens=32)
    assert plain.encode([Template("t", "good {mask}").render({})])[0].mask_at == ()


titles = st.lists(st.sampled_from(["Laura", "The Thin Man", "Notorious", "M"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(liked=titles, genres=titles, text=st.integers(0, 40), room=st.integers(14, 60))
def test_what_is_cut_goes_in_order_and_no_more_than_needed(
    liked: list[str], genres: list[str], text: int, room: int
) -> None:
    template = Template("t", "Liked {history.liked}. {item.title}, {item.genres}: {item.plot}")
    values = {
        "history.liked": tuple(liked),
        "item.title": "Gaslight",
        "item.genres": tuple(genres),
        "item.plot": " ".join(["word"] * text),
    }
    encoder = Encoder(TOKENIZER, max_tokens=room)
    (found,) = Fitter(template, encoder).fit([values])
    assert len(found.encoded) <= room
    assert "Gaslight" in found.prompt.text
    cuts = {cut.field: cut for cut in found.cuts}
    if "item.genres" in cuts:
        assert not liked or cuts["history.liked"].kept == 0
    if "item.plot" in cuts:
        assert not genres or cuts["item.genres"].kept == 0
    if not cuts:
        assert found.prompt == template.render(values)
    kept = cuts["history.liked"].kept if "history.liked" in cuts else len(liked)
    if kept and len(cuts) == 1:
        one_more = {**values, "history.liked": tuple(liked[-kept - 1 :])}
        assert encoder.count([template.render(one_more)])[0] > room


def test_the_templates_own_words_are_never_cut() -> None:
    template = Template("t", "word " * 40 + "{item.title}")
    with pytest.raises(TemplateError, match="Shorten the template"):
        Fitter(template, Encoder(TOKENIZER, max_tokens=20)).fit([{"item.title": "Laura"}])


def test_a_chinese_text_is_cut_by_characters() -> None:
    template = Template("t", "{item.title}：{item.plot}", language="zh")
    values = {"item.title": "Laura", "item.plot": "一二三四五六七八九十" * 5}
    (found,) = Fitter(template, Encoder(TOKENIZER, max_tokens=20)).fit([values])
    assert found.cuts[0].field == "item.plot"
    assert found.prompt.text.startswith("Laura：一二三")


def test_a_missing_tokenizer_is_one_sentence(tmp_path: Path) -> None:
    from promptrec.errors import ModelError

    with pytest.raises(ModelError, match="missing"):
        Encoder(tmp_path / "tokenizer.json", max_tokens=8)


LONG = {
    "a title": ("{item.title} is", {"item.title": "word " * 5000}),
    "a title in Chinese": ("{item.title}：", {"item.title": "电影很好" * 2000}),
    "a title in Chinese with a blank": ("{item.title}：", {"item.title": "电影 " + "很好" * 999}),
    "an address": ("{item.title} is", {"item.title": "http://a.b/" + "c/d?e=f&" * 600}),
    "a title in an optional part": ("[The film {item.title} is]", {"item.title": "word " * 999}),
    "a history with one long title": (
        "Liked {history.liked}. {item.title}",
        {"history.liked": ("M", "long " * 3000, "Laura"), "item.title": "Gaslight"},
    ),
    "a list with one long entry": (
        "{item.title}: {item.genres:2}",
        {"item.genres": ("a", "q " * 4000), "item.title": "Gaslight"},
    ),
    "a user beside a title": (
        "{user.bio} {item.title}",
        {"user.bio": "likes " * 999, "item.title": "Gaslight"},
    ),
    "a summary beside a title": (
        "The user {history.summary}. {item.title}",
        {"history.summary": "likes most of what they rate (8 of 10)", "item.title": "word " * 99},
    ),
    "a context": ("{context.mood} {item.title}", {"context.mood": "x y " * 2000}),
    "a text that :N leaves too long": ("{item.plot:900}", {"item.plot": "word " * 5000}),
    "beside soft tokens": ("{soft:6} {item.title}", {"item.title": "word " * 999}),
}


@pytest.mark.parametrize("room", [16, 24, 64])
@pytest.mark.parametrize("name", LONG)
def test_a_cell_that_is_too_long_by_itself_is_cut_and_told(name: str, room: int) -> None:
    text, values = LONG[name]
    template = Template("t", text + " {mask}")
    (found,) = Fitter(template, Encoder(TOKENIZER, max_tokens=room, use_mask=True)).fit([values])
    assert len(found.encoded) <= room
    assert len(found.encoded.mask_at) == 1
    assert found.cuts and found.long and all(cut.dropped for cut in found.cuts)
    if "Gaslight" in values.values():
        assert "Gaslight" in found.prompt.text
    elif "item.title" in values:
        cut = next(cut for cut in found.cuts if cut.field == "item.title")
        assert cut.kept
    if name == "a history with one long title" and room == 64:
        assert found.prompt.text.startswith("Liked M, long long")
        assert "long, Laura. Gaslight" in found.prompt.text


def test_everything_else_goes_before_a_word_of_the_title() -> None:
    template = Template("t", "{history.summary} {history.liked} {item.genres} {item.title}")
    values = {
        "history.summary": "likes all of what they rate (3 of 3)",
        "history.liked": ("Laura", "M"),
        "item.genres": ("noir", "crime"),
        "item.title": "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    }
    for room in range(6, 50):
        (found,) = Fitter(template, Encoder(TOKENIZER, max_tokens=room)).fit([values])
        cut = {cut.field: cut for cut in found.cuts}
        if "item.title" in cut:
            assert all(cut[name].kept == 0 for name in values if name != "item.title")


def test_a_word_of_fifty_thousand_characters_is_no_fault() -> None:
    values = {"item.title": "x" * 50_000}
    (found,) = Fitter(Template("t", "{item.title}"), Encoder(TOKENIZER, max_tokens=16)).fit(
        [values]
    )
    assert len(found.encoded) <= 16


def test_notes_name_the_item_once_however_many_prompts_were_cut(
    tiny_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "long")
    items = (folder / "items.csv").read_text().replace("Alien", "var page = 1; " * 900)
    (folder / "items.csv").write_text(items)
    dataset = load(folder)
    said = [one for one in dataset.warnings if "characters" in one]
    assert len(said) == 1 and "items.csv, data row 2: title of i1 is longer" in said[0]
    template = Template("t", "Liked {history.recent}. {item.title}")
    maker = unsplit_maker(dataset, template, Encoder(TOKENIZER, max_tokens=64))
    maker.make(pairs_now(dataset, 0, np.arange(10)))
    (note,) = maker.long_cells.notes
    assert "of item i1" in note and "in 10 prompts" in note
    assert maker.long_cells.notes == (note,)


@pytest.mark.parametrize("names", [LISTS, LISTS[::-1]])
def test_of_two_lists_as_long_the_first_of_the_template_gives_first(
    names: tuple[str, ...],
) -> None:
    values = dict.fromkeys(names, ("a", "b"))
    order = Droppable.of(values, dict.fromkeys(LISTS, 5)).order
    assert [name for name, _ in order] == [*LISTS, *LISTS]


def test_the_same_prompts_are_cut_alike_in_every_process() -> None:
    """Python hashes words anew in each process: no order may come from a set."""
    found = {
        subprocess.run(
            [sys.executable, "-c", CUT_IN_A_PROCESS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1 and "\n" in found.pop()

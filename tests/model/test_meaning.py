"""What items mean: when texts are read, what is kept, and what cannot be read."""

import dataclasses
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_strategies import small

from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.pair import pairs_now
from promptrec.model.linting import findings
from promptrec.model.meaning import (
    KEPT,
    MEANING,
    asks_for_meaning,
    has_words,
    item_vectors,
    kept_vectors,
    meaning_notes,
)
from promptrec.model.planning import check_before_queueing, plan_for
from promptrec.prompt.library import fitting
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.templates.field_palette import values_of

TEXT = "[The user {history.similar:4}. ][Liked: {history.similar_liked:4}. ]{item.title}"
CHINESE = ("红楼梦", "三国演义", "水浒传", "西游记", "聊斋志异", "儒林外史")


def titled(titles: Sequence[str]) -> Dataset:
    """One user who met all items in their order, liked every second."""
    count = len(titles)
    data = small([0] * count, range(count), range(count), [at % 2 for at in range(count)])
    items = data.items[[]].assign(title=list(titles))
    return dataclasses.replace(data, items=items)


@pytest.fixture
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_text_has_words_unless_it_is_empty_a_number_or_the_id() -> None:
    data = titled(["Heat", "", "1984", "i3", "1984: a film", " "])
    assert has_words(data).tolist() == [True, False, False, False, True, False]


def test_data_without_words_is_told_so_and_the_palette_still_opens(nothing_kept: Path) -> None:
    data = titled([f"i{at}" for at in range(6)])
    for meaning in (MEANING, KEPT):
        with pytest.raises(DataError, match="have no words that say what they are"):
            meaning.vectors(data)
    settings = RunSettings(dataset="small", template=TEXT, model="tiny")
    with pytest.raises(DataError, match=r"\{history\.alike\}"):
        findings(data, settings)
    values = values_of(data, pairs_now(data, 0, np.array([1])))
    assert values["history.similar"] == "" and values["history.recent"]


def test_until_texts_were_read_a_first_look_finds_every_item_a_stranger(
    nothing_kept: Path, tiny_folder: Path
) -> None:
    data = open_dataset(str(tiny_folder))
    assert not KEPT.is_kept(data) and not KEPT.vectors(data).any()
    check_before_queueing(RunSettings(dataset=str(tiny_folder), template=TEXT, model="tiny"))
    assert not KEPT.is_kept(data)


def test_items_in_a_script_that_the_encoder_cannot_read_are_told_so(tiny_dataset: Dataset) -> None:
    foreign = titled([f"{one}。{one}" for one in CHINESE])
    assert MEANING.unknown(foreign) > 0.3 > 0.05 > MEANING.unknown(tiny_dataset)
    asks, silent = Template("t", TEXT), Template("t", "{history.alike} {item.title}")
    (note,) = meaning_notes(foreign, silent, asks)
    assert "{history.similar} says little here" in note
    assert not meaning_notes(foreign, silent) and not meaning_notes(tiny_dataset, asks)
    _, reader = plan_for(foreign, RunSettings(dataset="small", template=TEXT, model="tiny"), KEPT)
    assert note in reader.notes


def test_lint_says_that_texts_are_foreign_or_that_few_items_are_similar(
    nothing_kept: Path, tiny_dataset: Dataset
) -> None:
    text = "{item.title}[. The user {history.similar:4}]"
    settings = RunSettings(dataset="", template=text, model="tiny")
    many = titled([f"{one}{sign}" for one in CHINESE for sign in "甲乙丙丁"])
    found = findings(many, settings, LintedData(many, meaning=KEPT))
    thin = [str(one.message) for one in found if one.rule == "thin_evidence"]
    assert any("does not know this language" in one for one in thin)
    few = findings(tiny_dataset, settings, LintedData(tiny_dataset, meaning=KEPT))
    assert [one.rule for one in few if one.field] == ["empty_field"]  # KEPT knows nothing yet


IMPORTED = """
import sys
from promptrec.cli.main import main
code = main(sys.argv[1:])
print("torch" in sys.modules, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.slow
def test_texts_are_read_once_and_then_no_command_waits_for_torch(
    nothing_kept: Path, sequels_folder: Path, tmp_path: Path
) -> None:
    pair = ("--user", "u3", "--item", "i9", "--home", str(tmp_path))
    command = ["render", str(sequels_folder), *pair]
    said = []
    for text, loaded in (("{item.title}", False), (TEXT, True), (TEXT, False)):
        line = [sys.executable, "-c", IMPORTED, *command, "--template", text]
        ended = subprocess.run(line, capture_output=True, text=True, check=True)
        assert ended.stderr.splitlines()[-1] == str(loaded)
        said.append(ended.stdout)
    assert said[1] == said[2] and "what is similar to it (" in said[1]
    (kept,) = (nothing_kept / "promptrec" / "vectors").iterdir()
    assert kept.suffix == ".npy" and np.load(kept, allow_pickle=False).shape == (10, 384)
    whole = kept.read_bytes()
    for torn in (whole[:-100], b"", b"no array"):
        kept.write_bytes(torn)
        assert (kept_vectors(open_dataset(str(sequels_folder))) == np.load(io.BytesIO(whole))).all()
        assert kept.read_bytes() == whole


@pytest.mark.slow
def test_equal_texts_mean_the_same_and_texts_without_words_nothing(nothing_kept: Path) -> None:
    data = titled(["A film about a shark", "", "A film about a shark", "7", "Knitting for all"])
    vectors = MEANING.vectors(data)
    assert (vectors[0] == vectors[2]).all() and not vectors[[1, 3]].any()
    assert vectors[0] @ vectors[2] > 0.99 > 0.5 > vectors[0] @ vectors[4]
    assert np.abs(vectors[0] - item_vectors(data)[0]).max() <= 0.5 / 2048 + 1e-7
    with pytest.raises(ValueError, match="read-only"):
        vectors[0] = 0


@pytest.mark.slow
def test_the_films_nearest_to_a_sequel_are_the_ones_before_it() -> None:
    films = open_dataset("movies")
    vectors = MEANING.vectors(films)
    titles = films.items["title"].tolist()
    for sequel, first in (
        ("Toy Story 2", "Toy Story"),
        ("Terminator 2: Judgment Day", "The Terminator"),
        ("The Godfather: Part II", "The Godfather"),
    ):
        order = np.argsort(-(vectors @ vectors[titles.index(sequel)]), kind="stable")
        assert first in [titles[at] for at in order[1:6]], [titles[at] for at in order[:6]]


@pytest.mark.slow
def test_a_template_that_asks_what_is_similar_is_trained_judged_explained_and_recommends(
    sequels_folder: Path, tmp_path: Path
) -> None:
    def command(*words: str) -> dict[str, Any]:
        line = [sys.executable, "-m", "promptrec", *words, "--home", str(tmp_path), "--json"]
        ended = subprocess.run(line, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return dict(json.loads(ended.stdout))

    tuned = ("--model", "tiny", "--method", "head", "--epochs", "1")
    run = command("train", str(sequels_folder), "--template", TEXT, *tuned)
    assert run["state"] == "succeeded"
    of_run = (str(sequels_folder), "--run", run["run"])
    assert command("evaluate", *of_run, "--ranking-users", "2")["rows"] == 24
    told = command("explain", *of_run, "--user", "u3", "--item", "i9")
    assert {"history.similar:4", "history.similar_liked:4"} <= set(told["token_fields"])
    top = command("recommend", *of_run[1:], "--user", "nobody", "-k", "3")
    assert "similar" not in json.dumps(top)  # nothing is known of somebody new


@pytest.mark.slow
def test_a_run_reads_what_the_page_shows_and_knows_nothing_of_the_moment_or_later(
    sequels_folder: Path,
) -> None:
    data = open_dataset(str(sequels_folder))
    plan, _ = plan_for(data, RunSettings(dataset="tiny", template=TEXT, model="tiny"))
    pairs = pairs_of(data, plan.rows.split.test)
    values = plan.maker.values(pairs, "test")
    view = plan.rows.split.view("test")
    titles = data.items["title"].to_numpy()
    for at, found in enumerate(values):
        when, user = view.moments(pairs)[at], pairs.user[at]
        older = (data.user == user) & (data.when < when) & view.visible
        known = set(titles[data.item[older]]) - {titles[pairs.item[at]]}
        assert set(found["history.similar_liked:4"]) <= known
        own = titles[pairs.item[at]].split()[0]
        assert all(one.startswith(own) for one in found["history.similar_liked:4"])
        assert found["history.similar:4"].endswith("4)")
    assert plan.unsplit().maker.values(pairs)  # outside a run, as the page reads it


def test_each_shipped_data_set_has_a_template_that_asks_what_is_similar() -> None:
    for name in ("movies", "shop", "shop-zh", "music"):
        assert any(map(asks_for_meaning, fitting(open_dataset(name).fields)))

"""Lists that a person keeps: by name, by data, until they are removed."""

import dataclasses
from pathlib import Path

import pytest

from promptrec.errors import StoreError
from promptrec.files import spreadsheet_csv
from promptrec.report.voice import run_title
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.words.table import sentence, worded

LINES = [{"title": "=HYPERLINK(1)", "score": -0.5}, {"title": "Heat", "score": 1.25}]


def test_a_list_comes_back_as_it_was_kept_newest_first(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.keep_list("data", "  for   Anna ", {"run": "r1"}, LINES, now=5.0)
    store.keep_list("data", "another", {}, [])
    store.keep_list("other", "for Anna", {}, [])
    kept = Store.open(tmp_path).kept_lists("data")
    assert [one.name for one in kept] == ["another", "for Anna"]
    assert kept[1].lines == LINES and kept[1].about == {"run": "r1"} and kept[1].at == 5.0
    store.drop_list("data", "for Anna")
    store.drop_list("data", "for Anna")
    assert [one.name for one in store.kept_lists("data")] == ["another"]
    assert len(store.kept_lists("other")) == 1


def test_a_list_needs_a_name_that_is_free(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(StoreError, match="no name"):
        store.keep_list("data", "  ", {}, [])
    store.keep_list("data", "mine", {}, LINES)
    with pytest.raises(StoreError, match="already called mine"):
        store.keep_list("data", " mine", {}, [])
    assert store.kept_lists("data")[0].lines == LINES


def test_a_spreadsheet_runs_no_formula_of_a_title_and_keeps_numbers() -> None:
    said = spreadsheet_csv(LINES).decode("utf-8-sig")
    assert said == "title,score\r\n'=HYPERLINK(1),-0.5\r\nHeat,1.25\r\n"
    assert spreadsheet_csv([{"@a": "-30-", "b": "-0.5"}]).decode("utf-8-sig").splitlines() == [
        "'@a,b",
        "'-30-,-0.5",
    ]
    assert spreadsheet_csv([]) == b"\xef\xbb\xbf"


def test_the_name_that_a_page_gives_a_run_is_read_in_the_language_of_the_reader(
    tmp_path: Path, settings: RunSettings
) -> None:
    store = Store.open(tmp_path)
    run = store.queue(settings, sentence("search.winner_of", search="r0007"))
    assert run_title(store.run(run.id), "en") == "winner of r0007"
    assert run_title(store.run(run.id), "zh") == worded("zh", "search.winner_of", search="r0007")
    named = store.rename(run.id, " {item.title} of Anna ")
    assert [run_title(named, one) for one in ("en", "zh")] == ["{item.title} of Anna"] * 2


def test_a_run_without_a_name_is_called_by_its_template_in_the_language_of_the_reader(
    tmp_path: Path, settings: RunSettings
) -> None:
    plain = dataclasses.replace(settings, method="none", template_name="Mine")
    run = Store.open(tmp_path).queue(plain)
    assert [run_title(run, one) for one in ("en", "zh")] == ["Mine, untuned", "Mine，未训练"]

"""No export starts a formula in a spreadsheet, and our own readers give back every cell."""

import csv
import io
import zipfile
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.faults.formulas import cells, running, write_odd
from promptrec.cli.main import main
from promptrec.compare.files.scored import Columns, read_scores
from promptrec.data.loading import load, read_folder
from promptrec.data.reading.writing import write_tables, zipped
from promptrec.data.shipped import open_dataset
from promptrec.files import is_formula, no_formula, safe_csv, spreadsheet_csv, with_formula
from promptrec.judge.evaluate import write_scores


def safe(content):
    """True when no cell of a CSV begins a formula; `content` as any spreadsheet reads it."""
    return not running(content)


def test_what_a_mark_is_put_on_comes_back_as_it_was():
    for cell in cells():
        assert with_formula(no_formula(cell)) == cell
        assert not is_formula(no_formula(cell))
        assert no_formula(no_formula(cell)) == no_formula(cell) or cell.startswith("'") or cell
    assert any(map(is_formula, cells()))  # the control: unmarked they would run


@pytest.fixture
def folder(tmp_path):
    """A data set whose every text begins a formula, ids with carriage returns among them."""
    write_odd(tmp_path, cells())
    return tmp_path


def test_an_exported_data_set_runs_nothing_and_is_the_same_data_set(folder, tmp_path):
    tables = read_folder(folder)
    out = tmp_path / "out"
    out.mkdir()
    write_tables(tables, out)
    for file in out.glob("*.csv"):
        assert safe(file.read_bytes().decode())
    assert load(out).fingerprint() == load(folder).fingerprint()
    again = tmp_path / "again"
    again.mkdir()
    write_tables(read_folder(out), again)  # a copy of a copy gets no second mark
    assert (again / "items.csv").read_bytes() == (out / "items.csv").read_bytes()
    packed = tmp_path / "x.zip"
    packed.write_bytes(zipped(tables, "x"))
    assert open_dataset(str(packed)).fingerprint() == load(folder).fingerprint()


def test_an_exported_zip_that_is_imported_again_is_the_same_data_set(folder, tmp_path):
    packed = tmp_path / "x.zip"
    packed.write_bytes(zipped(read_folder(folder), "x"))
    with zipfile.ZipFile(packed) as archive:
        for name in archive.namelist():
            archive.extract(name, tmp_path / "apart")
    files = [str(path) for path in sorted((tmp_path / "apart" / "x").iterdir())]
    out = tmp_path / "brought"
    assert main(["import", *files, "--out", str(out), "--home", str(tmp_path / "home")]) == 0
    assert load(out).fingerprint() == load(folder).fingerprint()
    assert safe((out / "items.csv").read_bytes().decode())


def test_a_data_set_without_formulas_is_written_as_ever(tiny_folder, tmp_path):
    write_tables(read_folder(tiny_folder), tmp_path)
    assert "formulas_marked" not in (tmp_path / "dataset.toml").read_text()
    assert "'" not in (tmp_path / "items.csv").read_text()


@dataclass
class Answers:
    score: np.ndarray


def test_a_file_of_scores_runs_nothing_and_keeps_every_id(folder, tmp_path):
    data = load(folder)
    count = len(data.items)
    pairs = SimpleNamespace(
        user=np.zeros(count, np.int64), item=np.arange(count), label=np.arange(count) % 2
    )
    found = SimpleNamespace(pairs=pairs, answers=Answers(np.linspace(-1, 1, count)))
    write_scores(found, SimpleNamespace(plan=SimpleNamespace(dataset=data)), tmp_path / "s.csv")
    assert safe((tmp_path / "s.csv").read_bytes().decode())
    again = read_scores(tmp_path / "s.csv", Columns())
    assert again.table.columns["item_id"].cells.tolist() == list(data.items.index)
    np.testing.assert_array_equal(again.score, found.answers.score)


def test_scores_of_somebody_else_keep_their_apostrophes(tmp_path):
    (tmp_path / "s.csv").write_text("user_id,item_id,label,score\n'=a,1,1,.5\n=a,2,0,.4\n")
    table = read_scores(tmp_path / "s.csv", Columns()).table
    assert table.columns["user_id"].values == ["'=a", "=a"]


def test_every_table_for_a_person_is_safe():
    texts = cells()
    lines = [{"=name": text, "n": -0.5} for text in texts]
    assert safe(spreadsheet_csv(lines).decode())
    assert safe(safe_csv(["a", "+b"], [[text, at] for at, text in enumerate(texts)]))
    rows = list(csv.reader(io.StringIO(safe_csv((), [[text] for text in texts]), newline="")))
    assert [with_formula(cell) for (cell,) in rows] == texts


@pytest.mark.parametrize("command", [["runs"], ["check", "~nosuchuser/data"]])
def test_the_home_of_nobody_is_a_sentence(capsys, command):
    assert main([*command, "--home", "~nosuchuser"]) == 2
    assert "no user of this machine" in capsys.readouterr().err

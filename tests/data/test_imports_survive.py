"""Malformed files and killed imports leave a whole data set or none at all."""

import subprocess
import sys

import pytest

from benchmarks.faults.killed_imports import careless, state
from benchmarks.faults.malformed import brought, judged, malformed, reference
from promptrec.data.loading import load


@pytest.mark.parametrize("seed", [11, 12])
def test_a_malformed_file_is_a_sentence_with_its_place_or_the_rows_of_a_reference_parser(seed):
    contents = list(malformed(seed, 150))
    assert list(filter(None, map(judged, contents))) == []
    read = [reference(content) is not None for content in contents]
    assert 0 < sum(read) < len(read)  # both answers are asked for


def test_a_malformed_file_is_never_imported_in_part(tmp_path, capsys):
    for content in malformed(13, 40):
        assert brought(content, tmp_path) == ""
    assert "Traceback" not in capsys.readouterr().err


def test_a_killed_import_leaves_no_half_data_set():
    script = [sys.executable, "-m", "benchmarks.faults.killed_imports", "8", "1"]
    told = subprocess.run(script, check=False, capture_output=True, text=True).stdout
    assert " 0 half | 0 half | PASS" in told


def test_half_a_data_set_is_seen_where_there_is_one(tiny_folder, tmp_path):
    out = tmp_path / "out"
    careless(tiny_folder, out)
    assert state(out, load(tiny_folder).fingerprint()) != "none"
    (out / "items.csv").write_text("item_id,title\ni0,a\n")
    assert state(out, load(tiny_folder).fingerprint()) == "half"

"""`verdict` on files: names, repeats, what is written, and what `evaluate --scores` wrote."""

import json

import numpy as np
import pytest

from promptrec.cli.main import main

HEAD = "user_id,item_id,label,score\n"


@pytest.fixture
def files(tmp_path):
    """Three files of the same rows: noise, then two repeats that see the label."""
    liked = np.random.default_rng(0).integers(0, 2, (40, 6))
    found = []
    for seed, strength in ((1, 0.0), (2, 2.0), (3, 2.0)):
        score = liked * strength + np.random.default_rng(seed).normal(size=liked.shape)
        lines = [f"{u},{i},{liked[u, i]},{score[u, i]}" for u in range(40) for i in range(6)]
        found.append(tmp_path / f"s{seed}.csv")
        found[-1].write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return found


def call(capsys, *arguments):
    code = main(["verdict", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_files_get_names_and_repeats(files, capsys):
    base, *new = files
    code, out, _ = call(capsys, f"old={base}", f"new={new[0]}", f"new={new[1]}", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["control"]["run"] == "old"
    (variant,) = found["variants"]
    assert (variant["run"], variant["seeds"], variant["verdict"]) == ("new", 2, "better")
    assert variant["runs"] == [str(path) for path in new]
    assert found["sentences"]


def test_people_read_what_to_do_first(files, capsys):
    code, out, _ = call(capsys, *files)
    assert code == 0
    assert out.startswith(("Use s2: better than s1", "Use s3: better than s1"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_and_a_table_are_written(files, tmp_path, capsys, language):
    report, table = tmp_path / "v.html", tmp_path / "v.csv"
    options = ["--report", report, "--csv", table, "--language", language]
    assert call(capsys, *files, *options)[0] == 0
    html = report.read_text(encoding="utf-8")
    assert ("所有文件共有" if language == "zh" else "rows that all files share") in html
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert table.read_text(encoding="utf-8").count("\n") == 4


def test_a_single_file_or_one_named_twice_is_a_sentence(files, capsys):
    for given in ([files[0]], [files[0], files[0]]):
        code, _, err = call(capsys, *given)
        assert code == 2
        assert err.count("\n") == 1

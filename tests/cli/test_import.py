"""`import` makes a data set of any table, asks what it cannot know, and changes nothing then."""

import json
from pathlib import Path

import pytest

from promptrec.cli.main import main
from promptrec.data.loading import load

TABLE = (
    "buyer;sku;stars;when\n1;a;4,5;{day}\n1;b;2;04.03.2025\n2;a;3;05.03.2025\n2;b;1;06.03.2025\n"
)


@pytest.fixture
def call(tmp_path, capsys):
    """Import files into tmp_path/out; gives (exit code, document, stderr)."""

    def run(*arguments):
        out = ["--out", str(tmp_path / "out")]
        code = main(["import", *arguments, *out, "--json", "--home", str(tmp_path / "home")])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return run


def written(folder: Path, day: str, encoding: str = "utf-8") -> str:
    file = folder / "orders.csv"
    file.write_text(TABLE.format(day=day), encoding=encoding)
    return str(file)


def test_a_table_becomes_a_folder_that_opens(call, tmp_path):
    code, found, _ = call(written(tmp_path, "24.03.2025"), "--language", "zh")
    assert code == 0
    assert (found["users"], found["items"], found["interactions"]) == (2, 2, 4)
    assert found["parts"]["interactions"]["columns"]["user_id"] == "buyer"
    assert any("day first" in note for note in found["notes"])
    data = load(tmp_path / "out")
    assert data.interactions["rating"].tolist() == [4.5, 2, 3, 1]
    assert data.about.language == "zh"


def test_dates_of_two_readings_need_a_flag_and_nothing_is_kept_without(call, tmp_path):
    file = written(tmp_path, "03.04.2025")
    code, found, _ = call(file)
    assert code == 2
    assert "--dates day-first (2025-04-03)" in found["error"]
    assert not (tmp_path / "out").exists()
    assert call(file, "--dates", "month-first")[0] == 0
    assert load(tmp_path / "out").interactions["timestamp"].tolist()[0] == 1741046400


def test_columns_can_be_said_and_taken_back(call, tmp_path):
    file = written(tmp_path, "24.03.2025")
    code, found, _ = call(
        file, "--column", "rating=", "--column", "timestamp=", "--mend", "drop_copies"
    )
    assert code == 0
    assert found["implicit"]
    assert "timestamp" not in found["parts"]["interactions"]["columns"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--column", "rating=Nope"), "is no column"),
        (("--column", "rating=", "--column", "rating="), "--column rating is given twice"),
        (("--column", "stars=stars"), "column is 'stars'. Choose one of"),
        (("--dates", "soon"), "Choose one of: day-first, month-first"),
        (("--mend", "all"), "Choose one of: strip_blanks"),
        (("--language", "fr"), "Choose one of: en, zh"),
    ],
)
def test_a_wrong_option_is_one_sentence(call, tmp_path, options, words):
    code, found, _ = call(written(tmp_path, "24.03.2025"), *options)
    assert code == 2
    assert words.lower() in found["error"].lower()


def test_an_encoding_is_asked_for_and_not_guessed(call, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_bytes("用户,商品\n甲,书\n乙,书\n".encode("gb18030"))
    code, found, _ = call(str(file))
    assert code == 2
    assert "--encoding in what it is written: gb18030" in found["error"]
    assert call(str(file), "--encoding", "gb18030")[1]["users"] == 2


def test_a_folder_that_exists_is_never_written_over(call, tmp_path):
    (tmp_path / "out").mkdir()
    code, found, _ = call(written(tmp_path, "24.03.2025"))
    assert code == 2
    assert "exists" in found["error"]
    assert not list((tmp_path / "out").iterdir())


def test_files_that_are_missing_or_given_twice_are_one_sentence(call, tmp_path):
    file = written(tmp_path, "24.03.2025")
    assert "given twice" in call(file, file)[1]["error"]
    assert "nowhere.csv" in call(str(tmp_path / "nowhere.csv"))[1]["error"]

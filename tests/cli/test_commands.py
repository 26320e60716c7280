"""The commands as scripts use them: exit codes, one JSON document, one sentence on stderr."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptrec.cli.main import main
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

Call = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command with --json in a home of its own; gives (exit code, document, stderr)."""

    def run(*arguments: str) -> tuple[int, Any, str]:
        code = main([*arguments, "--json", "--home", str(tmp_path / "home")])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return run


def test_check_counts_what_is_there(call: Call, tiny_folder: Path) -> None:
    code, found, _ = call("check", str(tiny_folder))
    assert code == 0
    assert (found["users"], found["items"], found["interactions"]) == (12, 10, 144)
    assert 0 < found["liked_share"] < 1
    assert isinstance(found["warnings"], list)


@pytest.fixture
def odd_folder(tiny_folder: Path, tmp_path: Path) -> Path:
    """The small data set with HTML in a title."""
    folder = tmp_path / "odd"
    shutil.copytree(tiny_folder, folder)
    items = (
        (folder / "items.csv").read_text(encoding="utf-8").replace("\n", "\ni99,A &amp; B,,\n", 1)
    )
    (folder / "items.csv").write_text(items, encoding="utf-8")
    return folder


def test_check_says_what_is_odd_and_which_mend_helps(call: Call, odd_folder: Path) -> None:
    code, found, _ = call("check", str(odd_folder))
    assert code == 0
    assert "'A &amp; B' ('i99', items.csv, data row 1)" in found["warnings"][0]
    assert found["mends"] == [{"name": "clean_text", "count": 1, "toml": "clean_text = true"}]
    about = odd_folder / "dataset.toml"
    about.write_text(f"{about.read_text()}\n[mend]\nclean_text = true\n")
    _, found, _ = call("check", str(odd_folder))
    assert (found["warnings"], found["mends"]) == ([], [])
    assert found["notes"] == ["Mended: entities, tags and page script are gone from 1 cells."]


def test_evaluate_and_a_runs_log_begin_with_what_is_odd(
    call: Call, odd_folder: Path, tmp_path: Path
) -> None:
    asked = ("--template", "{item.title}", "--model", "tiny", "--head", "classifier")
    _, found, err = call("evaluate", str(odd_folder), *asked, "--max-test", "4")
    assert "metrics" in found
    assert "hold entities or tags of a web page" in err.splitlines()[0]
    said: list[str] = []
    settings = RunSettings(
        dataset=str(odd_folder),
        template="{item.title}",
        model="tiny",
        method="none",
        head="classifier",
    )
    run_job(tmp_path, "r1", settings, lambda _: None, lambda: False, said.append)
    assert "hold entities or tags of a web page" in said[1]


def test_a_data_set_that_is_not_there_exits_2_with_one_sentence(call: Call) -> None:
    code, found, err = call("check", "nowhere")
    assert code == 2
    assert err.strip() == found["error"]
    assert "\n" not in err.strip() and "Traceback" not in err


def test_home_and_json_may_stand_before_the_command(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", f"--home={tmp_path}", "check", str(tiny_folder)]) == 0
    assert json.loads(capsys.readouterr().out)["users"] == 12


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["check"],
        ["train", "movies", "--template", "{item.title}", "--epochs", "many"],
        ["train", "movies", "--template", "{item.title}", "--epochs", "0"],
        ["train", "movies", "--template", "{item.title}", "--method", "magic"],
        ["train", "movies", "--template", "{item.title}", "--split", "sideways"],
        ["train", "movies", "--template", "{item.title}", "--split", "cross_domain"],
        ["train", "movies", "--template", "{item.title}", "--history", "thawed"],
        ["evaluate", "movies"],
        ["evaluate", "movies", "--run", "r1", "--template", "{item.title}"],
        ["score", "movies", "--run", "r0042", "--user", "383", "--item", "21"],
        ["cancel", "r0042"],
    ],
)
def test_wrong_input_exits_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--home", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_render_shows_prompt_and_number_of_tokens(call: Call, tiny_folder: Path) -> None:
    template = "{item.title}[ ({item.genres:1})] seen {context.weather}: {mask}"
    code, found, _ = call(
        "render",
        str(tiny_folder),
        "--template",
        template,
        "--user",
        "u0",
        "--item",
        "i0",
        "--row",
        "1",
        "--model",
        "tiny",
    )
    assert code == 0
    assert found["prompt"] == "The Matrix (Action) seen sunny: [MASK]"
    assert found["tokens"] == len(found["token_list"])
    assert found["truncated"] == []


def test_render_cuts_the_oldest_history_first_and_says_so(call: Call, tiny_folder: Path) -> None:
    code, found, _ = call(
        "render",
        str(tiny_folder),
        "--template",
        "Seen {history.recent}. Next {item.title}",
        "--user",
        "u0",
        "--item",
        "i0",
        "--max-tokens",
        "16",
    )
    assert code == 0
    assert found["tokens"] <= 16
    assert found["prompt"].endswith("Next The Matrix")
    (cut,) = found["truncated"]
    assert cut["field"] == "history.recent" and cut["dropped"] > 0
    assert found["prompt"].count(",") == cut["kept"] - 1


def test_an_unknown_user_is_a_cold_user(call: Call, tiny_folder: Path) -> None:
    code, found, err = call(
        "render",
        str(tiny_folder),
        "--template",
        "[Liked {history.liked}. ]{item.title}",
        "--user",
        "nobody",
        "--item",
        "i1",
    )
    assert (code, found["prompt"]) == (0, "Alien")
    assert "nobody" in err


def test_an_unknown_item_and_a_row_of_somebody_else_exit_2(call: Call, tiny_folder: Path) -> None:
    arguments = ("render", str(tiny_folder), "--template", "{item.title}", "--user", "u0")
    assert call(*arguments, "--item", "i99")[0] == 2
    assert call(*arguments, "--item", "i0", "--row", "2")[0] == 2


def test_context_fills_a_field_of_a_pair_that_is_no_row(call: Call, tiny_folder: Path) -> None:
    arguments = ("render", str(tiny_folder), "--template", "{item.title}[ when {context.weather}]")
    pair = ("--user", "nobody", "--item", "i1")
    assert call(*arguments, *pair)[1]["prompt"] == "Alien"
    assert call(*arguments, *pair, "--context", "weather=snow")[1]["prompt"] == "Alien when snow"
    code, found, _ = call(*arguments, *pair, "--context", "wether=snow")
    assert code == 2 and "weather" in found["error"]


def test_score_of_an_untuned_template_is_repeatable(call: Call, tiny_folder: Path) -> None:
    arguments = ("score", str(tiny_folder), "--template", "{item.title} {mask}", "--user", "u1")
    arguments += ("--item", "i1", "--model", "tiny", "--verbalizer", "good/bad")
    first, second = call(*arguments)[1], call(*arguments)[1]
    assert first == second
    assert [answer["word"] for answer in first["answers"]] == ["good", "bad"]
    assert 0 < first["probability"] < 1


def test_evaluate_counts_its_looks_and_writes_every_row(
    call: Call, tiny_folder: Path, tmp_path: Path
) -> None:
    arguments = ("evaluate", str(tiny_folder), "--template", "{item.title}", "--model", "tiny")
    path = tmp_path / "scores.csv"
    code, found, _ = call(*arguments, "--scores", str(path), "--ranking-users", "3")
    assert code == 0
    rows = path.read_text().splitlines()
    assert rows[0] == "user_id,item_id,label,score"
    assert len(rows) == 1 + 24  # 12 users with 12 rows: a fifth of each
    assert found["looks"] == 1
    assert set(found["metrics"]["auc"]) == {"value", "low", "high"}
    assert found["metrics"]["auc"]["low"] is None  # 12 users are fewer than 20
    assert "ndcg@10" in found["metrics"]
    assert call(*arguments, "--max-test", "7", "--ranking-users", "0")[1]["rows"] == 7


def test_the_scores_of_evaluate_give_the_same_auc_in_scikit_learn(
    call: Call, tiny_folder: Path, tmp_path: Path
) -> None:
    pandas = pytest.importorskip("pandas")
    from sklearn.metrics import roc_auc_score

    path = tmp_path / "scores.csv"
    found = call(
        "evaluate",
        str(tiny_folder),
        "--template",
        "{item.title} {item.year}",
        "--model",
        "tiny",
        "--scores",
        str(path),
        "--split",
        "temporal",
        "--ranking-users",
        "0",
    )[1]
    table = pandas.read_csv(path)
    assert roc_auc_score(table["label"], table["score"]) == pytest.approx(
        found["metrics"]["auc"]["value"], abs=1e-12
    )


def test_runs_is_empty_at_first(call: Call) -> None:
    assert call("runs") == (0, {"runs": []}, "")


def test_a_run_of_another_version_stands_in_the_list_with_a_sentence(
    call: Call, tmp_path: Path, tiny_folder: Path
) -> None:
    store = Store.open(tmp_path / "home")
    store.queue(RunSettings(dataset="movies", template="{item.title}"), name="turned")
    store.queue(RunSettings(dataset="movies", template="{item.title}"))
    store.close()
    with sqlite3.connect(tmp_path / "home" / "store.db") as database:
        database.execute(
            "UPDATE run SET state = 'succeeded', settings_json = "
            "replace(settings_json, '\"clip\": 1.0', '\"clip\": -1.0') WHERE number = 1"
        )
    code, found, _ = call("runs")
    good, bad = found["runs"]
    assert (code, good["dataset"], good["message"]) == (0, "movies", "")
    assert (bad["name"], bad["state"], bad["dataset"]) == ("turned", "succeeded", None)
    why = "cannot read the settings of run r0001: clip is -1.0; it must be more than 0."
    assert why in bad["message"]
    for command in (("reproduce", "r0001"), ("evaluate", "movies", "--run", "r0001")):
        code, found, err = call(*command)
        assert (code, why in found["error"], err.count("\n")) == (2, True, 1)


@pytest.mark.parametrize("option", ["--resume", "--confirm"])
@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--model", "tiny"), "--model"),
        (("--template", "x", "--name", "y"), "--template, --name"),
        (("--method", "lora", "--split-seed", "3"), "--method, --split-seed"),
        (("--fragments", "--max-train", "9"), "--fragments, --max-train"),
    ],
)
def test_a_search_that_was_made_refuses_the_options_of_a_new_one(
    call: Call, option: str, more: tuple[str, ...], named: str
) -> None:
    code, found, _ = call("search", "movies", option, "r0001", *more)
    assert (code, found["error"].partition(" cannot be changed for run r0001")[0]) == (2, named)


def test_confirming_refuses_a_budget_and_a_resumed_search(call: Call) -> None:
    more = ("--resume", "r0002", "--trials", "3", "--no-wait")
    code, found, _ = call("search", "movies", "--confirm", "r0001", *more)
    assert (code, found["error"].split(" cannot")[0]) == (2, "--resume, --no-wait, --trials")


def test_a_message_is_plain_english_in_the_list_of_runs(call: Call, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "home")
    run = store.queue(RunSettings(dataset="movies", template="{item.title}"))
    store.request_cancel(run.id)
    code, found, _ = call("runs")
    assert (code, found["runs"][0]["message"]) == (0, "Cancelled before it began.")


def test_ctrl_c_exits_3_with_one_document(
    call: Call, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("promptrec.cli.check.open_dataset", interrupted)
    code, found, err = call("check", str(tiny_folder))
    assert (code, found, err) == (3, {"error": "Cancelled."}, "Cancelled.\n")


@pytest.mark.parametrize("command", ["render", "score", "evaluate"])
def test_label_words_that_the_model_lacks_are_told(
    call: Call, tiny_folder: Path, command: str
) -> None:
    pair = [] if command == "evaluate" else ["--user", "u1", "--item", "i1"]
    common = ["--template", "{item.title} is {mask}.", "--model", "tiny", "--verbalizer", "☃/bad"]
    code, _, err = call(command, str(tiny_folder), *common, *pair)
    assert code == 0
    assert "☃" in err and "the head classifier answers" in err


def test_settings_of_a_run_cannot_be_changed_afterwards(call: Call, tiny_folder: Path) -> None:
    code, found, _ = call("evaluate", str(tiny_folder), "--run", "r0001", "--model", "tiny")
    assert code == 2
    assert "--model" in found["error"]

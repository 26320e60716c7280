"""Bring scores: files of any system dropped on Compare get the verdict of the command."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from promptrec.cli.main import main

PAGE = "pages/understand/compare.py"
Open = Callable[..., AppTest]
HEAD = "user_id,item_id,label,score"
Given = tuple[str, bytes]


def scores(name: str, seed: int, strength: float, head: str = HEAD, stars: bool = False) -> Given:
    """A file of 40 users and 6 items: the label, seen through noise."""
    liked = np.random.default_rng(0).integers(0, 2, (40, 6))
    found = liked * strength + np.random.default_rng(seed).normal(size=liked.shape)
    said = np.where(liked, 5, 2) if stars else liked
    rows = [f"u{u},i{i},{said[u, i]},{found[u, i]}" for u in range(40) for i in range(6)]
    return name, "\n".join([head, *rows, ""]).encode()


OLD, NEW = scores("old.csv", 1, 0.0), scores("new.csv", 2, 2.0)


@pytest.fixture
def bring(open_page: Open) -> Callable[..., AppTest]:
    def brought(*files: Given, lang: str = "English") -> AppTest:
        app = open_page(PAGE, lang=lang, of="files")
        if not files:
            return app
        given = [(name, content, "application/octet-stream") for name, content in files]
        app.file_uploader(key="scores_given").set_value(given)
        app.run()
        assert not app.exception
        return app

    return brought


def said(app: AppTest) -> str:
    parts = (app.success, app.warning, app.error, app.info, app.markdown, app.caption)
    return "\n".join(str(one.value).replace("\\", "") for part in parts for one in part)


def test_two_files_get_the_verdict_of_the_command(
    bring: Callable[..., AppTest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = bring(OLD, NEW)
    assert not app.error
    assert "Use new: better than old" in said(app)
    assert len(app.get("plotly_chart")) == 2
    assert len(app.get("download_button")) == 2
    assert app.query_params["of"] == "files"
    paths = [tmp_path / name for name, _ in (OLD, NEW)]
    for path, (_, content) in zip(paths, (OLD, NEW), strict=True):
        path.write_bytes(content)
    capsys.readouterr()
    assert main(["verdict", *map(str, paths), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    for sentence in document["sentences"]:
        assert sentence in said(app)


def test_a_link_opens_the_view_in_either_language(bring: Callable[..., AppTest]) -> None:
    assert "of **any** system" in said(bring())
    assert "**任何**系统" in said(bring(lang="中文"))


def test_a_link_to_runs_shows_runs(open_page: Open) -> None:
    app = open_page(PAGE, of="files")
    del app.query_params["of"]
    app.query_params["runs"] = "r0001"
    app.run()
    assert app.session_state["compare_of"] == "runs"


def test_columns_of_other_programs_are_proposed_and_ratings_asked_about(
    bring: Callable[..., AppTest],
) -> None:
    other = scores("new.csv", 2, 2.0, "customer,sku,rating,prediction", stars=True)
    app = bring(OLD, other)
    assert "choice that is open" in said(app)
    (liked,) = [one for one in app.number_input if one.label.startswith("Ratings liked")]
    app = liked.set_value(4.0).run()
    assert "Use new: better than old" in said(app)


def test_a_bad_cell_is_named_by_file_row_and_column(bring: Callable[..., AppTest]) -> None:
    lines = NEW[1].decode().splitlines()
    lines[3] = lines[3].rpartition(",")[0] + ",high"
    app = bring(OLD, ("new.csv", "\n".join(lines).encode()))
    (error,) = app.error
    assert "new.csv" in error.value and "row 3" in error.value and "score" in error.value


def test_one_name_for_two_files_makes_them_repeats(bring: Callable[..., AppTest]) -> None:
    app = bring(OLD, NEW, scores("again.csv", 3, 2.0))
    (name,) = [one for one in app.text_input if one.value == "again"]
    app = name.set_value("new").run()
    assert "Use new: better than old" in said(app)
    for one in list(app.text_input):
        one.set_value("same")
    assert "two systems or more" in said(app.run())


def test_files_of_one_name_are_told_apart(bring: Callable[..., AppTest]) -> None:
    app = bring(OLD, ("old.csv", NEW[1]))
    assert "Use old (2): better than old" in said(app)


def test_a_name_is_no_markdown(bring: Callable[..., AppTest]) -> None:
    app = bring(OLD, ("*x* [y](z).csv", NEW[1]))
    assert "\\*x\\* \\[y\\]" in "\n".join(one.value for one in app.success)


def test_too_few_users_are_told_what_helps(bring: Callable[..., AppTest]) -> None:
    few = [(name, b"\n".join(content.split(b"\n")[:40])) for name, content in (OLD, NEW)]
    app = bring(*few)
    assert "files with more users" in said(app)
    assert not app.get("plotly_chart")

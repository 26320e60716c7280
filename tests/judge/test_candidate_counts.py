"""How many candidates there really are: in a sentence, in the command, where nobody counts."""

import json
from pathlib import Path

import numpy as np
import pytest
from judge_data import opened, written

from promptrec.cli.main import main
from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.judge.entrants import candidates
from promptrec.settings import SplitSettings


@pytest.mark.parametrize(
    ("counts", "english"),
    [
        ((200, 0, 99, 99, 99, 0), "200 users, each one's positives and 99 unseen items"),
        (
            (12, 4, 99, 3, 12, 0),
            "12 users, each one's positives and 3 to 12 unseen items (99 asked for); "
            "4 users with nothing unseen left out",
        ),
        (
            (1, 1, 99, 1, 1, 1),
            "1 user, each one's positives and 1 unseen item (99 asked for); "
            "1 user with nothing unseen left out; all candidates of 1 user fit into the first 10, "
            "where hr@10 and recall@10 are 1 in any order",
        ),
        ((3, 0, 99, 7, 7, 0), "3 users, each one's positives and 7 unseen items (99 asked for)"),
        ((0, 0, 99, 0, 0, 0), "nobody counts; no user has a liked row here"),
    ],
)
def test_the_sentence_says_how_many_there_were(counts: tuple[int, ...], english: str) -> None:
    found = CandidateCounts(*counts).words
    assert found == english
    chinese = found.in_language("zh")
    assert "unseen" not in chinese and "user" not in chinese
    assert not any(sign in chinese for sign in "{}")


def every_item_is_met(folder: Path, more_items: int = 0) -> Dataset:
    """24 users, each with all of 6 items; more items: met by nobody."""
    rng = np.random.default_rng(1)
    rows = [
        f"u{user},i{item},{int(rng.random() < 0.7)},{at}"
        for user in range(24)
        for at, item in enumerate(rng.permutation(6))
    ]
    items = [f"i{at},Title {at},x" for at in range(6 + more_items)]
    return written(folder, rows, items)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main([*arguments])
    return code, capsys.readouterr().out


def test_a_metric_that_nobody_counts_for_is_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every_item_is_met(tmp_path)
    call = ["evaluate", str(tmp_path), "--template", "{item.title} {mask}", "--model", "tiny"]
    call += ["--home", str(tmp_path / "home"), "--split", "random"]
    code, out = said(capsys, *call, "--json")
    document = json.loads(out)
    null = {"value": None, "low": None, "high": None}
    assert code == 0
    for metrics in (document["metrics"], *document["baselines"].values()):
        assert metrics["ndcg@10"] == metrics["hr@10"] == null
        assert metrics["auc"] != null
    assert document["users_counted"]["ndcg@10"] == 0
    assert document["ranking"].startswith("sampled: nobody counts; ")
    assert document["candidates"]["left_out"] > 0
    code, out = said(capsys, *call)
    assert code == 0 and "nobody counts" in out and "99 unseen" not in out and "nan" not in out
    code, out = said(capsys, *call, "--lists", "--json")
    assert code == 0 and json.loads(out)["lists"] is None
    assert any("nobody counts" in note for note in json.loads(out)["notes"])


def test_the_command_says_the_real_number_of_unseen_items(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every_item_is_met(tmp_path, more_items=2)
    call = ["evaluate", str(tmp_path), "--template", "{item.title} {mask}", "--model", "tiny"]
    call += ["--home", str(tmp_path / "home"), "--split", "random", "--lists", "--json"]
    code, out = said(capsys, *call, "--max-test", "12")
    document = json.loads(out)
    users = document["candidates"]["users"]
    assert code == 0
    assert document["ranking"].startswith(f"sampled: {users} users, each one's positives and 2 ")
    assert "2 unseen items (99 asked for)" in document["lists"]["candidates"]
    assert document["lists"]["users"] == users
    assert document["lists"]["available_items"] <= 8
    assert document["users_counted"]["ndcg@10"] == users
    assert document["lists"]["metrics"]["ndcg@10"] == document["metrics"]["ndcg@10"]


def test_a_comparison_without_candidates_says_why(tmp_path: Path) -> None:
    variant = opened(every_item_is_met(tmp_path), SplitSettings(name="random"))
    with pytest.raises(DataError, match="nobody counts") as caught:
        candidates(variant.plan, confirm=False, users=50)
    assert caught.value.sentence.key == "sentence.nothing_to_rank"

"""The JSON documents of the commands, pinned letter by letter: scripts read them.

Numbers are cut to so many digits that another processor or library gives the same text.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from promptrec.cli.main import main

PINNED = Path(__file__).parent / "pinned"
PAIR = ("--user", "u3", "--item", "i4", "--model", "tiny")
TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."


def cut(value: Any, digits: int) -> Any:
    """The same document with rounded numbers."""
    if isinstance(value, float):
        return round(value, digits) + 0.0
    if isinstance(value, dict):
        return {name: cut(one, digits) for name, one in value.items()}
    return [cut(one, digits) for one in value] if isinstance(value, list) else value


def pinned(name: str, out: str, digits: int) -> None:
    """AssertionError unless the command printed what the file holds."""
    text = json.dumps(cut(json.loads(out), digits), indent=1, ensure_ascii=False) + "\n"
    file = PINNED / name
    if os.environ.get("PROMPTREC_PIN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("comparison.json", ()),
        ("exploration.json", ("--explore", "--sesoi", "0.2")),
        ("pooled.json", ("--metric", "auc")),
    ],
)
def test_the_document_of_a_comparison_stays_as_it_is(
    name: str, options: tuple[str, ...], compared_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = ("r0001", "r0002", "r0003")
    assert main(["compare", *runs, *options, "--json", "--home", str(compared_home)]) == 0
    pinned(name, capsys.readouterr().out, 6)


@pytest.mark.parametrize("method", ["field_shapley", "occlusion", "logit_lens"])
def test_the_document_of_an_explanation_stays_as_it_is(
    method: str, tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["explain", str(tiny_folder), "--template", TEXT, *PAIR, "--method", method]
    assert main([*asked, "--json", "--home", str(tmp_path)]) == 0
    pinned(f"{method}.json", capsys.readouterr().out, 2)

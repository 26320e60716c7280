"""A command imports what it uses: `--help` shows a table, and only what needs a model waits."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from promptrec.cli.commands import COMMANDS, command
from promptrec.cli.main import main

HEAVY = {"torch", "transformers", "scipy", "plotly", "sqlalchemy"}
TABLES = {"pandas", "tokenizers"}
PAIR = ("--template", "{item.title}", "--user", "u0", "--item", "i0")
HELP = Path(__file__).with_name("help")
REPORT = """
import sys
from promptrec.cli.main import main
code = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


def imported(arguments: Sequence[str]) -> set[str]:
    """The modules that one command has imported when it ends."""
    line = [sys.executable, "-c", REPORT, *arguments]
    ended = subprocess.run(line, capture_output=True, text=True, check=True)
    return set(ended.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("words", "needed", "foreign"),
    [
        (("--help",), set(), HEAVY | TABLES | {"promptrec.cli.parts.options"}),
        (("runs",), {"sqlalchemy"}, (HEAVY | TABLES) - {"sqlalchemy"}),
        (("check", "DATA"), {"pandas"}, HEAVY | {"tokenizers"}),
        (("render", "DATA", *PAIR), {"pandas", "tokenizers"}, HEAVY),
        (("lint", "DATA", *PAIR[:2]), {"pandas", "tokenizers"}, HEAVY),
    ],
)
def test_a_command_imports_only_what_it_needs(
    words: Sequence[str],
    needed: set[str],
    foreign: set[str],
    tiny_folder: Path,
    tmp_path: Path,
) -> None:
    given = [str(tiny_folder) if word == "DATA" else word for word in words]
    found = imported([*given, "--home", str(tmp_path)])
    assert needed <= found
    assert not foreign & found


@pytest.mark.parametrize("pinned", sorted(HELP.glob("*.txt")), ids=lambda file: file.stem)
def test_help_is_the_text_it_always_was(
    pinned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    command = [] if pinned.stem == "promptrec" else [pinned.stem]
    assert main([*command, "--help"]) == 0
    assert capsys.readouterr().out == pinned.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_table_begins_the_help_of_the_command(name: str) -> None:
    assert " ".join(command(name).help.split()).startswith(COMMANDS[name].line)


def test_a_misspelt_command_is_told_with_the_nearest_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rendr"]) == 2
    assert "No such command 'rendr'. Did you mean 'render'?" in capsys.readouterr().err


def test_no_command_shows_the_list_and_counts_as_wrong_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err

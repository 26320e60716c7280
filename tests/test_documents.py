"""Documents that tests keep true."""

import re
import shlex
from pathlib import Path

import pytest

from promptrec.cli.commands import COMMANDS
from promptrec.cli.main import main
from promptrec.methods import METHODS
from promptrec.prompt.library import templates

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_documents(name: str) -> None:
    assert f"`{name}`" in README
    assert f"`{name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_every_shipped_template_has_a_name_of_its_own_and_says_what_it_tries() -> None:
    names = [template.name for template in templates()]
    assert len(names) >= 14 and len(set(names)) == len(names)
    assert all(template.note for template in templates())


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_in_the_table_with_its_learning_rate(name: str) -> None:
    page = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{name}(?::N)?` \|.*$", page, flags=re.MULTILINE)
    assert float(row.strip("| ").split("|")[-1] if METHODS[name].tunes else 0) == (
        METHODS[name].learning_rate
    )


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


@pytest.mark.slow
def test_the_notebook_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "Interval(value=" in capsys.readouterr().out


def test_the_render_example_of_the_readme_prints_what_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = re.findall(r"python -m promptrec (render movies .*)", README)
    (shown,) = re.findall(r"`render` prints .*?```\n(.*?)\n```", README, re.DOTALL)
    assert main([*shlex.split(line), "--home", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == shown
    assert "{" not in shown and "history" not in shown

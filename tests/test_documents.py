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
HELP = ROOT / "tests" / "cli" / "help"
COMMON = {"--home", "--json"}
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
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
    for path in DOCUMENTS:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_every_option_that_a_document_gives_a_command_is_in_its_help() -> None:
    begun = re.compile(r"(?:python -m promptrec|^\| `)\s*([a-z]+) ([^`|#]*)", re.MULTILINE)
    seen = set()
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8").replace("\\\n", " ").replace("\\|", "")
        for command, rest in begun.findall(text):
            if command in COMMANDS:
                known = (HELP / f"{command}.txt").read_text(encoding="utf-8")
                options = re.findall(r"--[a-z-]+", rest.splitlines()[0])
                seen |= {(command, option) for option in options}
                assert {one for one in options if f"  {one} " not in f"{known} "} <= COMMON, path
    assert len(seen) > 30


def test_every_file_of_the_package_that_a_document_names_is_there() -> None:
    named = re.compile(r"(?<![\w/.])((?:promptrec|pages|tests|benchmarks|scripts|docs)/[\w/.-]*\w)")
    for path in DOCUMENTS:
        for file in named.findall(path.read_text(encoding="utf-8")):
            assert "NAME" in file or (ROOT / file).exists(), f"{path.name}: {file}"


def test_every_module_that_a_document_runs_is_there() -> None:
    sources = [*DOCUMENTS, *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "scripts").glob("*.py")]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"python (?:benchmarks|scripts)/(?!make_icon)", text), path.name
        for module in re.findall(r"python -m ((?:benchmarks|scripts)(?:\.[a-z_]+)+)", text):
            assert (ROOT / f"{module.replace('.', '/')}.py").exists(), f"{path.name}: {module}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "says"), [("README.md", "Interval(value="), ("docs/explain.md", "[")]
)
def test_the_notebook_example_of_a_document_runs(
    page: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    exec(compile(code, page, "exec"), {})
    assert says in capsys.readouterr().out


def test_the_render_example_of_the_readme_prints_what_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = re.findall(r"python -m promptrec (render movies .*)", README)
    (shown,) = re.findall(r"`render` prints .*?```\n(.*?)\n```", README, re.DOTALL)
    assert main([*shlex.split(line), "--home", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == shown
    assert "{" not in shown and "history" not in shown

"""What runs code that somebody else wrote does not occur in the package."""

import ast
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from benchmarks.faults.house import FLOORS

ROOT = Path(__file__).parents[1]
SOURCES = [*(ROOT / "promptrec").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
CALLS = {"eval", "exec", "compile", "__import__"}
OF_MODULES = {("torch", "load"), ("yaml", "load"), ("pandas", "read_pickle"), ("pd", "read_pickle")}


def dangers(source: str) -> set[str]:
    """Each thing in a source that could run what it is given."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.split(".")[0] in MODULES}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            found.add(str(node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & CALLS
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and (of.id, node.func.attr) in OF_MODULES:
                found.add(f"{of.id}.{node.func.attr}")
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            unsafe = (node.arg, node.value.value) in (("allow_pickle", True), ("shell", True))
            trusts = (node.arg, node.value.value) == ("trust_remote_code", True)
            found |= {str(node.arg)} if unsafe or trusts else set()
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_runs_what_it_is_given(path: Path) -> None:
    assert dangers(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "eval(text)",
        "torch.load(path)",
        "yaml.load(text)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(text, shell=True)",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
    ],
)
def test_the_check_finds_what_it_looks_for(source: str) -> None:
    assert dangers(source)


def test_ruff_holds_the_package_to_its_rules_of_security() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    selected = re.search(r"select = \[(.*?)\n\]", settings, re.DOTALL)
    assert selected is not None and '"S",' in selected[1]


def locked_versions() -> dict[str, str]:
    """What constraints.txt holds each package to."""
    locked = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            one = Requirement(line.split("#")[0].strip())
            locked[one.name.lower()] = next((each.version for each in one.specifier), "")
    return locked


@pytest.mark.parametrize("name", ["torch", "transformers", "starlette", "streamlit"])
def test_what_files_and_requests_get_in_through_is_locked(name: str) -> None:
    assert Version(locked_versions()[name]) >= Version(FLOORS[name])


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_installed_and_locked_is_above_the_known_holes(name: str) -> None:
    locked = locked_versions()
    try:
        installed = version(name)
    except ModuleNotFoundError:
        pytest.skip(f"{name} is not installed")
    for known in filter(None, (installed, locked.get(name))):
        assert Version(known) >= Version(FLOORS[name])

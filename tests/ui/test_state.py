"""What a visit keeps has one home: names are spelled in `promptrec.ui.state` and nowhere else."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from promptrec.ui.state import keys
from promptrec.ui.state.key import Key

ROOT = Path(__file__).parents[2]
STATE = ROOT / "promptrec" / "ui" / "state"
FILES = [
    path
    for folder in ("promptrec/ui", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if STATE not in path.parents
]
HOME_ONLY = {"session_state", "cache_data", "cache_resource"}
TEXT = "".join(path.read_text(encoding="utf-8") for path in [*FILES, STATE / "opened.py"])
DECLARED = {name: key for name, key in vars(keys).items() if isinstance(key, Key)}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def touches(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & HOME_ONLY


def spelled_keys(path: Path) -> Iterator[str]:
    """The constant beginning of each `key=` that a file spells itself."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.keyword) or node.arg != "key":
            continue
        first = node.value.values[0] if isinstance(node.value, ast.JoinedStr) else node.value
        if isinstance(first, ast.Constant):
            yield str(first.value)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_only_the_state_folder_touches_the_session_and_the_caches(path: Path) -> None:
    assert not touches(path)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_file_spells_a_key_that_the_state_folder_names(path: Path) -> None:
    families = set(re.findall(r"keys\.(\w+)(?:, data\))?\.of\(|of_data\(keys\.(\w+)", TEXT))
    names = {key.name for key in DECLARED.values()}
    names |= {f"{DECLARED[one].name}_" for pair in families for one in pair if one}
    assert not {one for one in spelled_keys(path) if one in names}


def test_no_two_files_spell_the_same_key() -> None:
    spelled = Counter(key for path in FILES for key in set(spelled_keys(path)))
    assert not [key for key, files in spelled.items() if files > 1]


def test_no_two_keys_have_one_name() -> None:
    together = {"run": {"RUN", "SETTING"}, "map": {"MAPPED", "MAPPED_OTHERS"}}
    by_name: dict[str, set[str]] = {}
    for constant, key in DECLARED.items():
        by_name.setdefault(key.name, set()).add(constant)
    assert {name: own for name, own in by_name.items() if len(own) > 1} == together


def test_every_key_is_read_somewhere() -> None:
    assert not [name for name in DECLARED if not re.search(rf"\b{name}\b", TEXT)]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_only_the_state_folder_makes_keys(path: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    names = (node.func for node in calls if isinstance(node, ast.Call))
    assert "Key" not in {name.id for name in names if isinstance(name, ast.Name)}

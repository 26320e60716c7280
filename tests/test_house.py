"""The house stays what it is: small rooms, short functions, every name given once."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "promptrec"
MOST_FILES = 20  # in one folder
MOST_LINES = 250  # in one file
LONGEST = 40  # lines of a function
HISTORY = PACKAGE / "store" / "migrations"  # what a store went through is never edited


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every file of the package that may be edited, with what is in it."""
    for path in sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("pages/*/*.py"), ROOT / "app.py"]):
        if HISTORY not in path.parents:
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_a_folder_holds_at_most_twenty_files():
    counts = Counter(path.parent for path, _ in sources() if path.name != "__init__.py")
    assert {str(folder): n for folder, n in counts.items() if n > MOST_FILES} == {}


def test_a_file_has_at_most_250_lines():
    counts = {str(path): len((ROOT / path).read_text().splitlines()) for path, _ in sources()}
    assert {path: lines for path, lines in counts.items() if lines > MOST_LINES} == {}


def test_a_function_has_at_most_40_lines():
    lengths = {
        f"{path} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_the_name_of_a_class_is_given_once():
    places = defaultdict(list)
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}

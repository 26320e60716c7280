"""Imports of pages, one script at a time.

Each visit and each rerun is a thread. Two that import one package from two sides at once (one
enters at the package, the other at a file in it) wait for each other; Python sees that and lets
one of them fail. So whatever a script imports is imported under one lock.
"""

import ast
import functools
import importlib
import threading
from collections.abc import Iterator
from pathlib import Path

one_at_a_time = threading.RLock()


def import_for(page: Path) -> None:
    """Import what the file of a page imports at its top, so that running it waits for nobody."""
    with one_at_a_time:
        for module, names in _imported(page):
            found = importlib.import_module(module)
            for name in names:
                if not hasattr(found, name):
                    importlib.import_module(f"{module}.{name}")


@functools.cache
def _imported(page: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_lines(ast.parse(page.read_text(encoding="utf-8"))))


def _lines(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in tree.body:
        if isinstance(line, ast.ImportFrom) and line.module and not line.level:
            yield line.module, tuple(one.name for one in line.names)
        elif isinstance(line, ast.Import):
            yield from ((one.name, ()) for one in line.names)

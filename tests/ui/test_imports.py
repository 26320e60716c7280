"""Two scripts that import at the same time do not stop each other."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHILD = "WORD = 'here'\n"
PACKAGE = "from both.child import WORD\n"
RACE = '''
import sys, threading, time
from importlib.machinery import PathFinder
from pathlib import Path
from promptrec.ui.shell.imports import import_for

failed = []

class SlowMachine:
    """It finds the package at once and takes its time to make the module of it."""

    def find_spec(self, name, path=None, target=None):
        if name != "both":
            return None
        spec = PathFinder.find_spec(name)
        spec.loader.create_module = lambda spec: time.sleep(0.3)
        return spec

sys.meta_path.insert(0, SlowMachine())

def script(page):
    try:
        if {guarded}:
            import_for(page)
        exec(page.read_text(), {{}})
    except BaseException as error:
        failed.append(f"{{type(error).__name__}}: {{error}}")

pages = [Path(one) for one in sys.argv[1:]]
threads = [threading.Thread(target=script, args=(page,)) for page in pages]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failed)
'''


def _race(folder: Path, guarded: bool) -> str:
    (folder / "both").mkdir()
    (folder / "both" / "__init__.py").write_text(PACKAGE)
    (folder / "both" / "child.py").write_text(CHILD)
    (folder / "whole.py").write_text("import both\n")
    (folder / "part.py").write_text("from both import child\nfrom both.child import WORD\n")
    (folder / "deep.py").write_text("from both.child import WORD\n")
    pages = [str(folder / name) for name in ("whole.py", "deep.py", "part.py")]
    command = [sys.executable, "-c", RACE.format(guarded=guarded), *pages]
    env = {"PYTHONPATH": f"{ROOT}:{folder}", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip()


def test_pages_that_import_one_package_from_two_sides_at_once_both_run(tmp_path: Path) -> None:
    assert _race(tmp_path, guarded=True) == "[]"


def test_without_the_lock_one_of_them_fails(tmp_path: Path) -> None:
    places = [tmp_path / str(at) for at in range(5)]  # on a busy machine they may just miss
    for place in places:
        place.mkdir()
    assert any("deadlock" in _race(place, guarded=False) for place in places)

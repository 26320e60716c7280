"""Folders and bundles that hide code: refused before any loader runs, and nothing of it ever runs.

    python -m benchmarks.faults.models

A hook of the interpreter listens for pickles from the first line on. The control reads the same
pickle as a loader would: there the canary must fire, or it proves nothing.
"""

import pickle
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.hostile_models import Canary, cases, good
from benchmarks.faults.line import leave, say
from promptrec.errors import ModelError
from promptrec.model.backbones.catalogue import resolve

heard: list[str] = []


def hear(event: str, _: object) -> None:
    """Note every class that a pickle asks for."""
    if event == "pickle.find_class":
        heard.append(event)


sys.addaudithook(hear)


def main() -> None:
    """Print the figures of hostile models."""
    with tempfile.TemporaryDirectory() as name:
        place, refused, fired, total = Path(name), 0, 0, 0
        good(place / "good")
        allowed = resolve(str(place / "good")).hidden == 8
        for what, folder, canary in cases(place):
            total += 1
            try:
                resolve(str(folder))
                print("  not refused:", what)
            except ModelError:
                refused += 1
            fired += canary.exists()
        torch = "torch" in sys.modules
        reached = [
            say("S9 a good folder is taken", allowed, True, passed=allowed, seed=0),
            say("S9 refused", f"{refused} of {total}", "all", passed=refused == total, seed=0),
            say("S9 canaries that fired", fired, 0, passed=not fired, seed=0),
            say("S9 pickle.find_class heard", len(heard), 0, passed=not heard, seed=0),
            say("S9 torch was imported", torch, False, passed=not torch, seed=0),
        ]  # fmt: skip
        pickle.loads(pickle.dumps(Canary(place / "control"))).close()
        control = (place / "control").exists() and bool(heard)
        reached.append(say("S9 control: pickle.loads fires", control, True, passed=control, seed=0))
    leave(reached)


if __name__ == "__main__":
    main()

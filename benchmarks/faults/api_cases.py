"""What a served bundle answers to cases made from its own OpenAPI document. Prints a line a figure.

python -m benchmarks.faults.api_cases BUNDLE.zip [--cases 20000 --minutes 60]

schemathesis (optional: pip install schemathesis==4.32.5) makes them, seed after seed, in its phases
`coverage` and `fuzzing`, until there are enough or the time is over. The service is the real one, a
process of its own. Two things are changed in the document that the cases are made from, so that
they reach the model and stay cheap: no list is longer than --longest, and half of all ids are of
the data. Every answer is held to the document's statuses, too.
"""

import argparse
import collections
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.faults.api_heard import HEARD, LOST
from benchmarks.faults.line import leave, say
from benchmarks.serve_load import START_S, memory, wait
from promptrec.bench.beside import free_port
from promptrec.bundle.opened import open_bundle

ROOT = Path(__file__).parents[2]
RUN = "from schemathesis.cli import schemathesis; schemathesis()"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)
SHORTER = ("maxItems", "maxProperties")
KNOWN = 20  # ids of the data that cases may name
PATIENCE_S = 120  # with one answer; the service itself ends its waiting long before
GROWTH = 1.15  # of the memory from its middle reading to its last


def main() -> None:
    """All figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("bundle", type=Path)
    options.add_argument("--cases", type=int, default=20_000)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--longest", type=int, default=3)
    options.add_argument("--first-seed", type=int, default=1)
    options.add_argument("--each", type=int, default=100, help="fuzzing cases a path and seed")
    asked = options.parse_args()
    if importlib.util.find_spec("schemathesis") is None:
        sys.exit("schemathesis makes the cases and is not installed: pip install schemathesis.")
    with tempfile.TemporaryDirectory(prefix="promptrec-cases-") as place:
        leave(measured(asked, Path(place)))


def measured(asked: argparse.Namespace, folder: Path) -> list[bool]:
    """Serve, send, count."""
    port = free_port()
    command = [sys.executable, "-m", "promptrec", "serve", str(asked.bundle), "--port", str(port)]
    command += ["--home", str(folder / "home"), "--bundles", str(folder)]
    process = subprocess.Popen(command)
    try:
        wait(port)
        document = folder / "openapi.json"
        document.write_text(json.dumps(reaching(port, asked)))
        held, last = send(process, port, document, asked)
        alive = process.poll() is None
    finally:
        process.terminate()
        process.wait(START_S)
    return figures(statuses(folder / "heard"), held, last, alive, process.returncode)


def send(
    process: "subprocess.Popen[bytes]", port: int, document: Path, asked: argparse.Namespace
) -> tuple[list[float], int]:
    """Seed after seed; megabytes before the first and after each, and the last seed."""
    heard, until = document.parent / "heard", time.monotonic() + 60 * asked.minutes
    held, seed = [memory(process.pid)], asked.first_seed - 1
    heard.touch()
    while process.poll() is None and time.monotonic() < until:
        seed += 1
        command = [sys.executable, "-c", RUN, "run", str(document)]
        command += ["--url", f"http://127.0.0.1:{port}", "--phases", "coverage,fuzzing"]
        command += ["--checks", CHECKS, "--workers", "4", "--seed", str(seed)]
        command += ["--max-examples", str(asked.each), "--continue-on-failure", "--no-color"]
        command += ["--request-timeout", str(PATIENCE_S)]
        command += ["--suppress-health-check", "all", "--generation-database", "none"]
        own = {HEARD: str(heard), "SCHEMATHESIS_HOOKS": "benchmarks.faults.api_heard"}
        own["PYTHONPATH"] = str(ROOT)
        told = document.parent / f"seed{seed}"
        with told.open("w") as file, contextlib.suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                command,
                env={**os.environ, **own},
                cwd=document.parent,
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=max(1.0, until - time.monotonic()),
            )
            if done.returncode:
                print(told.read_text()[-6000:], flush=True)
        held.append(memory(process.pid))
        sent = sum(statuses(heard).values())
        print(f"  seed {seed}: {sent:,} cases so far, {held[-1]:.0f} MB", flush=True)
        if sent >= asked.cases:
            break
    return held, seed


def figures(
    found: "collections.Counter[str]", held: list[float], last: int, alive: bool, code: int
) -> list[bool]:
    """A line each."""
    sent, lost = sum(found.values()), found.pop(LOST, 0)
    broken = sum(count for status, count in found.items() if status[0] == "5" and status != "503")
    shown = ", ".join(f"{status}: {count:,}" for status, count in sorted(found.items()))
    middle = held[len(held) // 2]
    return [
        say("cases", f"{sent:,} ({shown})", "answered", passed=sent > 0, seed=last),
        say("answers that are a fault of the service", broken, 0, passed=not broken, seed=last),
        say("connections lost", lost, 0, passed=not lost, seed=last),
        say("alive, and ends with 0", code, 0, passed=alive and code == 0, seed=last),
        say(
            "memory, MB: first, middle, last",
            f"{held[0]:.0f}, {middle:.0f}, {held[-1]:.0f}",
            f"last at most {GROWTH:g} times the middle",
            passed=held[-1] <= GROWTH * middle,
            seed=last,
        ),
    ]


def statuses(heard: Path) -> "collections.Counter[str]":
    """How often each was answered."""
    return collections.Counter(heard.read_text().split())


def reaching(port: int, asked: argparse.Namespace) -> dict[str, Any]:
    """The service's document with short lists, and with ids that the data has."""
    with urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=60) as answer:
        document: dict[str, Any] = json.load(answer)
    with open_bundle(asked.bundle) as bundle:
        data = bundle.dataset()
    known = {
        "user_id": list(map(str, data.users.index[:KNOWN])),
        "item": list(map(str, data.items.index[:KNOWN])),
    }
    known |= dict.fromkeys(("item_id", "liked", "disliked", "candidates", "items"), known["item"])
    for schema in document["components"]["schemas"].values():
        for name, one in schema.get("properties", {}).items():
            shorten(one, asked.longest)
            if name in known:
                know(one, known[name])
    return document


def shorten(schema: dict[str, Any], longest: int) -> None:
    """No list longer than this, and none asked for."""
    for one in (schema, *schema.get("anyOf", ())):
        for limit in SHORTER:
            if limit in one:
                one[limit] = min(one[limit], longest)
        if one.get("type") == "integer" and "maximum" in one:
            one["maximum"] = min(one["maximum"], longest)


def know(schema: dict[str, Any], ids: list[str]) -> None:
    """Texts may be one of these, too."""
    for one in (schema, *schema.get("anyOf", ())):
        if one.get("type") == "array":
            one["items"] = {"anyOf": [{"enum": ids}, one["items"]]}
    kinds = schema.get("anyOf", [schema])
    if any(one.get("type") == "string" for one in kinds):
        own = dict(schema)
        schema.clear()
        schema["anyOf"] = [{"enum": ids}, *own.get("anyOf", [own])]


if __name__ == "__main__":
    main()

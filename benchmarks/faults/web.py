"""What the pages and their addresses withstand: S14 to S17, points 9 to 12. Prints a line a figure.

`python -m benchmarks.faults.web`; `--short` leaves the browser and the long list of addresses out;
`--only pages --first 100 --count 100` visits a part of that list, `--only browser` opens Chromium.
The lists of names, addresses and scripts are those of the tests.
"""

import argparse
import asyncio
import contextlib
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.line import leave, say

ROOT = Path(__file__).parents[2]
sys.path += [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from hostile import NAMES, SEED, queries  # noqa: E402

from promptrec.errors import PromptRecError  # noqa: E402
from promptrec.service.hosts import LOOPBACK  # noqa: E402
from promptrec.ui.shell.doors import Doors  # noqa: E402

STRANGERS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "a@127.0.0.1",
    "0.0.0.0:8501",
    "",
    "10.0.0.1",
)
ADDRESSES = 500
ORIGINS = ("http://127.0.0.1:9", "http://evil.example", "null", "http://localhost:8501", "")


def main() -> None:
    """All figures, or those that are asked for."""
    home = Path(tempfile.mkdtemp(prefix="promptrec-faults-"))
    os.environ["PROMPTREC_HOME"] = str(home)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true")
    options.add_argument("--first", type=int, default=0, help="of the addresses")
    options.add_argument("--count", type=int, default=ADDRESSES)
    given = options.parse_known_args()[0]
    short = {
        "names": lambda: names(home),
        "hosts": hosts,
        "origins": origins,
        "addresses": lambda: addresses(home),
    }
    long = {"pages": lambda: pages(given.first, given.count), "browser": browser}
    every = {**short, **({} if given.short else long)}
    options.add_argument("--only", nargs="*", default=list(every), choices=list(every))
    leave([every[name]() for name in options.parse_args().only])


def names(home: Path) -> bool:
    """S14: hostile names of uploads, runs, templates, data: a sentence, and no path outside."""
    from promptrec.data.shipped import open_dataset, shipped_names
    from promptrec.store.store import Store
    from promptrec.ui.data.uploads import checked_name

    store, good = Store.open(home), 0
    for name in NAMES:
        ended = True
        for use in (checked_name, store.run, store.template, open_dataset):
            try:
                found = use(name)
            except PromptRecError:
                continue
            except Exception as error:
                print(f"  {use.__name__} {name[:40]!a}: {type(error).__name__}")
                ended = False
                continue
            inside = (home / "datasets" / str(found)).resolve().parent == home / "datasets"
            ended = ended and (name in shipped_names() or (use is checked_name and inside))
        good += ended
    return say("S14 names", good, len(NAMES), passed=good == len(NAMES), seed=SEED)


def refused(kind: str, host: str, origin: str | None) -> bool:
    """Whether the doors keep a request out."""
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def inside(*_: object) -> None:
        sent.append({"type": "inside"})

    given = {"host": host, **({} if origin is None else {"origin": origin})}
    headers = [(name.encode(), value.encode()) for name, value in given.items()]
    scope = {"type": kind, "method": "GET", "headers": headers}
    asyncio.run(Doors(inside, LOOPBACK)(scope, None, send))
    return sent[0]["type"] != "inside"


def hosts() -> bool:
    """11: names that are not the app's own; the control: its own gets in."""
    out = sum(refused("http", one, None) for one in STRANGERS)
    control = not refused("http", "127.0.0.1:8501", None)
    done = out == len(STRANGERS) and control
    return say("11 foreign hosts refused", out, len(STRANGERS), passed=done, seed=0)


def origins() -> bool:
    """11: pages that are not the app's own, at the WebSocket."""
    own = "127.0.0.1:8501"
    out = sum(refused("websocket", own, one) for one in ORIGINS)
    control = not refused("websocket", own, f"http://{own}")
    done = out == len(ORIGINS) and control
    return say("11 foreign origins refused", out, len(ORIGINS), passed=done, seed=0)


def addresses(home: Path) -> bool:
    """S17: other addresses than loopback, by option and by environment."""
    command = [sys.executable, "-m", "promptrec.ui.launch", "--server.headless", "true"]
    tries = [(["--server.address", one], {}) for one in ("0.0.0.0", "::", "192.0.2.1")]
    tries += [([], {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})]
    out = 0
    for options, more in tries:
        environment = {**os.environ, **more, "PROMPTREC_HOME": str(home)}
        with contextlib.suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                [*command, *options], cwd=ROOT, env=environment, capture_output=True, timeout=120
            )
            out += done.returncode == 2 and b"can be reached by others" in done.stderr
    return say("S17 open addresses refused", out, len(tries), passed=out == len(tries), seed=0)


def pages(first: int, count: int) -> bool:
    """S15: hostile addresses, each a page without traceback."""
    from streamlit.testing.v1 import AppTest

    every, good = queries(ADDRESSES)[first : first + count], 0
    folder = {page.stem: page for page in ROOT.glob("pages/[!r]*/*.py")}
    for name, query in every:
        with contextlib.redirect_stderr(io.StringIO()):
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            for key, value in query.items():
                app.query_params[key] = value
            app.run()
            app.switch_page(str(folder[name].relative_to(ROOT))).run()
        wrong = [str(one.value) for one in app.error if "Something went wrong" in str(one.value)]
        good += not app.exception and not wrong
    return say("S15 addresses", good, len(every), passed=good == len(every), seed=SEED)


def browser() -> bool:
    """9, S16: traps and stored scripts on every page in Chromium, and in every file."""
    from trapped_home import PAYLOADS

    command = [sys.executable, "-m", "pytest", "-q", "tests/browser/test_text_stays_text.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    passed = done.returncode == 0
    return say(
        "9, S16 traps and scripts that act",
        0 if passed else "some",
        f"0 of {len(PAYLOADS)}",
        passed=passed,
        seed=0,
    )


if __name__ == "__main__":
    main()

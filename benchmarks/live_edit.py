"""Median time from a key to the new preview and to its score in Chromium, with the editor's 150 ms.

    python -m benchmarks.live_edit [--keys 30] [--data movies] [--ab] [--pins 5] [--busy] [--json]

Starts the app on a home of its own, whose example runs score, opens the Templates page, types
single letters with pauses and measures in the page, from the key's event until the preview holds
the letter, and until the score under it is that of the new text. Beside that: seconds until the
first page stands there, and what the app holds with the model. --ab: with a second template beside
it. --pins: so many examples are scored, not one. --busy: then again while a run trains, with the
run's steps a second while nobody types and while somebody does.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from promptrec.bench.beside import free_port
from promptrec.data.shipped import open_dataset
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WATCH = """(expected) => new Promise(done => {
  let preview = 0;
  const look = () => {
    const shown = document.querySelector('.pr-prompt');
    const passed = performance.now() - window.__key;
    const there = shown && shown.textContent.trimEnd().endsWith(expected);
    if (!preview && there) preview = passed;
    const facts = document.querySelector('.pr-facts');
    const fresh = facts && !facts.closest('[data-stale="true"]') && facts.querySelector('b');
    if (preview && fresh) done([preview, passed]);
    else requestAnimationFrame(look);
  };
  look();
})"""
NOTE = (
    "() => document.addEventListener('keydown', () => { window.__key = performance.now(); }, true)"
)


ALONE_S = 10  # how long a run is watched while nobody types
TRAINED = RunSettings(
    dataset="movies",
    template="The user likes {history.liked:5}. Next: {item.title}.",
    method="lora",
    max_train=2000,
    max_valid=20,
    epochs=50,
)
Result = dict[str, object]
Times = list[tuple[float, float]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=30)
    parser.add_argument("--data", default="movies")
    parser.add_argument("--ab", action="store_true")
    parser.add_argument("--pins", type=int, default=1)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result: Result = {name: getattr(options, name) for name in ("keys", "data", "ab", "pins")}
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        app = start(port, home)
        try:
            pin(home, options.data, options.pins - 1)
            result |= measure(f"http://127.0.0.1:{port}", home, app.pid, options)
        finally:
            app.terminate()
            app.wait(20)
    text = ", ".join(f"{name} {value}" for name, value in result.items())
    print(json.dumps(result) if options.json else text)


def pin(home: str, data: str, count: int) -> None:
    """Pin so many rows of train as examples."""
    dataset, store = open_dataset(data), Store.open(home)
    for row in dataset.interactions.iloc[:: len(dataset.interactions) // 50].iloc[:count].index:
        user, item = (int(dataset.interactions[name][row]) for name in ("user", "item"))
        store.pin(data, str(dataset.users.index[user]), str(dataset.items.index[item]))


def spread(times: Times, after: str = "") -> Result:
    """Median, ninth tenth and worst of what was measured."""
    result: Result = {}
    for name, passed in zip(("preview", "score"), zip(*times, strict=True), strict=True):
        result[f"{name}_median_ms{after}"] = round(statistics.median(passed))
        result[f"{name}_p90_ms{after}"] = round(sorted(passed)[int(0.9 * (len(passed) - 1))])
        result[f"{name}_max_ms{after}"] = round(max(passed))
    return result


def start(port: int, home: str) -> "subprocess.Popen[bytes]":
    """The app, answering."""
    command = [sys.executable, "-m", "promptrec.ui.launch", "--server.headless", "true"]
    app = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PROMPTREC_HOME": home, "HF_HUB_OFFLINE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return app
    raise SystemExit("The app did not start.")


def measure(address: str, home: str, app: int, options: argparse.Namespace) -> Result:
    """Milliseconds per key, to the preview and to the score; app: its process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("No chromium. Run: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        began = time.perf_counter()
        page.goto(f"{address}/?data={options.data}")
        templates = page.get_by_role("link", name="Templates", exact=True).first
        templates.wait_for(timeout=60_000)
        result: Result = {"first_page_s": round(time.perf_counter() - began, 2)}
        templates.click()
        told(result)
        ready(page, options.ab)
        result["memory_mb"] = round(psutil.Process(app).memory_info().rss / 1e6)
        result |= spread(typed(page, options.keys))
        told(result)
        if options.busy:
            result |= beside_a_run(page, home, options.keys)
        browser.close()
    return result


def told(result: Result) -> None:
    """What is known so far, for whoever waits."""
    print(json.dumps(result), file=sys.stderr, flush=True)


def ready(page: Page, ab: bool) -> None:
    """The editor with its first score, and a second template where it is asked for."""
    editor = page.locator("textarea").first
    editor.click(timeout=60_000)
    page.locator(".pr-facts b").first.wait_for(timeout=120_000)  # the model is loaded
    if ab:
        page.get_by_role("button", name="A/B: a second template").click()
        page.locator(".pr-ab").wait_for(timeout=120_000)
        editor.click()
    page.wait_for_timeout(2000)
    page.evaluate(NOTE)
    page.keyboard.press("ControlOrMeta+End")


def typed(page: Page, keys: int) -> Times:
    """Times of so many keys; the first ones warm up and are left out."""
    return [one_key(page, at) for at in range(keys + 3)][3:]


def beside_a_run(page: Page, home: str, keys: int) -> Result:
    """The same while a run trains, and what that costs the run."""
    store = Store.open(home)
    run = store.queue(TRAINED)
    ensure_supervisor(Path(home), idle_s=5)
    while not store.measures(run.id, "loss"):
        if store.run(run.id).state.finished:
            raise SystemExit(str(store.run(run.id).message))
        time.sleep(0.2)
    before = steps(store, run)
    began = time.perf_counter()
    time.sleep(ALONE_S)
    middle = steps(store, run)
    alone = (middle - before) / (time.perf_counter() - began)
    began = time.perf_counter()
    times = typed(page, keys)
    beside = (steps(store, run) - middle) / (time.perf_counter() - began)
    store.request_cancel(run.id)
    while not store.run(run.id).state.finished:
        time.sleep(0.2)
    paces: Result = {"steps_a_second": round(alone, 2), "steps_a_second_typed": round(beside, 2)}
    return spread(times, "_busy") | paces


def steps(store: Store, run: Run) -> int:
    """How many losses a run has told."""
    return len(store.measures(run.id, "loss"))


def one_key(page: Page, at: int) -> tuple[float, float]:
    """Type one letter and wait until the preview has all that was typed so far, and its score."""
    letter = LETTERS[at % 26]
    before = page.locator(".pr-prompt").first.inner_text()
    page.keyboard.press(letter)
    preview, score = page.evaluate(WATCH, before[-8:] + letter)
    page.wait_for_timeout(250)
    return float(preview), float(score)


if __name__ == "__main__":
    main()

"""Median time from a key to the new preview and to its score in Chromium, with the editor's 150 ms.

    python -m benchmarks.live_edit [--keys 30] [--data movies] [--ab] [--json]

Starts the app on a home of its own, opens the Templates page, types single letters with pauses and
measures in the page, from the key's event until the preview holds the letter, and until the score
under it is that of the new text. --ab: with a second template beside it.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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
    if (!preview && shown && shown.textContent.includes(expected)) preview = passed;
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=30)
    parser.add_argument("--data", default="movies")
    parser.add_argument("--ab", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        app = start(port, home)
        try:
            address = f"http://127.0.0.1:{port}"
            times = measure(address, options.data, options.keys, options.ab)
        finally:
            app.terminate()
            app.wait(20)
    result: dict[str, object] = {"keys": len(times), "data": options.data, "ab": options.ab}
    for name, passed in zip(("preview", "score"), zip(*times, strict=True), strict=True):
        result[f"{name}_median_ms"] = round(statistics.median(passed))
        result[f"{name}_p90_ms"] = round(sorted(passed)[int(0.9 * (len(passed) - 1))])
        result[f"{name}_max_ms"] = round(max(passed))
    text = ", ".join(f"{name} {value}" for name, value in result.items())
    print(json.dumps(result) if options.json else text)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


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


def measure(address: str, data: str, keys: int, ab: bool) -> list[tuple[float, float]]:
    """Milliseconds per key, to the preview and to the score."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("No chromium. Run: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/?data={data}")
        page.get_by_role("link", name="Templates", exact=True).first.click()
        editor = page.locator("textarea").first
        editor.click(timeout=60_000)
        page.locator(".pr-facts b").first.wait_for(timeout=120_000)  # the model is loaded
        if ab:
            page.get_by_role("button", name="A/B").click()
            page.locator(".pr-ab").wait_for(timeout=120_000)
            editor.click()
        page.wait_for_timeout(2000)
        page.evaluate(NOTE)
        page.keyboard.press("ControlOrMeta+End")
        times = [one_key(page, at) for at in range(keys + 3)]
        browser.close()
    return times[3:]  # the first ones warm up


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

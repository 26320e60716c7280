"""Every tuning method and the scoring of both packaged models on this machine's card.

    python -m benchmarks.gpu --out OUT.json [--weights DIR] [--device cuda|cpu] [--quick]
    python -m benchmarks.gpu --out OUT.json --read --markdown docs/gpu.md

docs/gpu.md says what is measured. The JSON is written after every part, so that one that fails, or
a machine that stops, costs no other; parts that a file already has are not measured again. Needs
torch, transformers, peft, pandas and scipy, and a folder of `benchmarks.gpu_weights` where the
models are not installed: no network, no store, no page. `--quick`: few rows and small products.
"""

import argparse
import datetime
import json
import os
import platform
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from benchmarks import gpu_parts as parts
from benchmarks.gpu_table import put_into, table
from benchmarks.gpu_weights import use
from promptrec.errors import PromptRecError
from promptrec.model.backbones.devices import Device, pick
from promptrec.settings import METHODS

EVERY = tuple("top_layers:2" if one == "top_layers" else one for one in METHODS if one != "none")
Numbers = dict[str, Any]


class Book:
    """What was measured, on disk after every part."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.path, self.seconds, self.began = path, seconds, time.monotonic()
        self.found: Numbers = json.loads(path.read_text()) if path.exists() else {}

    def part(self, place: Numbers, name: str, work: Callable[[], Numbers]) -> None:
        """Measure, unless it is there or there is no time; an error is a result, too."""
        old = place.get(name)
        if old and "error" not in old and "skipped" not in old:
            return
        began = time.monotonic()
        try:
            if began - self.began > self.seconds:
                place[name] = {"skipped": "no time was left"}
            else:
                place[name] = work()
        except PromptRecError as error:  # the product says no, in a sentence
            place[name] = {"refused": str(error)}
        except Exception as error:
            place[name] = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}
            traceback.print_exc()
        print(f"{time.monotonic() - self.began:6.1f} s  {name}  {brief(place[name])}", flush=True)
        self.keep()

    def keep(self) -> None:
        """Write it, whole."""
        self.found["seconds"] = self.found.get("earlier", 0) + time.monotonic() - self.began
        draft = self.path.with_suffix(".part")
        draft.write_text(json.dumps(self.found, indent=1))
        draft.replace(self.path)


def brief(part: Numbers) -> str:
    """A line for whoever waits."""
    text = json.dumps(part)
    return text if len(text) < 220 else f"{text[:220]}..."


def card(device: Device) -> Numbers:
    """What is measured on."""
    import torch
    import transformers

    name, memory = platform.processor() or platform.machine(), None
    if device.is_cuda:
        properties = torch.cuda.get_device_properties(0)
        name, memory = properties.name, round(properties.total_memory / 2**30, 1)
    return {
        "name": name,
        "memory_gib": memory,
        "precision": device.precision,
        "cores": os.cpu_count(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }


def measure(book: Book, device: Device, model: str, rows: int, quick: bool) -> None:
    """All parts of one model."""
    place = book.found.setdefault("models", {}).setdefault(model, {})
    place["weights"] = book.found.get("weights", {}).get(model, "its own")
    place["rows"] = rows
    plain = parts.material(model, rows, "lora")
    soft = parts.material(model, rows, "prompt_tuning")
    peak = book.found.get("peak", {})
    book.part(place, "agreement", partial(parts.agreement, plain, device))
    book.part(place, "scoring", partial(parts.scoring, plain, device, peak, quick))
    book.part(place, "cancelling", partial(parts.cancelling, plain, device))
    book.part(place, "waiting", partial(parts.waiting, plain, device, ("lora", "full", "adalora")))
    tuned = place.setdefault("tuning", {})
    for method in EVERY:
        mine = soft if method in parts.SOFT else plain
        book.part(tuned, method, partial(parts.tuning, mine, method, device))
    book.part(place, "repetition", partial(parts.repetition, plain, device))


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, required=True, help="the JSON file to write, or to read"
    )
    parser.add_argument("--weights", type=Path, help="a folder of benchmarks.gpu_weights")
    parser.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu"))
    parser.add_argument("--models", nargs="+", default=["minilm", "smollm2-135m"])
    parser.add_argument("--rows", type=int, default=2000, help="train rows of an epoch")
    parser.add_argument("--seconds", type=float, default=280, help="start no part after it")
    parser.add_argument("--quick", action="store_true", help="64 rows, small products")
    parser.add_argument("--read", action="store_true", help="measure nothing")
    parser.add_argument("--markdown", type=Path, help="a page whose table is replaced")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Measure what is missing in the file, then print the table."""
    chosen = arguments(given)
    book = Book(chosen.out, chosen.seconds)
    if not chosen.read:
        book.found["weights"] = use(chosen.weights)
        book.found["date"] = f"{datetime.date.today():%Y-%m-%d}"
        book.found["earlier"] = book.found.get("seconds", 0)
        device = pick(chosen.device)
        device.prepare()
        book.part(book.found, "card", partial(card, device))
        book.part(book.found, "peak", partial(parts.peaks, device, chosen.quick))
        rows = min(chosen.rows, 64) if chosen.quick else chosen.rows
        for model in chosen.models:
            try:
                measure(book, device, model, rows, chosen.quick)
            except Exception as error:
                book.found["models"].setdefault(model, {})["error"] = str(error)[:300]
                traceback.print_exc()
                book.keep()
    text = table(book.found)
    print(text)
    if chosen.markdown:
        put_into(chosen.markdown, text)


if __name__ == "__main__":
    main()

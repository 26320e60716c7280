"""The table of `benchmarks.gpu`, made from its JSON alone."""

import re
from pathlib import Path
from typing import Any

MARKS = ("<!-- measured -->", "<!-- /measured -->")
Numbers = dict[str, Any]


def table(found: Numbers) -> str:
    """Everything that was measured, as Markdown."""
    card = found.get("card", {})
    lines = [
        f"On {found.get('date', '?')}: {card.get('name', '?')}, {card.get('memory_gib', '?')} GiB, "
        f"torch {card.get('torch', '?')}, transformers {card.get('transformers', '?')}; "
        f"{found.get('seconds', 0):.0f} seconds in all.",
        "",
        *peak_lines(found.get("peak", {})),
    ]
    for name, parts in found.get("models", {}).items():
        lines += ["", f"### {name}", "", *model_lines(parts)]
    return "\n".join(lines)


def peak_lines(peak: Numbers) -> list[str]:
    if (excuse := excused(peak)) is not None:
        return [f"Matrix products: {excuse}"]
    values = ", ".join(f"{name} {number(peak[name])}" for name in ("bf16", "fp32", "tf32"))
    return [f"Matrix product of {peak['size']} x {peak['size']} random numbers, TFLOP/s: {values}."]


def model_lines(parts: Numbers) -> list[str]:
    """Of one model."""
    lines = [f"Weights: {parts.get('weights', 'its own')}."]
    if "error" in parts:
        lines += ["", f"Failed: {parts['error']}"]
    writers = {
        "scoring": scoring_lines,
        "agreement": agreement_lines,
        "repetition": repetition_lines,
        "cancelling": cancelling_lines,
        "waiting": waiting_lines,
    }
    if "tuning" in parts:
        lines += ["", *tuning_lines(parts["tuning"], parts.get("rows", 0))]
    for name, write in writers.items():
        if name in parts:
            excuse = excused(parts[name])
            lines += ["", *(write(parts[name]) if excuse is None else [f"{name}: {excuse}"])]
    return lines


def excused(part: Numbers) -> str | None:
    """Why a part has no numbers; None when it has."""
    if "error" in part:
        return f"failed: {part['error']}"
    if "refused" in part:
        return f"refused: {part['refused']}"
    if "skipped" in part:
        return f"not measured: {part['skipped']}"
    return None if part else "not measured"


def number(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def rows_of(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def headed(*names: str) -> list[str]:
    return [rows_of(*names), "| --- " * len(names) + "|"]


def tuning_lines(methods: Numbers, rows: int) -> list[str]:
    lines = [
        f"One epoch of {rows} rows, 16 prompts a step.",
        "",
        *headed("method", "works", "trained", "examples/s", "peak GiB", "loss, first", "last"),
    ]
    for method, part in methods.items():
        if (excuse := excused(part)) is not None:
            lines.append(rows_of(method, excuse, "", "", "", "", ""))
            continue
        works = "yes" if part["ok"] else "; ".join(part["alarms"]) or "no"
        speeds = (number(part["examples_per_s"]), number(part["peak_gib"]))
        losses = (f"{part['first_loss']:.3f}", f"{part['last_loss']:.3f}")
        lines.append(rows_of(method, works, f"{part['parameters']:,}", *speeds, *losses))
    return lines


def scoring_lines(part: Numbers) -> list[str]:
    lines = [
        f"Scoring {part['prompts']:,} prompts of {part['tokens'] / part['prompts']:.0f} tokens.",
        "",
        *headed("precision, batch", "prompts/s", "share of the measured peak"),
    ]
    for name, way in part.items():
        if isinstance(way, dict):
            said = f"{name} (in use)" if way.get("usual") else name
            share = f"{100 * way['share_of_peak']:.1f} %"
            lines.append(rows_of(said, number(way["prompts_per_s"]), share))
    return lines


def agreement_lines(part: Numbers) -> list[str]:
    lines = [
        f"Scores of {part['prompts']} prompts, standard deviation {part['spread']:.3g}.",
        "",
        *headed("scores", "largest difference", "correlation"),
    ]
    for name, values in part.items():
        if isinstance(values, dict):
            lines.append(rows_of(name, f"{values['largest']:.2g}", f"{values['correlation']:.6f}"))
    return lines


def repetition_lines(part: Numbers) -> list[str]:
    lines = headed("20 steps twice", "same losses", "same weights", "examples/s")
    for name, way in part.items():
        same = ("yes" if way[key] else "no" for key in ("same_losses", "same_weights"))
        lines.append(rows_of(name, *same, number(way["examples_per_s"])))
    return lines


def cancelling_lines(part: Numbers) -> list[str]:
    first, second = part["said"]
    left = part["bytes_left"]
    freed = "" if left is None else f" {left:,} bytes of it stayed on the card."
    return [
        f"A cancel at the {part['asked']}th question: «{first}» "
        f"A cancel by the one who is told: «{second}».{freed}"
    ]


def waiting_lines(part: Numbers) -> list[str]:
    lines = headed("Python waits for the card", "times", "where most")
    for name, way in part.items():
        times = f"{way['per_step']:.2f} a step" if "per_step" in way else f"{way['in_all']} in all"
        where = ", ".join(f"{place} ({count})" for place, count in way["where"].items())
        lines.append(rows_of(name, times, where))
    return lines


def put_into(page: Path, text: str) -> None:
    """Replace what stands between the marks of a page."""
    old = page.read_text(encoding="utf-8")
    start, end = (re.escape(mark) for mark in MARKS)
    if not re.search(f"{start}.*{end}", old, re.DOTALL):
        raise SystemExit(f"{page} has no {MARKS[0]} ... {MARKS[1]} to put the table between.")
    new = f"{MARKS[0]}\n{text}\n{MARKS[1]}"
    page.write_text(re.sub(f"{start}.*{end}", lambda _: new, old, flags=re.DOTALL), "utf-8")

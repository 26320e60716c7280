"""Do the defaults learn? Templates on valid, then the best of them on test beside the baselines.

    python -m benchmarks.defaults [--choose-rows 256] [--rows 2000] [--out docs/defaults.md]

Data `movies`, split leave_last, seed 0, model minilm. Each of the templates is
tuned with `lora` on few rows; the one with the best AUC on valid is then tuned with `lora` and with
`full` on more, and judged on test once, beside the same template untuned and the baselines.
"""

import argparse
import datetime
import hashlib
import json
import time
from pathlib import Path

import promptrec as pr
from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.baselines.run import known_reports
from promptrec.model.variant import Variant
from promptrec.prompt.library import fitting
from promptrec.prompt.template import Template
from promptrec.records import Report
from promptrec.training.loop import Outcome

CACHE = Path(".promptrec/benchmarks")
HEAD = ("AUC on test", "GAUC (rows)", "log loss", "trainable parameters", "seconds")


def settings_for(template: Template, method: str, rows: int, seed: int = 0) -> pr.RunSettings:
    """Default settings but for the number of rows."""
    return pr.RunSettings(
        dataset="movies",
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        method=method,
        max_train=rows,
        seed=seed,
    )


def tuned(settings: pr.RunSettings) -> tuple[Variant, Outcome | None, float]:
    """A variant after its training, what that came to, and its seconds, validation included."""
    dataset = pr.open_dataset(settings.dataset)
    began = time.monotonic()
    variant = pr.open_variant(dataset, settings)
    outcome = pr.tune(variant)
    return variant, outcome, time.monotonic() - began


def on_valid(template: Template, rows: int) -> dict[str, float]:
    """AUC on valid and seconds, remembered on disk so that a second call goes on."""
    settings = settings_for(template, "lora", rows)
    path = CACHE / f"{hash_of(settings.to_json())}.json"
    if not path.exists():
        _, outcome, seconds = tuned(settings)
        auc = outcome.report.metrics["auc"]
        found = {"auc": auc.value, "low": auc.low, "high": auc.high, "seconds": seconds}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found))
    return dict(json.loads(path.read_text()))


def hash_of(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cells(report: Report, parameters: int | str, seconds: float | str) -> str:
    """A row of the test table."""
    auc, gauc, loss = (report.metrics[name] for name in ("auc", "gauc_rows", "log_loss"))
    took = seconds if isinstance(seconds, str) else f"{seconds:.0f}"
    size = parameters if isinstance(parameters, str) else f"{parameters:,}"
    spans = [f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in (auc, gauc, loss)]
    return " | ".join((*spans, size, took))


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2000, help="labelled train rows")
    parser.add_argument("--choose-rows", type=int, default=256, help="rows to choose a template by")
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    parser.add_argument("--templates", nargs="*", help="names; default: all that fit the data")
    arguments = parser.parse_args()
    dataset = pr.open_dataset("movies")
    templates = fitting(dataset.fields, "en")
    if arguments.templates:
        templates = tuple(each for each in templates if each.name in arguments.templates)
    valid = {}
    for template in templates:
        valid[template.name] = on_valid(template, arguments.choose_rows)
        print(template.name, valid[template.name], flush=True)
    best = max(templates, key=lambda template: valid[template.name]["auc"])
    command = f"--choose-rows {arguments.choose_rows} --rows {arguments.rows}"
    if arguments.templates:
        command += " --templates " + " ".join(f'"{name}"' for name in arguments.templates)
    lines = [
        f"On {datetime.date.today():%Y-%m-%d}: `python -m benchmarks.defaults {command}`.",
        f"Data `movies`, split `leave_last`, seed 0, model `minilm`, {machine()}.",
        "Intervals: 95 %, bootstrap over users. Seconds: training and validation together.",
        "",
        f"| tuned with `lora` on {arguments.choose_rows} rows | AUC on valid | seconds |",
        "| --- | --- | --- |",
    ]
    for name, found in sorted(valid.items(), key=lambda entry: -entry[1]["auc"]):
        lines.append(
            f"| {name} | {found['auc']:.3f} ({found['low']:.3f} to {found['high']:.3f})"
            f" | {found['seconds']:.0f} |"
        )
    lines += ["", f"Best on valid: **{best.name}** `{best.text}`", ""]
    lines += [f"The same template on {arguments.rows} rows, judged on test:", ""]
    lines += [f"| on test | {' | '.join(HEAD)} |", "| --- " * (len(HEAD) + 1) + "|"]
    for method in ("none", "lora", "full"):
        variant, _, seconds = tuned(settings_for(best, method, arguments.rows))
        judged = pr.evaluate(variant, "test")
        size = 0 if method == "none" else variant.scorer.trainable_parameters()
        lines.append(f"| {method} | {cells(judged.report, size, seconds)} |")
        print(lines[-1], flush=True)
    reports = known_reports(variant.plan, "test", variant.plan.pairs("test"))
    lines += [f"| *{name}* | {cells(report, '', '')} |" for name, report in reports.items()]
    text = "\n".join(lines)
    print(text)
    if arguments.out:
        write_section(arguments.out, "The best template on test", lines)


if __name__ == "__main__":
    main()

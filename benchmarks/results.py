"""Eight templates in each of the three domains, with every baseline and the verdicts.

    python -m benchmarks.results [--home .promptrec/results] [--domains movies shop music]
        [--out docs/results.md] [--seconds N]

What a person would do on the pages, done by one command: queue a run per template, let the worker
carry them out, compare on valid rows of the users that are not locked, then confirm the best one
against the control on test rows of the locked users, once per domain. Runs that the home holds
already are not made again, so an interrupted call goes on, and domains may be measured side by
side. Open the app with --home .promptrec/results/movies to see the runs behind each number.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import promptrec as pr
from benchmarks.machine import machine
from benchmarks.sections import days, publish
from promptrec.baselines.run import known_scores
from promptrec.compare.judging import Question, count_looks, judge
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group, entrants, groups, scored_rows
from promptrec.judge.evaluate import report_on
from promptrec.metrics.report import row_report
from promptrec.prompt.library import fitting
from promptrec.records import Interval
from promptrec.report.sentences import sentences
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.settings.by_rows import chosen_by_rows, course_of
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

TRAIN, VALID, SESOI = 500, 1000, 0.02
TEMPLATES = {  # the first is the control
    "movies": (
        "Plain title",
        "Title, genres, director",
        "Liked and disliked titles",
        "Liked titles, genres",
        "Summaries, title, genres",
        "Recently rated",
        "Taste as a sentence",
        "Utility, cloze",
    ),
    "shop": (
        "Plain title",
        "Product card",
        "Bought before",
        "Counts, category",
        "Who asks for which product",
        "Facts about the item",
        "Season and basket",
        "Will they buy it, cloze",
    ),
    "music": (
        "Plain title",
        "Artist card",
        "Liked and disliked titles",
        "Listener and artist",
        "Listener, counts, artist",
        "Facts about the item",
        "Artists and their scenes",
        "Listening now, cloze",
    ),
}


def settings_of(domain: str, name: str) -> RunSettings:
    """One template, tuned a little. In numbers, so that a run which was made is found again."""
    data = pr.open_dataset(domain)
    template = next(one for one in fitting(data.fields) if one.name == name)
    settings = RunSettings(
        dataset=domain,
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        method="lora",
        max_train=TRAIN,
        max_valid=VALID,
    )
    return chosen_by_rows(settings, TRAIN)


def finished(store: Store, settings: RunSettings) -> Run | None:
    """An earlier run of these settings."""
    same = (run for run in store.readable_runs() if run.settings == settings)
    return next((run for run in same if run.state == RunState.SUCCEEDED), None)


def runs_of(store: Store, every: Iterable[RunSettings], until: float) -> list[Run]:
    """The runs of these settings, made where they are missing; none begins after `until`."""
    found = []
    for settings in every:
        run = finished(store, settings)
        if run is None and time.monotonic() < until:
            queued = store.queue(settings, name=f"{settings.dataset}: {settings.template_name}")
            ensure_supervisor(store.home)
            run = wait_for(store, queued.id)
            print(f"{run.id} {run.name}: {run.state} {run.message}", flush=True)
        if run is not None and run.state == RunState.SUCCEEDED:
            found.append(run)
    return found


def span(metric: Interval) -> str:
    """A value with its interval."""
    if metric.low is None or metric.high is None:
        return f"{metric.value:.3f}"
    return f"{metric.value:.3f} ({metric.low:.3f} to {metric.high:.3f})"


def voice_of(every: Sequence[Group]) -> Voice:
    """Variants by the name of their template."""
    return Voice(titles={one.id: one.entrants[0].run.settings.template_name for one in every})


def variant_lines(every: Sequence[Group], verdicts: Comparison) -> list[str]:
    """A row of the table per template."""
    words = {one.name: (one.verdict, one.contrast) for one in verdicts.variants}
    lines = []
    for group in every:
        one = group.entrants[0]
        pairs, answers = scored_rows(one)
        metrics = report_on(pairs, answers).metrics
        values = [span(metrics["auc"]), span(metrics["gauc_rows"])]
        verdict, contrast = words.get(group.id, ("control", None))
        told = verdict if contrast is None else f"{verdict}, {contrast.difference:+.3f}"
        name = one.run.settings.template_name
        lines.append(f"| {name} | {' | '.join(values)} | {told} |")
    return lines


def baseline_lines(group: Group) -> list[str]:
    """A row of the table per rule without a template, on the same rows."""
    one = group.entrants[0]
    plan, (pairs, _) = one.plan, scored_rows(one)
    found = known_scores(plan, "valid", pairs)
    lines = []
    for name, scores in found.items():
        metrics = row_report(pairs.user, pairs.label, scores).metrics
        values = [span(metrics["auc"]), span(metrics["gauc_rows"])]
        lines.append(f"| *{name}* | {' | '.join(values)} | |")
    return lines


def confirmed(store: Store, every: Sequence[Group], verdicts: Comparison) -> list[str]:
    """The best on valid against the control, on test rows of the locked users: one look."""
    values = {one.name: one.value for one in verdicts.variants}
    best = next(one for one in every if one.id == max(values, key=lambda name: values[name]))
    found = judge([every[0], best], Question(sesoi=SESOI, confirm=True))
    looks = count_looks(store, [every[0], best], "benchmarks.results")
    head = f"Confirmed on test rows of the locked users ({found.users} count; looks at it so far,"
    return [
        f"{head} one a run: {looks}):",
        "",
        *(f"- {one}" for one in sentences(found, voice_of(every))),
    ]


def section(store: Store, domain: str, runs: Sequence[Run]) -> list[str]:
    """One domain: table, verdicts, the winner confirmed."""
    if len(runs) < 2:
        return [f"## {domain}", "", "Not yet measured."]
    every = groups(entrants(store, [run.id for run in runs]))
    verdicts = judge(every, Question(sesoi=SESOI))
    head = ("template", "AUC", "GAUC (rows)", "verdict on GAUC")
    lines = [f"## {domain}", "", f"| {' | '.join(head)} |", "| --- " * len(head) + "|"]
    lines += [*variant_lines(every, verdicts), *baseline_lines(every[0])]
    lines += ["", f"On valid ({verdicts.users} users count):", ""]
    lines += [*(f"- {one}" for one in sentences(verdicts, voice_of(every))), ""]
    lines += confirmed(store, every, verdicts)
    missing = len(TEMPLATES[domain]) - len(runs)
    return [*lines, *(["", f"{missing} templates are not yet measured."] if missing else [])]


def main() -> None:
    """Run what is missing while there is time, then print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".promptrec/results"))
    parser.add_argument("--domains", nargs="+", choices=TEMPLATES, default=list(TEMPLATES))
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    parser.add_argument("--seconds", type=float, default=7200, help="start no run after it")
    given = parser.parse_args()
    until = time.monotonic() + given.seconds
    lines, ended = list[str](), list[float]()
    for domain in given.domains:
        store = Store.open(given.home / domain)
        every = [settings_of(domain, name) for name in TEMPLATES[domain]]
        made = runs_of(store, every, until)
        ended += [run.finished_at or 0.0 for run in made]
        lines += ["", *section(store, domain, made)]
    head = [
        "# Results: eight templates, three domains",
        "",
        f"On {days(ended)}, {machine()}: `python -m benchmarks.results`.",
        f"`minilm`, `lora`, {TRAIN} train rows, at most {course_of(TRAIN).epochs} epochs (the",
        f"default for so many), seed 0; split `leave_last`, seed 0; {VALID} valid rows of users",
        "that are not locked. 95 % intervals over users; smallest effect of interest",
        f"{SESOI}. The first template is the control; rules in",
        "italics have no template and count the rows that `--statistics known` lets them count.",
    ]
    publish([*head, *lines], given.out)


if __name__ == "__main__":
    main()

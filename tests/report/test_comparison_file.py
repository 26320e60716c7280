"""The file of a comparison: every part is in it, escaped, in both languages, under its own id."""

import csv
import dataclasses
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from promptrec.cli.main import main
from promptrec.compare.judging import Question, judge, sides_of
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import entrant, groups
from promptrec.records import SideId
from promptrec.report.comparison import ComparisonReport, comparison_html, values_of
from promptrec.report.decision import decision_lines
from promptrec.report.html import MOST
from promptrec.report.sentences import told
from promptrec.report.users import user_rows
from promptrec.report.voice import Voice, voice_of
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.words.table import worded

HOSTILE = "<script>alert(1)</script>"
RUNS = ("r0001", "r0002", "r0003")


def same_names(report: ComparisonReport, language: str, name: str) -> ComparisonReport:
    """The same, all variants called alike."""
    return dataclasses.replace(report, voice=Voice(language, dict.fromkeys(RUNS, name)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_is_in_the_file_in_both_languages(
    report: ComparisonReport, language: str
) -> None:
    voice = voice_of(language, report.groups)
    text = comparison_html(dataclasses.replace(report, voice=voice))
    for name in ("table", "parts", "metrics", "curves", "classes", "users", "cost"):
        assert f"<h2>{voice.page(name)}</h2>" in text
    assert f'<html lang="{language}">' in text and len(text.encode()) < MOST
    assert text.count("<figure>") == 2 + 3 + 3
    for _, sentence in told(report.found, voice):
        assert html.escape(sentence) in text
    if language == "zh":
        assert worded("en", "versus_page.metrics") not in text


def test_nothing_of_the_data_acts_in_the_file(report: ComparisonReport) -> None:
    assert HOSTILE not in comparison_html(same_names(report, "en", HOSTILE))


def test_a_refused_comparison_is_the_reason_alone(report: ComparisonReport) -> None:
    text = comparison_html(
        dataclasses.replace(report, found=dataclasses.replace(report.found, users=3))
    )
    assert "only 3 users count" in text
    assert "<figure>" not in text and "<table>" not in text


def test_runs_of_one_name_keep_all_their_rows_in_the_file(report: ComparisonReport) -> None:
    text = comparison_html(report)
    table = text[text.index("<h2>Every side</h2>") :]
    table = table[: table.index("</table>")]
    assert len(re.findall("<tr><td>", table)) == 3 + len(report.found.baselines)
    for run in RUNS:
        assert f"<td>{run} · same name</td>" in table
    bounds = text[text.index("<figure>") :]
    assert bounds[: bounds.index("</table>")].count("same name</td>") == 2  # the others


def test_runs_of_one_name_keep_all_their_rows_in_the_document_and_the_csv(
    compared_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    asked = ["compare", *RUNS, "--csv", str(out), "--json", "--home", str(compared_home)]
    assert main(asked) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["run"] for one in document["variants"]] == ["r0002", "r0003"]
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    judged = [one["name"] for one in rows if one["metric"] == "gauc_rows"]
    assert judged[:3] == list(RUNS) and len(set(judged)) == len(judged)


def test_the_file_begins_with_what_to_do_and_folds_the_numbers(report: ComparisonReport) -> None:
    text = comparison_html(report)
    lead, *more = decision_lines(report.found, report.voice)
    assert (
        text.index(html.escape(lead)) < text.index("<figure>") < text.index("<details><summary>How")
    )
    assert all(html.escape(line) in text for line in more)
    folded = text[text.index("<summary>How we know") :]
    folded = folded[: folded.index("</details>")]
    assert all(html.escape(line) in folded for _, line in told(report.found, report.voice))


def test_the_command_says_what_to_do_first(
    compared_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *RUNS, "--home", str(compared_home)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Use r0002: better than r0001")
    assert "How we know:" in lines and "  r0002 beats r0001" in "\n".join(lines)


def test_the_command_compares_a_single_run_with_its_untuned_twin(
    compared_home: Path,
    more_runs: Callable[[RunSettings, float], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", "r0002", "--home", str(compared_home)]) == 0
    said = capsys.readouterr()
    assert "untuned twin" not in said.err  # r0002 is itself untuned
    assert "r0001" not in said.out and said.out.splitlines()[0].startswith("Use r0002: better than")
    settings = Store.open(compared_home).run("r0003").settings
    tuned = dataclasses.replace(settings, method="bitfit", epochs=7, seed=3)
    home = more_runs(tuned, 2.0)  # what training alone reads makes no other twin
    newest = Store.open(home).runs()[0].id
    assert main(["compare", newest, "--home", str(home)]) == 0
    said = capsys.readouterr()
    assert "beside it stands its untuned twin, run r0003" in said.err
    assert said.out.splitlines()[0].startswith(f"Use {newest}: better than r0003")


def test_a_rule_and_a_variant_of_one_id_keep_their_own_numbers(report: ComparisonReport) -> None:
    store = Store.open(report.groups[0].entrants[0].home)
    variants = groups([entrant(store, run) for run in RUNS])
    rows = sides_of(variants)
    sides = (rows.sides[0], dataclasses.replace(rows.sides[1], name="popularity"))
    found = judge(variants[:2], Question(), found=dataclasses.replace(rows, sides=sides))
    values = found.intervals
    assert values[SideId("popularity")].value == found.variants[0].value
    assert values[SideId("popularity", True)].value == found.baselines["popularity"]
    assert found.variants[0].value != found.baselines["popularity"]


def test_the_metric_of_the_verdict_stands_in_the_table_as_the_verdict_has_it(
    report: ComparisonReport,
) -> None:
    assert report.board is not None
    for side, own in values_of(report.board, report.found):
        assert own["gauc_rows"] == report.found.intervals[side]


def test_the_rows_of_a_user_are_those_that_were_judged_liked_ones_first(
    report: ComparisonReport,
) -> None:
    users = report.users
    assert users is not None
    code = int(users.codes[0])
    rows = user_rows(users, code, users.others[0], report.voice).rows
    assert len(rows) == int((users.pairs.user == code).sum())
    labels = [str(row[1]) for row in rows]
    assert labels == sorted(labels, reverse=True) and set(labels) == {"liked", "disliked"}
    assert sorted(int(str(row[3])) for row in rows) == list(range(1, len(rows) + 1))


def test_the_command_writes_the_file_in_the_language_that_was_asked_for(
    compared_home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.html"
    asked = ["compare", *RUNS, "--report", str(out), "--home", str(compared_home), "--language"]
    assert main([*asked, "zh"]) == 0
    assert f"<h2>{worded('zh', 'versus_page.metrics')}</h2>" in out.read_text(encoding="utf-8")
    assert main([*asked, "fr"]) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_comparison_that_mixes_what_is_known_of_others_says_so(
    compared_home: Path, language: str
) -> None:
    store = Store.open(compared_home)
    one, other, third = (entrant(store, run) for run in RUNS)

    def judged(statistics: str) -> Comparison:
        plan = other.plan
        settings = dataclasses.replace(plan.settings, statistics=statistics)
        told_so = dataclasses.replace(plan, settings=settings)
        changed = dataclasses.replace(
            other, variant=dataclasses.replace(other.variant, plan=told_so)
        )
        return judge(groups([one, changed, third]), Question(), rules={})

    voice = Voice(language, {})
    mixed, same = judged("labelled"), judged("all")
    assert mixed.known_of_others == ("known", "labelled") and same.known_of_others == ("known",)
    names = voice.say("said.comma").join(
        voice.say(f"said.statistics_{one}") for one in mixed.known_of_others
    )
    warning = voice.say("said.two_statistics", names=names)
    assert ("warning", warning) in told(mixed, voice)
    assert warning not in [text for _, text in told(same, voice)]

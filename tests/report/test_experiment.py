"""The report of an experiment: real recommendations with their lights, the same bytes, harmless."""

import dataclasses
import html
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.recommend.reasons import Moved
from promptrec.report.comparison import ComparisonReport
from promptrec.report.html import MOST
from promptrec.report.memo.experiment import experiment_html, people, recommending
from promptrec.report.memo.shown import PEOPLE, FirstItem, recommendations
from promptrec.report.voice import voice_of
from promptrec.store.store import Store
from promptrec.words.table import worded

HOSTILE = "<script>alert(1)</script>![](http://a.test/x.png)[x](javascript:alert(2))"
PARTS = ("question", "answer", "data", "who", "compared", "pictures", "shown", "cost", "limits")


@pytest.fixture(scope="module")
def shown(report: ComparisonReport, compared_home: Path) -> list[FirstItem]:
    store = Store.open(compared_home)
    return recommendations(store, recommending(report).variant, people(report))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_holds_every_part_in_its_order(
    report: ComparisonReport, shown: list[FirstItem], language: str
) -> None:
    voice = voice_of(language, report.groups)
    text = experiment_html(dataclasses.replace(report, voice=voice, made_on="2026-11-27"), shown)
    places = [text.index(f"<h2>{worded(language, f'memo.{name}')}</h2>") for name in PARTS]
    assert places == sorted(places)
    assert '<section class="appendix">' in text and len(text.encode()) < MOST
    assert f'<html lang="{language}">' in text and "2026-11-27" in text
    for one in shown:
        heading = voice.say("memo.shown_to", user=one.user, title=one.best.title)
        assert f"<h3>{html.escape(heading)}</h3>" in text
    if language == "zh":
        assert worded("en", "memo.limit_past") not in text


def test_three_people_are_shown_what_they_have_not_met(
    report: ComparisonReport, shown: list[FirstItem]
) -> None:
    data = report.plan.dataset
    assert len(shown) == PEOPLE == len({one.user for one in shown})
    met = {
        (str(data.users.index[user]), str(data.items.index[item]))
        for user, item in zip(data.user, data.item, strict=True)
    }
    for one in shown:
        assert (one.user, one.best.item_id) not in met
        assert one.best.place == 1 and one.best.of == 12  # all that nobody has met
        assert one.reasons and data.user_code(one.user) in people(report)


def test_the_same_store_gives_the_same_bytes(
    report: ComparisonReport, shown: list[FirstItem], compared_home: Path
) -> None:
    again = recommendations(
        Store.open(compared_home), recommending(report).variant, people(report)[::-1]
    )
    assert experiment_html(report, again) == experiment_html(report, shown)


def test_what_is_blocked_or_rejected_is_shown_to_nobody(
    report: ComparisonReport, shown: list[FirstItem], compared_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(compared_home, tmp_path / "home")
    store, variant = Store.open(home), recommending(report).variant
    first = shown[0].best.title
    store.block_word(first)
    assert first not in [one.best.title for one in recommendations(store, variant, people(report))]
    store.block_word("Never Seen")
    assert recommendations(store, variant, people(report)) == []
    nobody = experiment_html(report, [])
    assert worded("en", "memo.shown") not in nobody and worded("en", "memo.limits") in nobody


def test_who_recommends_is_what_is_to_be_used(report: ComparisonReport) -> None:
    assert recommending(report).run.id == "r0002"
    (control, *_) = report.groups
    worse = tuple(dataclasses.replace(one, verdict="worse") for one in report.found.variants)
    kept = dataclasses.replace(report, found=dataclasses.replace(report.found, variants=worse))
    assert recommending(kept).run.id == control.id


def test_a_hostile_title_is_text(report: ComparisonReport, shown: list[FirstItem]) -> None:
    best = dataclasses.replace(shown[0].best, title=HOSTILE)
    why = (Moved("item.title", HOSTILE, 1.0),)
    one = dataclasses.replace(shown[0], user=HOSTILE, liked=(HOSTILE,), best=best, reasons=why)
    text = experiment_html(report, [one])
    assert HOSTILE not in text and text.count(html.escape(HOSTILE)) >= 4 and "<img" not in text


def test_the_command_writes_the_report_and_says_whom_it_shows(
    compared_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], shown: list[FirstItem]
) -> None:
    out = tmp_path / "report.html"
    asked = ["report", "r0001", "r0002", "r0003", "--out", str(out), "--home", str(compared_home)]
    assert main([*asked, "--json", "--language", "zh"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["runs"] == ["r0001", "r0002", "r0003"]
    assert document["shown"] == [{"user": o.user, "item": o.best.item_id} for o in shown]
    assert f"<h2>{worded('zh', 'memo.limits')}</h2>" in out.read_text(encoding="utf-8")
    assert main([*asked, "--language", "fr"]) == 2
    asked[5] = str(tmp_path / "nowhere" / "report.html")
    assert main(asked) == 2
    assert "nowhere" in capsys.readouterr().err
    asked[5] = str(tmp_path)
    assert main(asked) == 2
    assert "is a folder" in capsys.readouterr().err


def test_too_few_people_are_told_and_nothing_is_drawn(report: ComparisonReport) -> None:
    refused = dataclasses.replace(report, found=dataclasses.replace(report.found, users=3))
    text = experiment_html(refused, [])
    assert "only 3" in text and "<figure>" not in text
    nobody = dataclasses.replace(report, users=None)
    assert people(nobody).dtype == np.int64 and len(people(nobody)) == 0

"""What a stakeholder reads first: who was asked, what was compared, limits; then the appendix."""

import dataclasses
import html
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from promptrec.compare.decision import decide
from promptrec.data.locked import locked_users
from promptrec.judge.entrants import Group
from promptrec.records import SideId
from promptrec.report.comparison import ComparisonReport, comparison_html
from promptrec.report.decision import decision_lines
from promptrec.report.memo.glance import settings_words
from promptrec.report.memo.people import steps
from promptrec.report.memo.shift import shifts, sides_shown
from promptrec.report.memo.variants import differing, value_words, variants_part
from promptrec.report.voice import Voice, voice_of
from promptrec.words.table import section, worded

HOSTILE = "</title><script>alert(1)</script>![](http://a.test/x.png)[x](javascript:alert(2))"
USUAL = (  # as long as the templates of the examples
    "[The user {history.summary}. ][The user {history.alike:10}. ][The item {item.summary}. ]"
    "[The item {item.likeminded}. ]{item.title}[, {item.genres:3}]."
)
ASKS = re.compile(r"<(img|link|iframe|a|object|embed|base|form)\b|@import|url\(|\bon\w+=")


def sheet(text: str) -> str:
    """What stands before the appendix."""
    assert text.count('<section class="appendix">') == 1
    return text[text.index("<h1>") : text.index('<section class="appendix">')]


def with_data(report: ComparisonReport, **about: Any) -> ComparisonReport:
    """The same, its data saying something else of itself."""

    def told(group: Group) -> Group:
        (one,) = group.entrants
        plan, data = one.plan, one.plan.dataset
        other = dataclasses.replace(data, about=dataclasses.replace(data.about, **about))
        plan = dataclasses.replace(plan, dataset=other)
        return Group(
            (dataclasses.replace(one, variant=dataclasses.replace(one.variant, plan=plan)),)
        )

    return dataclasses.replace(report, groups=[told(group) for group in report.groups])


def with_settings(report: ComparisonReport, **settings: Any) -> ComparisonReport:
    """The same, every run with other settings."""

    def told(group: Group) -> Group:
        (one,) = group.entrants
        own = dataclasses.replace(one.run.settings, **settings).to_json()
        run = dataclasses.replace(one.run, settings_json=own)
        return Group((dataclasses.replace(one, run=run),))

    return dataclasses.replace(report, groups=[told(group) for group in report.groups])


def test_people_are_counted_from_all_to_those_who_count(report: ComparisonReport) -> None:
    assert report.users is not None
    found, plan = report.found, report.plan
    counts = {one.key: (one.people, one.rows) for one in steps(found, plan, report.users.pairs)}
    valid, data = plan.rows.split.valid, plan.dataset
    open_rows = valid[~locked_users(data)[data.user[valid]]]
    assert counts["data"] == (160, 1600)
    assert counts["valid"] == (len(np.unique(data.user[valid])), len(valid))
    assert counts["unlocked"] == (len(np.unique(data.user[open_rows])), len(open_rows))
    assert counts["judged"] == (len(np.unique(report.users.pairs.user)), found.common[0])
    assert counts["counted"] == (found.users, None) and list(counts)[-1] == "counted"
    people = [count for count, _ in counts.values()]
    assert people == sorted(people, reverse=True) and people[0] > people[-1]


def test_items_drawn_beside_the_rows_are_no_rows_of_people(report: ComparisonReport) -> None:
    assert report.users is not None
    pairs = report.users.pairs
    sampled = np.arange(len(pairs)) % 2 == 1
    drawn = dataclasses.replace(pairs, sampled=sampled)
    counts = {one.key: one.rows for one in steps(report.found, report.plan, drawn)}
    assert counts["judged"] == int((~sampled).sum()) and counts["sampled"] == int(sampled.sum())
    assert "sampled" not in [one.key for one in steps(report.found, report.plan, pairs)]


def test_confirming_tells_of_the_locked_people_on_test_rows(report: ComparisonReport) -> None:
    confirmed = dataclasses.replace(report.found, part="test")
    counts = {one.key: one.people for one in steps(confirmed, report.plan, None)}
    data = report.plan.dataset
    asked = np.unique(data.user[report.plan.rows.split.test])
    assert counts["locked"] == int(locked_users(data)[asked].sum()) > 0
    assert set(counts) == {"data", "test", "locked", "counted"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_decision_templates_cost_people_and_limits_stand_before_the_appendix(
    report: ComparisonReport, language: str
) -> None:
    voice = voice_of(language, report.groups)
    told = dataclasses.replace(report, voice=voice, made_on="2026-11-27")
    first = sheet(comparison_html(told))
    order = [html.escape(decision_lines(report.found, voice)[0])]
    order += [
        f"<h2>{voice.say(f'memo.{name}')}</h2>" for name in ("compared", "shift", "who", "limits")
    ]
    places = [first.index(words) for words in order]
    assert places == sorted(places)
    assert "2026-11-27" in first and report.plan.dataset.about.name in first
    for group in report.groups:
        result = group.entrants[0].run.result
        assert f"<td>{html.escape(group.entrants[0].run.settings.template)}</td>" in first
        assert f'<td class="number">{result.seconds:.0f}</td>' in first
    assert first.count("<figure>") == 1
    if language == "zh":
        english = [
            words for words in section("en", "memo").values() if "{" not in words and len(words) > 8
        ]
        assert [words for words in english if html.escape(words) in first] == []


def test_settings_that_differ_are_told_and_those_without_a_say_are_not(
    report: ComparisonReport,
) -> None:
    plain = report.groups[0].entrants[0].run.settings
    small = dataclasses.replace(plain, method="lora", lora_rank=4, batch_size=8, epochs=2)
    large = dataclasses.replace(small, lora_rank=16, seed=5, device="cpu", adapter_size=99)
    assert differing([small, large]) == ["lora_rank"]
    assert {"method", "epochs", "batch_size", "lora_rank"} <= set(differing([plain, small]))
    assert differing([plain, dataclasses.replace(plain, epochs=9, batch_size=3)]) == []
    assert value_words("batch_size", plain, Voice()) == "–"  # nothing was trained
    assert value_words("batch_size", small, Voice()) == "8"
    folder = dataclasses.replace(plain, model="/home/somebody/models/own")
    assert value_words("model", folder, Voice()) == "own"


def test_a_text_that_two_variants_share_stands_once(report: ComparisonReport) -> None:
    first = report.groups[0]
    blocks = variants_part([first, first], report.voice)
    assert [type(one).__name__ for one in blocks].count("Code") == 1
    assert worded("en", "memo.same_settings") in [getattr(one, "words", "") for one in blocks]


def test_made_up_people_are_never_told_as_real_ones(report: ComparisonReport) -> None:
    made_up = [worded("en", "memo.made_up"), worded("en", "memo.limit_made_up")]
    real, synthetic = (comparison_html(with_data(report, synthetic=one)) for one in (False, True))
    assert all(words in synthetic and words not in real for words in made_up)


def test_an_unconfirmed_choice_says_so_and_a_confirmed_one_does_not(
    report: ComparisonReport,
) -> None:
    said = worded("en", "memo.limit_unconfirmed", locked=report.found.locked)
    assert said in comparison_html(report)
    confirmed = dataclasses.replace(report, found=dataclasses.replace(report.found, part="test"))
    assert said not in comparison_html(confirmed)


def test_score_files_are_told_as_such_and_nothing_is_made_up_about_their_people(
    report: ComparisonReport,
) -> None:
    found = dataclasses.replace(report.found, part="files", locked=0)
    told = ComparisonReport(found=found, groups=(), voice=Voice("en"), made_on="2026-11-27")
    first = sheet(comparison_html(told))
    assert worded("en", "memo.files") in first and worded("en", "memo.on_files") in first
    assert "valid" not in first and f"<h2>{worded('en', 'memo.who')}</h2>" not in first
    assert f"<h2>{worded('en', 'memo.limits')}</h2>" in first and "2026-11-27" in first


def test_a_hostile_data_set_neither_acts_nor_asks_an_address(report: ComparisonReport) -> None:
    told = with_data(report, name=HOSTILE, source=HOSTILE)
    named = dataclasses.replace(
        told, voice=Voice("en", {group.id: HOSTILE for group in report.groups})
    )
    text = comparison_html(named)
    assert HOSTILE not in text and html.escape(HOSTILE) in text
    markup = re.sub(r"(?s)<style>.*?</style>|<script.*?</script>", "", text)
    assert ASKS.search(markup) is None


def test_a_long_text_is_shortened_on_the_sheet_and_whole_behind_it(
    report: ComparisonReport,
) -> None:
    long = "{item.title} " + " ".join(f"word{at}" for at in range(200))
    text = comparison_html(with_settings(report, template=long))
    first = sheet(text)
    assert worded("en", "memo.cut") in first and "word199" not in first
    assert f"<pre>{long}</pre>" in text[len(first) :]
    assert worded("en", "memo.cut") not in sheet(comparison_html(report))


def test_settings_of_all_and_those_of_each_stand_in_one_line(report: ComparisonReport) -> None:
    every = [group.entrants[0].run.settings for group in report.groups]
    line = settings_words(every, report.voice)
    assert "model: tiny; tuned by: none; " in line and " / " not in line
    tuned = dataclasses.replace(every[1], method="lora", epochs=2, lora_rank=4)
    mixed = settings_words([every[0], tuned], report.voice)
    assert "tuned by: none / lora" in mixed and "epochs: – / 2" in mixed
    assert worded("en", "memo.settings_more") in mixed


def test_the_people_shown_are_the_best_the_middle_and_the_worst_change(
    report: ComparisonReport,
) -> None:
    users = report.users
    assert users is not None
    sides = sides_shown(report.found, users)
    assert sides == (SideId("r0001"), SideId("r0002"))
    change = np.sort(users.differences(sides[1]))
    found = shifts(users, sides)
    told = [one.values[1] - one.values[0] for one in found]
    assert told == pytest.approx([change[-1], change[(len(change) - 1) // 2], change[0]])
    assert len({one.user for one in found}) == 3
    for one in found:
        own = users.pairs.user == users.dataset.user_code(one.user)
        for at, side in zip(one.first, sides, strict=True):
            assert own[at] and users.scores[side].mean(axis=0)[at] == max(
                users.scores[side].mean(axis=0)[own]
            )
    better = f"{int((change > 0).sum()):,} are served better"
    assert better in sheet(comparison_html(report))


def test_where_a_rule_is_to_be_used_people_are_shown_with_it(report: ComparisonReport) -> None:
    found, users = report.found, report.users
    assert users is not None
    rule = list(users.scores)[-1]
    one = dataclasses.replace(decide(found), key="rule", keep=rule, names=(SideId("r0002"),))
    assert sides_shown(found, users, one) == (SideId("r0001"), rule)
    elsewhere = dataclasses.replace(one, keep=SideId("no such rule", True))
    assert sides_shown(found, users, elsewhere) == (SideId("r0001"), SideId("r0002"))


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_page_of_a4_holds_what_stands_before_the_appendix(
    report: ComparisonReport, language: str, browser: Any, tmp_path: Path
) -> None:
    usual = with_settings(with_data(report, name=HOSTILE), template=USUAL)
    told = dataclasses.replace(usual, voice=voice_of(language, report.groups))
    file = tmp_path / "memo.html"
    file.write_text(comparison_html(told), encoding="utf-8")
    context = browser.new_context(color_scheme="dark", offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-paper]")
    whole = pages_of(page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="print")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"  # by day, whatever the reader's screen
    assert page.locator("figure .paper").count() == page.locator("figure").count()
    assert not page.locator("figure .chart").first.is_visible()
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    page.evaluate("document.querySelector('.appendix').remove()")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1 < whole
    context.close()


def pages_of(pdf: bytes) -> int:
    """How many pages a file of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))

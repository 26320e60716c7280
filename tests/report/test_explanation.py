"""The report of an explanation: complete, harmless, the same for the same prompt."""

import dataclasses
import html
import shutil
from pathlib import Path

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.collect import QUESTIONS, findings
from promptrec.explain.findings import Findings
from promptrec.explain.subject import subject_of
from promptrec.explain.truth.all_tests import Truth
from promptrec.explain.truth.checks import Agreement, RandomWeights, Stability
from promptrec.model.variant import open_variant
from promptrec.prompt.template import Template
from promptrec.report.explanation import explanation_html
from promptrec.report.prompt_html import prompt_html
from promptrec.settings import RunSettings
from promptrec.words.table import worded

HOSTILE = "</script><img src=x onerror=alert(1)>"
TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."


@pytest.fixture(scope="module")
def folder(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small data set; the title of i4 wants to act."""
    copy = tmp_path_factory.mktemp("hostile") / "tiny"
    shutil.copytree(tiny_folder, copy)
    items = (copy / "items.csv").read_text().replace("i4,Heat", f"i4,{HOSTILE}")
    (copy / "items.csv").write_text(items)
    return copy


@pytest.fixture(scope="module")
def found(folder: Path) -> Findings:
    """Everything about one prompt of the random model."""
    data = open_dataset(str(folder))
    settings = RunSettings(dataset=str(folder), template=TEXT, model="tiny", method="none")
    subject = subject_of(open_variant(data, settings), pairs_by_id(data, [("u3", "i4")]))
    reports: list[float] = []
    asked: list[str] = []

    def ask(name: str, make):  # type: ignore[no-untyped-def]
        asked.append(name)
        return make(reports.append)

    result = findings(subject, "u3", "i4", ask)
    assert tuple(asked) == QUESTIONS
    assert reports and all(0 < share <= 1 for share in reports)
    assert result.score == subject.score
    return result


def test_a_report_holds_every_part_and_no_markup_of_the_data(found: Findings, folder: Path) -> None:
    page = explanation_html(found, made_on="2026-11-24")
    assert HOSTILE not in page and "<img" not in page
    assert html.escape(HOSTILE) in page
    for key in ("fields", "tokens", "attention", "answers"):
        assert worded("en", f"report.{key}") in page
    assert page.count('class="chart"') == 3 and page.count('class="note') >= 4
    assert html.escape(TEXT) in page and "2026-11-24" in page and "transformers" in page
    assert f"{found.score:+.2f}" in page and f"{found.fields.values[0]:+.3f}" in page
    assert str(folder) not in page  # a path of this machine is nobody's business


def test_a_report_has_the_verdict_of_the_page_and_no_green_for_what_was_not_asked(
    found: Findings,
) -> None:
    page = explanation_html(found, made_on="d")
    assert 'class="note green"' not in page
    method = found.tokens[0].method
    failed = RandomWeights(
        correlations=np.array([0.9]), own=1.0, other=2.0, there=0.0, there_random=0.0
    )
    both = Agreement(methods=(method, "other"), values=np.ones((2, 2)))
    words = Stability(
        method=method,
        fields=("item.title",),
        templates=("own",),
        values=np.ones((1, 1)),
        scores=np.zeros(1),
    )
    whole = Truth(tested=found.tokens[0], random=failed, agreement=both, stability=words)
    told = dataclasses.replace(found, truths={method: whole})
    tested = found.tokens[0].faithfulness
    assert tested is not None
    passed = ["red", tested.light, "green"].count("green")
    verdict = worded("en", "explain_tests.overall_red", passed=passed, asked=3, all=3)
    assert verdict.replace("**", "") in html.unescape(explanation_html(told, made_on="d"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_begins_with_half_a_page_and_keeps_the_instruments_for_the_appendix(
    found: Findings, language: str
) -> None:
    page = explanation_html(found, made_on="2026-11-24", language=language)
    parts = ["memo.why", "memo.trust", "memo.change", "memo.prompt", "report.fields"]
    parts += ["memo.instruments", "report.tokens", "report.attention", "report.answers"]
    places = [page.index(f"<h2>{html.escape(worded(language, key))}</h2>") for key in parts]
    assert places == sorted(places) and page.index("2026-11-24") < places[0]
    assert page.index('<section class="appendix">') > places[4]
    half = page[places[0] : places[3]]
    assert half.count('class="note') == 1  # one verdict
    assert found.field_truth is not None


def test_a_report_is_the_same_for_the_same_prompt(found: Findings) -> None:
    assert explanation_html(found, made_on="d") == explanation_html(found, made_on="d")


def test_a_report_names_what_a_method_was_told(found: Findings) -> None:
    told = dataclasses.replace(found.settings, method="lora", lora_rank=4)
    page = explanation_html(dataclasses.replace(found, settings=told), made_on="d")
    assert "lora_rank" in page and "adapter_size" not in page


def test_a_report_speaks_the_language_that_was_asked_for(found: Findings) -> None:
    page = explanation_html(found, made_on="d", language="zh")
    assert '<html lang="zh">' in page
    assert worded("zh", "report.answers") in page and worded("en", "report.answers") not in page


def test_soft_tokens_say_how_many_they_are() -> None:
    shown = prompt_html(Template("soft", "{soft:3} {item.title}").render({"item.title": "Up"}))
    assert ">soft 3<" in shown


def test_the_command_writes_the_same_report(folder: Path, found: Findings, tmp_path: Path) -> None:
    file = tmp_path / "why.html"
    pair = ["--user", "u3", "--item", "i4", "--model", "tiny", "--home", str(tmp_path)]
    asked = ["explain", str(folder), "--template", TEXT, *pair, "--report"]
    assert main([*asked, str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    assert html.escape(HOSTILE) in page and f"{found.fields.values[0]:+.3f}" in page
    assert main([*asked, str(file), "--language", "zh"]) == 0
    assert worded("zh", "report.answers") in file.read_text(encoding="utf-8")
    assert main([*asked, str(file), "--language", "fr"]) == 2
    assert main([*asked, str(tmp_path / "nowhere" / "why.html")]) == 2

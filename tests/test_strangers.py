"""A method, a metric and a baseline of somebody else: declared once each, and found everywhere."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
import typer
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from promptrec.baselines.catalogue import BASELINES, Baseline, names_for
from promptrec.baselines.run import baseline_reports
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.errors import SettingsError
from promptrec.examples.plan import choose_rows
from promptrec.fields import Setting
from promptrec.methods import METHODS, Method
from promptrec.methods.matrices import over_matrices
from promptrec.metrics.metric import ROW_METRICS, RowMetric, aims, is_lower_better, row_names
from promptrec.metrics.ranking import RANKING_METRICS, RankingMetric
from promptrec.metrics.report import ranking_report, row_report
from promptrec.metrics.statistic import Additive, mean_of, sums_by_user
from promptrec.model.reading import reader_for
from promptrec.model.size import trainable_estimate
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings, SearchSettings
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.words.table import table
from promptrec.worker.jobs import run_job

TEXT = "{item.title} was {mask}."


def add_columns(network: Any, own: Any, parts: Any) -> None:
    """LoRA by another name."""
    from promptrec.methods.parts.peft import inject, lora_config

    inject(network.backbone, lora_config(own["toy_rank"], parts))


TOY_METHOD = Method(
    name="toy",
    learning_rate=3e-3,
    settings=(Setting(name="toy_rank", kind=int, default=2, least=1),),
    marks=("lora_",),
    add=add_columns,
    added=lambda sizes, own: over_matrices(
        sizes, sizes.parts.queries_values, lambda _, inner, outer: own["toy_rank"] * (inner + outer)
    ),
)


def wrong(user: Any, label: Any, score: Any) -> Additive:
    """Rows that are called wrongly."""
    missed = ((score > 0) != (label == 1)).astype(float)
    sums = sums_by_user(user, missed, np.ones(len(user)))
    return Additive(sums, mean_of, len(sums))


TOY_METRIC = RowMetric(name="toy", statistic=wrong, lower_is_better=True, needs_probability=True)
TOY_WORDS = {
    "en": {
        "setting.toy_rank": "Rank of the toy",
        "option.toy": "toy: a toy",
        "method.toy": "Changes little.",
        "metric.toy": "Share of mistakes",
        "baseline.toy": "Newest first",
    },
    "zh": {
        "setting.toy_rank": "玩具的秩",
        "option.toy": "toy：玩具",
        "method.toy": "改变很少。",
        "metric.toy": "错误比例",
        "baseline.toy": "最新优先",
    },
}


def newest(past: Any, pairs: Any, when: Any, seed: int) -> Any:
    """Items of a higher number are newer."""
    return pairs.item.astype(float)


TOY_BASELINE = Baseline(name="toy", worth=newest, likes_suffice=True)


@pytest.fixture
def method() -> Iterator[Method]:
    with METHODS.holding(TOY_METHOD) as listed:
        yield listed


@pytest.fixture
def metric() -> Iterator[RowMetric]:
    with ROW_METRICS.holding(TOY_METRIC) as listed:
        yield listed


@pytest.fixture
def baseline() -> Iterator[Baseline]:
    with BASELINES.holding(TOY_BASELINE) as listed:
        yield listed


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two tables of words, which a stranger touches, too."""
    for language, added in TOY_WORDS.items():
        for key, value in added.items():
            monkeypatch.setitem(table(language), key, value)  # type: ignore[arg-type]


def command_with_options() -> typer.Typer:
    """A command that is made now, as every process makes its own."""

    @with_options
    def train(given: Annotated[Given, Options(RunSettings)]) -> None:
        typer.echo(RunSettings(dataset="-", template="-", **given).to_json())

    app = typer.Typer()
    app.command()(train)
    return app


@pytest.mark.usefixtures("method")
def test_a_method_and_its_setting_are_options_of_the_command() -> None:
    app = command_with_options()
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "300"}).output
    assert "--toy-rank" in shown and "| toy" in shown
    made = CliRunner().invoke(app, ["--method", "toy", "--toy-rank", "3"]).output
    settings = RunSettings.from_json(made)
    assert (settings.toy_rank, settings.rate) == (3, 3e-3)
    with pytest.raises(SettingsError, match="toy_rank is 0"):
        RunSettings(dataset="-", template="-", method="toy", toy_rank=0)  # type: ignore[call-arg]


def form() -> None:
    """What the New run page shows of a method."""
    import streamlit as st

    from promptrec.prompt.template import Template
    from promptrec.ui.runs.form import method_part
    from promptrec.ui.shared.forms.form_widgets import START

    st.json(method_part(Template("draft", "{item.title}"), START))


@pytest.mark.usefixtures("method")
def test_a_method_and_its_setting_are_in_the_form() -> None:
    page = AppTest.from_function(form).run()
    (chosen,) = page.selectbox
    assert chosen.options[-1] == "toy: a toy"
    chosen.set_value("toy").run()
    assert [one.value for one in page.caption] == ["Changes little."]
    (rank,) = page.number_input
    assert (rank.label, rank.value) == ("Rank of the toy", 2)
    rank.set_value(5).run()
    assert '"toy_rank":5' in page.json[0].value.replace(" ", "")


@pytest.mark.usefixtures("method", "metric")
def test_a_method_is_trained_and_a_metric_chooses_its_epoch(
    tiny_folder: Path, tmp_path: Path
) -> None:
    settings = RunSettings(
        dataset=str(tiny_folder),
        template=TEXT,
        model="tiny",
        head="classifier",
        method="toy",
        toy_rank=3,  # type: ignore[call-arg]
        select="toy",
        epochs=1,
        max_train=24,
        test=True,
    )
    result = run_job(tmp_path, "r1", settings, lambda _: None, lambda: False, lambda _: None)
    guess = trainable_estimate(
        reader_for(settings).backbone, method="toy", head="classifier", **settings.own
    )
    assert result.trainable_parameters == guess
    assert guess > trainable_estimate(reader_for(settings).backbone, method="toy", toy_rank=2)
    assert result.metrics["toy"].value == pytest.approx(1 - result.metrics["accuracy"].value)


def test_settings_of_a_method_that_is_gone_are_an_error_in_one_sentence() -> None:
    with METHODS.holding(TOY_METHOD):
        settings = RunSettings(dataset="-", template="-", method="toy", toy_rank=3)  # type: ignore[call-arg]
        kept = settings.to_json()
    with pytest.raises(SettingsError, match="Unknown settings: toy_rank"):
        RunSettings.from_json(kept)


@pytest.mark.usefixtures("metric")
def test_a_metric_of_rows_is_in_reports_choices_and_pages() -> None:
    user, label = np.repeat(np.arange(30), 2), np.tile([1.0, 0.0], 30)
    found = row_report(user, label, np.where(np.arange(60) < 15, 1.0, -1.0))
    assert found.metrics["toy"].value == pytest.approx(29 / 60)  # 7 called liked, 22 not
    assert found.metrics["toy"].low is not None and found.users_counted["toy"] == 30
    assert "toy" in row_names() and "toy" not in row_names(is_probability=False)
    assert is_lower_better("toy") and "toy" not in aims()
    assert metric_words("toy") == "Share of mistakes"


def test_a_search_may_aim_at_a_metric_that_is_to_be_high() -> None:
    base = RunSettings(dataset="-", template="-")
    with ROW_METRICS.holding(RowMetric(name="toy", statistic=wrong)):
        assert SearchSettings(base=base, metric="toy").metric == "toy"
    with pytest.raises(SettingsError, match="Choose one of: auc"):
        SearchSettings(base=base, metric="toy")


def test_a_metric_of_rankings_is_in_their_report() -> None:
    with RANKING_METRICS.holding(RankingMetric(name="toy", of=lambda top: float(top.relevant))):
        found = ranking_report([(np.array([3.0, 2.0, 1.0]), np.array([True, True, False]))], 2)
    assert found.metrics["toy@2"].value == 2


@pytest.mark.usefixtures("baseline")
def test_a_baseline_is_beside_every_variant_under_its_name(tiny_dataset: Dataset) -> None:
    assert names_for(tiny_dataset)[-1] == "toy" and Voice().rule("toy") == "Newest first"
    assert Voice("zh").rule("toy") == "最新优先"
    settings = RunSettings(dataset="-", template=TEXT)
    rows = choose_rows(tiny_dataset, settings)
    pairs = pairs_of(tiny_dataset, rows.split.test)
    found = baseline_reports(
        tiny_dataset, rows.split, "test", pairs, rows.train, ["popularity", "toy"]
    )
    assert 0 <= found["toy"].metrics["auc"].value <= 1
    assert np.isfinite(found["toy"].metrics["log_loss"].value)


def test_every_list_is_as_before_when_a_stranger_has_gone() -> None:
    before = [tuple(one) for one in (METHODS, ROW_METRICS, BASELINES)]
    with METHODS.holding(TOY_METHOD), ROW_METRICS.holding(TOY_METRIC):
        assert "toy" in METHODS and "toy" in ROW_METRICS
    assert [tuple(one) for one in (METHODS, ROW_METRICS, BASELINES)] == before


def test_two_of_one_name_are_a_fault_that_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="two called 'lora'"):
        METHODS.add(METHODS["lora"])


@pytest.mark.parametrize("package", ["methods", "metrics.metric", "settings", "model.size"])
def test_lists_are_read_without_torch(package: str) -> None:
    heavy = ("torch", "peft", "transformers", "scipy")
    code = f"import sys, promptrec.{package}; print([x for x in {heavy} if x in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

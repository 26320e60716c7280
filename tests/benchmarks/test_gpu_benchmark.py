import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from benchmarks.gpu import EVERY
from benchmarks.gpu_table import put_into, table
from benchmarks.gpu_weights import folders, rounded, unrounded
from promptrec.methods import METHODS as OFFERED

ABSENT = "streamlit sqlalchemy alembic typer optuna captum plotly gguf implicit"
BARE = f"""
import runpy, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in "{ABSENT}".split():
            raise ModuleNotFoundError(f"{{name}} is not on a bare machine", name=name)
sys.meta_path.insert(0, Absent())
runpy.run_module("benchmarks.gpu", run_name="__main__")
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The JSON and the output of the quick run on a bare machine's CPU."""
    out = tmp_path_factory.mktemp("gpu") / "gpu.json"
    options = ["--device", "cpu", "--quick", "--models", "tiny", "--out", str(out)]
    said = subprocess.run(
        [sys.executable, "-c", BARE, *options],
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return json.loads(out.read_text()), said.stdout


@pytest.mark.slow
def test_every_method_is_tuned_without_pages_store_or_network(measured):
    found, said = measured
    tuned = found["models"]["tiny"]["tuning"]
    assert set(tuned) == set(EVERY)
    assert all(part["ok"] and part["examples_per_s"] > 0 for part in tuned.values()), tuned
    assert all(f"| {method} | yes |" in said for method in EVERY)


@pytest.mark.slow
def test_a_repetition_is_equal_and_a_cancel_stops_before_the_next_step(measured):
    parts = measured[0]["models"]["tiny"]
    assert parts["repetition"]["lora"]["same_losses"]
    assert parts["repetition"]["full"]["same_weights"]
    assert parts["cancelling"]["asked"] == 4
    assert parts["cancelling"]["said"][0].endswith("at step 2.")
    assert "step 1" in parts["cancelling"]["said"][1]


@pytest.mark.slow
def test_scores_in_less_precision_stay_near(measured):
    agreement = measured[0]["models"]["tiny"]["agreement"]
    assert agreement["bf16 against fp32"]["correlation"] > 0.99
    assert agreement["fp32 against the CPU"]["largest"] < 1e-6


def test_every_method_that_trains_is_measured():
    named = {method.partition(":")[0] for method in EVERY}
    assert named == {method.partition(":")[0] for method in OFFERED} - {"none"}


def test_a_part_that_failed_stands_in_the_table_and_costs_no_other():
    found = {"models": {"m": {"tuning": {"lora": {"error": "Boom: no"}}, "scoring": {}}}}
    said = table(found)
    assert "| lora | failed: Boom: no |" in said
    assert "scoring: not measured" in said


def test_the_table_of_a_page_is_replaced_between_its_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured -->\nold\n<!-- /measured -->\nafter\n")
    put_into(page, "new \\1")
    assert page.read_text() == ("before\n<!-- measured -->\nnew \\1\n<!-- /measured -->\nafter\n")
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="has no"):
        put_into(page, "new")


def test_carried_weights_are_near_the_own_ones_and_take_a_quarter(tmp_path):
    own = {"matrix": torch.randn(40, 64), "norm": torch.randn(64), "empty": torch.zeros(2, 3)}
    packed = rounded(own)
    back = unrounded(packed)
    assert packed["matrix"].dtype == torch.int8
    assert set(back) == set(own)
    assert (back["matrix"] - own["matrix"]).abs().max() <= own["matrix"].abs().max() / 250
    assert torch.equal(back["norm"], own["norm"])
    assert torch.equal(back["empty"], own["empty"])
    assert set(folders(tmp_path)) == {"minilm", "smollm2-135m"}

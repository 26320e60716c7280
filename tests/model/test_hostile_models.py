"""What poses as a model is refused before a loader opens any of its files."""

import json
import pickle
import shutil
import subprocess
import sys

import pytest
from safetensors.torch import load_file, save_file

from benchmarks.faults.hostile_models import INDEX, Canary, cases, every, good, zipped
from promptrec.errors import ModelError
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer, open_checkpoint
from promptrec.model.network.weights import DESCRIPTION, WEIGHTS
from promptrec.model.plan import ScorerPlan
from promptrec.records import Encoded


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    return {what: (folder, fired) for what, folder, fired in cases(tmp_path_factory.mktemp("bad"))}


@pytest.mark.parametrize("what", [name for name, _ in every(b"\x80\x04.")])
def test_what_leads_a_loader_to_code_or_out_of_the_folder_is_refused(spoiled, what):
    folder, fired = spoiled[what]
    with pytest.raises(ModelError, match=r"^(The model |/\S+ is not JSON)"):
        resolve(str(folder))
    assert not fired.exists()


def test_no_pickle_is_read_while_a_folder_is_refused():
    script = [sys.executable, "-m", "benchmarks.faults.models"]
    told = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    assert told.count("PASS") == 6


def plan_for(folder):
    return ScorerPlan(
        model=str(folder), head="classifier", method="head", loss="cross_entropy", seed=0
    )


def test_a_model_in_pieces_is_read_as_one_in_one_piece(cache, tmp_path):
    source = resolve("tiny", cache).folder
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    shutil.copytree(source, whole)
    shutil.copytree(source, pieces)
    weights = load_file(source / "model.safetensors")
    (pieces / "model.safetensors").unlink()
    names = {name: f"part-{at % 2}.safetensors" for at, name in enumerate(weights)}
    for piece in set(names.values()):
        own = {name: weights[name] for name in names if names[name] == piece}
        save_file(own, pieces / piece, {"format": "pt"})
    (pieces / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": names}))
    one, two = (build_scorer(plan_for(folder)) for folder in (whole, pieces))
    prompt = [Encoded((1, 2, 3))]
    assert one.score(prompt).score.tolist() == two.score(prompt).score.tolist()


def test_links_within_the_cache_of_the_hub_are_followed(tmp_path):
    folder = tmp_path / "models--one" / "snapshots" / "abc"
    good(folder)
    blobs = tmp_path / "models--one" / "blobs"
    blobs.mkdir()
    for file in list(folder.iterdir()):
        file.rename(blobs / file.name)
        file.symlink_to(f"../../blobs/{file.name}")
    assert resolve(str(folder)).hidden == 8


@pytest.mark.parametrize("how", ["pickle", "zip", "deep", "no plan"])
def test_a_checkpoint_that_was_exchanged_is_a_sentence(tmp_path, how):
    fired = tmp_path / "fired"
    canary = pickle.dumps(Canary(fired))
    weights = {"pickle": canary, "zip": zipped(canary)}.get(how)
    told = '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}" if how == "deep" else "{}"
    save_file({}, tmp_path / WEIGHTS)
    if weights:
        (tmp_path / WEIGHTS).write_bytes(weights)
    (tmp_path / DESCRIPTION).write_text(told)
    with pytest.raises(ModelError, match=r"checkpoint in|is not JSON"):
        open_checkpoint(tmp_path)
    assert not fired.exists()


@pytest.mark.parametrize("told", [{"hidden_size": 7}, {"hidden_act": "no such"}, {"eps": "a"}])
def test_a_configuration_that_nothing_can_be_built_from_is_a_sentence(cache, tmp_path, told):
    folder = tmp_path / "model"
    shutil.copytree(resolve("tiny", cache).folder, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **told, "layer_norm_eps": "a"}))
    with pytest.raises(ModelError, match=r"cannot be read|lack"):
        build_scorer(plan_for(folder))

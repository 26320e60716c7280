"""Every file of a model that a loader would open, checked before any loader runs. No torch.

Loaders follow what the files say: an index names further files, a configuration names code, other
weights or another model. Only safetensors beside config.json are read, and nothing leads elsewhere.
"""

import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from promptrec.errors import ModelError
from promptrec.model.backbones.weight_file import is_safetensors, looks_pickled
from promptrec.words.table import Sentence, sentence

CONFIG, TOKENIZER, INDEX = "config.json", "tokenizer.json", "model.safetensors.index.json"
CONFIGS = (CONFIG, *(f"{part}_config.json" for part in ("tokenizer", "generation", "processor")))
ADAPTER = "adapter_config.json"  # names another model, from which a loader would read the weights
PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
LARGEST_JSON = 20_000_000  # bytes of a configuration or an index
CODE = ("auto_map", "custom_pipelines", "custom_generate")  # name code of the folder or the hub
ELSEWHERE = ("transformers_weights", "configuration_files", "quantization_config")


def check_files(name: str, folder: Path, known: str, *, links: bool = False) -> None:
    """ModelError for the first file that is not what a loader may open. name: of the model.

    known: models to choose instead. links: may lead out of the folder, where we put them.
    """
    for file in [*sorted(folder.glob("*.json")), *sorted(folder.glob("*.safetensors"))]:
        check_place(name, folder, file, links=links)
    for file in (folder / configuration for configuration in CONFIGS):
        if file.exists():
            check_config(name, file)
    if (folder / ADAPTER).exists():
        raise ModelError("sentence.model_elsewhere", model=name, file=ADAPTER, key="base_model")
    check_weights(name, folder, known)
    if (folder / INDEX).exists():
        check_index(name, folder)
    if not (tokenizer := folder / TOKENIZER).is_file():
        raise ModelError("sentence.model_no_tokenizer", model=name, folder=folder)
    if looks_pickled(tokenizer):
        raise disguised(name, tokenizer, sentence("sentence.is_pickle"))


def check_place(name: str, folder: Path, file: Path, *, links: bool) -> None:
    """A plain file of this folder, or of the cache of the hub that the folder is in."""
    real, home = file.resolve(), folder.resolve()
    blobs = home.parents[1] / "blobs" if home.parent.name == "snapshots" else home
    inside = real.is_relative_to(home) or real.is_relative_to(blobs)
    if not real.exists() or not stat.S_ISREG(real.stat().st_mode) or not (inside or links):
        raise disguised(name, file, sentence("sentence.leads_out"))


def check_config(name: str, file: Path) -> None:
    """No code, no other weights and no other model, however deep it is named."""
    for key, value in keys_in(read_json(file)):
        if value and key in CODE:
            raise ModelError("sentence.model_code", model=name)
        if value and key in ELSEWHERE:
            raise ModelError("sentence.model_elsewhere", model=name, file=file.name, key=key)


def keys_in(value: object) -> Iterator[tuple[str, object]]:
    """Every key of a document with its value, of all depths."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield from one.items()
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def check_weights(name: str, folder: Path, known: str) -> None:
    """There are safetensors, and all of them are that; pickles can run code."""
    files = sorted(folder.glob("*.safetensors"))
    for file in files:
        if looks_pickled(file):
            raise disguised(name, file, sentence("sentence.is_pickle"))
        if not is_safetensors(file):
            raise disguised(name, file, sentence("sentence.not_safetensors"))
    if files:
        return
    found = sorted(path.name for pattern in PICKLES for path in folder.glob(pattern))
    what = sentence("sentence.no_weights")
    if found:
        what = sentence("sentence.only_pickles", file=found[0])
    raise ModelError("sentence.model_no_weights", model=name, what=what, folder=folder, known=known)


def check_index(name: str, folder: Path) -> None:
    """The index of a model in pieces names only safetensors of this folder, all of which exist."""
    index = read_json(folder / INDEX)
    pieces = index.get("weight_map")
    if not isinstance(pieces, dict) or not isinstance(index.get("metadata"), dict):
        raise disguised(name, folder / INDEX, sentence("sentence.no_index"))
    there = {file.name for file in folder.glob("*.safetensors")}
    for piece in pieces.values():
        if not isinstance(piece, str) or piece not in there:
            named = repr(piece)[:80]
            raise ModelError("sentence.model_piece", model=name, file=INDEX, piece=named)


def disguised(name: str, file: Path, what: Sentence) -> ModelError:
    """The error for a file that is not what its name says."""
    return ModelError("sentence.model_disguised", model=name, file=file.name, what=what)


def read_json(file: Path) -> Mapping[str, object]:
    """A JSON object that a model brings; ModelError for anything else, and for one too large."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_JSON:
            raise ModelError("sentence.model_no_json", file=file, error="OSError")
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        kind = type(error).__name__
        raise ModelError("sentence.model_no_json", file=file, error=kind) from None
    if not isinstance(found, dict):
        raise ModelError("sentence.model_no_json", file=file, error="list")
    return found

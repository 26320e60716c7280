"""Folders that pose as models, each with a canary in a place that some loader reads.

A canary is a pickle that makes a file when it is unpickled: `fired` says whether one was.
"""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

CONFIG = {"model_type": "bert", "hidden_size": 8, "max_position_embeddings": 64, "vocab_size": 30}
INDEX = "model.safetensors.index.json"
Spoil = Callable[[Path], object]


class Canary:
    """What is unpickled makes a file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        """What pickle calls when it reads this."""
        return open, (str(self.place), "w")


def numbers(count: int = 4, more: bytes = b"", **header: object) -> bytes:
    """A small true safetensors file; more: bytes after its numbers."""
    entry = {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}
    text = json.dumps({"weight": entry, **header}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(4 * count) + more


def zipped(content: bytes, name: str = "archive/data.pkl") -> bytes:
    """A zip as torch writes one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def hidden(canary: bytes) -> bytes:
    """True safetensors whose numbers are a zip."""
    inside = zipped(canary)
    entry = {"dtype": "U8", "shape": [len(inside)], "data_offsets": [0, len(inside)]}
    text = json.dumps({"weight": entry}).encode()
    return struct.pack("<Q", len(text)) + text + inside


def index(*names: object, **more: object) -> str:
    """The index of a model in pieces."""
    told = {"metadata": {}, "weight_map": {f"w{at}": name for at, name in enumerate(names)}}
    return json.dumps({**told, **more})


def good(folder: Path) -> None:
    """A folder that looks like a saved BERT."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(numbers())


def deep(brackets: str = "[]") -> str:
    """JSON of a depth that no stack holds."""
    return '{"model_type": "bert", "a": ' + brackets[0] * 100_000 + brackets[1] * 100_000 + "}"


def pickles(canary: bytes) -> Iterator[tuple[str, Spoil]]:
    """Pickles under every name that weights have, and under that of a tokenizer."""
    disguises = {
        "pickle": canary,
        "old pickle": canary.replace(b"\x80\x04", b"\x80\x02", 1),
        "zip": zipped(canary),
        "zip behind numbers": numbers(more=zipped(canary)),
        "zip as numbers": hidden(canary),
        "pickle behind a header": struct.pack("<Q", 2) + b"{}" + canary,
        "header longer than the file": struct.pack("<Q", 1 << 40) + canary,
    }
    bins = ("pytorch_model.bin", "model.pt", "model.pth", "model.pkl", "last.ckpt")
    for name in bins:
        yield f"only {name}", partial(only, name, canary)
        yield f"only {name}, a zip", partial(only, name, zipped(canary))
    for how, content in disguises.items():
        for name in (
            "model.safetensors",
            "model-00001-of-00002.safetensors",
            "lm_head.safetensors",
        ):
            yield f"{how} as {name}", partial(put, name, content)
    for how in ("pickle", "zip", "old pickle"):
        content = disguises[how]
        yield f"{how} as tokenizer", partial(put, "tokenizer.json", content)
    brackets = b'{"model": {}}' + zipped(canary)
    yield "zip behind a tokenizer", partial(put, "tokenizer.json", brackets)
    yield "pickle as config", partial(put, "config.json", canary)


def paths(canary: bytes) -> Iterator[tuple[str, Spoil]]:
    """Files that lead to others."""

    def pointed(*names: object, content: str = "") -> Spoil:
        def spoil(folder: Path) -> None:
            (folder / "model.safetensors").unlink()
            put("pytorch_model.bin", canary, folder)
            put("outside.safetensors", numbers(), folder.parent)
            put("piece.safetensors", numbers(), folder)
            put(INDEX, (content or index(*names)).encode(), folder)

        return spoil

    yield "index names a pickle", pointed("pytorch_model.bin")
    yield "index names one pickle of two", pointed("piece.safetensors", "pytorch_model.bin")
    yield "index leads up", pointed("../outside.safetensors")
    yield "index leads to /etc/passwd", pointed("/etc/passwd")
    yield "index names what is not there", pointed("missing.safetensors")
    yield "index names a number", pointed(3)
    yield "index without pieces", pointed(content="{}")
    yield "index without metadata", pointed(content=index("piece.safetensors", metadata=None))
    yield "deep index", pointed(content=deep())
    yield "index is a list", pointed(content="[]")
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        yield f"{name} is a link out", partial(linked, name)
    yield (
        "adapter_config names a model",
        partial(put, "adapter_config.json", b'{"base_model_name_or_path": "/tmp/other"}'),
    )


def words() -> Iterator[tuple[str, Spoil]]:
    """Configurations that name code, other weights, or no size."""
    code = {"AutoModel": "evil.Model", "AutoTokenizer": ["evil.Tokenizer", None]}
    for name, told in {
        "auto_map": {"auto_map": code},
        "nested auto_map": {"text_config": {"auto_map": code}},
        "auto_map in a list": {"parts": [{"deeper": {"auto_map": code}}]},
        "other weights": {"transformers_weights": "adapter_model.bin"},
        "other settings": {"configuration_files": ["config.4.0.0.json"]},
        "quantised": {"quantization_config": {"quant_method": "bitsandbytes"}},
        "too many layers": {"num_hidden_layers": 10**9},
        "no width": {"hidden_size": 0},
    }.items():
        text = json.dumps({**CONFIG, **told}).encode()
        yield name, partial(put, "config.json", text)
    for file in ("tokenizer_config.json", "generation_config.json", "processor_config.json"):
        text = json.dumps({"auto_map": code}).encode()
        yield f"auto_map in {file}", partial(put, file, text)
    yield "deep config", partial(put, "config.json", deep().encode())
    objects = deep().replace("[", '{"a":').replace("]", "}").encode()
    yield "deep objects", partial(put, "tokenizer_config.json", objects)


def put(name: str, content: bytes, folder: Path) -> None:
    """Write a file of the folder."""
    (folder / name).write_bytes(content)


def only(name: str, content: bytes, folder: Path) -> None:
    """No weights but these."""
    (folder / "model.safetensors").unlink()
    put(name, content, folder)


def linked(name: str, folder: Path) -> None:
    """The file itself, but outside."""
    (folder / name).rename(folder.parent / f"real {name}")
    (folder / name).symlink_to(folder.parent / f"real {name}")


def cases(place: Path) -> Iterator[tuple[str, Path, Path]]:
    """Name, folder and what stands there once its canary fired."""
    for at, (name, _) in enumerate(every(b"\x80\x04.")):
        home = place / str(at)
        fired = home / "fired"
        good(home / "model")
        canary = pickle.dumps(Canary(fired))
        dict(every(canary))[name](home / "model")
        yield name, home / "model", fired


def every(canary: bytes) -> list[tuple[str, Spoil]]:
    """All ways to spoil a folder."""
    return [*pickles(canary), *paths(canary), *words()]

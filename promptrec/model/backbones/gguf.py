"""GGUF files, read once and kept as safetensors. torch and transformers are imported only then."""

import logging
import os
from pathlib import Path

from filelock import FileLock

from promptrec.errors import ModelError
from promptrec.files import whole_folder

log = logging.getLogger(__name__)


def converted(file: Path, folder: Path) -> Path:
    """Folder with the model of a GGUF file as float32 safetensors; made when missing.

    Whole or not at all: it is written beside and renamed, and a second process waits for the first.
    """
    if (folder / "config.json").is_file():
        return folder
    if not file.is_file():
        raise ModelError("sentence.gguf_missing", file=file)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not (folder / "config.json").is_file():
            log.warning("Reading %s for the first time; this takes half a minute.", file.name)
            with whole_folder(folder) as draft:
                convert(file, draft)
    return folder


def convert(file: Path, folder: Path) -> None:
    """Write config.json, tokenizer.json and model.safetensors of a causal GGUF model.

    The weights go through a fresh model: transformers refuses to save one that was quantised.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        source = {"gguf_file": file.name, "local_files_only": True}
        model = AutoModelForCausalLM.from_pretrained(
            str(file.parent), dtype=torch.float32, **source
        )
        tokenizer = AutoTokenizer.from_pretrained(str(file.parent), **source)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            "sentence.gguf_unread", file=file.name, error=str(error).splitlines()[0]
        ) from error
    config = model.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    fresh = AutoModelForCausalLM.from_config(config)
    fresh.load_state_dict(model.state_dict())
    fresh.save_pretrained(folder)
    tokenizer.save_pretrained(folder)

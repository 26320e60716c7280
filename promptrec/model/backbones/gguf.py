"""GGUF files as safetensors. torch and transformers are imported only when one is converted."""

import os
from pathlib import Path

from promptrec.errors import ModelError


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

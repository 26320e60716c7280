"""Prompt-learning recommendation: templates in, scores, reasons and honest metrics out.

    import promptrec as pr

    settings = pr.RunSettings(dataset="movies", template="{item.title}", max_train=500)
    variant = pr.open_variant(pr.open_dataset("movies"), settings)
    pr.tune(variant)
    print(pr.evaluate(variant, "valid").metrics["auc"])

Names are looked up when they are used: `import promptrec` alone takes milliseconds, and only what
needs a model waits for torch.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptrec.data.shipped import open_dataset
    from promptrec.errors import PromptRecError
    from promptrec.examples.pair import pairs_by_id
    from promptrec.explain.methods.registry import attribution
    from promptrec.explain.methods.shapley import field_shapley
    from promptrec.explain.subject import subject_of
    from promptrec.judge.candidates import candidates_of
    from promptrec.judge.evaluate import evaluate
    from promptrec.judge.starting import open_variant
    from promptrec.prompt.library import templates
    from promptrec.prompt.template import Template
    from promptrec.recommend.topk import top_k
    from promptrec.settings import RunSettings, SplitSettings
    from promptrec.worker.tuning import tune

__version__ = "0.1.0"
PUBLIC = {
    "PromptRecError": "promptrec.errors",
    "RunSettings": "promptrec.settings",
    "SplitSettings": "promptrec.settings",
    "Template": "promptrec.prompt.template",
    "attribution": "promptrec.explain.methods.registry",
    "candidates_of": "promptrec.judge.candidates",
    "evaluate": "promptrec.judge.evaluate",
    "field_shapley": "promptrec.explain.methods.shapley",
    "open_dataset": "promptrec.data.shipped",
    "open_variant": "promptrec.judge.starting",
    "pairs_by_id": "promptrec.examples.pair",
    "subject_of": "promptrec.explain.subject",
    "templates": "promptrec.prompt.library",
    "top_k": "promptrec.recommend.topk",
    "tune": "promptrec.worker.tuning",
}
__all__ = [
    "PromptRecError",
    "RunSettings",
    "SplitSettings",
    "Template",
    "attribution",
    "candidates_of",
    "evaluate",
    "field_shapley",
    "open_dataset",
    "open_variant",
    "pairs_by_id",
    "subject_of",
    "templates",
    "top_k",
    "tune",
]


def __getattr__(name: str) -> Any:
    if name not in PUBLIC:
        raise AttributeError(f"promptrec has no {name!r}; it has: {', '.join(PUBLIC)}.")
    return getattr(importlib.import_module(PUBLIC[name]), name)

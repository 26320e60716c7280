"""Real prompts of `movies`, and the same network as others would load and call it."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from torch import Tensor, nn
from transformers.modeling_outputs import SequenceClassifierOutput

from promptrec.data.shipped import open_dataset
from promptrec.examples.learning import learning_of
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.network.heads import pool
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import plan_for, rating_scale
from promptrec.model.scorer import Scorer
from promptrec.records import Encoded, Floats, Pairs
from promptrec.settings import RunSettings

TEMPLATE = (
    "The user likes {history.liked:10} and dislikes {history.disliked:10}."
    "[ They watched {history.recent:4}.] The film: {item.title}[, {item.genres}]."
)
WIDE = 256  # tokens that the textbook pads every prompt to


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt, as its text and as we read it."""

    text: str
    encoded: Encoded


@dataclass(frozen=True, eq=False)
class Material:
    """Prompts of some rows of `movies` with their labels, and the plan of a scorer for them."""

    settings: RunSettings
    plan: ScorerPlan
    prompts: Sequence[Prompt]
    pairs: Pairs

    def scorer(self) -> Scorer:
        """A fresh scorer, the same weights each time."""
        return build_scorer(self.plan)

    def of_method(self, method: str) -> "Material":
        """The same rows as a method reads them; soft tokens have no text."""
        settings = dataclasses.replace(self.settings, method=method)
        plan, reader = plan_for(open_dataset("movies"), settings)
        made = plan.maker.fit(self.pairs, "train")
        prompts = [Prompt(one.prompt.text, one.encoded) for one in made]
        scored = reader.scorer_plan(settings, self.plan.rating_scale)
        return Material(settings, scored, prompts, self.pairs)

    @property
    def encoded(self) -> list[Encoded]:
        """As we read them."""
        return [one.encoded for one in self.prompts]

    @property
    def texts(self) -> list[str]:
        """As anybody reads them."""
        return [one.text for one in self.prompts]

    @property
    def tokens(self) -> int:
        """Real ones, without padding."""
        return sum(len(one.encoded) for one in self.prompts)

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer as transformers loads it."""
        return transformers.AutoTokenizer.from_pretrained(str(self.folder), local_files_only=True)

    @property
    def folder(self) -> Path:
        """Where the weights are."""
        return resolve(self.plan.model).folder


def material(rows: int) -> Material:
    """Of seeded train rows; only prompts that everybody's tokenizer reads as we do.

    A prompt that we had to shorten would be cut elsewhere by others, and compare nothing.
    """
    settings = RunSettings(
        dataset="movies",
        template=TEMPLATE,
        model="minilm",
        head="classifier",
        method="none",
        max_train=rows,
        epochs=1,
    )
    dataset = open_dataset("movies")
    plan, reader = plan_for(dataset, settings)
    scale = rating_scale(dataset)
    pairs = learning_of(plan, scale).pairs
    fitted = plan.maker.fit(pairs, "train")
    made = Material(
        settings,
        reader.scorer_plan(settings, scale),
        [Prompt(one.prompt.text, one.encoded) for one in fitted],
        pairs,
    )
    ids = made.tokenizer(made.texts)["input_ids"]
    same = np.flatnonzero(
        [tuple(ids[at]) == one.encoded.ids for at, one in enumerate(made.prompts)]
    )
    kept = [made.prompts[at] for at in same.tolist()]
    return Material(settings, made.plan, kept, pairs.take(same))


class PooledClassifier(transformers.PreTrainedModel):  # type: ignore[misc]
    """Our classifier as transformers would have it: ids and mask in, loss and logits out."""

    _supports_sdpa = True

    def __init__(self, material: Material, attention: str) -> None:
        encoder = transformers.AutoModel.from_pretrained(
            str(material.folder), dtype=torch.float32, attn_implementation=attention
        )
        super().__init__(encoder.config)
        self.encoder = encoder
        head: Any = material.scorer().network.head
        self.pooling: str = head.pooling
        self.linear: nn.Linear = head.linear

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        token_type_ids: Tensor | None = None,
        labels: Tensor | None = None,
    ) -> SequenceClassifierOutput:
        """Logits of disliked and liked, and their cross-entropy where labels are given."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        logits = self.linear(pool(states.last_hidden_state, attention_mask, self.pooling))
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return SequenceClassifierOutput(loss=loss, logits=logits)


def odds(logits: Tensor) -> Floats:
    """(rows,) log-odds of liked from (rows, 2) logits."""
    found: Floats = (logits[:, 1] - logits[:, 0]).double().numpy()
    return found


def non_embedding(network: nn.Module) -> int:
    """Weights that multiply every token: all but the tables that tokens and places look up."""
    return sum(
        part.numel() for name, part in network.named_parameters() if "embeddings." not in name
    )

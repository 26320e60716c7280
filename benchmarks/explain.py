"""Seconds of every explanation: medians, the share of the target, and what the model was asked.

python -m benchmarks.explain [--model minilm] [--repeats 5] [--many]

The number of prompts (for gradients: of points on the path) does not vary with the machine. --many
adds the tests of an attribution, two templates over 30 candidates and a data set of 20 examples,
once each.
"""

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable
from typing import Any

import promptrec as pr
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.methods.attention import attention
from promptrec.explain.methods.gradients import occlusion
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import EXPLANATIONS, SIGNED, attribution, shares_by
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.overall import importance
from promptrec.explain.similar import similar
from promptrec.explain.subject import Subject, subject_of
from promptrec.explain.truth.all_tests import against_random_weights
from promptrec.explain.truth.faithful import with_faithfulness
from promptrec.explain.truth.stability import stability
from promptrec.explain.two_templates import two_templates
from promptrec.judge.candidates import candidates_of
from promptrec.judge.opening import variant_of
from promptrec.model.variant import Variant

TEXT = (
    "[The user {history.summary}. ][Liked: {history.liked:7}. ]Now the user tries {item.title}"
    "[ ({item.year})][ ({item.genres:3})][, by {item.director}]. Overall it was {mask}"
)
OTHER = (
    "[The person {history.summary}. ][They liked: {history.liked:3}. ]Now they try {item.title}"
    "[ ({item.genres:3})][, by {item.director}]. Overall it was {mask}"
)
TARGETS = {"attention": 0.3, "gradient_x_input": 0.3, "integrated_gradients": 3, "field_shapley": 3}
WAYS: dict[str, Callable[[Subject], object]] = {
    "attention": attention,
    "attention_rollout": lambda subject: attribution(subject, "attention_rollout"),
    **{name: EXPLANATIONS[name].of for name in SIGNED},
    "field_shapley": field_shapley,
    "logit_lens": logit_lens,
    "similar": similar,
}
TESTS: dict[str, Callable[[Subject], object]] = {
    "removal": lambda subject: with_faithfulness(subject, occlusion(subject)),
    "random_weights": lambda subject: against_random_weights(subject, occlusion(subject)),
    "stability": lambda subject: stability(subject, "occlusion", shares_by("occlusion")),
}


@dataclasses.dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Counted(Subject):
    """A subject that counts what is asked of the model about its own prompt."""

    asked: list[int]

    def scores(self, prompts: Any, *rest: Any) -> Any:
        self.asked.append(len(prompts))
        return Subject.scores(self, prompts, *rest)

    def score_of(self, embedded: Any) -> Any:
        self.asked.append(len(embedded))
        return Subject.score_of(self, embedded)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="minilm")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--many", action="store_true")
    given = parser.parse_args()
    variant = opened(given.model, TEXT)
    data = variant.plan.dataset
    plain = subject_of(variant, pairs_by_id(data, [("15", "318")]))
    parts = {one.name: getattr(plain, one.name) for one in dataclasses.fields(Subject)}
    subject = Counted(**parts, asked=[])
    fields = len({token.field for token in subject.tokens if token.field})
    print(f"{given.model}: {len(subject.tokens)} tokens, {fields} fields")
    for name, way in WAYS.items():
        timed(name, way, subject, given.repeats)
    if not given.many:
        return
    other, user = opened(given.model, OTHER), data.user_code("15")
    items = candidates_of(variant.plan, user, 30)
    many: dict[str, Callable[[Subject], object]] = {
        **TESTS,
        "two_templates": lambda _: two_templates(variant, other, user, items),
        "data set of 20": lambda _: importance(variant, 20),
    }
    for name, way in many.items():
        timed(name, way, subject, 1)


def opened(model: str, text: str) -> Variant:
    """The untuned model on movies; a masked one gets a full stop behind its mask."""
    data = pr.open_dataset("movies")
    text = text if model == "smollm2-135m" else text + "."
    settings = pr.RunSettings(dataset="movies", template=text, model=model, method="none")
    return variant_of(settings, data, every_row=True)


def timed(name: str, way: Callable[[Subject], object], subject: Counted, repeats: int) -> None:
    """Print the median of so many calls; of several, one more comes first and is left out."""
    taken = []
    for _ in range(repeats + (repeats > 1)):
        subject.asked.clear()
        began = time.perf_counter()
        way(subject)
        taken.append(time.perf_counter() - began)
    median = statistics.median(taken[repeats > 1 :])
    target = TARGETS.get(name)
    share = f"{median / target:6.0%} of {target} s" if target else ""
    print(f"  {name:<22} {median:8.3f} s  {sum(subject.asked) or '':>5}  {share}", flush=True)


if __name__ == "__main__":
    main()

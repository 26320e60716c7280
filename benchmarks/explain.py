"""Seconds of every explanation of one prompt: medians, and the share of the target they take.

python -m benchmarks.explain [--model minilm] [--repeats 5]
"""

import argparse
import statistics
import time
from collections.abc import Callable

import promptrec as pr
from promptrec.compare.opening import template_variant
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.attention import attention
from promptrec.explain.gradients import METHODS
from promptrec.explain.lens import logit_lens
from promptrec.explain.shapley import field_shapley
from promptrec.explain.subject import Subject, subject_of

TEXT = (
    "[The user {history.summary}. ][Liked: {history.liked:7}. ]Now the user tries {item.title}"
    "[ ({item.year})][ ({item.genres:3})][, by {item.director}]. Overall it was {mask}"
)
TARGETS = {"attention": 0.3, "gradient_x_input": 0.3, "integrated_gradients": 3, "field_shapley": 3}
WAYS: dict[str, Callable[[Subject], object]] = {
    "attention": attention,
    **METHODS,
    "field_shapley": field_shapley,
    "logit_lens": logit_lens,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="minilm")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    data = pr.open_dataset("movies")
    text = TEXT if given.model == "smollm2-135m" else TEXT + "."
    settings = pr.RunSettings(dataset="movies", template=text, model=given.model, method="none")
    variant = template_variant(data, settings, every_row=True)
    subject = subject_of(variant, pairs_by_id(data, [("15", "318")]))
    fields = len({token.field for token in subject.tokens if token.field})
    print(f"{given.model}: {len(subject.tokens)} tokens, {fields} fields")
    for name, way in WAYS.items():
        way(subject)
        taken = []
        for _ in range(given.repeats):
            began = time.perf_counter()
            way(subject)
            taken.append(time.perf_counter() - began)
        target = TARGETS.get(name)
        share = f"{statistics.median(taken) / target:6.0%} of {target} s" if target else ""
        print(f"  {name:<22} {statistics.median(taken):7.3f} s  {share}")


if __name__ == "__main__":
    main()

"""How much faster a causal model ranks a user's candidates when the history is read only once.

    python -m benchmarks.next_word [--candidates 100]

One user of movies with a history of 20 titles, smollm2-135m, both ways in one run: each prompt
alone in batches of 32, and with the keys and values of the common beginning kept. Prints the ratio
and the largest difference of scores.
"""

import argparse
import time

import numpy as np

import promptrec as pr
from promptrec.examples.pair import pairs_now
from promptrec.model.network.beginning import sharing

TEMPLATE = "The user watched {history.recent:20}. They watch {item.title} and find it {mask}"


def main() -> None:
    """Measure both ways and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=100)
    count = parser.parse_args().candidates
    dataset = pr.open_dataset("movies")
    settings = pr.RunSettings(
        dataset="movies", template=TEMPLATE, model="smollm2-135m", method="none"
    )
    variant = pr.open_variant(dataset, settings)
    busy = int(np.bincount(dataset.user).argmax())
    items = pr.candidates_of(variant.plan, busy, count)
    pairs = pairs_now(dataset, busy, items)
    prompts = variant.plan.maker.make(pairs, None)
    scorer = variant.scorer
    tokens = np.array([len(prompt) for prompt in prompts])
    shared = sharing(prompts)
    print(f"{count} prompts of {tokens.mean():.0f} tokens; {shared[0][1]} of them shared")
    scorer.score(prompts[:2])  # warm up
    began = time.perf_counter()
    cached = scorer.score(prompts).score
    with_cache = time.perf_counter() - began
    began = time.perf_counter()
    alone = np.concatenate([scorer.score([prompt]).score for prompt in prompts])
    without = time.perf_counter() - began
    for name, seconds in (("each prompt alone", without), ("beginning read once", with_cache)):
        print(f"{name}: {count / seconds:.1f} candidates/s")
    print(f"ratio {without / with_cache:.1f}, largest difference {abs(cached - alone).max():.1e}")


if __name__ == "__main__":
    main()

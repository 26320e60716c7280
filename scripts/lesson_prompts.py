"""Choose the prompt of the lesson: `python -m scripts.lesson_prompts [PAIRS] [LANGUAGE] [SKIP]`.

Ten pairs take six minutes in English, twice as many in Chinese.

Pairs are drawn from the ratings with a seed: users with a long history, items that many rated, each
user once. Of each, steps 5 and 6 are asked as the lesson asks them (`promptrec/lesson/reveals.py`).
A pair will do where both answers are beyond chance and the word that moves the score is a word.
Of those, the lesson takes one whose history a class can read.
"""

import dataclasses
import sys
from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.explain.progress import silent
from promptrec.lesson.reveals import faithful, looking
from promptrec.lesson.steps import PROMPTS
from promptrec.report.lesson.answers import lesson_subject, lesson_variant

PAIRS, SEED = 10, 0
LONG, KNOWN = 40, 100  # ratings of a user, of an item


def drawn(data: Dataset, pairs: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """So many pairs of ids, each user once."""
    by_user, by_item = np.bincount(data.user), np.bincount(data.item)
    seen: set[int] = set()
    for row in np.random.default_rng(seed).permutation(len(data.user)):
        user, item = int(data.user[row]), int(data.item[row])
        if len(seen) == pairs:
            return
        if user not in seen and by_user[user] >= LONG and by_item[item] >= KNOWN:
            seen.add(user)
            yield str(data.users.index[user]), str(data.items.index[item])


def main(pairs: int, language: str, skip: int) -> None:
    """Print a line for each pair."""
    prompt = PROMPTS[language]
    variant = lesson_variant(prompt)
    print("| user, item | score | step 5 | ahead | step 6 | ahead | looked at | moves most |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for user, item in [*drawn(variant.plan.dataset, pairs)][skip:]:
        lesson = dataclasses.replace(prompt, user=user, item=item)
        subject = lesson_subject(lesson, variant)
        five, six = (ask(subject, lesson, silent) for ask in (faithful, looking))
        cells = (
            f"{user}, {item}",
            f"{subject.score:+.2f}",
            f"{five.right} ({five.numbers['above']} above, {five.numbers['below']} below random)",
            five.numbers["ahead"],
            six.right,
            six.numbers["ahead"],
            six.numbers["looked"],
            six.numbers["moving"],
        )
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    given = [*sys.argv[1:], *(str(PAIRS), "en", "0")[len(sys.argv) - 1 :]]
    main(int(given[0]), given[1], int(given[2]))

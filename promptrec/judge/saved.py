"""Scores that are kept beside a run, so that comparing it again loads no model.

One compressed file of plain arrays (no pickle). It names the data that it was made of: scores of
data that was replaced since are not read. Test scores are never kept: each look is counted.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from promptrec.files import write_whole
from promptrec.records import Answers, Pairs

Arrays = Mapping[str, npt.NDArray[np.generic]]


def scores_file(home: Path, run_id: str, what: str = "valid") -> Path:
    """Where the scores of a run are kept."""
    return home / "runs" / run_id / f"scores_{what}.npz"


def of_candidates(users: int) -> str:
    """What the scores of the candidates of so many users are called."""
    return f"candidates_{users}"


def same_pairs(pairs: Pairs, other: Pairs) -> bool:
    """True when both are the same users, items and moments in the same order."""
    columns = ("user", "item", "row")
    return all(np.array_equal(getattr(pairs, name), getattr(other, name)) for name in columns)


def keep_scores(path: Path, pairs: Pairs, answers: Answers, fingerprint: str) -> None:
    """Write pairs and answers, whole or not at all. fingerprint: of the data."""
    arrays: dict[str, npt.ArrayLike] = {
        "fingerprint": fingerprint,
        "score": answers.score,
        "words": np.array(answers.words, dtype=np.str_),
        "word_probability": answers.word_probability.astype(np.float32),
        "is_probability": answers.is_probability,
    }
    arrays |= {field.name: getattr(pairs, field.name) for field in fields(Pairs)}
    if answers.expected_rating is not None:
        arrays["expected_rating"] = answers.expected_rating
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]
    write_whole(path, content.getvalue())


def kept_scores(path: Path, fingerprint: str) -> tuple[Pairs, Answers] | None:
    """What was kept for this data; None when there is nothing, or nothing that can be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            if str(arrays["fingerprint"]) != fingerprint:
                return None
            if not np.isfinite(arrays["score"]).all():
                return None  # of a model that broke: opening it says so
            return pairs_in(arrays), answers_in(arrays)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def pairs_in(arrays: Arrays) -> Pairs:
    """The pairs of a file."""
    return Pairs(*(arrays[field.name] for field in fields(Pairs)))  # type: ignore[arg-type]


def answers_in(arrays: Arrays) -> Answers:
    """The answers of a file."""
    return Answers(
        score=arrays["score"].astype(np.float64),
        words=tuple(str(word) for word in arrays["words"]),
        word_probability=arrays["word_probability"].astype(np.float64),
        expected_rating=arrays["expected_rating"].astype(np.float64)
        if "expected_rating" in arrays
        else None,
        is_probability=bool(arrays["is_probability"]),
    )

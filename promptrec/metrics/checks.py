"""What every metric asks of its input, asked in one place."""

import numpy as np
import numpy.typing as npt

from promptrec.records import Floats, Ints

NAN = float("nan")


def parallel(**arrays: npt.ArrayLike) -> tuple[Floats, ...]:
    """The arrays as float64 of one axis; ValueError when their lengths differ."""
    found = {name: np.asarray(values, dtype=np.float64) for name, values in arrays.items()}
    sizes = {name: values.shape for name, values in found.items()}
    if len(set(sizes.values())) > 1 or any(len(shape) != 1 for shape in sizes.values()):
        raise ValueError(f"These arrays must be flat and of one length, but have shapes {sizes}.")
    return tuple(found.values())


def judged(label: npt.ArrayLike, score: npt.ArrayLike) -> tuple[Floats, Floats]:
    """(label, score) as float64; ValueError unless every label is 0 or 1."""
    label, score = parallel(label=label, score=score)
    if not np.isin(label, (0.0, 1.0)).all():
        raise ValueError("A label is neither 0 nor 1. Leave rows without a label out.")
    return label, score


def user_codes(user: npt.ArrayLike) -> tuple[Ints, int]:
    """Each row's user as a number from 0 without gaps, and how many users there are."""
    names, codes = np.unique(np.asarray(user), return_inverse=True)
    return codes.astype(np.int64), len(names)


def ratio(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Floats:
    """numerator / denominator, nan where the denominator is 0 (nothing to count)."""
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    result = np.full(np.broadcast(above, below).shape, NAN)
    np.divide(above, below, out=result, where=below != 0)
    return result


def sums_by(code: Ints, values: npt.ArrayLike, size: int) -> Floats:
    """(size,) sum of the values (rows,) of each code."""
    summed = np.bincount(code, weights=np.asarray(values, np.float64), minlength=size)
    return summed.astype(np.float64)

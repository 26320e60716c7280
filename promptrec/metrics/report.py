"""Reports: every metric of one set of scores, with intervals and with the users that count."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from promptrec.metrics.bootstrap import RESAMPLES, intervals
from promptrec.metrics.checks import judged, parallel, user_codes
from promptrec.metrics.classification import classification_report
from promptrec.metrics.metric import ROW_METRICS, row_names
from promptrec.metrics.ranking import RANKING_METRICS, K, top_k
from promptrec.metrics.rows import rating_statistics, row_statistics
from promptrec.metrics.statistic import Additive, Statistic, mean_of
from promptrec.records import Bools, Floats, Report

Ranking = tuple[Floats, Bools]  # one user's candidates: scores, and which are relevant


def row_report(
    user: npt.ArrayLike,
    label: npt.ArrayLike,
    score: npt.ArrayLike,
    *,
    rating: npt.ArrayLike | None = None,
    expected_rating: npt.ArrayLike | None = None,
    is_probability: bool = True,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Report:
    """All row metrics; mae and rmse when ratings and expected ratings are given.

    is_probability: False leaves out what needs one a value or a threshold, classes among them.

    user: (rows,) anything that names users; label: (rows,) 1, 0, or nan (the row is left out);
    score: (rows,) log-odds. A metric that is not defined is nan; bounds are None under 20 users.
    """
    only = row_names(is_probability=is_probability)
    statistics, users, rows = named_statistics(
        user, label, score, rating=rating, expected_rating=expected_rating, only=only
    )
    kept_label, kept_score, *_ = _labelled(user, label, score)
    return Report(
        metrics=intervals(statistics, users, resamples=resamples, seed=seed),
        rows=rows,
        users=users,
        classes=classification_report(kept_label, kept_score) if is_probability else {},
        users_counted=_counted(statistics),
    )


def named_statistics(
    user: npt.ArrayLike,
    label: npt.ArrayLike,
    score: npt.ArrayLike,
    *,
    rating: npt.ArrayLike | None = None,
    expected_rating: npt.ArrayLike | None = None,
    only: Collection[str] = ROW_METRICS,
) -> tuple[dict[str, Statistic], int, int]:
    """(statistics by name, users, rows) of the rows that have a label."""
    kept_label, kept_score, codes, users, at = _labelled(user, label, score)
    statistics = row_statistics(codes, kept_label, kept_score, only)
    if rating is not None and expected_rating is not None:
        given, expected = parallel(rating=rating, expected_rating=expected_rating)
        if len(given) != len(at):
            raise ValueError(f"There are {len(given)} ratings but {len(at)} labels.")
        if not np.isnan(given[at]).all():
            statistics |= rating_statistics(codes, given[at], expected[at], only)
    return statistics, users, len(kept_label)


def ranking_report(
    rankings: Sequence[Ranking], k: int = K, *, resamples: int = RESAMPLES, seed: int = 0
) -> Report:
    """hr@k, ndcg@k, recall@k, precision@k, mrr@k and map@k: means over users.

    rankings: one (scores, relevant) pair per user over that user's candidates; the candidate set
    is the caller's to state. A user counts with at least one relevant and one other candidate:
    where all are relevant, every order is the best. `rows` is the number of candidates.
    """
    statistics = ranking_statistics(rankings, k)
    return Report(
        metrics=intervals(statistics, len(rankings), resamples=resamples, seed=seed),
        rows=sum(len(scores) for scores, _ in rankings),
        users=len(rankings),
        users_counted=_counted(statistics),
    )


def ranking_statistics(rankings: Sequence[Ranking], k: int = K) -> dict[str, Statistic]:
    """Each ranking metric as a statistic over the users of `rankings`, in their order.

    A nan score makes its user's metrics nan, and with them the means.
    """
    counts = np.array(
        [bool(np.any(relevant) and not np.all(relevant)) for _, relevant in rankings], np.float64
    )
    tops = [top_k(scores, relevant, k) for scores, relevant in rankings]
    found: dict[str, Statistic] = {}
    for name, metric in RANKING_METRICS.items():
        values = np.array([np.nan if top is None else metric.of(top) for top in tops])
        sums = np.column_stack((np.where(counts == 1, values, 0.0), counts))
        found[f"{name}@{k}"] = Additive(sums.reshape(-1, 2), mean_of, int(counts.sum()))
    return found


def _labelled(
    user: npt.ArrayLike, label: npt.ArrayLike, score: npt.ArrayLike
) -> tuple[Floats, Floats, npt.NDArray[np.int64], int, Bools]:
    """(label, score, user codes, users, which rows were kept) of the rows with a label."""
    names = np.asarray(user)
    label, score = parallel(label=label, score=score)
    if names.shape != label.shape:
        raise ValueError(f"There are {names.shape} users but {label.shape} labels.")
    at = ~np.isnan(label)
    label, score = judged(label[at], score[at])
    codes, users = user_codes(names[at])
    return label, score, codes, users, at


def _counted(statistics: Mapping[str, Statistic]) -> dict[str, int]:
    return {name: one.counted for name, one in statistics.items()}

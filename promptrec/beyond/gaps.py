"""Is a variant as right, as sure and as varied for one group of users as for another?"""

import dataclasses
from collections.abc import Mapping

import numpy as np

from promptrec.beyond.lists import Audience, Lists
from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import Groups
from promptrec.data.locked import locked_users
from promptrec.judge.candidates import apart
from promptrec.metrics.groups import Gaps, group_gaps, user_sums, value_sums
from promptrec.metrics.lists.report import list_values
from promptrec.metrics.ranking import K, ndcg
from promptrec.records import Answers, Floats, Pairs

OF_ROWS = ("accuracy", "probability", "overconfidence")
OF_LISTS = (f"ndcg@{K}", "popularity", "diversity", "miscalibration")


def group_report(
    dataset: Dataset,
    groups: Groups,
    pairs: Pairs,
    answers: Answers,
    audience: Audience,
    lists: Lists,
    *,
    seed: int = 0,
) -> dict[str, Gaps]:
    """Every measure by group; p corrected for the number of measures (Holm).

    pairs, answers: the rows of the audience's part; on valid, those of locked users are left out.
    accuracy: share of right calls. probability: mean said probability of liked. overconfidence:
    probability minus the share really liked, 0 when calibrated. The others are about the lists,
    what is shown to whom (exposure); without probabilities (bpr, infonce) there are only these.
    """
    sums = list_sums(dataset, audience, lists)
    if answers.probability is not None:
        said = answers.probability
        sums = {**row_sums(dataset, pairs, said, audience.part), **sums}
    found = {
        name: group_gaps(one, groups.group, groups.names, seed=seed) for name, one in sums.items()
    }
    return corrected(found)


def row_sums(
    dataset: Dataset, pairs: Pairs, probability: Floats, part: str
) -> Mapping[str, Floats]:
    """Measures of rows, (users, 2) each. probability: (pairs,) of liked."""
    users = len(dataset.users)
    kept = ~np.isnan(pairs.label)
    if part == "valid":
        kept &= ~locked_users(dataset)[pairs.user]
    user, label, said = pairs.user[kept], pairs.label[kept], probability[kept]
    right = ((said > 0.5) == (label == 1)).astype(np.float64)
    columns = {"accuracy": right, "probability": said, "overconfidence": said - label}
    return {name: user_sums(user, columns[name], users) for name in OF_ROWS}


def list_sums(dataset: Dataset, audience: Audience, lists: Lists) -> dict[str, Floats]:
    """Measures of lists, (users, 2) each; users without a list do not count."""
    values = list_values(lists.lists, audience.ground)
    values[f"ndcg@{K}"] = np.array(
        [
            ndcg(own, one.relevant, K)
            for own, one in zip(
                apart(lists.scores, audience.candidates), audience.candidates, strict=True
            )
        ]
    )
    found = {}
    for name in OF_LISTS:
        if name in values:
            every = np.full(len(dataset.users), np.nan)
            every[audience.users] = values[name]
            found[name] = value_sums(every)
    return found


def corrected(found: Mapping[str, Gaps]) -> dict[str, Gaps]:
    """The same with p corrected for looking at several measures (Holm 1979)."""
    tested = sorted((one.p, name) for name, one in found.items() if one.p is not None)
    result, least = dict(found), 0.0
    for rank, (p, name) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - rank)))
        result[name] = dataclasses.replace(found[name], p=least)
    return result

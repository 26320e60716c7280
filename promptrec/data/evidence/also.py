"""Which items people meet together with an item, whoever asks."""

import numpy as np

from promptrec.data.evidence.meetings import Meetings
from promptrec.data.evidence.pasts import Pasts
from promptrec.data.evidence.together import LEAST, crowd_of, nearness_of
from promptrec.records import Ints


def also_met(meetings: Meetings, pasts: Pasts, count: int) -> list[Ints]:
    """Per pair the items nearest to its own by others who met both, nearest first.

    Of equally near ones that of the lower code comes first. The item itself is left out.
    """
    result = []
    for at in range(len(pasts)):
        user, item, when = int(pasts.user[at]), int(pasts.item[at]), int(pasts.when[at])
        crowd = crowd_of(meetings, user, item, when)
        both = np.bincount(meetings.of_user.other[crowd.meetings], minlength=meetings.items)
        both[item] = 0
        others = np.flatnonzero(both >= LEAST)
        same = np.full(len(others), user), others, np.full(len(others), when)
        near = nearness_of(both[others], meetings.popularity(*same), len(crowd.lengths))
        result.append(others[np.argsort(-near, kind="stable")[:count]].astype(np.int64))
    return result

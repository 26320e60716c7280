"""Which items people meet together with an item, whoever asks."""

import numpy as np

from promptrec.data.evidence.crowds import all_met, all_met_by, crowds
from promptrec.data.evidence.meetings import Meetings, joined
from promptrec.data.evidence.pasts import Pasts
from promptrec.data.evidence.together import LEAST, nearest_places, nearness_of
from promptrec.records import Ints


def also_met(meetings: Meetings, pasts: Pasts, count: int) -> list[Ints]:
    """Per pair the items nearest to its own by others who met both, nearest first.

    Of equally near ones that of the lower code comes first. The item itself is left out.
    """
    result = [np.zeros(0, np.int64)] * len(pasts)
    mine = np.zeros(meetings.items, np.int64)
    for at, crowd, clock in crowds(meetings, pasts, more=meetings.items):
        met = joined(meetings.of_user.other, *all_met(meetings, crowd, clock))
        both = np.bincount(met, minlength=meetings.items)
        both[pasts.item[at]] = 0
        others = np.flatnonzero(both >= LEAST)
        own = all_met_by(meetings, int(pasts.user[at]), clock)
        mine[own] = 1
        people = clock.of_items(others) - meetings.of_item.starts[others] - mine[others]
        mine[own] = 0
        near = nearness_of(both[others], people, len(crowd.people))
        result[at] = others[nearest_places(near, count)]
    return result

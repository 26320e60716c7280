"""Which items of a user's past are nearest to the one in question, whatever nearness is."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Bools, Floats, Ints

FEW = 64  # numbers that are put in order as fast as the largest of them are found


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Beside each row of the pasts: how near its item is to the one in question."""

    pasts: Pasts
    nearness: Floats  # (rows,) larger is nearer; 0 for strangers

    def nearest(self, count: int) -> Bools:
        """(rows,) whether a row is among the `count` nearest of its past; strangers never are.

        Of equally near ones the newer is nearer.
        """
        chosen: Bools = self.nearness > 0
        near = np.bincount(self.pasts.owner[chosen], minlength=len(self.pasts))
        for at in np.flatnonzero(near > count).tolist():
            mine = self.pasts.of(at)
            newest_first = self.nearness[mine][::-1]
            chosen[mine] = False
            chosen[mine.stop - 1 - nearest_places(newest_first, count)] = True
        return chosen


def nearest_places(near: Floats, count: int) -> Ints:
    """Places of the largest numbers, largest first; of equal ones the first.

    >>> nearest_places(np.array([0.2, 0.5, 0.1, 0.5]), 3).tolist()
    [1, 3, 0]
    """
    if len(near) <= max(count, FEW):
        return np.argsort(-near, kind="stable")[:count]
    least = np.partition(near, len(near) - count)[len(near) - count]
    some = np.flatnonzero(near >= least)
    found: Ints = some[np.argsort(-near[some], kind="stable")[:count]]
    return found

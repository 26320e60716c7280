"""Which items of a user's past are nearest to the one in question, whatever nearness is."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Beside each row of the pasts: how near its item is to the one in question."""

    pasts: Pasts
    nearness: Floats  # (rows,) larger is nearer; 0 for strangers

    def nearest(self, count: int) -> Bools:
        """(rows,) whether a row is among the `count` nearest of its past; strangers never are.

        Of equally near ones the newer is nearer.
        """
        near, owner = self.nearness, self.pasts.owner
        order = np.lexsort((-np.arange(len(near)), -near, owner))
        place = np.empty(len(near), np.int64)
        place[order] = np.arange(len(near)) - self.pasts.starts[owner[order]]
        chosen: Bools = (near > 0) & (place < count)
        return chosen

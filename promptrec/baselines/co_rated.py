"""co_rated: what the user thought of the past items that other people meet together with this one.

The rule of `data.evidence`, as a number: who met what is counted before the moment of each pair.
"""

import numpy as np
from scipy.special import logit

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.past import Past
from promptrec.data.evidence import co_rated as share_of
from promptrec.data.evidence import meetings_of, pasts_of, together
from promptrec.records import Floats, Ints, Pairs


@baseline("co_rated", place=88, collaborative=True, slow=True, starts=True)
def co_rated(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Log-odds of the smoothed share of likes among the nearest items of the history so far.

    Near are items that many other users met together with this one so far, in all rows that may say
    who met what, as the evidence of templates has it; what those users thought of them does not
    count. The share of all likes without near items.
    """
    meetings = meetings_of(past.dataset, past.met_rows)
    share = share_of(together(meetings, pasts_of(past.dataset, pairs, past.view)))
    result: Floats = logit(np.clip(share, 1e-6, 1 - 1e-6))
    return result

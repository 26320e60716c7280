"""Let go of what baselines learned, once what they say is kept.

They keep it while they are asked: all fit rows, and each half of the users. On 9,000 films that is
230 MB, of which a comparison needs nothing any more when its scores are there. Who asks again, such
as a run that starts from a rule, learns it again.
"""

from promptrec.baselines.crossfit import sample_of
from promptrec.baselines.ease import weights
from promptrec.baselines.factors import als_factors, bpr_factors
from promptrec.baselines.knn import likeness
from promptrec.baselines.stack import combination
from promptrec.baselines.user_knn import others_of

LEARNED = (weights, likeness, others_of, als_factors, bpr_factors, combination, sample_of)


def forget_learned() -> None:
    """Forget all of it."""
    for kept in LEARNED:
        kept.cache_clear()

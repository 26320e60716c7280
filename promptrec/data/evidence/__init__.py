"""Who met what: what other users' rows say of a user and an item before a moment.

One rule for templates and for rules: only rows that may be used and are strictly older than the
moment count, and a user's own rows are never somebody else's.
"""

from promptrec.data.evidence.also import also_met
from promptrec.data.evidence.likeminded import LikeMinded, likeminded
from promptrec.data.evidence.meetings import Meetings, meetings_of
from promptrec.data.evidence.near import Near
from promptrec.data.evidence.pasts import Pasts, pasts_of
from promptrec.data.evidence.rated import co_rated
from promptrec.data.evidence.similar import on_grid, similar
from promptrec.data.evidence.together import Together, together

__all__ = [
    "LikeMinded",
    "Meetings",
    "Near",
    "Pasts",
    "Together",
    "also_met",
    "co_rated",
    "likeminded",
    "meetings_of",
    "on_grid",
    "pasts_of",
    "similar",
    "together",
]

"""Fields that are counted from rows and read from no column: their names, said once.

Data sets and templates stand beside each other and do not know one another; both know these.
"""

PAST_FIELDS = ("history.liked", "history.disliked", "history.recent", "history.summary")
ALIKE_FIELDS = ("history.alike", "history.alike_liked", "history.alike_disliked")
HISTORY_FIELDS = (*PAST_FIELDS, *ALIKE_FIELDS)
EVIDENCE_FIELDS = ("item.also", "item.popularity", "item.likeminded")  # a column goes before them
CF_FIELDS = ("cf.user", "cf.item")  # collaborative tokens: vectors, not words
FACTORS = 16  # numbers of such a vector
COMPUTED_FIELDS = ("item.summary", "item.facts")  # a column of such a name is not a field
FORBIDDEN = frozenset("{}[]:\n\r")  # a column with one of these cannot be named in a template

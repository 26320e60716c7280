"""What can be chosen on the Compare page, for its widgets and its address."""

from promptrec.compare.estimates import METRICS, RANKED

__all__ = ["COUNTS", "METRICS", "MOST_SESOI", "OF_VERDICT", "RANKED", "USERS", "VIEWS"]

VIEWS = (
    *("values", "metrics", "curves", "classes", "users"),
    *("ladder", "beyond", "formats", "test"),
)
OF_VERDICT = ("values", "users", "formats")  # what only a judged comparison has
USERS = (25, 50, 100, 200)  # whose candidates may be ranked, and who may get lists
COUNTS = (3, 5, 10, 20)  # formats of a template
MOST_SESOI = 0.5  # the largest "smallest difference that matters"

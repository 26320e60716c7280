"""What can be chosen from a menu, with its defaults."""

from promptrec.errors import SettingsError

SPLITS = (
    "leave_last",
    "temporal",
    "random",
    "cold_user",
    "cold_item",
    "cross_domain",
    "given",
)
PARTS = ("train", "valid", "test")
HISTORIES = ("frozen", "running")  # from which moment rows of valid and test are predicted
SMALL_USERS = ("share", "test")  # give a share of their rows, or are in test (as before)
LOSSES = ("cross_entropy", "mse", "mae", "bpr", "infonce")
RATING_LOSSES = ("mse", "mae")
RANKING_LOSSES = ("bpr", "infonce")  # compare items of one user
HEADS = ("auto", "cloze", "next_word", "classifier")
DEVICES = ("auto", "cpu", "cuda", "mps")
SCHEDULES = ("linear", "cosine", "constant")
STATISTICS = ("known", "labelled", "unlabelled", "train", "all")  # the last two: runs of before
SAME_STATISTICS = {"train": "labelled", "all": "known"}  # what they let a prompt know
NO_START = "none"
STARTS = (  # rules of `baselines` with `starts`, whose log-odds a run may start from
    NO_START,
    "popularity",
    "item_mean",
    "user_mean",
    "user_item_mean",
    "like_share",
    "item_knn",
    "user_knn",
    "co_rated",
    "ease",
    "stack",
)


def split_fairness(text: str) -> tuple[str, float]:
    """Field of users and weight of a fairness penalty.

    >>> split_fairness("user.gender:0.1")
    ('user.gender', 0.1)
    """
    field, _, number = text.rpartition(":")
    try:
        weight = float(number)
    except ValueError:
        weight = 0.0
    if not field.startswith("user.") or not 0 < weight < float("inf"):
        raise SettingsError("sentence.fairness_form", value=repr(text))
    return field, weight

"""Somebody new on the command line: `--profile age=30 --liked "Heat" --disliked "Big"`."""

from collections.abc import Sequence

from promptrec.cli.parts.named import named_values
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.examples.newcomer import Newcomer
from promptrec.recommend.request import item_named

Given = Sequence[str] | None


def newcomer_of(
    data: Dataset, user: str, profile: Given, liked: Given, disliked: Given, *, review: bool
) -> Newcomer | None:
    """Who was told of, with titles as items; None where a user of the data is asked for.

    SettingsError when both are named, or neither, and when a list of nobody is to be reviewed.
    """
    told = bool(profile or liked or disliked)
    if told == bool(user):
        raise SettingsError("sentence.user_or_newcomer")
    if not told:
        return None
    if review:
        raise SettingsError("sentence.no_review_of_newcomer")
    return Newcomer.of(
        profile_of(profile or ()),
        [item_named(data, text) for text in liked or ()],
        [item_named(data, text) for text in disliked or ()],
    )


def profile_of(given: Sequence[str]) -> dict[str, str]:
    """`column=value` ... as a mapping, with or without "user." before a column."""
    return named_values(given, "--profile", "sentence.profile_form", "user.")

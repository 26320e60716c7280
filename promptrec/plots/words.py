"""The words on the figures, in English; a page hands in others by the same keys."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "step": "step (optimizer updates)",
    "value": "value",
    "interval": "95 % interval",
    "no_value": "not defined",
    "roc_title": "Liked rows found against false alarms",
    "roc_x": "disliked rows called liked (%)",
    "roc_y": "liked rows called liked (%)",
    "chance": "random order",
    "pr_x": "liked rows found (%)",
    "pr_y": "of the rows called liked, really liked (%)",
    "calibration_title": "Said probability against what happened",
    "calibration_x": "probability of liked, as said (%)",
    "calibration_y": "share really liked (%)",
    "perfect": "perfectly calibrated",
    "rows": "rows",
    "confusion_title": "What was called what",
    "confusion_x": "called",
    "confusion_y": "really",
    "liked": "liked",
    "disliked": "disliked",
    "rating_title": "Ratings",
    "rating": "rating",
    "rating_y": "interactions",
    "tail_title": "How few items draw most interactions",
    "tail_x": "items, most popular first (%)",
    "tail_y": "interactions they draw (%)",
    "tail_note": "{items} of the items draw {interactions} of the interactions",
    "even": "all items equal",
    "history_title": "Interactions per user",
    "history_x": "interactions",
    "history_y": "users",
    "numbers": "The numbers",
    "page_foot": "Made by promptrec. This file needs no network.",
    "trial": "trial",
    "importance": "share of what distinguishes the best (%)",
    "log": "log",
    "empty_prompt": "empty prompt",
    "template_words": "template's words",
    "content_free": "content-free prompt",
    "now": "now",
    "score": "score",
    "log_odds": "log-odds of liked",
    "layer": "after layer",
    "probability": "probability (%)",
    "deletion": "important tokens removed",
    "insertion": "only important tokens left",
    "random_removal": "random tokens removed (90 % of orders)",
    "tokens_share": "share of the tokens (%)",
}

# Where data has no dislikes, the other rows are items that were sampled: these stand instead.
IMPLICIT: Mapping[str, str] = {
    "roc_title": "Met items found against false alarms",
    "roc_x": "sampled items called met (%)",
    "roc_y": "met items called met (%)",
    "pr_x": "met items found (%)",
    "pr_y": "of the items called met, really met (%)",
    "calibration_x": "probability of met, as said (%)",
    "calibration_y": "share really met (%)",
    "liked": "met",
    "disliked": "not met (sampled)",
}


def chosen(words: Mapping[str, str] | None) -> Mapping[str, str]:
    """The words to use: those handed in, English for the others."""
    return WORDS if words is None else {**WORDS, **words}

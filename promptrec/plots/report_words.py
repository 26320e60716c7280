"""The words of reports, in English; a page hands in others by the same keys."""

from collections.abc import Mapping

from promptrec.plots.words import WORDS

REPORT_WORDS: Mapping[str, str] = {
    "report_title": "Why {title}? User {user}",
    "report_intro": (
        "A language model read the prompt below and answered. Everything here is about one number, "
        "the log-odds of liked over disliked, and says whether to believe the explanation."
    ),
    "report_intro_order": (
        "A language model read the prompt below and answered. Everything here is about one number, "
        "its score, and says whether to believe the explanation. {why}"
    ),
    "report_score_order": "Score {score}.",
    "report_score": "Score {score}: {probability} liked. Verdict: {verdict}.",
    "report_cut": "{field} was too long for the model: {kept} kept, {dropped} left out.",
    "report_fields": "Which field moved the score",
    "report_tokens": "Which words moved the score",
    "report_tokens_help": (
        "Green words raise the score, red ones lower it. Each method is tested on this prompt: "
        "what it calls important is removed, and so are random words."
    ),
    "report_attention": "Where the model looked",
    "report_no_attention": "This way of tuning shows no attention.",
    "report_looks": "What the place of the answer looks at, through all layers (rollout)",
    "report_token": "token",
    "report_share": "share",
    "report_answers": "How the answer formed",
    "report_changes": "What would have to be different",
    "report_made": "How this was made",
    "report_template": "The template:",
    "report_variant": "variant",
    "report_pair": "user, item",
    "report_date": "date",
    "report_what": "what",
    "report_setting": "setting",
    "report_settings": "Settings other than the defaults",
    "data_name": "data set",
    "data_interactions": "interactions",
    "data_source": "source of the data",
    "data_licence": "licence of the data",
    "data_fingerprint": "fingerprint of the data",
    "family_user": "user",
    "family_item": "item",
    "family_history": "history",
    "family_context": "context",
    "family_mask": "the model's answer",
    "integrated_gradients": "Integrated gradients",
    "gradient_x_input": "Gradient × input",
    "occlusion": "Occlusion",
    "adds_up": (
        "Without content the score is {base}, with it {score}. The values miss that difference by "
        "{error}."
    ),
    "green": "Faithful.",
    "yellow": "Better than chance, not by much.",
    "red": "Not faithful: do not believe it.",
    "sentence_fields": (
        "Removing the fields that it calls important moves the score by {moves} on average, "
        "removing fields at random by {random}. The top field alone: {top_moves}; a random one: "
        "{random_moves}."
    ),
    "sentence": (
        "Removing what it calls important moves the score by {moves} on average, removing at "
        "random by {random}. The {top} top tokens alone: {top_moves}; {top} random ones: "
        "{random_moves}."
    ),
    "waterfall": "From the empty prompt to this score",
    "waterfall_help": (
        "Shapley values: each field's share, fair over all orders in which fields could be added "
        "({asked} prompts were asked). Green raises the score, red lowers it."
    ),
    "sampled": (
        "More than 8 fields: the values are sampled, with a standard error of at most {error}."
    ),
    "caution": (
        "Attention shows where the model looks, not what that does to the answer. The test below "
        "removes what it calls important."
    ),
    "lens": "The score as it forms, layer by layer",
    "lens_help": (
        "Each layer's state is read by the model's own head. Early layers are rarely meaningful; "
        "the last is the answer."
    ),
    "top": "Most likely words at the mask",
    "words_order": "Most likely words at the mask, the likeliest first: {words}.",
    "moves": "Changes that move the score most",
    "moves_help": (
        "One field at a time, over real values of the data. Scores that only order items have no "
        "verdict that could turn."
    ),
    "word": "Answer",
    "field": "Field",
    "new": "Instead",
    "turned": "Turned",
    "no_turn": (
        "No single change of one field among 30 real values each turns the verdict. These move the "
        "score most."
    ),
    "turns_help": (
        "One field at a time, over real values of the data: those that turn the verdict first, the "
        "gentlest on top."
    ),
}


def report_words(words: Mapping[str, str] | None) -> Mapping[str, str]:
    """Words of figures and of the report: those handed in, English for the others."""
    return {**WORDS, **REPORT_WORDS, **(words or {})}

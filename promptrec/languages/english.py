"""English."""

from promptrec.languages.language import Counted, Language, Phrases, Style

PLAIN = Style(
    field="The user's {name} is {field}.",
    history={
        "liked": "The user liked {field}.",
        "disliked": "The user did not like {field}.",
        "recent": "The user chose {field}.",
        "summary": "The user {field}.",
    },
    item="Now the user tries {title}{more}.",
    detail=" ({field})",
    counts="It {field}.",
    evidence={
        "history.alike": "The user {field}.",
        "history.alike_liked": "Of what goes with it, the user liked {field}.",
        "history.alike_disliked": "Of what goes with it, the user did not like {field}.",
        "item.also": "People who know it also know {field}.",
        "item.popularity": "It {field}.",
        "item.likeminded": "It {field}.",
    },
    ending="Overall it was {mask}.",
)
LABELS = Style(
    field="{name}: {field}.",
    history={
        "liked": "Liked: {field}.",
        "disliked": "Disliked: {field}.",
        "recent": "Seen: {field}.",
        "summary": "User: {field}.",
    },
    item="Item: {title}{more}.",
    detail=", {name}: {field}",
    counts="Others: {field}.",
    evidence={
        "history.alike": "Of what goes with it: {field}.",
        "history.alike_liked": "Goes with it, liked: {field}.",
        "history.alike_disliked": "Goes with it, disliked: {field}.",
        "item.also": "Goes with: {field}.",
        "item.popularity": "Known: {field}.",
        "item.likeminded": "People alike: {field}.",
    },
    ending="Rating: {mask}.",
)
QUESTION = Style(
    field="Someone whose {name} is {field} asks.",
    history={
        "liked": "They loved {field}.",
        "disliked": "They hated {field}.",
        "recent": "They know {field}.",
        "summary": "They {field}.",
    },
    item="How would they find {title}{more}?",
    detail=", {field}",
    counts="It {field}.",
    evidence={
        "history.alike": "They {field}.",
        "history.alike_liked": "They loved {field}, which go with it.",
        "history.alike_disliked": "They hated {field}, which go with it.",
        "item.also": "It goes with {field}.",
        "item.popularity": "It {field}.",
        "item.likeminded": "It {field}.",
    },
    ending="They would find it {mask}.",
)
COUNTED = Counted(
    history=("none", "little", "some", "half", "much", "most", "all"),
    liking="likes {word} of what they rate ({liked} of {seen})",
    item=("nobody", "few", "some", "about half", "many", "most", "everyone"),
    liked="is liked by {word} ({liked} of {seen})",
    choice=("hardly anyone", "few", "some", "many", "very many"),
    one_choice="has chosen 1 item so far",
    choices="has chosen {seen} items so far",
    chosen="was chosen by {word} ({seen})",
    alike="liked {word} of what goes with it ({liked} of {seen})",
    one_alike="has chosen 1 item that goes with it",
    alikes="has chosen {seen} items that go with it",
    similar="liked {word} of what is similar to it ({liked} of {seen})",
    one_similar="has chosen 1 item similar to it",
    similars="has chosen {seen} items similar to it",
    known=("nobody so far", "few", "some", "many", "most"),
    popularity="is known by {word}",
    likeminded="is liked by {word} among those of like taste ({liked} of {seen})",
)
SYNONYMS = {
    "user": ("person", "customer"),
    "liked": ("enjoyed", "appreciated"),
    "disliked": ("did not enjoy", "did not appreciate"),
    "enjoyed": ("liked", "appreciated"),
    "recently": ("lately", "just now"),
    "next": ("following", "upcoming"),
    "recommending": ("suggesting", "proposing"),
    "choose": ("pick", "select"),
    "finds": ("considers", "thinks"),
    "found": ("considered", "thought"),
    "before": ("earlier", "in the past"),
    "looks at": ("considers", "is shown"),
    "directed by": ("by the director", "by director"),
}
ENGLISH = Language(
    title="sentence.lint_english",
    spaced=True,
    list_joint=", ",
    fact_joint="; ",
    label_words="great,good/terrible,bad",
    counted=COUNTED,
    sentence_joints=(". ", "; ", ".\n", " | ", " - "),
    colons=(": ", " - ", " = ", ":\n"),
    synonyms=SYNONYMS,
    phrases=Phrases(
        space=" ",
        styles={"plain": PLAIN, "labels": LABELS, "question": QUESTION},
        label_words=(
            "great,good/terrible,bad",
            "good/bad",
            "excellent,wonderful/awful,horrible",
            "perfect,lovely/boring,poor",
        ),
        ask="The user {mask} it.",
        answers={
            "liked": "liked/disliked",
            "bought": "bought/skipped",
            "chosen": "chose/skipped",
        },
    ),
)

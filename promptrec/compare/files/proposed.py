"""Which columns of a score file most likely say who, what, liked and how high."""

from collections.abc import Mapping, Sequence

from promptrec.data.reading.given import Given
from promptrec.data.reading.mapping import guess
from promptrec.data.reading.spellings import folded
from promptrec.data.reading.table import TextTable

ALWAYS = ("user", "label", "score")  # without these there is no verdict
OURS = {"user": "user_id", "item": "item_id", "label": "label"}
SCORES = (
    *("prediction", "predictions", "predicted", "predictedscore", "predscore", "modelscore"),
    *("pred", "preds", "yhat", "ypred", "probability", "prob", "proba", "logit", "logits"),
    *("est", "estimate", "预测分数", "预测值", "预测", "概率", "score", "scores", "得分", "分数"),
)  # the best name first: "score" beside a prediction is a rating. No rank: its best is the lowest
TRUTHS = ("ytrue", "truth", "groundtruth", "target", "actual", "relevance", "真实", "真值", "标签")
TYPES = (":token", ":float", ":token_seq", ":float_seq")  # as RecBole writes a type behind a name


def proposed_columns(table: TextTable) -> dict[str, str]:
    """user, item, label, score -> the column that probably holds it; others are left out."""
    plain = {bare(name): name for name in table.columns}
    known = {folded(name): name for name in plain}
    found = {}
    score = next((known[one] for one in SCORES if one in known), None)
    if score is not None:
        found["score"] = plain[score]
    rest = [name for name in plain if name != score]
    named = guess(rest, (*OURS.values(), "rating"))
    truth = next((known[one] for one in TRUTHS if one in known and known[one] in rest), None)
    label = named.get("label") or truth or named.get("rating")
    picked = {"user": named.get("user_id"), "item": named.get("item_id"), "label": label}
    return {**{ours: plain[name] for ours, name in picked.items() if name}, **found}


def bare(name: str) -> str:
    """The name of a column without the type that RecBole writes behind it.

    >>> bare("user_id:token"), bare("score")
    ('user_id', 'score')
    """
    return next((name.removesuffix(one) for one in TYPES if name.endswith(one)), name)


def likely_table(every: Sequence[Given]) -> tuple[Given, Mapping[str, str]]:
    """The table of a file with most of these columns, the first of such, and what is proposed."""
    found = [(one, proposed_columns(one.table)) for one in every]
    return max(found, key=lambda one: len(one[1]))


def is_rating(table: TextTable, column: str) -> bool:
    """True for a label that says how much and not whether: somebody has to say from where."""
    said = {cell.strip().lower() for cell in table.columns[column].values}
    return not said <= {"0", "1", "0.0", "1.0", "true", "false"} and all(map(is_number, said))


def is_number(cell: str) -> bool:
    """True for what a rating may look like; what is no number is an error with row and column."""
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        return False
    return True

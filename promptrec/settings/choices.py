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
METHODS = (
    "none",
    "full",
    "head",
    "top_layers",
    "bitfit",
    "ln_tuning",
    "prompt_tuning",
    "p_tuning",
    "prefix_tuning",
    "lora",
    "dora",
    "adalora",
    "ia3",
    "adapter",
)
TOP_LAYERS = 2  # layers that `top_layers` trains when no number follows it
LOSSES = ("cross_entropy", "mse", "mae", "bpr", "infonce")
RATING_LOSSES = ("mse", "mae")
RANKING_LOSSES = ("bpr", "infonce")  # compare items of one user
OF_PROBABILITY = (  # metrics that need a probability: its value, or one half as the threshold
    *("accuracy", "precision", "recall", "f1"),
    *("log_loss", "brier", "ece"),
)
HEADS = ("auto", "cloze", "next_word", "classifier")
DEVICES = ("auto", "cpu", "cuda", "mps")
SCHEDULES = ("linear", "cosine", "constant")
STATISTICS = ("train", "all")
DEFAULT_LEARNING_RATE = {
    "none": 0.0,
    "full": 5e-5,
    "head": 1e-3,
    "top_layers": 1e-4,
    "bitfit": 1e-3,
    "ln_tuning": 1e-3,
    "prompt_tuning": 5e-3,
    "p_tuning": 1e-3,
    "prefix_tuning": 5e-3,
    "lora": 1e-3,
    "dora": 1e-3,
    "adalora": 2e-3,
    "ia3": 5e-3,
    "adapter": 1e-3,
}
CLASSIC = {  # the textbook's recipe for BERT, as `RunSettings` fields
    "head": "classifier",
    "method": "full",
    "learning_rate": 2e-5,
    "batch_size": 16,
    "epochs": 5,
    "patience": 0,
    "test": True,
}
PRESETS = {"classic": CLASSIC}
OF_TRAINING = (  # what only training reads: without it two settings score untuned alike
    "epochs",
    "batch_size",
    "learning_rate",
    "warmup",
    "weight_decay",
    "clip",
    "patience",
    "select",
    "lora_rank",
    "adapter_size",
    "prefix_tokens",
    "temperature",
    "popular_negatives",
    "label_smoothing",
    "class_weights",
    "dropout",
    "schedule",
    "accumulate",
    "token_budget",
    "pseudo_confidence",
    "pseudo_rows",
    "added_labels",
    "fairness",
    "test",
)
COUNTS = (
    "epochs",
    "batch_size",
    "lora_rank",
    "adapter_size",
    "prefix_tokens",
    "soft_tokens",
    "negatives",
    "accumulate",
    "pseudo_rows",
)
POSITIVE = (
    "max_train",
    "max_valid",
    "max_tokens",
    "learning_rate",
    "temperature",
    "token_budget",
)
SHARES = (
    "warmup",
    "popular_negatives",
    "label_smoothing",
    "dropout",
    "pseudo_confidence",
)


def choose(name: str, value: str, choices: tuple[str, ...]) -> str:
    """Return value, or raise SettingsError that lists the choices."""
    if value not in choices:
        raise SettingsError(
            "sentence.no_choice", name=name, value=repr(value), choices=", ".join(choices)
        )
    return value


def split_method(method: str) -> tuple[str, int]:
    """Name of a method and the number behind its colon; 0 where there is none.

    >>> split_method("top_layers:3"), split_method("lora")
    (('top_layers', 3), ('lora', 0))
    """
    name, colon, number = method.partition(":")
    choose("method", name, METHODS)
    if name == "top_layers" and not colon:
        return name, TOP_LAYERS
    if colon and (name != "top_layers" or not number.isdecimal() or int(number) < 1):
        raise SettingsError("sentence.method_number", method=repr(method))
    return name, int(number or 0)


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

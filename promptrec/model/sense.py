"""What makes no sense, said before it is tried: method x model, loss x data, metric x loss.

No torch: names and shapes in the files of a model are enough. What a head needs of a template is
checked where the template is read (`reader.py`).
"""

import numpy as np

from promptrec.errors import DataError, SettingsError
from promptrec.examples.plan import Plan
from promptrec.methods.architectures import architecture
from promptrec.methods.method import is_trained
from promptrec.metrics.metric import ROW_METRICS
from promptrec.model.catalogue import Backbone
from promptrec.model.reader import Reader
from promptrec.model.size import backbone_shapes, trainable_estimate
from promptrec.settings import RANKING_LOSSES, RATING_LOSSES, RunSettings, choose, split_method


def check_sense(plan: Plan, reader: Reader) -> tuple[str, ...]:
    """ModelError, SettingsError or DataError for what cannot work; else what is worth knowing."""
    settings = plan.settings
    if not settings.tunes:
        return (untuned_note(reader),) if untuned_note(reader) else ()
    check_method(settings, reader)
    check_loss(plan)
    check_select(settings, reader)
    return tuple(note for note in (depth_note(settings, reader.backbone), sides_note(plan)) if note)


def untuned_note(reader: Reader) -> str:
    """That a new answer layer knows nothing yet; "" for a head that was pretrained."""
    if reader.head != "classifier":
        return ""
    return (
        "An untuned classifier answers with noise: its answer layer is new and random. "
        "Put a {mask} into the template to see what the model knows by itself, or tune it."
    )


def check_method(settings: RunSettings, reader: Reader) -> None:
    """ModelError for a method that finds nothing to train in this model under this head."""
    backbone = reader.backbone
    parts = architecture(backbone.model_type)
    soft = reader.template.soft_total
    inside = any(
        is_trained(f"backbone.{name}", settings.method, reader.head, parts, backbone.layers)
        for name in backbone_shapes(backbone.folder, parts)
    )
    lost = settings.tuning.needs_inside and not inside and not soft
    if lost or not trainable_estimate(
        backbone, method=settings.method, head=reader.head, soft_tokens=soft
    ):
        raise settings.tuning.nothing_to_train(settings.model, backbone.model_type)


def check_loss(plan: Plan) -> None:
    """SettingsError or DataError for a loss that these rows cannot teach."""
    loss, data = plan.settings.loss, plan.dataset
    if loss in RATING_LOSSES and not data.rated:
        raise SettingsError(
            f"The loss {loss} learns ratings, and {data.about.name} has none. "
            "Choose cross_entropy, bpr or infonce."
        )
    liked = (plan.pairs("train").label == 1).any()
    liked = liked or any(one.label == 1 for one in plan.settings.added_labels)
    if loss in RANKING_LOSSES and not liked:
        raise DataError(f"The loss {loss} needs liked train rows; there are none.")


def check_select(settings: RunSettings, reader: Reader) -> None:
    """SettingsError for a metric that no epoch of this run will have."""
    metric = ROW_METRICS[choose("select", settings.select, ROW_METRICS)]
    rates = settings.loss in RATING_LOSSES
    words = reader.label_words
    says_rating = rates or (bool(words) and all(word.rating is not None for word in words))
    if metric.needs_ratings and not says_rating:
        raise SettingsError(
            f"{settings.select} cannot choose the epoch: this run says no ratings. Choose auc, the "
            "loss mse or mae, or label words with ratings."
        )
    if metric.needs_probability and not settings.says_probability:
        raise SettingsError(
            f"{settings.select} cannot choose the epoch: scores of the loss {settings.loss} are no "
            "probabilities. Choose auc."
        )


def depth_note(settings: RunSettings, backbone: Backbone) -> str:
    """That there are fewer layers than `top_layers` asks for."""
    _, count = split_method(settings.method)
    if count <= backbone.layers:
        return ""
    return f"{backbone.name} has {backbone.layers} layers; all of them are trained."


def sides_note(plan: Plan) -> str:
    """That all train rows say the same."""
    label = plan.pairs("train").label
    if not len(label) or len(np.unique(label)) > 1:
        return ""
    side = "liked" if label[0] == 1 else "not liked"
    return f"Every training row is {side}: there is nothing to tell apart. Take other rows."

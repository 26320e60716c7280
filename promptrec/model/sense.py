"""What makes no sense, said before it is tried: method x model, loss x data, metric x loss.

No torch: names and shapes in the files of a model are enough. What a head needs of a template is
checked where the template is read (`reading.py`).
"""

import numpy as np

from promptrec.errors import DataError, SettingsError
from promptrec.examples.plan import Plan
from promptrec.methods.architectures import architecture
from promptrec.methods.method import is_trained
from promptrec.metrics.metric import ROW_METRICS
from promptrec.model.backbones.catalogue import Backbone
from promptrec.model.reading import ModelReader
from promptrec.model.size import backbone_shapes, trainable_estimate
from promptrec.settings import RANKING_LOSSES, RATING_LOSSES, RunSettings, choose, split_method
from promptrec.words.table import sentence


def check_sense(plan: Plan, reader: ModelReader) -> tuple[str, ...]:
    """ModelError, SettingsError or DataError for what cannot work; else what is worth knowing."""
    settings = plan.settings
    if not settings.tunes and settings.starts:
        return (sentence("sentence.rule_alone", rule=settings.start_from),)
    untrained = untrained_note(settings, reader)
    if not settings.tunes:
        return tuple(note for note in (untuned_note(reader), untrained) if note)
    check_method(settings, reader)
    check_loss(plan)
    check_select(settings, reader)
    notes = (depth_note(settings, reader.backbone), sides_note(plan), untrained)
    return tuple(note for note in notes if note)


def untuned_note(reader: ModelReader) -> str:
    """That a new answer layer knows nothing yet; "" for a head that was pretrained."""
    if reader.head != "classifier":
        return ""
    return sentence("sentence.untuned")


def untrained_note(settings: RunSettings, reader: ModelReader) -> str:
    """That collaborative tokens say nothing yet, under a method that does not train them; or ""."""
    parts, layers = architecture(reader.backbone.model_type), reader.backbone.layers
    if not reader.cf_sides or is_trained("cf", settings.method, reader.head, parts, layers):
        return ""
    names = ", ".join(f"{{cf.{side}}}" for side in reader.cf_sides)
    return sentence("sentence.cf_untrained", names=names, method=settings.method)


def check_method(settings: RunSettings, reader: ModelReader) -> None:
    """ModelError for a method that finds nothing to train in this model under this head."""
    backbone = reader.backbone
    parts = architecture(backbone.model_type)
    soft = reader.template.soft_total
    inside = any(
        is_trained(f"backbone.{name}", settings.method, reader.head, parts, backbone.layers)
        for name in backbone_shapes(backbone.folder, parts)
    )
    lost = settings.tuning.needs_inside and not (inside or soft or reader.cf_sides)
    if lost or not trainable_estimate(
        backbone,
        method=settings.method,
        head=reader.head,
        soft_tokens=soft,
        cf_sides=reader.cf_sides,
    ):
        raise settings.tuning.nothing_to_train(settings.model, backbone.model_type)


def check_loss(plan: Plan) -> None:
    """SettingsError or DataError for a loss that these rows cannot teach."""
    loss, data = plan.settings.loss, plan.dataset
    if loss in RATING_LOSSES and not data.rated:
        raise SettingsError("sentence.no_ratings", loss=loss, data=data.about.name)
    liked = (plan.pairs("train").label == 1).any()
    liked = liked or any(one.label == 1 for one in plan.settings.added_labels)
    if loss in RANKING_LOSSES and not liked:
        raise DataError("sentence.no_liked", loss=loss)


def check_select(settings: RunSettings, reader: ModelReader) -> None:
    """SettingsError for a metric that no epoch of this run will have."""
    metric = ROW_METRICS[choose("select", settings.select, ROW_METRICS)]
    if metric.needs_ratings and not reader.scorer_plan(settings, (0.0, 1.0)).says_rating:
        raise SettingsError("sentence.select_unrated", metric=settings.select)
    if metric.needs_probability and not settings.says_probability:
        raise SettingsError("sentence.select_unsure", metric=settings.select, loss=settings.loss)


def depth_note(settings: RunSettings, backbone: Backbone) -> str:
    """That there are fewer layers than `top_layers` asks for."""
    _, count = split_method(settings.method)
    if count <= backbone.layers:
        return ""
    return sentence("sentence.few_layers", model=backbone.name, layers=backbone.layers)


def sides_note(plan: Plan) -> str:
    """That all train rows say the same."""
    label = plan.pairs("train").label
    if not len(label) or len(np.unique(label)) > 1:
        return ""
    side = sentence("sentence.side_liked" if label[0] == 1 else "sentence.side_disliked")
    return sentence("sentence.alarm_one_class", side=side)

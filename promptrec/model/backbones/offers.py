"""Which model to offer where the one that is chosen does not know the language of a text."""

from dataclasses import dataclass

from promptrec.model.backbones.catalogue import BACKBONES, Backbone, installed_folder


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """A model of the catalogue that reads a language."""

    model: str
    language: str
    requirement: str  # what to install first; "" where it is installed


def offer_for(language: str, backbone: Backbone) -> ModelOffer | None:
    """A model that reads a language which this one does not; None where there is none.

    >>> from promptrec.model.backbones.catalogue import resolve
    >>> offer_for("zh", resolve("minilm")).model
    'multilingual-e5-small'
    """
    if language in backbone.languages:
        return None
    for name, packaged in BACKBONES.items():
        if language in packaged.languages and name != backbone.name:
            missing = installed_folder(packaged) is None
            return ModelOffer(name, language, packaged.requirement if missing else "")
    return None

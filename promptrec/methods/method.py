"""What a tuning method declares: what it adds to a network, what it trains, its size. No torch.

One file a method beside this one; docs/tuning.md lists them with their papers. Hooks that need
torch or peft import it inside, from `promptrec.methods.parts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from promptrec.errors import ModelError, SettingsError
from promptrec.fields import Reader, Setting
from promptrec.methods.architectures import Architecture
from promptrec.registry import Registry, choose

PASSES = 2.6  # gradients go through the whole model, to few weights
Shape = tuple[int, ...]
Own = Mapping[str, Any]  # values of the settings that methods have of their own, by name


class Tuned(Protocol):
    """What a method sees of a network, a torch module."""

    backbone: Any
    soft: Any  # (soft, hidden) trained rows that stand at the soft tokens, or None
    soft_encoder: Any  # a module that maps these rows before they are read, or None
    memory: Any  # what the method keeps while it trains

    @property
    def embeddings(self) -> Any:
        """Word embeddings, (vocab, hidden)."""

    def named_parameters(self) -> Any:
        """Name and parameter, as torch has them."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The name of one parameter of a network, and where it stands."""

    part: str  # "backbone", "head", "soft", "soft_encoder" or "cf"
    name: str  # inside of the part
    head: str  # of the network: "classifier", "cloze" or "next_word"
    parts: Architecture
    layers: int
    number: int  # behind the method's colon; 0 where there is none

    @property
    def is_new(self) -> bool:
        """Made for this task: soft and cf tokens, and the layer of a classifier."""
        answers = self.part == "head" and self.head == "classifier"
        return answers or self.part in ("soft", "soft_encoder", "cf")

    def in_backbone(self) -> bool:
        """Whether it is the pretrained model's own, or was put into it."""
        return self.part == "backbone"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is known of a backbone before it is loaded."""

    shapes: Mapping[str, Shape]  # of its parameters by name
    parts: Architecture
    words: int  # width of a word's vector
    keys: int  # width of one token's keys in one layer, all heads together
    layers: int


def is_new(weight: Weight) -> bool:
    """What most methods train beside what they add: `Weight.is_new`."""
    return weight.is_new


def nothing(*_: object) -> None:
    """A hook that does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One tuning method. Its words are `method.<name>` and `option.<name>` of the word tables."""

    name: str
    place: int = 1000  # in the list; those of other hands come last
    learning_rate: float  # AdamW, unless the settings say another
    settings: tuple[Setting, ...] = ()  # of its own; several methods may share one
    number: Setting | None = None  # what may stand behind a colon: top_layers:2
    passes: float = PASSES  # forward passes that learning from a prompt costs: backwards is two
    reads_once: bool = False  # all epochs learn from what was read before the first
    tunes: bool = True  # False: the template is scored as it is
    needs_soft: bool = False  # puts soft tokens at the start of a template without any
    needs_inside: bool = False  # is refused where it trains nothing that the backbone has
    shows_attention: bool = True  # False: the attention of a prompt cannot be shown
    marks: tuple[str, ...] = ()  # in the names of parameters that it puts into the backbone
    trains: Callable[[Weight], bool] = is_new  # beside those with its marks
    add: Callable[[Tuned, Own, Architecture], None] = nothing  # puts in its parameters
    added: Callable[[Sizes, Own], int] = lambda *_: 0  # how many numbers `add` puts in
    begin: Callable[[Tuned, int], None] = nothing  # before the first of so many updates
    step_done: Callable[[Tuned, int], None] = nothing  # after each, gradients still there; from 1
    alarm: Callable[[Tuned], str] = lambda _: ""  # after the last: what is wrong, in a sentence

    def is_trained(self, weight: Weight) -> bool:
        """Whether it trains a parameter."""
        marked = weight.in_backbone() and any(mark in weight.name for mark in self.marks)
        return marked or self.trains(weight)

    def nothing_to_train(self, model: str, model_type: str) -> ModelError:
        """What is said where it does nothing to a model."""
        return ModelError(
            "sentence.nothing_to_train", method=self.name, model=model, type=model_type
        )


METHODS: Registry[Method] = Registry()


def split_method(method: str) -> tuple[str, int]:
    """Name of a method and the number behind its colon; 0 where there is none.

    >>> split_method("top_layers:3"), split_method("lora")
    (('top_layers', 3), ('lora', 0))
    """
    name, colon, number = method.partition(":")
    counted = METHODS[choose("method", name, METHODS)].number
    if counted is not None and not colon:
        return name, int(str(counted.default))
    if colon and (counted is None or not number.isdecimal() or int(number) < 1):
        numbered = [one.name for one in METHODS.values() if one.number]
        raise SettingsError(
            "sentence.method_number", method=repr(method), names=", ".join(numbered)
        )
    return name, int(number or 0)


def method_of(method: str) -> Method:
    """The method of a setting, whatever number it has: that of "top_layers:3"."""
    return METHODS[split_method(method)[0]]


def own_settings() -> dict[str, Setting]:
    """The settings that methods have of their own, by name, in the order of the methods.

    ValueError where two methods mean different things by one name.
    """
    own: dict[str, Setting] = {}
    for one in (each for method in METHODS.values() for each in method.settings):
        if own.setdefault(one.name, one) != one:
            raise ValueError(f"Two methods have a setting {one.name!r}, and not the same one.")
    return own


def own_values(given: Own) -> dict[str, Any]:
    """A value for each of `own_settings` that a network is made from: as given, else its default.

    How many soft tokens a prompt has is seen in its template.
    """
    made = {name: one for name, one in own_settings().items() if one.reader is not Reader.PROMPT}
    return {name: given.get(name, one.default) for name, one in made.items()}


def is_trained(name: str, method: str, head: str, parts: Architecture, layers: int) -> bool:
    """Whether a method trains the parameter of this name of a network.

    name: begins with "backbone.", "head.", "soft_encoder.", "cf.", or is "soft". method: as in the
    settings, with its number.
    """
    part, _, rest = name.partition(".")
    kind, number = split_method(method)
    return METHODS[kind].is_trained(Weight(part, rest, head, parts, layers, number))

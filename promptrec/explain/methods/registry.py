"""Every way to explain one score, by its name. No torch: what asks a model is imported when asked.

A new one is a function in a file beside this one, and an entry here; a method that gives a value
per token is then tested, compared and shown like all others.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promptrec.errors import ModelError
from promptrec.explain.progress import Report, silent, told
from promptrec.registry import Names, Registry

if TYPE_CHECKING:
    from promptrec.explain.records import Attribution
    from promptrec.explain.subject import Subject
    from promptrec.explain.truth.stability import Explain, Shares

GIVES = ("heads", "tokens", "fields", "layers")  # what has a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A way to explain one score."""

    name: str
    of: Callable[..., Any]  # of a subject; `report` gets the share done
    gives: str = "tokens"  # one of GIVES; with tokens `of` gives an Attribution
    signed: bool = True  # raises or lowers the score; else it says only how much
    soft_base: bool = False  # `of` is told what stands for soft tokens: see `ends_of`
    place: int = 1000  # in lists on pages


def later(file: str, function: str) -> Callable[..., Any]:
    """A function of a file beside this one, imported when it is called."""

    def call(*arguments: object, **options: object) -> Any:
        module = importlib.import_module(f"promptrec.explain.methods.{file}")
        return getattr(module, function)(*arguments, **options)

    return call


EXPLANATIONS: Registry[Explanation] = Registry()
for one in (
    Explanation(
        name="integrated_gradients", of=later("gradients", "integrated_gradients"), soft_base=True
    ),
    Explanation(name="gradient_x_input", of=later("gradients", "gradient_x_input"), soft_base=True),
    Explanation(name="occlusion", of=later("gradients", "occlusion"), soft_base=True),
    Explanation(name="attention_rollout", of=later("attention", "attention_rollout"), signed=False),
    Explanation(name="field_shapley", of=later("shapley", "field_shapley"), gives="fields"),
    Explanation(name="logit_lens", of=later("lens", "logit_lens"), gives="layers"),
    Explanation(name="attention", of=later("attention", "attention"), gives="heads", signed=False),
):
    EXPLANATIONS.add(one)


def listed() -> tuple[str, ...]:
    """All names as the command lists them: by what has a value, then by name."""
    return tuple(
        sorted(EXPLANATIONS, key=lambda name: (GIVES.index(EXPLANATIONS[name].gives), name))
    )


def token_methods() -> tuple[str, ...]:
    """The names of those with a value per token."""
    return tuple(name for name, one in EXPLANATIONS.items() if one.gives == "tokens")


def signed_methods() -> tuple[str, ...]:
    """Those whose values per token raise or lower the score."""
    return tuple(name for name in token_methods() if EXPLANATIONS[name].signed)


NAMES = Names(listed)
TOKEN_METHODS = Names(token_methods)
SIGNED = Names(signed_methods)


def attribution(
    subject: "Subject", method: str, *, soft_base: str = "start", report: Report = silent
) -> "Attribution":
    """The values per token by one of TOKEN_METHODS."""
    way = EXPLANATIONS[method]
    more = {"soft_base": soft_base} if way.soft_base else {}
    found: Attribution = way.of(subject, **more, report=report)
    return found


def attributions(
    subject: "Subject", *, soft_base: str = "start", report: Report = silent
) -> "dict[str, Attribution]":
    """Every method that the model allows (prefix_tuning shows no attention)."""
    found: dict[str, Attribution] = {}
    for method, own in told(token_methods(), report):
        try:
            found[method] = attribution(subject, method, soft_base=soft_base, report=own)
        except ModelError:
            if EXPLANATIONS[method].signed:
                raise
    return found


def shares_by(method: str, soft_base: str = "start") -> "Explain":
    """Field -> share by a method: its values added up by field, or Shapley values."""
    from promptrec.explain.truth.stability import shapley_shares, shares_of

    if EXPLANATIONS[method].gives == "fields":
        return shapley_shares

    def shares(subject: "Subject", report: Report) -> "Shares":
        return shares_of(attribution(subject, method, soft_base=soft_base, report=report))

    return shares

"""Ask everything about one prompt, one question after the other."""

import importlib
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Protocol, TypeVar

from promptrec.errors import ModelError
from promptrec.explain.changes import changes
from promptrec.explain.findings import FIELD_QUESTION, Findings
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import SIGNED, attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, silent
from promptrec.explain.records import Attribution
from promptrec.explain.subject import Subject
from promptrec.explain.truth.all_tests import field_truth
from promptrec.explain.truth.faithful import by_chance, with_faithfulness
from promptrec.records import Floats

Found = TypeVar("Found")
PACKAGES = ("torch", "transformers", "numpy", "pandas")
QUESTIONS = (  # in the order in which they come
    "fields",
    FIELD_QUESTION,
    "chance",
    *(name for method in SIGNED for name in (f"{method} alone", method)),
    "rollout",
    "lens",
    "changes",
)


class Ask(Protocol):
    """Gets the answer to one of QUESTIONS: pages keep answers and show how far they are."""

    def __call__(self, name: str, make: Callable[[Report], Found], /) -> Found:
        """The answer, from `make` or as it was kept."""


def at_once(_name: str, make: Callable[[Report], Found]) -> Found:
    """Ask, whatever it takes."""
    return make(silent)


def findings(subject: Subject, user: str, item: str, ask: Ask = at_once) -> Findings:
    """Everything about the prompt of a user and an item."""
    data = subject.variant.plan.dataset
    fields = ask("fields", lambda report: field_shapley(subject, report=report))
    tests = ask(FIELD_QUESTION, lambda report: field_truth(subject, fields, report=report))
    chance = ask("chance", lambda report: by_chance(subject, report=report))
    return Findings(
        user=user,
        item=item,
        title=str(data.items["title"].tolist()[data.item_code(item)]),
        prompt=subject.fitted.prompt,
        cuts=subject.fitted.cuts,
        score=subject.score,
        probability=subject.probability,
        fields=fields,
        tokens=tuple(tested(subject, method, chance, ask) for method in SIGNED),
        rollout=ask("rollout", lambda report: tested_rollout(subject, chance, report=report)),
        lens=ask("lens", lambda _: logit_lens(subject)),
        changes=tuple(ask("changes", lambda report: changes(subject, report=report))),
        variant=subject.variant.name,
        settings=subject.variant.settings,
        data=data_facts(subject),
        versions=versions(),
        field_truth=tests,
        said=data.about.said,
    )


def tested(subject: Subject, method: str, chance: Floats, ask: Ask) -> Attribution:
    """An attribution per token with its test: two questions."""
    alone = ask(f"{method} alone", lambda report: attribution(subject, method, report=report))
    return ask(
        method, lambda report: with_faithfulness(subject, alone, chance=chance, report=report)
    )


def tested_rollout(
    subject: Subject, chance: Floats, *, report: Report = silent
) -> Attribution | None:
    """Rollout from the place of the answer, tested; None where a method shows no attention."""
    try:
        rollout = attribution(subject, "attention_rollout")
    except ModelError:
        return None
    return with_faithfulness(subject, rollout, chance=chance, report=report)


def data_facts(subject: Subject) -> Mapping[str, str]:
    """Name, size, source and fingerprint of the data."""
    data = subject.variant.plan.dataset
    return {
        "name": data.about.name,
        "interactions": f"{len(data.interactions):,}",
        "source": data.about.source,
        "licence": data.about.licence,
        "fingerprint": data.fingerprint()[:16],
    }


def versions() -> Mapping[str, str]:
    """What the numbers were made with."""
    own = importlib.import_module("promptrec").__version__  # knows the layers above by name only
    found = {"promptrec": str(own), "python": platform.python_version()}
    return found | {name: version(name) for name in PACKAGES}

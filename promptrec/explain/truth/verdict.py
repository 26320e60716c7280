"""Can an explanation be relied on? One verdict wherever it is shown: the worst of its tests.

green is said only where every test was asked and is green; until then an explanation whose tests
are all green is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptrec.explain.records import Faithfulness, FieldAttribution

if TYPE_CHECKING:
    from promptrec.explain.truth.all_tests import FieldTruth, Truth

TESTS = 4  # removal, random weights, other methods, other words
FIELD_TESTS = 3  # of shares of fields: removal, random weights, other words
WORST_FIRST = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The verdict, and how many tests it stands on."""

    light: str  # red, yellow, open or green
    passed: int
    asked: int
    of: int  # tests that could be asked


def trust(lights: Sequence[str], of: int = TESTS) -> Trust:
    """The verdict on some lights, of so many tests that there are. At least one light."""
    worst = next(one for one in WORST_FIRST if one in lights)
    light = "open" if worst == "green" and len(lights) < of else worst
    return Trust(light=light, passed=lights.count("green"), asked=len(lights), of=of)


def trust_of(tested: Faithfulness, found: "Truth | None", method: str) -> Trust:
    """The verdict on a method: by all of its tests where they were asked, else by removal alone."""
    if found is None:
        return trust([tested.light])
    lights = lights_of(found, tested, method)
    return trust(lights, len(lights))


def lights_of(found: "Truth", tested: Faithfulness, method: str) -> list[str]:
    """The lights of removal, random weights, other methods and other words, where there are any."""
    words = [found.stability.light] if len(found.stability.templates) > 1 else []
    return [tested.light, found.random.light, found.agreement.light(method), *words]


def trust_of_fields(found: FieldAttribution, whole: "FieldTruth | None") -> Trust | None:
    """The verdict on shares of fields; None where there is no field, or one, to take away.

    What cannot be held against random weights, for too few fields, stays open at best.
    """
    if found.faithfulness is None:
        return None
    own = found.faithfulness.light
    if whole is None:
        return trust([own], FIELD_TESTS)
    random = [whole.random.light] if whole.random else []
    words = [whole.stability.light] if len(whole.stability.templates) > 1 else []
    lights = [own, *random, *words]
    return trust(lights, len(lights) if whole.random else FIELD_TESTS)

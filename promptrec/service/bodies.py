"""What a request may say, with the largest sizes; everything else is refused by name."""

from bisect import bisect_right
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Cell = Annotated[str, StringConstraints(max_length=2000)]
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no text with one
UNITS = (1e11, 1e14, 1e17)  # seconds until the year 5138, milliseconds and so on from 1973
MOST_TOLD = 200
MOST_ITEMS = 1000
MOST_EVENTS = 1000


class Body(BaseModel):
    """Unknown keys are an error: a misspelt one would be left out without a word."""

    model_config = ConfigDict(extra="forbid", strict=True)


def unit_of(time: float) -> int:
    """In which thousandth of a second such a moment counts: 0 seconds, 1 milliseconds, ...

    >>> [unit_of(time) for time in (-1, 1.7e9, 1.7e12, 1.7e15, 1.7e18)]
    [0, 0, 1, 2, 3]
    """
    return bisect_right(UNITS, abs(time))


class HistoryRow(Body):
    """One thing that a person did."""

    item_id: Id = Field(description="Id or title.")
    rating: float | None = Field(
        None, allow_inf_nan=False, description="On the scale of the data; absent: liked."
    )
    timestamp: float | None = Field(
        None, allow_inf_nan=False, description="Orders them; absent from all: as they come."
    )


class Stranger(Body):
    """Somebody by value, as another database knows them."""

    profile: dict[Id, Cell | Whole | Finite] = Field(
        default_factory=dict, max_length=100, description="Columns of users, by value."
    )
    history: list[HistoryRow] = Field(
        default_factory=list,
        max_length=2 * MOST_TOLD,
        description="Of an item that occurs twice the newest counts.",
    )

    @model_validator(mode="after")
    def times_have_an_order(self) -> "Stranger":
        """Some with and some without a time have none, nor have seconds beside milliseconds."""
        times = [one.timestamp for one in self.history if one.timestamp is not None]
        if 0 < len(times) < len(self.history):
            raise ValueError("Give each row of history a timestamp, or none of them")
        if len({unit_of(time) for time in times if time}) > 1:
            raise ValueError(
                "Some timestamps of history count seconds and others milliseconds or less, so they "
                "have no order. Give all of them in one unit"
            )
        return self


class Person(Body):
    """Who: a user of the bundle's data, or somebody by value. Nobody at all is allowed."""

    user_id: Id | None = Field(None, description="Of the data; an unknown one has no past.")
    user: Stranger | None = Field(None, description="By value: profile and history.")
    profile: dict[Id, Cell] = Field(
        default_factory=dict, max_length=100, description="Columns of users, by value."
    )
    liked: list[Id] = Field(
        default_factory=list, max_length=MOST_TOLD, description="Ids or titles, newest last."
    )
    disliked: list[Id] = Field(default_factory=list, max_length=MOST_TOLD)


class RecommendBody(Person):
    """A list for one person."""

    k: int = Field(10, ge=1, le=100)
    candidates: list[Id] | None = Field(
        None,
        min_length=1,
        max_length=MOST_ITEMS,
        description="Only these item ids, less those that the person has met.",
    )
    first_stage: int = Field(
        200, ge=1, le=MOST_ITEMS, description="Items that cheap rules leave for the model."
    )
    diversity: float = Field(0.0, ge=0, le=1)
    filters: dict[Id, Id | list[Id]] = Field(
        default_factory=dict,
        max_length=20,
        description="Columns of items: only those with this value, or with one of these.",
    )
    seen: bool = Field(False, description="Items that the person has met may come again.")
    explain: bool = Field(
        True, description="With a reason each: the field that moves the score most. It costs time."
    )
    language: Literal["en", "zh"] = "en"


class AskedPair(Body):
    """A user of the data and an item."""

    user_id: Id
    item_id: Id


class ScoreBody(Person):
    """Scores of pairs, or of some items for one person."""

    pairs: list[AskedPair] = Field(
        default_factory=list,
        max_length=MOST_ITEMS,
        description="By ids; one that occurs in the data means its last row, as in `score`.",
    )
    items: list[Id] = Field(
        default_factory=list,
        max_length=MOST_ITEMS,
        description="In place of pairs: for the person, at this moment.",
    )

    @model_validator(mode="after")
    def one_of_both(self) -> "ScoreBody":
        """Pairs, or items for a person."""
        person = self.model_dump(exclude={"pairs", "items"}, exclude_defaults=True)
        if bool(self.pairs) == bool(self.items) or (self.pairs and person):
            raise ValueError("Send pairs, or items with a person, and at least one of them")
        return self


class ExplainBody(Person):
    """One score and what moved it."""

    item: Id
    language: Literal["en", "zh"] = "en"


class Event(Body):
    """What a person did with a recommendation."""

    user_id: Annotated[Id, StringConstraints(pattern=NO_NUL)] | None = None
    item_id: Id
    event: Literal["shown", "clicked", "liked", "disliked"]
    position: int | None = Field(None, ge=1, le=10_000, description="From 1, in the list.")


class FeedbackBody(Body):
    """Events of one list, or of many."""

    request: Annotated[str, StringConstraints(max_length=64, pattern=NO_NUL)] = Field(
        "", description="`request` of the answer that it is about."
    )
    events: list[Event] = Field(min_length=1, max_length=MOST_EVENTS)


class SwapBody(Body):
    """The bundle that is to answer from now on."""

    file: Annotated[str, StringConstraints(pattern=r"^[^/\\\x00]{1,200}$")] = Field(
        description="Its bare name, in a folder of the service (--bundles)."
    )
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = Field(
        "", description="Of the file that is meant, so that no other one of this name is taken."
    )
    why: Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)] = ""


class BackBody(Body):
    """The bundle from before that is to answer again."""

    name: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Its run, name or SHA-256; empty: the one before."
    )
    why: Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)] = ""

"""What a request may say, with the largest sizes; everything else is refused by name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Cell = Annotated[str, StringConstraints(max_length=2000)]
MOST_TOLD = 200
MOST_ITEMS = 1000
MOST_EVENTS = 1000


class Body(BaseModel):
    """Unknown keys are an error: a misspelt one would be left out without a word."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Person(Body):
    """Who: a user of the bundle's data, or somebody by value. Nobody at all is allowed."""

    user_id: Id | None = Field(None, description="Of the data; an unknown one has no past.")
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
    where: dict[Id, list[Id]] = Field(default_factory=dict, max_length=20)
    seen: bool = Field(False, description="Items that the person has met may come again.")
    explain: bool = Field(False, description="Also which field moves each score most.")
    language: Literal["en", "zh"] = "en"


class ScoreBody(Person):
    """Scores of some items for one person."""

    items: list[Id] = Field(min_length=1, max_length=MOST_ITEMS)


class ExplainBody(Person):
    """One score and what moved it."""

    item: Id
    language: Literal["en", "zh"] = "en"


class Event(Body):
    """What a person did with a recommendation."""

    user_id: Id | None = None
    item_id: Id
    event: Literal["shown", "clicked", "liked", "disliked"]
    position: int | None = Field(None, ge=1, le=10_000, description="From 1, in the list.")


class FeedbackBody(Body):
    """Events of one list, or of many."""

    request: Annotated[str, StringConstraints(max_length=64)] = Field(
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
    why: Annotated[str, StringConstraints(max_length=1000)] = ""


class BackBody(Body):
    """The bundle from before that is to answer again."""

    name: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Its run, name or SHA-256; empty: the one before."
    )
    why: Annotated[str, StringConstraints(max_length=1000)] = ""

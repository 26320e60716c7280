"""The bundle that answers now: people by id or by value, items by id, one model for all."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from promptrec.bundle.golden import recomputed
from promptrec.bundle.manifest import Manifest
from promptrec.bundle.opened import Bundle
from promptrec.data.dataset import Dataset
from promptrec.data.liking import is_like
from promptrec.data.pairs import sample_rows
from promptrec.data.reading.numbers import plain
from promptrec.errors import SettingsError
from promptrec.examples.newcomer import NOBODY, Newcomer
from promptrec.examples.pair import pairs_by_id, pairs_now
from promptrec.model.variant import Variant
from promptrec.recommend.narrow import field_of
from promptrec.recommend.one import Seen, explain_one
from promptrec.recommend.reasons import reason_words
from promptrec.recommend.request import Request, asked, item_named, met
from promptrec.recommend.topk import Recommendation
from promptrec.records import Answers
from promptrec.service.batches import Batches, Count
from promptrec.service.bodies import (
    ExplainBody,
    Person,
    RecommendBody,
    ScoreBody,
    Stranger,
)
from promptrec.service.drift import ROWS, Drift
from promptrec.settings import RunSettings

AT_THIS_MOMENT = Seen(-1)  # as lists and scores of a person are


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """One bundle, open and warm."""

    manifest: Manifest
    sha256: str  # of the file
    variant: Variant
    batches: Batches
    drift: Drift = field(default_factory=Drift)

    @classmethod
    def of(
        cls,
        bundle: Bundle,
        sha256: str,
        allowed_model: str = "",
        counted: Count = lambda _: None,
    ) -> "Serving":
        """Open a verified bundle; its prompts are scored by one thread."""
        variant = bundle.variant(allowed_model)
        drift = Drift()
        batches = Batches(variant.scorer, counted, drift)
        read = variant.read_by(lambda: batches)  # type: ignore[arg-type, return-value]
        return cls(bundle.manifest, sha256, read, batches, drift)

    def warm(self, golden: Mapping[str, Any], file: str) -> None:
        """Hold it to its golden rows, and ask it about valid rows. Raises as `recomputed`."""
        with self.drift.quiet():
            recomputed(self.variant, golden, file)
            pairs = self.variant.plan.pairs("valid")
            pairs = pairs.take(sample_rows(np.arange(len(pairs)), ROWS, 0))
            prompts = self.variant.plan.make(pairs, "valid")
            offset = self.variant.offset(pairs, "valid")
            answers = self.variant.answer(prompts, pairs.item, offset)
        self.drift.judged("score", answers.score)
        self.drift.judged("tokens", np.array([len(one.ids) for one in prompts], np.float64))

    @property
    def settings(self) -> RunSettings:
        """Of the run that it is."""
        return self.variant.settings

    @property
    def named(self) -> dict[str, str]:
        """Which model an answer comes from."""
        return {"run": self.manifest.run, "name": self.manifest.name, "sha256": self.sha256}

    def person(self, body: Person) -> tuple[str, Newcomer | None]:
        """user_id, or somebody by value; SettingsError for two of them at once."""
        told = bool(body.profile or body.liked or body.disliked)
        if told + (body.user_id is not None) + (body.user is not None) > 1:
            raise SettingsError("sentence.service_two_people")
        data = self.variant.plan.dataset
        if body.user is not None:
            return NOBODY, stranger(data, body.user)
        if not told:
            return body.user_id or NOBODY, None
        liked = [item_named(data, text) for text in body.liked]
        disliked = [item_named(data, text) for text in body.disliked]
        return NOBODY, Newcomer.of(body.profile, liked, disliked)

    def recommend(self, body: RecommendBody) -> dict[str, Any]:
        """The list, with how many items were read for it."""
        user, newcomer = self.person(body)
        request = Request(
            user=user,
            newcomer=newcomer,
            k=body.k,
            first=None if body.candidates else body.first_stage,
            diversity=body.diversity,
            where=wanted(body.filters),
            seen=body.seen,
            only=None if body.candidates is None else tuple(body.candidates),
        )
        found = asked(self.variant, request, self.manifest.blocked, ())
        scoring = found.rank()
        self.drift.served("score", scoring.score)
        with self.drift.quiet():
            top = found.places(scoring, explain=body.explain)
        ids = found.variant.plan.dataset.items.index[scoring.items].astype(str)
        return {
            "items": [place(one, body) for one in top],
            "left_out": sorted(set(body.candidates or ()) - set(ids)),
            "candidates": found.stage.of,
            "scored": len(scoring),
            "withheld": found.kept.withheld,
            "unknown_users": self.unknown([user]),
        }

    def score(self, body: ScoreBody) -> dict[str, Any]:
        """Scores in the order of the pairs, or of the items for one person at this moment.

        `met`: those of the items that the person has met, so that their past holds the answer.
        """
        again: list[str] = []
        if body.pairs:
            ids = [(one.user_id, one.item_id) for one in body.pairs]
            variant, pairs = self.variant, pairs_by_id(self.variant.plan.dataset, ids)
        else:
            user, newcomer = self.person(body)
            variant, code = met(self.variant, user, newcomer)
            data = variant.plan.dataset
            items = np.array([data.item_code(item) for item in body.items], np.int64)
            ids, pairs = [(user, item) for item in body.items], pairs_now(data, code, items)
            known = np.isin(items, data.item[data.user == code])
            again = [item for item, was in zip(body.items, known, strict=True) if was]
        answers = variant.score(pairs, None)
        self.drift.served("score", answers.score)
        scores: list[Mapping[str, Any]] = [
            {"user_id": user or None, "item_id": item, **one}
            for (user, item), one in zip(ids, numbers_of(answers), strict=True)
        ]
        unknown = self.unknown(user for user, _ in ids)
        return {"scores": scores, "met": again, "unknown_users": unknown}

    def explain(self, body: ExplainBody) -> dict[str, Any]:
        """One score, the prompt, how far each field moves it, and whether that may be believed."""
        user, newcomer = self.person(body)
        with self.drift.quiet():
            found = explain_one(self.variant, user, newcomer, body.item, AT_THIS_MOMENT)
        trust = None if found.trust is None else dataclasses.asdict(found.trust)
        return {
            "item_id": body.item,
            "title": found.title,
            "prompt": found.prompt.text,
            "score": found.score,
            "probability": found.probability,
            "rule": found.rule,
            "fields": [dataclasses.asdict(one) for one in found.shares],
            "trust": trust,
            "reason": reason_words(found.shares, body.language),
            "unknown_users": self.unknown([user]),
        }

    def unknown(self, users: Iterable[str | None]) -> list[str]:
        """Ids that the data does not have: a misspelt one would pass for somebody new."""
        data = self.variant.plan.dataset
        named = dict.fromkeys(user for user in users if user)
        return [user for user in named if data.user_code(user) is None]

    def close(self) -> None:
        """Answer what waits, then let go of the model."""
        self.batches.close()


def stranger(data: Dataset, told: Stranger) -> Newcomer:
    """Somebody by value: what they did, oldest first, the newest of each item.

    DataError for an item that the data does not have, and for a rating that is none of its own.
    """
    newest: dict[str, float | None] = {}  # item -> its rating
    for one in sorted(told.history, key=lambda one: one.timestamp or 0.0):
        item = item_named(data, one.item_id)
        newest.pop(item, None)
        newest[item] = one.rating
    given = {item: rating for item, rating in newest.items() if rating is not None}
    likes = {item: item not in given or is_like(data.about, given[item]) for item in newest}
    profile = {
        name: plain(value) if isinstance(value, float) else str(value)  # 30.0 is 30 in the tables
        for name, value in told.profile.items()
    }
    return Newcomer(profile=profile, told=tuple(likes.items()), ratings=given)


def wanted(filters: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """The filters by the full names of their fields; SettingsError for a field under two names."""
    found: dict[str, list[str]] = {}
    for name, value in filters.items():
        field_name = field_of(name)
        if field_name in found:
            raise SettingsError("sentence.service_filter_twice", field=field_name)
        found[field_name] = [value] if isinstance(value, str) else value
    return found


def place(one: Recommendation, body: RecommendBody) -> dict[str, Any]:
    """One item of a list."""
    told = {
        "item_id": one.item_id,
        "title": one.title,
        "score": one.score,
        "probability": one.probability,
        "place": one.place,
    }
    return {**told, "reason": reason_words(one.moved, body.language) if body.explain else None}


def numbers_of(answers: Answers) -> list[dict[str, float | None]]:
    """Score and probability of each answer."""
    said = answers.probability
    return [
        {"score": float(score), "probability": None if said is None else float(said[at])}
        for at, score in enumerate(answers.score)
    ]

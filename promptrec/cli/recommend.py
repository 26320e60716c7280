"""`recommend`: the best unseen items of one person, and the review queue that they may go into."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.newcomer import newcomer_of
from promptrec.cli.parts.output import Output
from promptrec.cli.parts.pair import find_user
from promptrec.engine.engine import choose_engine
from promptrec.judge.opening import variant_of
from promptrec.recommend.beside import Movement, beside, moved_words, movements
from promptrec.recommend.narrow import conditions
from promptrec.recommend.reasons import place_words, reason_words
from promptrec.recommend.request import Asked, Request, asked
from promptrec.recommend.topk import Recommendation, Scoring
from promptrec.recommend.whole import list_reason, list_words
from promptrec.store.store import Store
from promptrec.words.table import sentence

Several = list[str] | None
SomeoneOption = Annotated[str, typer.Option("--user", metavar="U", help="A user id.")]
KOption = Annotated[int, typer.Option("-k", min=1, help="How many items.")]
CandidatesOption = Annotated[
    int | None,
    typer.Option("--candidates", min=1, help="Seeded sample of unseen items; default: all."),
]
ReviewOption = Annotated[
    bool, typer.Option("--review", help="Put these items into the review queue.")
]
ProfileOption = Annotated[
    Several,
    typer.Option("--profile", metavar="COLUMN=VALUE", help="Of somebody new; repeatable."),
]
LikedOption = Annotated[
    Several, typer.Option("--liked", metavar="TITLE", help="By somebody new; repeatable.")
]
DislikedOption = Annotated[
    Several, typer.Option("--disliked", metavar="TITLE", help="By somebody new; repeatable.")
]
WhereOption = Annotated[
    Several, typer.Option("--where", metavar="FIELD=VALUE", help="Only such items; repeatable.")
]
DiversityOption = Annotated[
    float, typer.Option("--diversity", help="0: by score alone; to 1: fewer alike.")
]
FirstOption = Annotated[
    int | None,
    typer.Option("--first-stage", min=1, help="Read so many items, chosen by cheap rules."),
]
AgainstOption = Annotated[
    str, typer.Option("--against", metavar="R", help="A second run: where it places these items.")
]
SeenOption = Annotated[bool, typer.Option("--seen", help="What was met may come again.")]


def recommend(
    ctx: typer.Context,
    run: opt.RunOption,
    user: SomeoneOption = "",
    k: KOption = 10,
    candidates: CandidatesOption = None,
    review: ReviewOption = False,
    profile: ProfileOption = None,
    liked: LikedOption = None,
    disliked: DislikedOption = None,
    where: WhereOption = None,
    diversity: DiversityOption = 0.0,
    first_stage: FirstOption = None,
    seen: SeenOption = False,
    against: AgainstOption = "",
) -> None:
    """The top k unseen items of one user, without what `review` withholds."""
    choose_engine(ctx.obj.home)
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    variant = variant_of(run, store=store)
    data = variant.plan.dataset
    newcomer = newcomer_of(data, user, profile, liked, disliked, review=review)
    if newcomer is None:
        find_user(data, user, output.note)
    kinds, rejected = conditions(where or ()), store.rejected(data.fingerprint(), user)
    request = Request(user, newcomer, k, candidates, first_stage, diversity, kinds, seen)
    found = asked(variant, request, store.blocked_words(), rejected)
    tell_candidates(found, output)
    output.note(variant.settings.no_probability)
    scoring = found.rank()
    top = found.places(scoring, explain=not output.as_json)
    moved = movement_of(found, top, scoring, against, store)
    output.notes(found.variant.plan.notes)
    if review:
        store.ask_review(data.fingerprint(), user, [one.item_id for one in top], run)
    told = {"against": [asdict(one) for one in moved]} if against else {}
    output.result({**as_document(top, found), **told}, as_text(top, found, moved))


def movement_of(
    found: Asked, top: Sequence[Recommendation], scoring: Scoring, against: str, store: Store
) -> list[Movement]:
    """Places in a second run beside those of the first; none where nobody asked."""
    if not against:
        return []
    return movements(found, top, scoring, beside(found, variant_of(against, store=store)))


def tell_candidates(found: Asked, output: Output) -> None:
    """How many items are ranked, and why others are not."""
    kept, stage = found.kept, found.stage
    if kept.withheld:
        output.note(
            f"withheld: {kept.by_word} items with a blocked word, {kept.by_review} rejected ones"
        )
    elif not len(kept.items) and found.request.where:
        output.note(sentence("sentence.nothing_fits"))
    elif not len(kept.items):
        output.note(sentence("sentence.nothing_new", user=found.request.user))
    if stage.brought:
        by = ", ".join(f"{name} {count}" for name, count in stage.brought.items())
        output.note(f"first stage: {len(stage.items)} of {stage.of} candidates ({by})")
    output.note(f"scoring {len(stage.items)} candidates")


def as_document(top: Sequence[Recommendation], found: Asked) -> dict[str, Any]:
    """A ranking as JSON."""
    return {
        "items": [
            {
                "item_id": recommendation.item_id,
                "title": recommendation.title,
                "score": recommendation.score,
                "probability": recommendation.probability,
                "prompt": recommendation.prompt,
                "reason": recommendation.prompt,
                "place": recommendation.place,
            }
            for recommendation in top
        ],
        "withheld": {"words": found.kept.by_word, "reviews": found.kept.by_review},
        "candidates": {"found": found.stage.of, "scored": len(found.stage.items)},
    }


def as_text(top: Sequence[Recommendation], found: Asked, moved: Sequence[Movement] = ()) -> str:
    """A ranking for people: a line an item, below it what moves its score most, then the whole.

    moved: places in a second run.
    """
    lines = []
    for number, one in enumerate(top, 1):
        place = place_words(one.place, one.of, one.tied, "en")
        liked = "" if one.probability is None else f" ({one.probability:.0%})"
        lines.append(f"{number:>3}. {one.title}  {place}  {one.score:.3f}{liked}")
        if one.moved:
            lines.append(f"       {reason_words(one.moved, 'en')}")
    if any(one.shares for one in top):
        lines += ["", *list_words(list_reason(found, top), "en")]
    lines += [""] if moved else []
    lines += [
        f"{one.first or '–':>5} -> {one.second or '–':>5}  {moved_words(one.by):>6}  {one.title}"
        for one in moved
    ]
    return "\n".join(lines)

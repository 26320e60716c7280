"""`recommend`: the best unseen items of one user, and the review queue that they may go into."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.output import Output
from promptrec.cli.parts.pair import find_user
from promptrec.judge.candidates import candidates_of
from promptrec.judge.opening import variant_of
from promptrec.recommend.reasons import place_words, reason_words
from promptrec.recommend.topk import Recommendation, top_k
from promptrec.recommend.withhold import Kept, keep
from promptrec.store.store import Store
from promptrec.words.table import sentence


def recommend(
    ctx: typer.Context,
    run: opt.RunOption,
    user: opt.UserOption,
    k: Annotated[int, typer.Option("-k", min=1, help="How many items.")] = 10,
    candidates: Annotated[
        int | None,
        typer.Option("--candidates", min=1, help="Seeded sample of unseen items; default: all."),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Put these items into the review queue.")
    ] = False,
) -> None:
    """The top k unseen items of one user, without what `review` withholds."""
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    variant = variant_of(run, store=store)
    data = variant.plan.dataset
    code = find_user(data, user, output.note)
    items = candidates_of(variant.plan, code, candidates)
    rejected = store.rejected(data.fingerprint(), user)
    kept = keep(data, items, store.blocked_words(), rejected)
    tell_candidates(kept, user, output)
    output.note(variant.settings.no_probability)
    top = top_k(variant, code, kept.items, k, explain=not output.as_json)
    output.notes(variant.plan.notes)
    if review:
        store.ask_review(data.fingerprint(), user, [one.item_id for one in top], run)
    output.result(as_document(top, kept), as_text(top))


def tell_candidates(kept: Kept, user: str, output: Output) -> None:
    """How many items are ranked, and why others are not."""
    if kept.withheld:
        output.note(
            f"withheld: {kept.by_word} items with a blocked word, {kept.by_review} rejected ones"
        )
    elif not len(kept.items):
        output.note(sentence("sentence.nothing_new", user=user))
    output.note(f"scoring {len(kept.items)} candidates")


def as_document(top: Sequence[Recommendation], kept: Kept) -> dict[str, Any]:
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
            }
            for recommendation in top
        ],
        "withheld": {"words": kept.by_word, "reviews": kept.by_review},
    }


def as_text(top: Sequence[Recommendation]) -> str:
    """A ranking for people: a line an item, and below it what moves its score most."""
    lines = []
    for number, one in enumerate(top, 1):
        place = place_words(one.place, one.of, one.tied, "en")
        liked = "" if one.probability is None else f" ({one.probability:.0%})"
        lines.append(f"{number:>3}. {one.title}  {place}  {one.score:.3f}{liked}")
        if one.moved:
            lines.append(f"       {reason_words(one.moved, 'en')}")
    return "\n".join(lines)

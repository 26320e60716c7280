"""`review`: words that keep items away, and what people say of queued recommendations."""

from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.output import Output
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.store.snapshots import Review, ReviewState
from promptrec.store.store import Store

Pair = tuple[str, str] | None


def review(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    approve: Annotated[Pair, typer.Option("--approve", metavar="USER ITEM")] = None,
    reject: Annotated[Pair, typer.Option("--reject", metavar="USER ITEM")] = None,
    for_all: Annotated[
        bool, typer.Option("--for-all", help="With --reject: for every user, not only this one.")
    ] = False,
    back: Annotated[
        Pair, typer.Option("--back", metavar="USER ITEM", help="Take a decision back.")
    ] = None,
    block: Annotated[
        list[str] | None,
        typer.Option("--block", metavar="WORD", help="Withhold items with this word; repeatable."),
    ] = None,
    unblock: Annotated[
        list[str] | None, typer.Option("--unblock", metavar="WORD", help="Let a word go.")
    ] = None,
) -> None:
    """Decide on queued recommendations, keep blocked words, show both."""
    data, store = open_dataset(dataset), Store.open(ctx.obj.home)
    for word in block or ():
        store.block_word(word)
    for word in unblock or ():
        store.unblock_word(word)
    decisions = {
        ReviewState.APPROVED: approve,
        ReviewState.REJECTED: reject,
        ReviewState.WAITING: back,
    }
    for state, pair in decisions.items():
        if pair is not None:
            data.item_code(pair[1])  # an unknown item is an error
            store.decide(data.fingerprint(), *pair, state, everyone=for_all)
    show_reviews(ctx.obj.output, data, store)


def show_reviews(output: Output, data: Dataset, store: Store) -> None:
    """The queue of a data set, and the words that keep items away."""
    found, words = store.reviews(data.fingerprint()), store.blocked_words()
    lines = [
        f"{one.state:<9} user {one.user}, item {one.item}: {title(data, one.item)}"
        f"{' (for all users)' if one.everyone else ''}"
        for one in found
    ]
    lines.append(f"Blocked words: {', '.join(words) or 'none'}")
    document = {"words": words, "reviews": [entry(data, one) for one in found]}
    output.result(document, "\n".join(lines))


def entry(data: Dataset, one: Review) -> dict[str, Any]:
    """One recommendation of the queue as JSON."""
    return {
        "user_id": one.user,
        "item_id": one.item,
        "title": title(data, one.item),
        "state": str(one.state),
        "for_all": one.everyone,
        "run": one.run,
    }


def title(data: Dataset, item: str) -> str:
    """The title of an item."""
    return str(data.items.at[item, "title"])

"""The address of a list: a reload, a second tab or a link makes the same list again.

It names the person (`user`, or who was typed in), what was chosen of the list and, once one was
made, `list`: whoever opens it need not press anything. The list is made anew, so what was blocked
or rejected meanwhile is not in it. A kept list that is open is named, too.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import item_words, kind_fields
from promptrec.examples.newcomer import Newcomer
from promptrec.ui.shell.address import asked_by_link, write_address
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.state import keys, store
from promptrec.ui.state.keys import Address
from promptrec.ui.use.choices import LIKELY, READ, SAMPLE, Choices
from promptrec.ui.use.person import NEW

PERSON = ("who", "liked", "disliked", "profile")
CHOSEN = ("read", "which", "diversity", "seen", "field", "kinds", "against")
NAMES = ("list", "kept", *PERSON, *CHOSEN)
FIRST = Choices(READ[0], True, 0.0, (), False, "")  # what nobody has to say


def take_list(data: Dataset, runs: Collection[str]) -> None:
    """Put what a link asks for into the widgets, before they are drawn; say what is not here.

    runs: ids of those that can stand beside.
    """
    asked = asked_by_link(NAMES, keys.LIST_ADDRESS)
    if not asked:
        return
    keys.LIST_WANTED.set(asked.get("list") == "1")
    for what, value in (
        *take_kept(data, asked),
        *take_person(data, asked),
        *take_numbers(asked),
        *take_words(data, asked, runs),
    ):
        not_here(what, value, "")


def take_kept(data: Dataset, asked: Address) -> Iterator[tuple[str, str]]:
    """The kept list that is open; yields one that nobody kept here."""
    name = asked.get("kept", "")
    here = name in [one.name for one in store().kept_lists(data.fingerprint())] if name else False
    keys.KEPT_OPEN.set(here)
    if here:
        keys.LIST_OPENED.set(name)
    elif name:
        yield "kept", name


def take_person(data: Dataset, asked: Address) -> Iterator[tuple[str, str]]:
    """Who was typed in; yields what this data does not have, by a word of the section `link`."""
    if asked.get("who") != NEW:
        return
    keys.WHO.set(NEW)
    for side in ("liked", "disliked"):
        told = strings(asked.get(side, ""))
        here = [one for one in told if one in data.items.index]
        keys.TOLD.of(side, data.fingerprint()[:8]).set(here)
        yield from (("item", one) for one in told if one not in here)
    for name, value in profile_of(asked.get("profile", "")).items():
        if name in data.users.columns:
            keys.of_data(keys.PROFILE.of(name), data).set(value)
        else:
            yield "field", name


def take_numbers(asked: Address) -> Iterator[tuple[str, str]]:
    """How many items are read and how varied the list is; yields what cannot be."""
    keys.SEEN.set(asked.get("seen") == "1")
    which = asked.get("which", LIKELY)
    keys.WHICH.set(SAMPLE if which == SAMPLE else LIKELY)
    if which not in (LIKELY, SAMPLE):
        yield "choice", which
    read = asked.get("read", str(READ[0]))
    known = {str(one): one for one in READ}
    keys.CANDIDATES.set(known.get(read, READ[0]))
    if read not in known:
        yield "choice", read
    text = asked.get("diversity", "0")
    steps = {f"{at / 20:g}": at / 20 for at in range(21)}  # of the slider
    keys.DIVERSITY.set(steps.get(text, 0.0))
    if text not in steps:
        yield "choice", text


def take_words(data: Dataset, asked: Address, runs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Kinds of items and the second run; yields what is not here."""
    field, against = asked.get("field", ""), asked.get("against", "")
    if field and field not in kind_fields(data):
        yield "field", field
    elif field:
        known = item_words(data, field)[0]
        words = strings(asked.get("kinds", ""))
        keys.WHERE.set(field)
        keys.WHERE_WORDS.of(field).set([one for one in words if one in known])
        yield from (("choice", one) for one in words if one not in known)
    else:
        keys.WHERE.forget()
    if against and against not in runs:
        yield "run", against
    elif against:
        keys.AGAINST.set(against)
    else:
        keys.AGAINST.forget()


def keep_list(newcomer: Newcomer | None, choices: Choices, *, made: bool) -> None:
    """Write what is chosen into the address. made: a list of it stands on the page."""
    found: dict[str, str] = {"list": "1"} if made else {}
    if keys.KEPT_OPEN.get() and keys.LIST_OPENED.get():
        found["kept"] = keys.LIST_OPENED.get()
    if newcomer is not None:
        told = newcomer.told
        found["who"] = NEW
        found["liked"] = as_json([item for item, liked in told if liked])
        found["disliked"] = as_json([item for item, liked in told if not liked])
        found["profile"] = as_json(newcomer.profile)
    found |= {
        "read": differs(choices.read, FIRST.read),
        "which": "" if choices.likely else SAMPLE,
        "diversity": differs(choices.diversity, FIRST.diversity),
        "seen": "1" if choices.seen else "",
        "against": choices.against,
    }
    for field, words in choices.where:
        found |= {"field": field, "kinds": as_json(list(words))}
    shown = {name: value for name, value in found.items() if value}
    write_address(NAMES, shown, keys.LIST_ADDRESS)


def differs(value: float, first: float) -> str:
    """A number as the address has it; "" for what nobody has to say."""
    return "" if value == first else f"{value:g}"


def as_json(value: Any) -> str:
    """Short JSON; "" for nothing."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def strings(text: str) -> list[str]:
    """A list of texts from an address; nothing where it cannot be read.

    >>> strings('["a","b"]'), strings("[1"), strings("3")
    (['a', 'b'], [], [])
    """
    found = read_json(text)
    return list(map(str, found)) if isinstance(found, list) else []


def profile_of(text: str) -> dict[str, str]:
    """Columns of a person from an address; nothing where it cannot be read."""
    found = read_json(text)
    return (
        {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
    )


def read_json(text: str) -> Any:
    """The value; None where the text is no JSON."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None

"""`hub`: which models of the Hugging Face hub may be fetched."""

import sys
from typing import Annotated

import typer

from promptrec.errors import ModelError, SettingsError
from promptrec.model.backbones.hub import HUB_NAMES, is_hub_id, size_of
from promptrec.store.store import Store
from promptrec.store.upkeep.consent import allow, allowed, forget

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="owner/name or owner/name@revision.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Say yes without being asked.")]
ForgetOption = Annotated[bool, typer.Option("--forget", help="Take an earlier yes back.")]


def hub(
    ctx: typer.Context,
    name: NameArgument = "",
    yes: YesOption = False,
    take_back: ForgetOption = False,
) -> None:
    """Let a model of the Hugging Face hub be fetched; without a name, list those that may.

    The answer is kept in the home. Nothing is fetched before a command needs the model.
    """
    store, output = Store.open(ctx.obj.home), ctx.obj.output
    if name and take_back:
        forget(store, name)
    elif name:
        if not is_hub_id(name):
            raise ModelError("sentence.no_hub_id", model=name)
        if not yes and not asked(name):
            raise SettingsError("sentence.hub_say_yes", model=name, size=size_of(name))
        allow(store, name)
    known = allowed(store)
    lines = [f"{one}  {size_of(one)}" for one in known] or [f"none, of {', '.join(HUB_NAMES)}, ..."]
    output.result({"allowed": list(known)}, "\n".join(lines))


def asked(name: str) -> bool:
    """Whether a person at a terminal says yes."""
    if not sys.stdin.isatty():
        return False
    return typer.confirm(f"Fetch {name} ({size_of(name)}) from the Hugging Face hub?", err=True)

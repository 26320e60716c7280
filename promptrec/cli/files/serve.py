"""`serve`: a bundle over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.files.bundle import AllowOption
from promptrec.errors import SettingsError
from promptrec.service.keys import add_key
from promptrec.service.run import Address, serve_bundle
from promptrec.store.store import Store

BundleArgument = Annotated[
    Path | None, typer.Argument(metavar="OUT.zip", help="A bundle, as `export` writes it.")
]
HostOption = Annotated[str, typer.Option("--host", help="Where it listens.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535)]
KeyFileOption = Annotated[
    Path | None,
    typer.Option("--key-file", metavar="K", help="Hashed keys of callers; a must off loopback."),
]
NewKeyOption = Annotated[
    str, typer.Option("--new-key", metavar="NAME", help="Add a key to the file, print it, end.")
]
MaySwapOption = Annotated[
    bool, typer.Option("--may-swap", help="The new key may also change the bundle that answers.")
]
BundlesOption = Annotated[
    Path | None,
    typer.Option(
        "--bundles",
        metavar="DIR",
        help="Where bundles to change to are; default: beside OUT.zip, and HOME/bundles.",
    ),
]
AllowHostOption = Annotated[
    list[str] | None,
    typer.Option("--allow-host", metavar="NAME", help="Another host name; repeatable."),
]


def serve(
    ctx: typer.Context,
    file: BundleArgument = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    key_file: KeyFileOption = None,
    new_key: NewKeyOption = "",
    may_swap: MaySwapOption = False,
    allow_host: AllowHostOption = None,
    bundles: BundlesOption = None,
    allow_model: AllowOption = "",
) -> None:
    """Answer over HTTP with a bundle: recommend, score, explain, feedback.

    It is verified first, golden rows included, and kept in memory. SIGTERM lets open requests end.
    """
    output = ctx.obj.output
    if new_key:
        if key_file is None:
            raise SettingsError("sentence.keys_where")
        key = add_key(key_file, new_key, may_swap)
        output.result({"name": new_key, "key": key}, key)
        return
    if file is None:
        raise SettingsError("sentence.service_no_bundle")
    address = Address(host=host, port=port, hosts=tuple(allow_host or ()), key_file=key_file)
    store = Store.open(ctx.obj.home)
    serve_bundle(file, address, store, allow_model, bundles, output.note)

"""Serve a bundle until somebody stops it: open, verify, warm, listen, drain."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from promptrec.errors import SettingsError
from promptrec.memory import share_heaps
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.ending import ended_by_sigterm
from promptrec.service.figures import Figures
from promptrec.service.hosts import EVERY, LOOPBACK
from promptrec.service.keys import CallerKey, read_keys
from promptrec.service.listening import Impatient
from promptrec.service.rotation import OpenBundle, Rotation, open_held
from promptrec.service.serving import Serving
from promptrec.store.served.states import Because, ServedTemplate
from promptrec.store.store import Store

DRAIN_S = 10  # requests that are being answered when somebody stops it may take so long
MOST_AT_ONCE = 500  # connections; more are told 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where it listens, and to whom."""

    host: str = "127.0.0.1"
    port: int = 8080
    hosts: Sequence[str] = ()  # further names by which it may be called
    key_file: Path | None = None

    def keys(self) -> tuple[CallerKey, ...]:
        """Of callers; SettingsError where keys are missing and others could call."""
        if self.key_file is not None:
            return read_keys(self.key_file)
        if self.host not in LOOPBACK:
            raise SettingsError("sentence.service_open", host=self.host)
        return ()

    @property
    def names(self) -> tuple[str, ...]:
        """Host names that are answered."""
        own = () if self.host in EVERY else (self.host,)
        return tuple(name.lower() for name in (*LOOPBACK, *own, *self.hosts))


def serve_bundle(
    path: Path,
    address: Address,
    store: Store,
    allowed_model: str = "",
    folder: Path | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises before it listens, for a bundle that is not sound.

    folder: where further bundles may be; None: beside the first, and where the home keeps its own.
    """
    keys = address.keys()
    figures = Figures()
    folders = (path.absolute().parent, store.home / "bundles") if folder is None else (folder,)

    def live(serving: Serving, because: Because) -> None:
        store.template_goes_live(template_of(serving), because)
        figures.answers_now(serving.manifest.run, serving.sha256)

    def opened(file: Path) -> OpenBundle:
        return open_held(file, allowed_model, figures.batch.observe)

    share_heaps()
    with ended_by_sigterm():
        first = opened(path)
        with contextlib.closing(Rotation(first, folders, opened, live)) as rotation:
            live(first.serving, Because.here(f"serve {path.name}"))
            app = Door(service_app(rotation, store, figures), address.names, keys)
            note(f"{first.serving.manifest.name} answers on http://{address.host}:{address.port}")
            listen(app, address)


def listen(app: Door, address: Address) -> None:
    """Answer until somebody stops it; SettingsError where nothing can listen."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=address.host,
            port=address.port,
            log_level="warning",
            server_header=False,
            http=Impatient,
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=DRAIN_S,
        )
    )
    server.run()
    if not server.started:
        raise SettingsError("sentence.service_port", host=address.host, port=address.port)


def template_of(serving: Serving) -> ServedTemplate:
    """Which template a bundle answers with."""
    manifest = serving.manifest
    return ServedTemplate.of(
        serving.settings,
        data=manifest.data,
        fingerprint=manifest.fingerprint,
        run=manifest.run,
        bundle=serving.sha256,
    )

"""Serve a bundle until somebody stops it: open, verify, warm, listen, drain."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from promptrec.bundle.golden import recomputed
from promptrec.bundle.manifest import GOLDEN
from promptrec.bundle.opened import open_bundle
from promptrec.errors import SettingsError
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import EVERY, LOOPBACK
from promptrec.service.keys import read_keys
from promptrec.service.serving import Serving
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

    def keys(self) -> dict[str, str]:
        """Of callers; SettingsError where keys are missing and others could call."""
        if self.key_file is not None:
            return read_keys(self.key_file)
        if self.host not in LOOPBACK:
            raise SettingsError("sentence.service_open", host=self.host)
        return {}

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
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises before it listens, for a bundle that is not sound."""
    keys = address.keys()
    figures = Figures()
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    with open_bundle(path) as bundle:
        serving = Serving.of(bundle, digest, allowed_model, figures.batch.observe)
        recomputed(serving.variant, bundle.read(GOLDEN), path.name)  # also warms it
        app = Door(service_app(serving, store, figures), address.names, keys)
        note(f"{serving.manifest.name} answers on http://{address.host}:{address.port}")
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=address.host,
                port=address.port,
                log_level="warning",
                server_header=False,
                limit_concurrency=MOST_AT_ONCE,
                timeout_graceful_shutdown=DRAIN_S,
            )
        )
        try:
            server.run()
        finally:
            serving.close()
    if not server.started:
        raise SettingsError("sentence.service_port", host=address.host, port=address.port)

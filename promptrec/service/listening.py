"""How connections are kept: one that says nothing for some seconds is closed.

uvicorn waits for the head of a request for as long as somebody likes; some hundred such connections
would keep all others out.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10  # seconds from the connection, or from a first byte, to the end of a request's head


class Impatient(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, without waiting for ever."""

    patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self.wait(True)

    def data_received(self, data: bytes) -> None:
        """Wait on while a head is there in part."""
        super().data_received(data)
        self.wait(self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for."""
        self.wait(False)
        super().connection_lost(exc)

    def wait(self, waits: bool) -> None:
        """Begin to wait where nobody does, or stop."""
        if waits and self.patience is None:
            self.patience = self.loop.call_later(HEAD_S, self.transport.close)
        elif not waits and self.patience is not None:
            self.patience.cancel()
            self.patience = None

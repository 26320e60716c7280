"""Who may ask the app for anything: names it answers to, pages it belongs to, what they may load.

A page of another site can make a browser ask this machine, under a name of its own that it lets
point here (DNS rebinding), from another port, or in a frame. None of that gets an answer.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from promptrec.service.hosts import hostname, is_loopback, same_host

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

READS = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = tuple(
    (name.encode(), value.encode())
    for name, value in {
        "content-security-policy": POLICY,
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }.items()
)


class Doors:
    """The app behind them: an answer for its own names and pages only, with the headers."""

    def __init__(self, inner: Asgi, names: Iterable[str]) -> None:
        """inner: what answers; names: of hosts, or `*.` and the end of one."""
        self.inner = inner
        self.names = frozenset(name.strip().lower().strip("[]").rstrip(".") for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or tell why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        why = self.refused(scope)
        if why and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": why})
        elif why:
            await refuse(why, send)
        else:
            await self.inner(scope, receive, with_headers(send))

    def refused(self, scope: Scope) -> str:
        """Why a request gets no answer; "" where it does."""
        hosts = values_of(scope, b"host")
        if len(hosts) != 1 or not self.knows(hostname(hosts[0])):
            return "This app does not answer to that name: see server.allowedHosts."
        asks = scope["type"] == "websocket" or scope.get("method") not in READS
        origins = values_of(scope, b"origin")
        if asks and any(not same_host(one, hosts[0]) for one in origins):
            return "This app answers to its own pages only."
        return ""

    def knows(self, name: str) -> bool:
        """True for a name that the app answers to."""
        ends = (one[1:] for one in self.names if one.startswith("*."))
        return bool(name) and (name in self.names or any(name.endswith(end) for end in ends))


def is_own_page(address: str, headers: Mapping[str, str]) -> bool:
    """Where no doors stand: whether this machine alone can ask, by its name, from its own page.

    address: on which the server listens. headers: of the visitor's connection.
    """
    host, origin = headers.get("Host", ""), headers.get("Origin", "")
    here = is_loopback(address) and is_loopback(hostname(host))
    return here and (not origin or same_host(origin, host))


def values_of(scope: Scope, header: bytes) -> list[str]:
    """The values of a header."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == header]


async def refuse(why: str, send: Send) -> None:
    """The answer to a request that is not let in."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})


def with_headers(send: Send) -> Send:
    """The same with the headers in each answer."""

    async def told(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = {name for name, _ in HEADERS}
            own = [one for one in message.get("headers", ()) if one[0].lower() not in ours]
            message["headers"] = [*own, *HEADERS]
        await send(message)

    return told

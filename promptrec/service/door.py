"""What is refused before anybody reads it: foreign hosts and origins, no key, too large, too deep.

Pure ASGI, so that it counts the bytes as they come.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from promptrec.service.hosts import hostname, same_host
from promptrec.service.keys import CallerKey, owner

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = MutableMapping[bytes, bytes]
Refusal = tuple[int, str]  # status, sentence
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 256 * 1024
BODY_S = 10  # seconds until a body is there
MOST_DEPTH = 8  # of braces and brackets; ours need four
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)  # without its end, too: read once
OPEN_TO_ALL = ("/health",)  # for whoever looks whether it lives; says nothing of the data
CHANGING = ("/swap", "/back")  # need a key that may change what answers


@dataclass(frozen=True, slots=True)
class Door:
    """Stands before the app."""

    app: App
    hosts: Sequence[str]  # names by which it may be called
    keys: Sequence[CallerKey] = ()  # none: on loopback alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with a body that is as long as it may be."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        refusal = self.refusal(scope, headers)
        body = b""
        if refusal is None and scope["method"] not in ("GET", "HEAD"):
            try:
                async with asyncio.timeout(BODY_S):
                    body, refusal = await self.body_of(headers, receive)
            except TimeoutError:
                refusal = 408, f"The body took longer than {BODY_S} seconds. Send it at once."
        if refusal is not None:
            status, words = refusal
            await JSONResponse({"error": words}, status)(scope, receive, send)
            return
        await self.app(scope, replayed(body, receive), send)

    def refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        """What is wrong with the head of a request."""
        host = hostname(headers.get(b"host", b"").decode("latin-1"))
        if host not in self.hosts:
            return (
                421,
                "This service has another host name. Start it with --allow-host NAME.",
            )
        origin = headers.get(b"origin")
        if origin is not None and not self.own_origin(origin.decode("latin-1"), headers):
            return 403, "Pages of other sites may not call this service."
        return self.stranger(scope, headers) if self.keys else None

    def stranger(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Why the key of a request does not do; whose it is stands in the scope."""
        if scope["path"] in OPEN_TO_ALL:
            return None
        key = self.known(headers)
        if key is None:
            return 401, "A key is needed: Authorization: Bearer KEY."
        if scope["path"] in CHANGING and not key.swaps:
            return 403, "This key may not change what answers: serve --new-key NAME --may-swap."
        scope.setdefault("state", {})["owner"] = key.name
        return None

    def own_origin(self, origin: str, headers: Headers) -> bool:
        """True for a page of this very service."""
        return same_host(origin, headers.get(b"host", b"").decode("latin-1"))

    def known(self, headers: Headers) -> CallerKey | None:
        """The key of the file that the request brings."""
        scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        return owner(self.keys, key.strip()) if scheme.lower() == "bearer" else None

    async def body_of(self, headers: Headers, receive: Receive) -> tuple[bytes, Refusal | None]:
        """The body; or why not."""
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if kind != b"application/json":
            return b"", (415, "Send JSON: Content-Type: application/json.")
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MOST_BYTES:
                return b"", (413, f"The body is longer than {MOST_BYTES:,} bytes. Ask for less.")
        if depth(body) > MOST_DEPTH:
            return b"", (422, f"The body is nested more than {MOST_DEPTH} levels deep.")
        return body, None


def replayed(body: bytes, receive: Receive) -> Receive:
    """Hand the body on once, then whatever comes."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def depth(body: bytes) -> int:
    """How deep braces and brackets stand in each other, outside strings.

    >>> depth(b'{"a": [1, {"b": "[[["}]}'), depth(b"")
    (3, 0)
    """
    deepest = now = 0
    for sign in STRINGS.sub(b"", body):
        if sign in b"[{":
            now += 1
            deepest = max(deepest, now)
        elif sign in b"]}":
            now -= 1
    return deepest

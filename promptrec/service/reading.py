"""Bodies are parsed once, and an object that names a key twice is refused while they are."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from promptrec.plain import KeyTwice, keys_once


class ReadOnce(Request):
    """A request whose JSON has no key twice, of which all but the last would be passed over."""

    async def json(self) -> Any:
        """The body; HTTPException 422 for a key that stands twice in one object."""
        try:
            return json.loads(await self.body(), object_pairs_hook=keys_once)
        except KeyTwice as error:
            told = f"The body names {error.key[:200]!r} twice in one object. Name each key once."
            raise HTTPException(422, told) from None


class ReadingRoute(APIRoute):
    """A path that reads its requests so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As FastAPI's own, of a request that is read so."""
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            return await answer(ReadOnce(request.scope, request.receive))

        return answered

"""The HTTP interface: what is asked, who answers, and how mistakes are told."""

import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from promptrec.errors import PromptRecError
from promptrec.service.batches import Busy, TooLong
from promptrec.service.bodies import (
    BackBody,
    ExplainBody,
    FeedbackBody,
    RecommendBody,
    ScoreBody,
    SwapBody,
)
from promptrec.service.figures import Figures
from promptrec.service.reading import ReadingRoute
from promptrec.service.rotation import Changing, Rotation
from promptrec.service.serving import Serving
from promptrec.store.served.states import Because
from promptrec.store.store import Store

log = logging.getLogger(__name__)
Answer = dict[str, Any]
IN_OUR_WORDS = {400: "The body is not JSON in UTF-8. Send one JSON object."}
MARK = 16  # signs of a bundle's SHA-256 in the names of its answers
Next = Callable[[Request], Awaitable[Response]]
SENTENCE = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
WRONG = {
    400: "The body cannot be read.",
    401: "A key is needed.",
    403: "A page of another site, or a key that may not do this.",
    408: "The body came too slowly.",
    413: "The body is too long.",
    415: "The body is not sent as JSON.",
    421: "Another host name.",
    422: "What is wrong with the request, in one sentence.",
    503: "Too much waits, or the model took too long; Retry-After says when to ask again.",
}
CHANGES = {409: "Another bundle is being checked."}


def service_app(rotation: Rotation, store: Store, figures: Figures) -> FastAPI:
    """The app of the bundle that answers. store: where feedback is kept."""
    app = FastAPI(
        title="promptrec",
        summary="Recommendations by a prompted language model, with their reasons.",
        docs_url=None,  # its page would be fetched from elsewhere
        redoc_url=None,
    )
    app.router.route_class = ReadingRoute
    own = Endpoints(rotation, store, figures)
    for asked in (own.recommend, own.score, own.explain, own.feedback):
        app.post(f"/{asked.__name__}", responses=refusals(WRONG))(asked)
    for changed in (own.swap, own.back):
        app.post(f"/{changed.__name__}", responses=refusals(WRONG | CHANGES))(changed)
    unread = refusals({status: WRONG[status] for status in (401, 403, 421)})
    for read in (own.health, own.model):
        app.get(f"/{read.__name__}", responses=unread)(read)
    app.get("/metrics", response_class=PlainTextResponse, responses=unread)(own.metrics)
    count_requests(app, figures)
    tell_mistakes(app)
    return app


def refusals(words: Mapping[int, str]) -> dict[int | str, Answer]:
    """Statuses and what they mean, as the OpenAPI document has them."""
    schema = {"application/json": {"schema": SENTENCE}}
    return {status: {"description": told, "content": schema} for status, told in words.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Endpoints:
    """What each path answers; the first line of each is its line in the OpenAPI document."""

    rotation: Rotation
    store: Store
    figures: Figures

    def recommend(self, body: RecommendBody) -> Answer:
        """The best items for one person, of the data or by value."""
        with self.rotation.lent() as serving, serving.batches.in_time():
            found = serving.recommend(body)
            if found["items"]:
                self.figures.scores.observe(found["items"][0]["score"])
            return answered(serving, found)

    def score(self, body: ScoreBody) -> Answer:
        """Scores of some items for one person."""
        with self.rotation.lent() as serving, serving.batches.in_time():
            return answered(serving, serving.score(body))

    def explain(self, body: ExplainBody) -> Answer:
        """One score, what moved it, and whether that may be believed."""
        with self.rotation.lent() as serving, serving.batches.in_time():
            return answered(serving, serving.explain(body))

    def feedback(self, body: FeedbackBody) -> Answer:
        """Keep what people did with a list; all of it or nothing."""
        with self.rotation.lent() as serving:
            data, named = serving.variant.plan.dataset, serving.named
            for event in body.events:
                data.item_code(event.item_id)
            about = named["run"], data.fingerprint()
            unknown = serving.unknown(event.user_id for event in body.events)
        before = self.store.served_bundle(bundle_of(body.request))
        run, fingerprint = about if before is None else (before.run, before.fingerprint)
        events = [event.model_dump() for event in body.events]
        self.store.add_feedback(fingerprint, run, body.request, events)
        for event in body.events:
            self.figures.events.labels(event.event).inc()
        return {"kept": len(events), "run": run, "model": named, "unknown_users": unknown}

    def swap(self, body: SwapBody, request: Request) -> Answer:
        """Verify a bundle beside the one that answers, then let it answer."""
        because = Because(who(request), body.why)
        return {"model": self.rotation.swap(body.file, body.sha256, because)}

    def back(self, body: BackBody, request: Request) -> Answer:
        """Let a bundle from before answer again."""
        return {"model": self.rotation.back(body.name, Because(who(request), body.why))}

    async def health(self) -> Answer:
        """Whether it lives."""
        return {"status": "ok"}

    async def model(self) -> Answer:
        """Which bundle answers, and which ones one can go back to at once."""
        with self.rotation.lent() as serving:
            told = {**serving.manifest.told, "sha256": serving.sha256}
            drift = serving.drift.found
        return {**told, "before": self.rotation.before, "drift": drift}

    def metrics(self) -> Response:
        """Counters in the text format of Prometheus."""
        with self.rotation.lent() as serving:
            self.figures.drifted(serving.drift.found)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response(self.figures.text(), media_type=kind)


def answered(serving: Serving, found: Answer) -> Answer:
    """Which model said it, and what feedback can call it by: the name begins with the model's."""
    request = f"{serving.sha256[:MARK]}-{uuid.uuid4().hex}"
    return {**found, "model": serving.named, "request": request}


def bundle_of(request: str) -> str:
    """How the SHA-256 of the bundle begins that gave an answer; no bundle's for other names."""
    mark, dash, _ = request.partition("-")
    return mark if dash and len(mark) == MARK else "none"


def who(request: Request) -> str:
    """Whose key asks; without keys, this machine."""
    return str(getattr(request.state, "owner", "") or "loopback")


def count_requests(app: FastAPI, figures: Figures) -> None:
    """Every answer by its path and status; paths that are not ours are one."""

    @app.middleware("http")
    async def counted(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        began = time.perf_counter()
        response = await answer(request)
        route = request.scope.get("route")
        path = getattr(route, "path", "other")
        figures.requests.labels(path, str(response.status_code)).inc()
        figures.seconds.labels(path).observe(time.perf_counter() - began)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def tell_mistakes(app: FastAPI) -> None:
    """Every mistake is {"error": one sentence}."""

    @app.exception_handler(RequestValidationError)
    async def misread(_: Request, error: RequestValidationError) -> JSONResponse:
        return told(422, sentence_of(error.errors()))

    @app.exception_handler(Busy)
    async def busy(_: Request, error: Busy) -> JSONResponse:
        return told(503, str(error), {"Retry-After": "1"})

    @app.exception_handler(TooLong)
    async def too_long(_: Request, error: TooLong) -> JSONResponse:
        return told(503, str(error), {"Retry-After": "5"})

    @app.exception_handler(Changing)
    async def changing(_: Request, error: Changing) -> JSONResponse:
        return told(409, str(error), {"Retry-After": "5"})

    @app.exception_handler(PromptRecError)
    async def wrong(_: Request, error: PromptRecError) -> JSONResponse:
        return told(422, str(error))

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        words = IN_OUR_WORDS.get(error.status_code, str(error.detail))
        return told(error.status_code, words, dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        log.error("a request failed", exc_info=error)
        return told(500, "This is a fault of promptrec, not of your request; its log says more.")


def told(status: int, words: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """One mistake."""
    return JSONResponse({"error": words}, status, headers)


def sentence_of(errors: Sequence[Any]) -> str:
    """The first thing that is wrong, where it stands, and how many more there are."""
    first = errors[0]
    if first["type"] == "json_invalid":
        why, at = first["ctx"]["error"], first["loc"][-1]
        return f"The body is not JSON at character {at}: {why}. Send one JSON object."
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{where[:200]}: {first['msg'][:300]}{more}."

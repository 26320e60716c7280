"""The HTTP interface: what is asked, who answers, and how mistakes are told."""

import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from promptrec.errors import PromptRecError
from promptrec.service.batches import Busy
from promptrec.service.bodies import ExplainBody, FeedbackBody, RecommendBody, ScoreBody
from promptrec.service.figures import Figures
from promptrec.service.serving import Serving
from promptrec.store.store import Store

log = logging.getLogger(__name__)
Answer = dict[str, Any]
Next = Callable[[Request], Awaitable[Response]]
WRONG: dict[int | str, Answer] = {
    422: {"description": "What is wrong with the request, in one sentence."}
}


def service_app(serving: Serving, store: Store, figures: Figures) -> FastAPI:
    """The app of one bundle. store: where feedback is kept."""
    app = FastAPI(
        title="promptrec",
        summary="Recommendations by a prompted language model, with their reasons.",
        docs_url=None,  # its page would be fetched from elsewhere
        redoc_url=None,
    )
    figures.model.labels(serving.manifest.run, serving.sha256).set(1)
    own = Endpoints(serving, store, figures)
    for asked in (own.recommend, own.score, own.explain, own.feedback):
        app.post(f"/{asked.__name__}", responses=WRONG)(asked)
    for read in (own.health, own.model):
        app.get(f"/{read.__name__}")(read)
    app.get("/metrics", response_class=Response)(own.metrics)
    count_requests(app, figures)
    tell_mistakes(app)
    return app


@dataclass(frozen=True, slots=True, eq=False)
class Endpoints:
    """What each path answers; the first line of each is its line in the OpenAPI document."""

    serving: Serving
    store: Store
    figures: Figures

    def answered(self, found: Answer) -> Answer:
        """Which model said it, and what feedback can call it by."""
        return {**found, "model": self.serving.named, "request": uuid.uuid4().hex}

    def recommend(self, body: RecommendBody) -> Answer:
        """The best items for one person, of the data or by value."""
        found = self.serving.recommend(body)
        if found["items"]:
            self.figures.scores.observe(found["items"][0]["score"])
        return self.answered(found)

    def score(self, body: ScoreBody) -> Answer:
        """Scores of some items for one person."""
        return self.answered(self.serving.score(body))

    def explain(self, body: ExplainBody) -> Answer:
        """One score, what moved it, and whether that may be believed."""
        return self.answered(self.serving.explain(body))

    def feedback(self, body: FeedbackBody) -> Answer:
        """Keep what people did with a list; all of it or nothing."""
        serving, data = self.serving, self.serving.variant.plan.dataset
        for event in body.events:
            data.item_code(event.item_id)
        events = [event.model_dump() for event in body.events]
        self.store.add_feedback(data.fingerprint(), serving.manifest.run, body.request, events)
        for event in body.events:
            self.figures.events.labels(event.event).inc()
        return {"kept": len(events), "model": serving.named}

    def health(self) -> Answer:
        """Whether it lives."""
        return {"status": "ok"}

    def model(self) -> Answer:
        """Which bundle answers."""
        return {**self.serving.manifest.told, "sha256": self.serving.sha256}

    def metrics(self) -> Response:
        """Counters in the text format of Prometheus."""
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response(self.figures.text(), media_type=kind)


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

    @app.exception_handler(PromptRecError)
    async def wrong(_: Request, error: PromptRecError) -> JSONResponse:
        return told(422, str(error))

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        return told(error.status_code, str(error.detail), dict(error.headers or {}))

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
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{where[:200]}: {first['msg'][:300]}{more}."

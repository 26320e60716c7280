"""What an agent may ask for: the answers of the service, and a verdict on runs, as tools by name.

Bodies and mistakes are those of the HTTP interface: one rule for both.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import Field, ValidationError

from promptrec.compare.judging import SESOI, Question, judge
from promptrec.errors import PromptRecError, SettingsError
from promptrec.judge.entrants import entrants, groups
from promptrec.metrics.metric import MAIN
from promptrec.report.decision import decision_lines
from promptrec.report.documents import comparison_document
from promptrec.report.voice import voice_of
from promptrec.service.app import sentence_of
from promptrec.service.bodies import Body, ExplainBody, Id, RecommendBody
from promptrec.service.serving import Serving
from promptrec.settings import choose
from promptrec.store.store import Store

log = logging.getLogger(__name__)
MOST_RUNS = 20
Asked = TypeVar("Asked", bound=Body)


class CompareBody(Body):
    """Finished runs of the home, held against each other on their valid rows."""

    runs: list[Id] = Field(min_length=2, max_length=MOST_RUNS, description="Ids; first: control.")
    metric: str = Field(MAIN, max_length=40)
    sesoi: float = Field(SESOI, ge=0, le=1, description="Smallest difference that matters.")


@dataclass(frozen=True, slots=True)
class AgentTool(Generic[Asked]):
    """One tool: what it takes, what it answers, and the line that an agent chooses it by."""

    body: type[Asked]
    answer: Callable[[Asked], Mapping[str, Any]]
    line: str

    def call(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its answer; SettingsError in one sentence for arguments that cannot be."""
        try:
            body = self.body.model_validate(dict(given))
        except ValidationError as error:
            raise SettingsError("sentence.tool_asked", what=sentence_of(error.errors())) from None
        return self.answer(body)


def tools_of(serving: Serving, store: Store) -> dict[str, AgentTool[Any]]:
    """The tools of a bundle and of the home that its runs may be in."""
    return {
        "recommend": AgentTool(
            RecommendBody,
            lambda body: {**serving.recommend(body), "model": serving.named},
            "The best items for one person: a user of the data, or somebody by what they liked.",
        ),
        "explain": AgentTool(
            ExplainBody,
            lambda body: {**serving.explain(body), "model": serving.named},
            "One score: the prompt, how far each field moves it, and whether to believe that.",
        ),
        "compare": AgentTool(
            CompareBody,
            lambda body: compared(store, body),
            "Which of some finished runs is better, by how much and how sure: valid rows only.",
        ),
    }


def compared(store: Store, body: CompareBody) -> dict[str, Any]:
    """The document of `compare`, with what to do in words; test rows are never looked at."""
    if len(set(body.runs)) < len(body.runs):
        raise SettingsError("sentence.run_named_twice")
    variants = groups(entrants(store, body.runs))
    found = judge(variants, Question(metric=body.metric, sesoi=body.sesoi))
    ids = {one.id: [each.run.id for each in one.entrants] for one in variants}
    decision = decision_lines(found, voice_of("en", variants))
    return {"decision": decision, **comparison_document(found, ids, {}, {})}


def answered(
    tools: Mapping[str, AgentTool[Any]], name: str, given: Mapping[str, Any]
) -> tuple[Mapping[str, Any], bool]:
    """What a tool says, and whether that is a mistake: one sentence, never a traceback."""
    try:
        choose("tool", name, tuple(tools))
        return tools[name].call(given), False
    except PromptRecError as error:
        return {"error": str(error)}, True
    except Exception:
        log.exception("a tool failed")
        return {"error": "This is a fault of promptrec, not of your request."}, True

"""An agent asks over the Model Context Protocol; its answers are those of the service."""

import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest

from promptrec.bundle.opened import open_bundle
from promptrec.cli.main import main
from promptrec.service import agents
from promptrec.service.bodies import ExplainBody, RecommendBody
from promptrec.service.serving import Serving
from promptrec.service.tools import answered, tools_of
from promptrec.store.store import Store

mcp = pytest.importorskip("mcp")
ROOT = Path(__file__).parents[2]


def said(result: Any) -> dict[str, Any]:
    (content,) = result.content
    found: dict[str, Any] = json.loads(content.text)
    return found


async def ask(file: Path, home: Path, *calls: tuple[str, Mapping[str, Any]]) -> tuple[Any, Any]:
    """The tools of a process of its own, and what it answers to these calls."""
    arguments = ["-m", "promptrec", "mcp", str(file), "--home", str(home)]
    server = mcp.StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)
    async with mcp.Client(server) as client:
        tools = (await client.list_tools()).tools
        return tools, [await client.call_tool(name, dict(given)) for name, given in calls]


@pytest.mark.timeout(240)
def test_a_client_gets_over_stdio_what_the_service_answers(made: Path, bundled_home: Path) -> None:
    told = {"liked": ["i1"], "disliked": ["i3"]}
    calls = (
        ("recommend", {**told, "k": 3}),
        ("explain", {"user_id": "u3", "item": "n1"}),
        ("compare", {"runs": ["r0002", "r0001"]}),
        ("recommend", {"kk": 3}),
        ("recommend", {"user_id": "u1", "k": 2}),
    )
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests holds a loop in this thread
        asked = apart.submit(anyio.run, ask, made, bundled_home, *calls)
        tools, (top, why, verdict, wrong, again) = asked.result()
    assert [one.name for one in tools] == ["recommend", "explain", "compare"]
    assert tools[0].input_schema["properties"]["liked"]["maxItems"] == 200
    with open_bundle(made) as bundle:
        serving = Serving.of(bundle, "0" * 64)
        wanted = serving.recommend(RecommendBody(**told, k=3))
        reason = serving.explain(ExplainBody(user_id="u3", item="n1"))
        serving.close()
    assert [one["item_id"] for one in said(top)["items"]] == [
        one["item_id"] for one in wanted["items"]
    ]
    assert said(top)["items"][0]["score"] == pytest.approx(wanted["items"][0]["score"], abs=1e-6)
    assert said(top)["model"]["run"] == "r0001" and len(said(top)["model"]["sha256"]) == 64
    assert said(why)["prompt"] == reason["prompt"]
    assert said(verdict)["control"]["run"] == "r0002"
    assert said(verdict)["variants"][0]["run"] == "r0001" and said(verdict)["decision"]
    assert wrong.is_error and "kk" in wrong.content[0].text
    assert not again.is_error  # it goes on after a mistake


def test_a_mistake_is_one_sentence(made: Path, bundled_home: Path) -> None:
    with open_bundle(made) as bundle:
        serving = Serving.of(bundle, "0" * 64)
        tools = tools_of(serving, Store.open(bundled_home))
        for name, given, words in (
            ("delete", {}, "delete"),
            ("recommend", {"k": 0}, "k: "),
            ("recommend", {"user_id": "u1", "liked": ["i1"]}, "two people"),
            ("explain", {"item": "nothing"}, "nothing"),
            ("compare", {"runs": ["r0001"]}, "runs"),
            ("compare", {"runs": ["r0001", "r0001"]}, "twice"),
            ("compare", {"runs": ["r0001", "r9999"]}, "r9999"),
            ("compare", {"runs": ["r0001", "r0002"], "metric": "luck"}, "luck"),
        ):
            found, wrong = answered(tools, name, given)
            assert wrong and words in found["error"] and "\n" not in found["error"]
        serving.close()


def test_comparing_looks_at_no_test_row(made: Path, bundled_home: Path) -> None:
    with open_bundle(made) as bundle:
        serving = Serving.of(bundle, "0" * 64)
        store = Store.open(bundled_home)
        found, wrong = answered(tools_of(serving, store), "compare", {"runs": ["r0001", "r0002"]})
        serving.close()
    assert not wrong and found["part"] == "valid"


def test_without_the_package_one_sentence_says_how_to_get_it(
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(agents, "find_spec", lambda name: None)
    assert main(["mcp", str(made), "--home", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "pip install mcp" in said.err

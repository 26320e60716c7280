"""The Model Context Protocol over stdin and stdout, by its official SDK, an optional package."""

import hashlib
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptrec.bundle.golden import recomputed
from promptrec.bundle.manifest import GOLDEN
from promptrec.bundle.opened import open_bundle
from promptrec.errors import SettingsError
from promptrec.plain import to_json
from promptrec.service.serving import Serving
from promptrec.service.tools import AgentTool, answered, tools_of
from promptrec.store.store import Store

if TYPE_CHECKING:
    from mcp.server import Server

AT_ONCE = 4  # tools that work at the same time; the model reads for one after the other


def serve_agents(
    path: Path, store: Store, allowed_model: str = "", note: Callable[[str], None] = lambda _: None
) -> None:
    """Answer on stdin and stdout until these end. SettingsError without the package `mcp`."""
    if find_spec("mcp") is None:
        raise SettingsError("sentence.mcp_missing")
    import anyio

    with open_bundle(path) as bundle:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        serving = Serving.of(bundle, digest, allowed_model)
        try:
            recomputed(serving.variant, bundle.read(GOLDEN), path.name)  # also warms it
            note(f"{serving.manifest.name} answers agents on stdin and stdout")
            anyio.run(listen, server_of(tools_of(serving, store)))
        finally:
            serving.close()


async def listen(server: "Server[Any]") -> None:
    """Until stdin ends; whatever else is printed meanwhile goes to stderr."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def server_of(tools: Mapping[str, AgentTool[Any]]) -> "Server[Any]":
    """The tools as the protocol knows them."""
    import anyio
    from mcp import types
    from mcp.server import Server

    busy = anyio.CapacityLimiter(AT_ONCE)

    async def listed(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        reads = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=name,
                    description=one.line,
                    input_schema=one.body.model_json_schema(),
                    annotations=reads,
                )
                for name, one in tools.items()
            ]
        )

    async def called(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        found, wrong = await anyio.to_thread.run_sync(
            answered, tools, asked.name, asked.arguments or {}, limiter=busy
        )
        text = found["error"] if wrong else to_json(found)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=text)], is_error=wrong
        )

    return Server("promptrec", on_list_tools=listed, on_call_tool=called)

"""The app for assistants: the operations as tools of the Model Context Protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ListToolsResult, TextContent

from bot import Settings
from tests.app_server import AppServer

ARTICLE = "The harbour bridge reopened on Tuesday. The works cost 4.2 million pounds."


@pytest.fixture(scope="module")
def app(settings_of_tests: None) -> Iterator[AppServer]:
    with AppServer(Settings.from_env(), None) as server:
        yield server


def _asked(app: AppServer, tool: str | None = None, **arguments: Any) -> Any:
    """What the protocol's own client gets: the result of a tool, or the list of tools."""

    async def ask() -> ListToolsResult | CallToolResult:
        async with (
            streamable_http_client(f"{app.url}gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await (session.call_tool(tool, arguments) if tool else session.list_tools())

    return asyncio.run(ask())


def test_the_operations_are_tools_with_typed_and_described_arguments(app: AppServer) -> None:
    tools = {tool.name: tool for tool in _asked(app).tools}
    assert set(tools) == {"answer", "summarize", "translate"}
    for tool in tools.values():
        assert tool.description
        for argument in tool.inputSchema["properties"].values():
            assert argument["description"]
    translate = tools["translate"].inputSchema
    assert translate["properties"]["language"]["enum"] == ["en", "ar"]
    assert set(translate["required"]) == {"article_text", "language"}


def test_an_answer_names_its_source(app: AppServer) -> None:
    result = _asked(app, "answer", question="When did the bridge reopen?", article_text=ARTICLE)
    [content] = result.content
    assert isinstance(content, TextContent)
    assert not result.isError
    assert "The harbour bridge reopened on Tuesday. [1]" in content.text
    assert "'quote': 'The harbour bridge reopened on Tuesday.'" in content.text


def test_what_needs_a_model_is_an_error_that_says_what_to_set(app: AppServer) -> None:
    result = _asked(app, "translate", article_text=ARTICLE, language="ar")
    assert result.isError
    assert "OPENAI_API_KEY" in result.content[0].text


def test_another_websites_page_gets_no_leave_to_use_the_tools(app: AppServer) -> None:
    """A browser asks before a page of another site may send JSON; the answer allows nothing."""
    asked = httpx.options(
        f"{app.url}gradio_api/mcp/",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert "access-control-allow-origin" not in asked.headers

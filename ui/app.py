"""The browser app, from the page to what a server shows."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from importlib.resources import files

import gradio as gr
from fastapi import FastAPI
from huggingface_hub import constants

from bot import Article, KhulasaError, Settings
from bot.settings import EMBEDDED_ENGINE
from bot.workspace import workspace
from retrieval.article import MAX_BYTES
from ui.endpoints import add_endpoints
from ui.page import Page
from ui.strings import labels

MAX_UPLOAD = 2 * MAX_BYTES
"""Above the reader's own limit, whose message is in the language of the interface."""

_ICON = (
    '<link rel="icon" href="data:image/svg+xml,'
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='7' fill='%230e5a57'/>"
    "<path d='M8 10h16M12 16h12M16 22h8' stroke='white' stroke-width='3' stroke-linecap='round'/>"
    '</svg>">'
)
_STYLES = (
    "base.css",
    "article.css",
    "translation.css",
    "chat.css",
    "actions.css",
    "composer.css",
    "drawers.css",
    "library.css",
    "model.css",
    "translator.css",
    "glossary.css",
)
_SCRIPTS = (
    "page.js",
    "focus.js",
    "conversation.js",
    "article.js",
    "translation.js",
    "opener.js",
    "citations.js",
    "cards.js",
    "actions.js",
    "drawers.js",
    "library.js",
    "translator.js",
    "glossary.js",
    "place.js",
)
_log = logging.getLogger(__name__)
_HOUR = 60 * 60  # uploaded files are deleted after it
_SANS = ["system-ui", "Segoe UI", "Noto Sans", "Noto Sans Arabic", "sans-serif"]
_MONO = ["ui-monospace", "Consolas", "Noto Sans Mono", "monospace"]


def asgi_app(settings: Settings, article: Article | None, *, local: bool = False) -> FastAPI:
    """The app with ``GET /health``, for any ASGI server.

    Args:
        settings: The server's own.
        article: What is open at the beginning.
        local: Whether it is served to this machine alone: then readers may name model servers.
    """
    # The MCP server calls the endpoints through Gradio's own client, which would report home: it
    # takes analytics_enabled=False for not given, and asks the hub which program runs it.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    constants.HF_HUB_DISABLE_TELEMETRY = True
    _load_translator(settings)
    app = FastAPI(openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "engine": settings.engine_in_force}

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_app(settings, article, local=local),
        path="/",
        theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
        css=_assets(_STYLES),
        head=f"{_ICON}<script>{_assets(_SCRIPTS)}\n{_names()}</script>",
        footer_links=[],
        run_history=False,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        mcp_server=True,
    )
    return mounted


def _load_translator(settings: Settings) -> None:
    """Begin to load the small translator, so that the first reader need not wait for it."""
    if settings.engine_in_force != EMBEDDED_ENGINE:
        return
    try:
        if translator := workspace(settings).translator:
            translator.load()
    except KhulasaError as error:  # told to whoever needs it
        _log.warning("%s", error)


def build_app(settings: Settings, source: Article | None, *, local: bool) -> gr.Blocks:
    """The page and the named endpoints.

    Args:
        settings: Of the bot.
        source: The article that is open at the beginning.
        local: Whether the app is served to this machine alone.
    """
    blocks = gr.Blocks(
        title="Khulasa · خلاصة",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),
    )
    with blocks:
        Page(settings, source, local=local).wire(blocks)
        add_endpoints(settings)
    # A request waits for a model, not for another reader; the bot bounds what it asks of a model.
    blocks.queue(default_concurrency_limit=None)
    return blocks


def _assets(names: Sequence[str]) -> str:
    folder = files("ui") / "assets"
    return "\n".join((folder / name).read_text("utf-8") for name in names)


def _names() -> str:
    return f"window.khulasa.names({json.dumps(labels())})"

"""The model as markup: which engine is in force and why, and what that means for what is read."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot import Settings
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from ui.markup import attributes, name
from ui.strings import text


def state(settings: Settings, own: Settings, language: ReplyLanguage) -> str:
    """The engine in force and why, where passages go, and what is possible without a model.

    Args:
        settings: In force for this visit.
        own: The server's own.
        language: Of the interface.
    """
    embedded = settings.engine_in_force == EMBEDDED_ENGINE
    lines = []
    if embedded:
        lines.append(text("engine_embedded", language))
    else:
        lines.append(text("engine_model", language, model=name(settings.model)))
    lines.append(text(_why(settings, own), language))
    if not embedded:
        server = urlsplit(settings.openai_base_url or "https://api.openai.com").netloc
        lines.append(text("passages_go", language, server=name(server.rpartition("@")[2])))
        embeddings = settings.embedding_model
        lines.append(
            text("embeddings_model", language, model=name(embeddings))
            if embeddings
            else text("embeddings_embedded", language)
        )
    return "".join(f"<p{attributes('', language)}>{line}</p>" for line in lines)


def _why(settings: Settings, own: Settings) -> str:
    if settings != own:
        return "because_typed"
    if own.engine:
        return "because_forced"
    if own.openai_base_url:
        return "because_address"
    return "because_key" if own.openai_api_key else "because_nothing"

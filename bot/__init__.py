"""Khulasa from Python: read an article, then ask, summarise or translate it.

    from bot import read, answer, summarize, translate

    article = read("examples/article.ar.txt")
    print(answer("متى أعلن العراق انتصاره على تنظيم داعش؟", article).text)

Names are loaded when first used, so that importing this package stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.conversation import chat, stream_chat
    from bot.errors import (
        ArticleError,
        ExportError,
        KhulasaError,
        ModelError,
        NeedsModelError,
        SettingsError,
        StoreError,
    )
    from bot.facts import KeyFacts, atranslate_facts, key_facts, translate_facts
    from bot.operations import (
        aanswer,
        answer,
        asummarize,
        atranslate,
        stream_answer,
        stream_summarize,
        stream_translate,
        summarize,
        translate,
    )
    from bot.reply import Citation, Piece, Remark, Reply, Usage
    from bot.settings import Settings
    from bot.suggestions import suggest_questions
    from retrieval.article import Article
    from retrieval.reading import read, read_bytes

_HOMES = {
    "bot.conversation": ("chat", "stream_chat"),
    "bot.errors": (
        "ArticleError",
        "ExportError",
        "KhulasaError",
        "ModelError",
        "NeedsModelError",
        "SettingsError",
        "StoreError",
    ),
    "bot.facts": ("KeyFacts", "atranslate_facts", "key_facts", "translate_facts"),
    "bot.operations": (
        "aanswer",
        "answer",
        "asummarize",
        "atranslate",
        "stream_answer",
        "stream_summarize",
        "stream_translate",
        "summarize",
        "translate",
    ),
    "bot.reply": ("Citation", "Piece", "Remark", "Reply", "Usage"),
    "bot.settings": ("Settings",),
    "bot.suggestions": ("suggest_questions",),
    "retrieval.article": ("Article",),
    "retrieval.reading": ("read", "read_bytes"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "ArticleError",
    "Citation",
    "ExportError",
    "KeyFacts",
    "KhulasaError",
    "ModelError",
    "NeedsModelError",
    "Piece",
    "Remark",
    "Reply",
    "Settings",
    "SettingsError",
    "StoreError",
    "Usage",
    "aanswer",
    "answer",
    "asummarize",
    "atranslate",
    "atranslate_facts",
    "chat",
    "key_facts",
    "read",
    "read_bytes",
    "stream_answer",
    "stream_chat",
    "stream_summarize",
    "stream_translate",
    "suggest_questions",
    "summarize",
    "translate",
    "translate_facts",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'bot' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)

"""Keeping a reply in the language it was asked for."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.reply import ReplyLanguage
from retrieval.language import count_letters, detect_language

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"")

# Letters by which a reply's language shows while it streams: three or four words.
STREAMING_PATIENCE = 16
# Letters from which the language is told apart by words and not by script alone.
_TELLING = 40


def speaks(text: str, language: ReplyLanguage) -> bool:
    """Whether a text is in a language. Quotations do not count; text without letters passes."""
    own = _QUOTED.sub(" ", text)
    arabic, latin = count_letters(own)
    if arabic + latin >= _TELLING:
        return detect_language(own) == language
    return arabic >= latin if language == "ar" else latin >= arabic


async def in_language(
    ask: Callable[[bool], AsyncGenerator[str]],
    language: ReplyLanguage,
    *,
    patience: int | None,
) -> AsyncGenerator[str]:
    """Pieces of a reply in a language, asked for again once if it comes in another.

    Args:
        ask: Asks the model; its argument says whether to insist on the language.
        language: The language wanted.
        patience: Letters to hold back before the language is judged, so that no reader sees a
            false start; None to judge the whole reply.
    """
    held = ""
    async with aclosing(ask(False)) as pieces:
        judged = False
        async for piece in pieces:
            if judged:
                yield piece
                continue
            held += piece
            if patience is not None and sum(count_letters(_QUOTED.sub(" ", held))) >= patience:
                if not speaks(held, language):
                    break
                judged = True
                yield held
        else:
            if judged:
                return
            if speaks(held, language):
                yield held
                return
    async with aclosing(ask(True)) as pieces:
        async for piece in pieces:
            yield piece

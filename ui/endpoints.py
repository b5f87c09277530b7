"""The app for programs: named Gradio endpoints, which are also tools of its MCP server."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Literal

import gradio as gr
from gradio.events import api

from bot import KhulasaError, Reply, Settings, aanswer, asummarize, atranslate


def add_endpoints(settings: Settings) -> None:
    """Add ``/answer``, ``/summarize`` and ``/translate`` to the Blocks being built."""

    async def answer(
        question: str, article_text: str, language: Literal["auto", "en", "ar"] = "auto"
    ) -> dict[str, Any]:
        """Answer a question from an article alone, with the passages that support the answer.

        In the reply's text, [n] stands where citation n supports it. A citation's start and end
        are offsets into the article's text, its article is the article's id. Remarks are those
        warnings that concern one stretch of the text.

        Args:
            question: The question, in Arabic or English.
            article_text: The article.
            language: Language of the answer; "auto" is the question's.

        Returns:
            text, language, citations, abstained, warnings, engine, usage, remarks, prompts,
            translator.
        """
        return await _as_dict(aanswer(question, article_text, language=language, settings=settings))

    async def summarize(
        article_text: str,
        language: Literal["auto", "en", "ar"] = "auto",
        length: Literal["short", "medium", "long"] = "short",
        form: Literal["paragraph", "bullets"] = "paragraph",
    ) -> dict[str, Any]:
        """Summarise an article, with the passages that each statement rests on.

        Args:
            article_text: The article.
            language: Language of the summary; "auto" is the article's.
            length: How long the summary is to be.
            form: Whether it is to be running text or a list of points.

        Returns:
            The same as `answer`.
        """
        return await _as_dict(
            asummarize(article_text, language=language, length=length, form=form, settings=settings)
        )

    async def translate(article_text: str, language: Literal["en", "ar"]) -> dict[str, Any]:
        """Translate an article, paragraph by paragraph. Needs a language model or a translator.

        Args:
            article_text: The article.
            language: The language to translate into.

        Returns:
            The same as `answer`.
        """
        return await _as_dict(atranslate(article_text, language=language, settings=settings))

    for operation in (answer, summarize, translate):
        api(operation, api_name=operation.__name__)


async def _as_dict(reply: Coroutine[Any, Any, Reply]) -> dict[str, Any]:
    try:
        return (await reply).to_dict()
    except (KhulasaError, ValueError) as error:
        # Only this class's words reach the caller.
        raise gr.Error(str(error), print_exception=False) from error

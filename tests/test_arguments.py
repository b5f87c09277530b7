"""What the operations are given and cannot use is named, however they are called."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import bot

ARTICLE = bot.Article.from_text("The lighthouse was built in 1871. It burned down in 1902.")
ASKED = "When was the lighthouse built?"

WRONG: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("answer", (None, ARTICLE), {}, r"question must be text \(str\), not NoneType"),
    ("answer", (b"Who?", ARTICLE), {}, "question must be text"),
    ("answer", (ASKED, 5), {}, "an article is one Article, Path or text, not int"),
    ("answer", (ASKED, None), {}, "not NoneType"),
    ("answer", (ASKED, [ARTICLE, 5]), {}, "not int"),
    ("answer", (ASKED, b"text"), {}, "not bytes"),
    ("answer", (ASKED, ARTICLE), {"history": 5}, "history must be a sequence of turns, not int"),
    ("answer", (ASKED, ARTICLE), {"history": "Who?"}, "history must be a sequence"),
    ("answer", (ASKED, ARTICLE), {"history": [5]}, "history must hold pairs"),
    ("answer", (ASKED, ARTICLE), {"language": ["en"]}, "language must be"),
    ("summarize", (None,), {}, "not NoneType"),
    ("summarize", (ARTICLE,), {"length": ["short"]}, "length must be one of"),
    ("summarize", (ARTICLE,), {"form": {}}, "form must be one of"),
    ("translate", (5,), {"language": "ar"}, "not int"),
    ("translate", (ARTICLE,), {"language": None}, "language must be"),
    ("translate", (ARTICLE,), {"language": "en", "paragraph": "1"}, "paragraph must be between 1"),
]


@pytest.mark.parametrize(("name", "arguments", "options", "said"), WRONG)
def test_a_wrong_argument_is_a_value_error_that_names_it(
    name: str, arguments: tuple[Any, ...], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        getattr(bot, name)(*arguments, **options)
    with pytest.raises(ValueError, match=said):
        asyncio.run(getattr(bot, f"a{name}")(*arguments, **options))

    async def streamed() -> list[Any]:
        return [item async for item in getattr(bot, f"stream_{name}")(*arguments, **options)]

    with pytest.raises(ValueError, match=said):
        asyncio.run(streamed())


@pytest.mark.parametrize(("text", "title"), [(None, None), (b"text", None), ("text", 5)])
def test_an_article_is_made_of_text_alone(text: Any, title: Any) -> None:
    with pytest.raises(ValueError, match="must be text"):
        bot.Article.from_text(text, title)


def test_no_history_is_said_in_either_way() -> None:
    assert bot.answer(ASKED, ARTICLE, history=None) == bot.answer(ASKED, ARTICLE, history=[])


def test_a_message_is_text() -> None:
    nothing: Any = None
    with pytest.raises(ValueError, match="message must be text"):
        bot.chat(nothing, ARTICLE)


def test_an_empty_article_is_called_empty() -> None:
    with pytest.raises(bot.ArticleError, match="The article is empty"):
        bot.summarize("")


def test_without_a_key_nothing_is_sent_to_openai() -> None:
    """The guard of the tests would tell of an attempt."""
    for settings in (bot.Settings(engine="openai"), bot.Settings(embedding_model="small")):
        with pytest.raises(bot.SettingsError) as error:
            bot.answer(ASKED, ARTICLE, settings=settings)
        assert error.value.key == "no_key"

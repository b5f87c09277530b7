"""What the operations are given, in the forms that callers may give it in, made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from bot.engines import Turn
from bot.reply import Reply, ReplyLanguage
from retrieval.article import Article

LanguageChoice = Literal["auto", "en", "ar"]
History = Sequence[Turn | tuple[str, str | Reply] | Mapping[str, Any]]
Source = Article | Path | str
Sources = Source | Sequence[Source]

MAX_ARTICLES = 8
"""Articles that one question can be put to."""


def as_text(name: str, given: object) -> str:
    """An argument that is text.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(given, str):
        raise ValueError(f"{name} must be text (str), not {type(given).__name__}")
    return given


def as_article(article: Source) -> Article:
    """An article as given to the operations: itself, the path of a file, or its text.

    Raises:
        ArticleError: The article cannot be read.
        ValueError: It is none of these.
    """
    if isinstance(article, Article):
        return article
    if isinstance(article, Path):
        from retrieval.reading import read

        return read(article)
    if not isinstance(article, str):
        raise ValueError(f"an article is one Article, Path or text, not {type(article).__name__}")
    return Article.from_text(article)


def as_articles(given: Sources) -> tuple[Article, ...]:
    """An article, or several, as given to a question; the same one twice is one.

    Raises:
        ArticleError: An article cannot be read.
        ValueError: One of them is none, there are none, or more than `MAX_ARTICLES`.
    """
    if isinstance(given, Source) or not isinstance(given, Sequence) or isinstance(given, bytes):
        return (as_article(given),)
    if not 1 <= len(given) <= MAX_ARTICLES:
        raise ValueError(f"a question needs 1 to {MAX_ARTICLES} articles, not {len(given)}")
    articles = map(as_article, given)
    return tuple({article.id: article for article in articles}.values())


def as_turns(history: History | None) -> list[Turn]:
    """Earlier turns in one form: questions with their answers.

    Raises:
        ValueError: It is no sequence, or an entry is neither a turn, a pair, nor a chat message.
    """
    if history is None:
        return []
    if isinstance(history, str | bytes) or not isinstance(history, Iterable):
        raise ValueError(f"history must be a sequence of turns, not {type(history).__name__}")
    turns: list[Turn] = []
    question = ""
    for entry in history:
        match entry:
            case Turn():
                turns.append(entry)
            case (str() as asked, Reply(text=said) | str(said)):
                turns.append(Turn(asked, said))
            case {"role": "user", "content": str(said)}:
                question = said
            case {"role": "assistant", "content": str(said)}:
                turns.append(Turn(question, said))
                question = ""
            case _:
                raise ValueError(
                    "history must hold pairs of question and answer, or messages with role and "
                    f"content, not {entry!r}"
                )
    return turns


def chosen_language(choice: str, *candidates: str) -> ReplyLanguage:
    """The language of a reply: the choice, or the first candidate that a reply can be in."""
    if choice not in ("auto", "en", "ar"):
        raise ValueError(f"language must be 'auto', 'en' or 'ar', not {choice!r}")
    known = (one for one in (choice, *candidates) if one in ("en", "ar"))
    return cast(ReplyLanguage, next(known, "en"))

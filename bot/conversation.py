"""Talking about an article: free text in, whichever reply it asks for out."""

from __future__ import annotations

from typing import TypedDict, Unpack

from bot.arguments import History, LanguageChoice, Sources, as_articles, as_text, chosen_language
from bot.concurrency import wait_for
from bot.engines import Items, Progress
from bot.notices import notice
from bot.operations import last, stream_answer, stream_summarize, stream_translate
from bot.other_language import able
from bot.reply import Piece, Reply, ReplyLanguage
from bot.requests import understand
from bot.settings import EMBEDDED_ENGINE, Settings
from bot.translator.shared import usable_translator
from retrieval.article import Article
from retrieval.language import detect_language
from retrieval.paragraphs import split_paragraphs


class ChatOptions(TypedDict, total=False):
    """Keyword arguments of `chat` and `stream_chat`: those of `answer`, and progress."""

    language: LanguageChoice
    history: History | None
    engine: str | None
    settings: Settings | None
    progress: Progress | None


def chat(message: str, article: Sources, **options: Unpack[ChatOptions]) -> Reply:
    """Reply to a message in free text: a question, or a request to summarise or translate.

    A question may be put to several articles. Summaries and translations are of one: asked for of
    several, the reply says so.

    A language that the message names comes before `language`. A summary without either is in the
    message's language; a translation is into the language that the article is not in.

    Raises:
        As `bot.answer`.
    """
    return wait_for(last(stream_chat(message, article, **options)))


def stream_chat(message: str, article: Sources, **options: Unpack[ChatOptions]) -> Items:
    """As `chat`: pieces that joined are the reply's text, as they come; last, the reply."""
    articles = as_articles(article)
    settings = options.get("settings") or Settings.from_env()
    engine = options.get("engine") or settings.engine_in_force
    language = options.get("language", "auto")
    progress = options.get("progress")
    request = understand(as_text("message", message))
    if request.kind != "answer" and len(articles) > 1:
        return _one_at_a_time(chosen_language("auto", detect_language(message)), engine)
    article = articles[0]
    match request.kind:
        case "summarize":
            wanted: LanguageChoice = request.language or language
            if wanted == "auto":
                wanted = _language_of(message, article, engine, settings)
            return stream_summarize(
                article,
                language=wanted,
                length=request.length,
                form=request.form,
                engine=engine,
                settings=settings,
                progress=progress,
            )
        case "translate":
            return stream_translate(
                article,
                language=request.language or _other_language(article, message),
                paragraph=_place(request.paragraph, article),
                engine=engine,
                settings=settings,
                progress=progress,
            )
        case _:
            return stream_answer(
                message,
                articles,
                language=language,
                history=options.get("history"),
                engine=engine,
                settings=settings,
            )


async def _one_at_a_time(language: ReplyLanguage, engine: str) -> Items:
    text = notice("one_article_at_a_time", language)
    yield Piece(text)
    yield Reply(text, language, engine=engine)


def _language_of(message: str, article: Article, engine: str, settings: Settings) -> LanguageChoice:
    """The language of a message, where the engine can write in it of the article."""
    language = detect_language(message)
    if language == "other":
        return "auto"
    if engine != EMBEDDED_ENGINE or language == article.language:
        return language
    return language if able(usable_translator(settings), language) else "auto"


def _other_language(article: Article, message: str) -> ReplyLanguage:
    match article.language:
        case "ar":
            return "en"
        case "en":
            return "ar"
        case _:
            return "ar" if detect_language(message) == "ar" else "en"


def _place(paragraph: int | None, article: Article) -> int | None:
    """The number of a paragraph, where -1 is the last one."""
    return len(split_paragraphs(article.text)) if paragraph == -1 else paragraph

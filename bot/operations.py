"""Answer, summarise, translate: for code that waits, for asynchronous code, and as a stream.

The stream is the one implementation; the other forms wait for its last item.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import Required, TypedDict, Unpack, get_args

from bot.arguments import (
    History,
    LanguageChoice,
    Source,
    Sources,
    as_article,
    as_articles,
    as_text,
    as_turns,
    chosen_language,
)
from bot.concurrency import wait_for
from bot.engines import SENTENCES, Form, Items, Length, Options, Progress, unheard
from bot.reply import Reply, ReplyLanguage
from bot.settings import Settings
from bot.translation import unchanged
from bot.workspace import workspace
from retrieval.article import keep
from retrieval.language import detect_language, has_words

MAX_QUESTION_CHARS = 4_000


def answer(
    question: str,
    article: Sources,
    *,
    language: LanguageChoice = "auto",
    history: History | None = None,
    engine: str | None = None,
    settings: Settings | None = None,
) -> Reply:
    """Answer a question from an article, or from several, alone.

    Args:
        question: The question, in Arabic or English.
        article: An `Article`, the path of a file, or the text itself; or a sequence of these, at
            most `bot.arguments.MAX_ARTICLES`. `Citation.article` tells which one is cited.
        language: Of the answer; ``"auto"`` is the question's.
        history: Earlier turns: `Turn`, pairs of question and answer, or chat messages with
            ``role`` and ``content``; None for none.
        engine: ``"extractive"`` or ``"openai"``; None for the one that the settings choose.
        settings: None for those of the environment.

    Returns:
        The answer with its citations; `Reply.abstained` where the article does not say.

    Raises:
        ArticleError: The article cannot be read.
        NeedsModelError: The embedded engine cannot answer in this language.
        ModelError: The model failed.
        ValueError: An argument has a value that means nothing.
    """
    return wait_for(
        aanswer(
            question, article, language=language, history=history, engine=engine, settings=settings
        )
    )


def summarize(
    article: Source,
    *,
    language: LanguageChoice = "auto",
    length: Length = "short",
    form: Form = "paragraph",
    engine: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Reply:
    """Summarise an article.

    Args:
        article: An `Article`, the path of a file, or the text itself.
        language: Of the summary; ``"auto"`` is the article's.
        length: ``"short"``, ``"medium"`` or ``"long"``: 3, 6 or 10 sentences.
        form: ``"paragraph"``, or ``"bullets"`` for a list with a sentence a line.
        engine: As in `answer`.
        settings: As in `answer`.
        progress: Called with the parts done and the parts in all, for long articles.

    Raises:
        As `answer`.
    """
    return wait_for(
        asummarize(
            article,
            language=language,
            length=length,
            form=form,
            engine=engine,
            settings=settings,
            progress=progress,
        )
    )


def translate(
    article: Source,
    *,
    language: ReplyLanguage,
    paragraph: int | None = None,
    engine: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Reply:
    """Translate an article, paragraph by paragraph.

    Args:
        article: An `Article`, the path of a file, or the text itself.
        language: The language to translate into.
        paragraph: The number of the only paragraph to translate, from 1; None for all.
        engine: As in `answer`.
        settings: As in `answer`.
        progress: Called with the paragraphs done and the paragraphs in all.

    Returns:
        The translation; its citations are the paragraphs it was made from, by number.

    Raises:
        As `answer`.
    """
    return wait_for(
        atranslate(
            article,
            language=language,
            paragraph=paragraph,
            engine=engine,
            settings=settings,
            progress=progress,
        )
    )


class AnswerOptions(TypedDict, total=False):
    """Keyword arguments of `answer`, for its twins."""

    language: LanguageChoice
    history: History | None
    engine: str | None
    settings: Settings | None


class SummarizeOptions(TypedDict, total=False):
    """Keyword arguments of `summarize`, for its twins."""

    language: LanguageChoice
    length: Length
    form: Form
    engine: str | None
    settings: Settings | None
    progress: Progress | None


class TranslateOptions(TypedDict, total=False):
    """Keyword arguments of `translate`, for its twins."""

    language: Required[ReplyLanguage]
    paragraph: int | None
    engine: str | None
    settings: Settings | None
    progress: Progress | None


async def aanswer(question: str, article: Sources, **options: Unpack[AnswerOptions]) -> Reply:
    """As `answer`, for asynchronous code."""
    return await last(_answer(question, article, streaming=False, **options))


async def asummarize(article: Source, **options: Unpack[SummarizeOptions]) -> Reply:
    """As `summarize`, for asynchronous code."""
    return await last(_summarize(article, streaming=False, **options))


async def atranslate(article: Source, **options: Unpack[TranslateOptions]) -> Reply:
    """As `translate`, for asynchronous code."""
    return await last(_translate(article, streaming=False, **options))


def stream_answer(question: str, article: Sources, **options: Unpack[AnswerOptions]) -> Items:
    """As `answer`: `Piece`s that joined are its text, as they come; last, the reply.

    What has been given out is final, its ``[n]`` too, and each piece knows the citations that it is
    the first to mark.
    """
    return _answer(question, article, streaming=True, **options)


def stream_summarize(article: Source, **options: Unpack[SummarizeOptions]) -> Items:
    """As `summarize`, in pieces as in `stream_answer`."""
    return _summarize(article, streaming=True, **options)


def stream_translate(article: Source, **options: Unpack[TranslateOptions]) -> Items:
    """As `translate`: each piece is one paragraph, with the white space before it; last, the reply.

    Piece k (from 1) is the translation of paragraph k, or of the only one, and has its citation.
    """
    return _translate(article, streaming=True, **options)


def _answer(
    question: str,
    article: Sources,
    *,
    streaming: bool,
    language: LanguageChoice = "auto",
    history: History | None = None,
    engine: str | None = None,
    settings: Settings | None = None,
) -> Items:
    question = keep(as_text("question", question)).strip()
    if not question:
        raise ValueError("question is empty")
    if len(question) > MAX_QUESTION_CHARS:
        raise ValueError(f"question has {len(question)} characters, more than {MAX_QUESTION_CHARS}")
    articles = as_articles(article)
    asked_in = detect_language(question) if has_words(question) else "other"
    languages = (asked_in, *(one.language for one in articles))
    options = Options(
        language=chosen_language(language, *languages),
        explicit=language != "auto",
        streaming=streaming,
    )
    chosen = workspace(settings or Settings.from_env()).engine(engine)
    return chosen.answer(question, articles, as_turns(history), options)


def _summarize(
    article: Source,
    *,
    streaming: bool,
    language: LanguageChoice = "auto",
    length: Length = "short",
    form: Form = "paragraph",
    engine: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Items:
    if length not in tuple(SENTENCES):
        raise ValueError(f"length must be one of {', '.join(SENTENCES)}, not {length!r}")
    if form not in get_args(Form):
        raise ValueError(f"form must be one of {', '.join(get_args(Form))}, not {form!r}")
    article = as_article(article)
    options = Options(
        language=chosen_language(language, article.language),
        explicit=language != "auto",
        streaming=streaming,
        progress=progress or unheard,
    )
    chosen = workspace(settings or Settings.from_env()).engine(engine)
    return chosen.summarize(article, length, form, options)


def _translate(
    article: Source,
    *,
    streaming: bool,
    language: ReplyLanguage,
    paragraph: int | None = None,
    engine: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Items:
    if language not in get_args(ReplyLanguage):
        raise ValueError(f"language must be 'en' or 'ar', not {language!r}")
    article = as_article(article)
    options = Options(
        language=language, explicit=True, streaming=streaming, progress=progress or unheard
    )
    chosen = workspace(settings or Settings.from_env()).engine(engine)
    if article.language == language:
        return unchanged(article, paragraph, options, engine=chosen.name)
    return chosen.translate(article, paragraph, options)


async def last(items: Items) -> Reply:
    """The reply at the end of a stream."""
    async with aclosing(items):
        async for item in items:
            if isinstance(item, Reply):
                return item
    raise AssertionError("an engine ended without a reply")

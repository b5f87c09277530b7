"""Translations of a visit: what is translated so far, and going on with it.

A paragraph is asked for by itself, so that one which fails takes no other with it, and so that the
reader can stop, go on with what is missing, and try one again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import (
    Article,
    Citation,
    KhulasaError,
    ModelError,
    Remark,
    Reply,
    Settings,
    Usage,
    atranslate,
)
from bot.other_language import PARAGRAPHS
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.translator.shared import usable_translator
from retrieval.paragraphs import Span, split_paragraphs
from ui.replies import explained

_PATIENCE = 3
"""So many paragraphs that fail one after another are the model's fault: nothing more is asked."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Translation:
    """An article's translation into a language, as far as it has come.

    Attributes:
        article: The article.
        language: What it is translated into.
        paragraphs: Those of the article; their numbers here are from 1.
        done: The translation of each paragraph that has one.
        failed: Why a paragraph has none, by language of the interface.
        error: Why all came to a stop, likewise.
        model: Name of the model or the translator that translates.
        running: Whether more is to come.
    """

    article: Article
    language: ReplyLanguage
    paragraphs: tuple[Span, ...] = ()
    done: dict[int, Reply] = field(default_factory=dict)
    failed: dict[int, Mapping[str, str]] = field(default_factory=dict)
    error: Mapping[str, str] | None = None
    model: str = ""
    running: bool = False
    _todo: deque[int] = field(default_factory=deque)
    _halt: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.paragraphs = tuple(split_paragraphs(self.article.text))

    @property
    def begun(self) -> bool:
        """Whether there is anything to show beside the article."""
        return self.running or bool(self.done) or bool(self.failed)

    @property
    def complete(self) -> bool:
        """Whether every paragraph is translated."""
        return len(self.done) == len(self.paragraphs)

    async def go_on(
        self, settings: Settings, paragraph: int | None = None
    ) -> AsyncGenerator[Translation]:
        """Translate what is missing, or one paragraph; give the whole whenever there is more.

        At most `Settings.concurrency` paragraphs are asked of a model at a time, and none while
        nobody takes what there is. Closing the iterator stops the model.
        """
        numbers = range(1, len(self.paragraphs) + 1) if paragraph is None else [paragraph]
        missing = [
            number for number in numbers if number not in self.done and number not in self._todo
        ]
        self._todo += missing
        for number in missing:
            self.failed.pop(number, None)
        self.error = None
        if self.running:  # whoever is at it takes what was added
            yield self
            return
        embedded = settings.engine_in_force == EMBEDDED_ENGINE
        translator = usable_translator(settings) if embedded else None
        self.model = translator.name if translator else settings.model
        at_once = PARAGRAPHS if translator else settings.concurrency
        self.running = True
        self._halt = halt = asyncio.Event()
        halted = asyncio.create_task(halt.wait())
        asked: dict[asyncio.Task[Reply], int] = {}
        failures = 0
        try:
            if translator or not embedded:  # otherwise it is only said what is needed
                yield self
            while (self._todo or asked) and not halt.is_set():
                while self._todo and len(asked) < at_once:
                    number = self._todo.popleft()
                    asked[asyncio.create_task(self._translated(number, settings))] = number
                await asyncio.wait([*asked, halted], return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in asked if task.done()]:
                    failures = 0 if self._take(asked.pop(task), task) else failures + 1
                if failures >= _PATIENCE and not self.error:
                    self._give_up()
                if self.error:
                    break
                yield self
        finally:
            self._todo.clear()
            for job in (*asked, halted):
                job.cancel()
            await asyncio.gather(*asked, halted, return_exceptions=True)
            self.running = False

    def stop(self) -> None:
        """Ask for no more; what is there stays."""
        if self._halt:
            self._halt.set()

    def whole(self) -> Reply:
        """The complete translation as one reply, which is what `bot.translate` would have given."""
        text = ""
        citations: list[Citation] = []
        remarks: list[Remark] = []
        replies = [self.done[number] for number in sorted(self.done)]
        end = self.paragraphs[0].start
        for paragraph, reply in zip(self.paragraphs, replies, strict=True):
            text += self.article.text[end : paragraph.start]
            start, end = len(text), paragraph.end
            text += reply.text
            citations += [replace(one, at=(start, len(text))) for one in reply.citations]
            remarks += [one.moved(start) for one in reply.remarks]
        return Reply(
            text,
            self.language,
            tuple(citations),
            warnings=tuple(dict.fromkeys(one for reply in replies for one in reply.warnings)),
            engine=replies[0].engine,
            usage=self.usage,
            remarks=tuple(remarks),
            prompts=tuple(dict.fromkeys(one for reply in replies for one in reply.prompts)),
            translator=replies[0].translator,
        )

    @property
    def usage(self) -> Usage | None:
        """Tokens that the paragraphs done have cost, as far as the server counted them."""
        counted = [reply.usage for reply in self.done.values() if reply.usage]
        if not counted:
            return None
        return Usage(
            sum(usage.input_tokens for usage in counted),
            sum(usage.output_tokens for usage in counted),
        )

    async def _translated(self, number: int, settings: Settings) -> Reply:
        return await atranslate(
            self.article, language=self.language, paragraph=number, settings=settings
        )

    def _take(self, number: int, task: asyncio.Task[Reply]) -> bool:
        """Keep what came of a paragraph; whether it was a translation."""
        try:
            self.done[number] = task.result()
        except ModelError as error:
            self.failed[number] = explained(error)
        except KhulasaError as error:  # no model at all, or wrong settings: no use in trying on
            self.error = explained(error)
        except Exception as error:
            _log.exception("A paragraph could not be translated")
            self.failed[number] = explained(error)
        return number in self.done

    def _give_up(self) -> None:
        """The last failure stands for all: they are missing, and asked for again with the rest."""
        *_, self.error = self.failed.values()
        self.failed.clear()


@dataclass(slots=True)
class Translations:
    """The translations of a visit, and which of them its page shows now.

    Events change it in place and hold no copies: one goes on translating while others open
    articles or turn the page into the other language, and must show what is there by then.
    """

    articles: tuple[Article, ...] = ()
    interface: ReplyLanguage = "ar"
    _kept: dict[tuple[str, ReplyLanguage], Translation] = field(default_factory=dict)

    def show(self, articles: Sequence[Article], interface: ReplyLanguage) -> None:
        """Show the translations of these articles, in a page of this language."""
        self.articles, self.interface = tuple(articles), interface

    @property
    def shown(self) -> list[Translation]:
        """The translations of the open articles, begun or not."""
        return [self._of(article) for article in self.articles]

    def reconsider(self) -> None:
        """Forget what brought translations to a stop: what was missing may be there now."""
        for one in self._kept.values():
            one.error = None

    def find(self, article_id: str) -> Translation | None:
        """The translation of an open article."""
        return next((one for one in self.shown if one.article.id == article_id), None)

    def _of(self, article: Article) -> Translation:
        language = translation_language(article, self.interface)
        key = article.id, language
        if key not in self._kept:
            self._kept[key] = Translation(article, language)
        return self._kept[key]


def translation_language(article: Article, interface: ReplyLanguage) -> ReplyLanguage:
    """What an article is translated into: the other language; if it is in neither, the reader's."""
    if article.language == "other":
        return interface
    return "en" if article.language == "ar" else "ar"

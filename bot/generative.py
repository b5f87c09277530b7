"""The engine with a model behind it: retrieval, prompt, model, grounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from bot.engines import Form, Items, Length, Options, Retrieve, Turn
from bot.grounding import Grounder
from bot.languages import STREAMING_PATIENCE, in_language, speaks
from bot.meter import Meter
from bot.model import ContextOverflowError, Model
from bot.notices import notice
from bot.parts import PartedSummary
from bot.prompted import PromptedModel
from bot.reply import Reply, ReplyLanguage
from bot.rewriting import rewritten
from bot.settings import MODEL_ENGINE
from bot.titles import quotable
from bot.translation import Rendering, Unit, checked, translate_article
from retrieval.article import Article
from retrieval.chunks import split_chunks
from retrieval.language import detect_language
from retrieval.search import Passage

_PASSAGES = 8
_PASSAGES_OF_SEVERAL = 16
# Search is less sure of itself when the question is in another language than the article.
_PASSAGES_ACROSS = 24
_SUMMARY_CHUNK_CHARS = 400


class GenerativeEngine:
    """Answers, summaries and translations written by a model and traced to the article.

    Every method raises `ModelError` where the model fails.

    Args:
        model: The model.
        retrieve: Finds passages.
        versions: References of prompts to use in place of the newest versions.
    """

    name = MODEL_ENGINE

    def __init__(self, model: Model, retrieve: Retrieve, versions: Sequence[str] = ()) -> None:
        self._model = model
        self._asked = PromptedModel(model, versions)
        self._retrieve = retrieve

    async def answer(
        self, question: str, articles: Sequence[Article], history: Sequence[Turn], options: Options
    ) -> Items:
        """See `Engine.answer`."""
        meter = Meter()
        retrieval = RunnablePassthrough.assign(
            question=RunnableLambda(partial(self._standalone, meter=meter))
        ) | RunnablePassthrough.assign(passages=RunnableLambda(self._passages))
        found = await retrieval.ainvoke(
            {
                "question": question,
                "history": history,
                "articles": articles,
                "language": options.language,
            }
        )
        passages: list[Passage] = found["passages"]
        several = len(articles) > 1
        titles = {one.id: quotable(one.title) for one in articles} if several else None
        name = "several" if several else "answer"
        while True:
            values = {
                "passages": "\n\n".join(_numbered(passages, titles)),
                "question": found["question"],
                "abstention": notice("not_in_article", options.language, several=several),
            }
            try:
                async for item in self._grounded(name, values, passages, options, meter):
                    yield item
                return
            except ContextOverflowError:
                if len(passages) == 1:
                    raise
                passages = passages[: len(passages) // 2]

    async def summarize(
        self, article: Article, length: Length, form: Form, options: Options
    ) -> Items:
        """See `Engine.summarize`."""
        meter = Meter()
        chunks = split_chunks(article.text, size=_SUMMARY_CHUNK_CHARS, overlap=0)
        passages = [Passage(article.id, chunk) for chunk in chunks]
        summary = PartedSummary(self._asked, _numbered(passages), length, form, options, meter)
        window = self._model.window
        while True:
            try:
                name, values = await summary.fitted(window)
                async for item in self._grounded(name, values, passages, options, meter):
                    yield item
                return
            except ContextOverflowError:
                # The window is smaller than was said: servers are often started with less.
                window //= 2
                if window < summary.least_window:
                    raise

    async def translate(self, article: Article, paragraph: int | None, options: Options) -> Items:
        """See `Engine.translate`."""
        meter = Meter()
        async for item in translate_article(
            article,
            paragraph,
            options,
            translate=partial(self._translated, language=options.language, meter=meter),
            concurrency=self._model.concurrency,
            engine=self.name,
            meter=meter,
        ):
            yield item

    async def _standalone(self, values: dict[str, Any], meter: Meter) -> str:
        return await rewritten(
            self._asked, values["question"], values["history"], values["language"], meter
        )

    async def _passages(self, values: dict[str, Any]) -> list[Passage]:
        question, articles = values["question"], values["articles"]
        count = _PASSAGES_OF_SEVERAL if len(articles) > 1 else _PASSAGES
        if any(detect_language(question) != article.language for article in articles):
            count = _PASSAGES_ACROSS
        return await self._retrieve(question, articles, count)

    async def _grounded(
        self,
        name: str,
        values: dict[str, str],
        passages: Sequence[Passage],
        options: Options,
        meter: Meter,
    ) -> Items:
        """A prompt's reply, its marks traced to the passages shown, in the language wanted."""
        language = options.language
        grounder = Grounder(passages, language)
        pieces = in_language(
            lambda insist: self._asked.stream(name, values, language, meter, insist=insist),
            language,
            patience=STREAMING_PATIENCE if options.streaming else None,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                if certain := grounder.feed(piece):
                    yield certain
        if rest := grounder.finish():
            yield rest
        warnings = grounder.warnings()
        if not speaks(grounder.text, language):
            warnings.insert(0, notice("wrong_language", language))
        if meter.cut:
            warnings.append(notice("reply_cut", language))
        yield Reply(
            grounder.text,
            language,
            tuple(grounder.citations),
            abstained=grounder.abstained,
            warnings=tuple(warnings),
            engine=self.name,
            usage=meter.usage,
            remarks=tuple(grounder.remarks()),
            prompts=meter.prompts,
        )

    async def _translated(self, unit: Unit, *, language: ReplyLanguage, meter: Meter) -> Rendering:
        pieces = in_language(
            lambda insist: self._asked.stream(
                "translate", {"text": unit.body}, language, meter, insist=insist
            ),
            language,
            patience=None,
        )
        return checked(unit, "".join([piece async for piece in pieces]), language)


def _numbered(passages: Sequence[Passage], titles: Mapping[str, str] | None = None) -> list[str]:
    """Passages as the model is shown them; of several articles, each with its article's title."""
    numbered = []
    for number, one in enumerate(passages, 1):
        title = f'"{titles[one.article]}"\n' if titles else ""
        numbered.append(f"[{number}] {title}{one.chunk.text}")
    return numbered

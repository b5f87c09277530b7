"""The embedded engine: answers and summaries by selecting and citing the article's own sentences.

No model, no network; the same input gives the same reply. What it cannot do it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from bot.engines import SENTENCES, Form, Items, Length, Options, Retrieve, Turn
from bot.errors import NeedsModelError
from bot.followups import Standalone, standalone
from bot.notices import listed, notice
from bot.reply import Citation, Piece, Reply, ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.short_answers import short_answer
from bot.summary import select
from bot.titles import quotable
from retrieval.article import Article
from retrieval.evidence import Evidence, score_sentences
from retrieval.questions import expected_kind, holds_kind
from retrieval.sentences import Sentence, split_sentences

_PASSAGES = 10
_CITED = 3

# Shares of the question's weight that the best sentence must hold to be called an answer, and to
# be shown at all. Measured in bench/answers.py: of questions to another article 0.2 % reach the
# first and 1 to 2 % the second, which 8 % (Arabic) and 2 % (English) of the answerable ones miss.
_FOUND = 0.4
_CLOSEST = 0.25
# The same for a question in the other language, whose words are matched by dictionary.
_FOUND_ACROSS = 0.45
_CLOSEST_ACROSS = 0.3
# A follow-up shows what it is about although nothing is found of its own words.
_CLOSEST_LEANING = 0.1
# A further sentence is shown where it scores this share of the first one's. The answer stands among
# the sentences shown about as often as among the best three, and fewer are shown.
_NEARLY = 0.4
# What a score of a question in the other language counts beside one within a language, where
# articles of both are asked (bench/LOG.md).
_ACROSS = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of an article, and what it has to say to the question.

    Attributes:
        article: The article.
        evidence: The sentence, with its score in its article and its coverage.
        across: Whether the question is in the other language than the article.
    """

    article: Article
    evidence: Evidence
    across: bool

    @property
    def score(self) -> float:
        """Orders the sentences of all articles."""
        return self.evidence.score * (_ACROSS if self.across else 1)

    @property
    def answers(self) -> bool:
        """Whether it holds so much of the question that it may be called an answer."""
        return self.evidence.coverage >= (_FOUND_ACROSS if self.across else _FOUND)

    @property
    def is_close(self) -> bool:
        """Whether it may be shown at all."""
        return self.evidence.coverage >= (_CLOSEST_ACROSS if self.across else _CLOSEST)


class ExtractiveEngine:
    """Selects sentences. See `Engine` for the methods."""

    name = EMBEDDED_ENGINE

    def __init__(self, retrieve: Retrieve) -> None:
        self._retrieve = retrieve

    async def answer(
        self, question: str, articles: Sequence[Article], history: Sequence[Turn], options: Options
    ) -> Items:
        """Quote the sentences that answer, each in its article's language.

        Raises:
            NeedsModelError: None of the articles can be quoted in the language asked for.
        """
        unreadable = {one.id: key for one in articles if (key := _needs_model(one, options))}
        readable = [one for one in articles if one.id not in unreadable]
        if not readable:
            raise NeedsModelError(unreadable[articles[0].id])
        asked = standalone(question, history)
        found = [await self._found(asked, article, options) for article in readable]
        reply = self._reply(asked, found, readable, options)
        if unreadable:
            left_out = [quotable(one.title) for one in articles if one.id in unreadable]
            titles = listed(left_out, options.language)
            warning = notice("articles_left_out", options.language, titles=titles)
            reply = replace(reply, warnings=(*reply.warnings, warning))
        yield Piece(reply.text, reply.citations)
        yield reply

    async def summarize(
        self, article: Article, length: Length, form: Form, options: Options
    ) -> Items:
        """Quote the sentences that say most of the article.

        Raises:
            NeedsModelError: A summary in another language than the article's was asked for.
        """
        if needed := _needs_model(article, options):
            raise NeedsModelError(needed)
        chosen = select(split_sentences(article.text), SENTENCES[length])
        citations = _citations((article, sentence) for sentence in chosen)
        quotes = [f"{one.quote} [{one.number}]" for one in citations]
        text = _bullets(quotes) if form == "bullets" else " ".join(quotes)
        yield Piece(text, citations)
        yield Reply(text, cast(ReplyLanguage, article.language), citations, engine=self.name)

    async def translate(self, article: Article, paragraph: int | None, options: Options) -> Items:
        """Raises NeedsModelError: translating needs a model."""
        raise NeedsModelError("translation_needs_model")
        yield  # what makes it a generator

    async def _found(self, asked: Standalone, article: Article, options: Options) -> list[Found]:
        """The article's sentences by what they have to say to the question, the best first."""
        found = [await self._retrieve(part, [article], _PASSAGES) for part in asked.parts]
        candidates = sorted(
            {one for passages in found for passage in passages for one in passage.chunk.sentences},
            key=lambda sentence: sentence.start,
        )
        scored = score_sentences(asked.question, candidates, lent=asked.lent)
        across = options.language != article.language
        return [Found(article, one, across) for one in _quotable(asked.nearer(scored))]

    def _reply(
        self,
        asked: Standalone,
        found: Sequence[Sequence[Found]],
        articles: Sequence[Article],
        options: Options,
    ) -> Reply:
        """Quotes of the articles that come close, in one of three honest bands."""
        close = [ranked for ranked in found if _is_close(asked, ranked)]
        if not close:
            return self._abstention(articles, options)
        several = len(articles) > 1
        ranked = sorted((one for each in close for one in each), key=lambda one: -one.score)
        shown = [one for one in ranked[:_CITED] if one.score >= _NEARLY * ranked[0].score]
        citations = _citations((one.article, one.evidence.sentence) for one in shown)
        quotes = _quotes(shown)
        kind = None if shown[0].across else expected_kind(asked.question)
        if not shown[0].answers or (kind and not holds_kind(citations[0].quote, kind)):
            lead = notice("closest_passage", options.language, several=several)
            text = f"{lead}\n\n{_listed(quotes)}"
        elif shown[0].across:
            text = _listed(quotes)
        else:
            short = short_answer(asked.worded, citations[0].quote)
            more = notice("also_in_article", options.language, several=several)
            text = _answer(short.text if short else "", quotes, more)
        languages = {one.article.language for one in shown}
        language = languages.pop() if len(languages) == 1 else options.language
        warnings = (
            (notice("quoted_in_article_language", options.language, several=several),)
            if any(one.across for one in shown)
            else ()
        )
        return Reply(
            text, cast(ReplyLanguage, language), citations, warnings=warnings, engine=self.name
        )

    def _abstention(self, articles: Sequence[Article], options: Options) -> Reply:
        """The reply where nothing comes close.

        To a question in the other language it is never "the article does not say": where the
        dictionary knows few of the question's words, nothing found proves nothing.
        """
        across = {one.language != options.language for one in articles}
        if across == {True, False}:
            text = notice("not_in_articles_of_language", options.language)
        else:
            key = "no_match_across_languages" if across == {True} else "not_in_article"
            text = notice(key, options.language, several=len(articles) > 1)
        return Reply(text, options.language, abstained=True, engine=self.name)


def _answer(short: str, quotes: Sequence[str], more: str) -> str:
    """The first quote, led by the short answer if it holds a clear one, then the others."""
    parts = [short] * bool(short) + [quotes[0]]
    if len(quotes) > 1:
        parts += [more, _bullets(quotes[1:])]
    return "\n\n".join(parts)


def _quotes(shown: Sequence[Found]) -> list[str]:
    """Quotes with their marks, and with their articles' titles where these are several."""
    several = len({one.article.id for one in shown}) > 1
    quotes = []
    for number, one in enumerate(shown, 1):
        quote = f"{one.evidence.sentence.text} [{number}]"
        if several:
            language = cast(ReplyLanguage, one.article.language)
            title = quotable(one.article.title)
            quote = notice("from_article", language, title=title, quote=quote)
        quotes.append(quote)
    return quotes


def _listed(quotes: Sequence[str]) -> str:
    return quotes[0] if len(quotes) == 1 else _bullets(quotes)


def _bullets(quotes: Sequence[str]) -> str:
    # A line break within a quote, of hard-wrapped text, would end the list's item.
    return "\n".join(f"- {' '.join(quote.split())}" for quote in quotes)


def _quotable(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Sentences with their evidence, the best first.

    A heading is not quoted: what it matches is said by the sentence below it.
    """
    best: dict[Sentence, Evidence] = {}
    for place, one in enumerate(evidence):
        below = next((other for other in evidence[place:] if not other.sentence.heading), one)
        shown = replace(one, sentence=below.sentence)
        known = best.get(below.sentence)
        if known is None or shown.score > known.score:
            best[below.sentence] = shown
    return sorted(best.values(), key=lambda one: -one.score)


def _citations(cited: Iterable[tuple[Article, Sentence]]) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, one.text, one.start, one.end, article.id)
        for number, (article, one) in enumerate(cited, 1)
    )


def _needs_model(article: Article, options: Options) -> str | None:
    """Key of the error that says why an article cannot be quoted in reply; None if it can."""
    if article.language == "other":
        return "article_language_needs_model"
    if options.explicit and options.language != article.language:
        return f"{options.language}_needs_model"
    return None


def _is_close(asked: Standalone, ranked: Sequence[Found]) -> bool:
    """Whether sentences of an article may be shown: if the best one comes close.

    The answer to a follow-up may stand beside what it is about: of it, any that would be shown.
    """
    if asked.lent:
        return any(one.evidence.coverage >= _CLOSEST_LEANING for one in ranked[:_CITED])
    return bool(ranked) and ranked[0].is_close

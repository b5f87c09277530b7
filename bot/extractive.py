"""The embedded engine: answers and summaries by selecting and citing the article's own sentences.

No model, no network; the same input gives the same reply. What it cannot do it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot.engines import SENTENCES, Form, Items, Length, Options, Retrieve, Turn
from bot.errors import NeedsModelError
from bot.notices import notice
from bot.reply import Citation, Piece, Reply, ReplyLanguage
from bot.requests import refers_back
from bot.settings import EMBEDDED_ENGINE
from bot.short_answers import short_answer
from bot.summary import select
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
# A further sentence is shown where it scores this share of the first one's. The answer stands among
# the sentences shown about as often as among the best three, and fewer are shown.
_NEARLY = 0.4


class ExtractiveEngine:
    """Selects sentences. See `Engine` for the methods."""

    name = EMBEDDED_ENGINE

    def __init__(self, retrieve: Retrieve) -> None:
        self._retrieve = retrieve

    async def answer(
        self, question: str, article: Article, history: Sequence[Turn], options: Options
    ) -> Items:
        """Quote the sentences that answer, in the article's language.

        Raises:
            NeedsModelError: An answer in another language than the article's was asked for.
        """
        _check_language(article, options)
        crossing = options.language != article.language
        question = _standalone(question, history)
        passages = await self._retrieve(question, article, _PASSAGES)
        candidates = sorted(
            {sentence for passage in passages for sentence in passage.chunk.sentences},
            key=lambda sentence: sentence.start,
        )
        ranked = _quotable(score_sentences(question, candidates))
        reply = (
            self._across(article, ranked, options.language)
            if crossing
            else self._within(question, article, ranked)
        )
        yield Piece(reply.text, reply.citations)
        yield reply

    async def summarize(
        self, article: Article, length: Length, form: Form, options: Options
    ) -> Items:
        """Quote the sentences that say most of the article.

        Raises:
            NeedsModelError: A summary in another language than the article's was asked for.
        """
        _check_language(article, options)
        chosen = select(split_sentences(article.text), SENTENCES[length])
        citations = _citations(article, chosen)
        text = (
            _listed(citations, always_list=True)
            if form == "bullets"
            else " ".join(f"{one.quote} [{one.number}]" for one in citations)
        )
        yield Piece(text, citations)
        yield Reply(text, cast(ReplyLanguage, article.language), citations, engine=self.name)

    async def translate(self, article: Article, paragraph: int | None, options: Options) -> Items:
        """Raises NeedsModelError: translating needs a model."""
        raise NeedsModelError("translation_needs_model")
        yield  # what makes it a generator

    def _within(self, question: str, article: Article, ranked: Sequence[Evidence]) -> Reply:
        """The reply to a question in the article's language, in one of three honest bands."""
        language = cast(ReplyLanguage, article.language)
        if not ranked or ranked[0].coverage < _CLOSEST:
            text = notice("not_in_article", language)
            return Reply(text, language, abstained=True, engine=self.name)
        citations = _citations(article, _shown(ranked))
        kind = expected_kind(question)
        found = ranked[0].coverage >= _FOUND
        if found and (kind is None or holds_kind(citations[0].quote, kind)):
            text = _answer(question, citations, language)
        else:
            text = f"{notice('closest_passage', language)}\n\n{_listed(citations)}"
        return Reply(text, language, citations, engine=self.name)

    def _across(
        self, article: Article, ranked: Sequence[Evidence], asked_in: ReplyLanguage
    ) -> Reply:
        """The reply to a question in the other language: never "the article does not say".

        Where the dictionary knows few of the question's words, nothing found proves nothing.
        """
        if not ranked or ranked[0].coverage < _CLOSEST_ACROSS:
            text = notice("no_match_across_languages", asked_in)
            return Reply(text, asked_in, abstained=True, engine=self.name)
        citations = _citations(article, _shown(ranked))
        parts = [_listed(citations)]
        if ranked[0].coverage < _FOUND_ACROSS:
            parts.insert(0, notice("closest_passage", asked_in))
        warning = notice("quoted_in_article_language", asked_in)
        language = cast(ReplyLanguage, article.language)
        return Reply("\n\n".join(parts), language, citations, warnings=(warning,), engine=self.name)


def _answer(question: str, citations: Sequence[Citation], language: ReplyLanguage) -> str:
    """The first sentence, led by the short answer if it holds a clear one, then the others."""
    first, *more = citations
    parts = [_listed([first])]
    if short := short_answer(question, first.quote):
        parts.insert(0, short.text)
    if more:
        parts += [notice("also_in_article", language), _listed(more, always_list=True)]
    return "\n\n".join(parts)


def _listed(citations: Sequence[Citation], *, always_list: bool = False) -> str:
    if len(citations) == 1 and not always_list:
        return f"{citations[0].quote} [{citations[0].number}]"
    # A line break within a quote, of hard-wrapped text, would end the list's item.
    return "\n".join(f"- {' '.join(one.quote.split())} [{one.number}]" for one in citations)


def _shown(ranked: Sequence[Evidence]) -> list[Sentence]:
    return [one.sentence for one in ranked[:_CITED] if one.score >= _NEARLY * ranked[0].score]


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


def _citations(article: Article, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, one.text, one.start, one.end, article.id)
        for number, one in enumerate(sentences, 1)
    )


def _check_language(article: Article, options: Options) -> None:
    if article.language == "other":
        raise NeedsModelError("article_language_needs_model")
    if options.explicit and options.language != article.language:
        raise NeedsModelError(f"{options.language}_needs_model")


def _standalone(question: str, history: Sequence[Turn]) -> str:
    """The question, with the one before it where it leans on that; its own kind comes first."""
    if history and refers_back(question):
        return f"{question} {history[-1].question}"
    return question

"""The embedded engine: answers and summaries by selecting and citing the article's own sentences.

No model, no network; the same input gives the same reply. What it cannot do it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot.engines import SENTENCES, Form, Items, Length, Options, Retrieve, Turn
from bot.errors import NeedsModelError
from bot.followups import Standalone, standalone
from bot.notices import notice
from bot.reply import Citation, Piece, Reply, ReplyLanguage
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
# A follow-up shows what it is about although nothing is found of its own words.
_CLOSEST_LEANING = 0.1
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
        asked = standalone(question, history)
        found = [await self._retrieve(part, article, _PASSAGES) for part in asked.parts]
        candidates = sorted(
            {one for passages in found for passage in passages for one in passage.chunk.sentences},
            key=lambda sentence: sentence.start,
        )
        scored = score_sentences(asked.question, candidates, lent=asked.lent)
        ranked = _quotable(asked.nearer(scored))
        reply = (
            self._across(asked, article, ranked, options.language)
            if crossing
            else self._within(asked, article, ranked)
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

    def _within(self, asked: Standalone, article: Article, ranked: Sequence[Evidence]) -> Reply:
        """The reply to a question in the article's language, in one of three honest bands."""
        language = cast(ReplyLanguage, article.language)
        if _covered(asked, ranked) < (_CLOSEST_LEANING if asked.lent else _CLOSEST):
            text = notice("not_in_article", language)
            return Reply(text, language, abstained=True, engine=self.name)
        citations = _citations(article, _shown(ranked))
        kind = expected_kind(asked.question)
        found = ranked[0].coverage >= _FOUND
        if found and (kind is None or holds_kind(citations[0].quote, kind)):
            text = _answer(asked.worded, citations, language)
        else:
            text = f"{notice('closest_passage', language)}\n\n{_listed(citations)}"
        return Reply(text, language, citations, engine=self.name)

    def _across(
        self,
        asked: Standalone,
        article: Article,
        ranked: Sequence[Evidence],
        asked_in: ReplyLanguage,
    ) -> Reply:
        """The reply to a question in the other language: never "the article does not say".

        Where the dictionary knows few of the question's words, nothing found proves nothing.
        """
        if _covered(asked, ranked) < (_CLOSEST_LEANING if asked.lent else _CLOSEST_ACROSS):
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


def _covered(asked: Standalone, ranked: Sequence[Evidence]) -> float:
    """Coverage of the best sentence; of a follow-up, whose answer may be beside what it is about,
    the most of those that may be shown.
    """
    best = ranked[:_CITED] if asked.lent else ranked[:1]
    return max((one.coverage for one in best), default=0.0)

"""The embedded engine: answers and summaries by selecting and citing the article's own sentences.

No language model, no network; the same input gives the same reply. What it cannot do it says. With
a small translator on this machine, what it selects is put into the other language as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from bot import quoting
from bot.engines import SENTENCES, Form, Items, Length, Options, Retrieve, Turn
from bot.errors import ModelError, NeedsModelError
from bot.followups import Standalone, standalone
from bot.meter import Meter
from bot.notices import listed, notice
from bot.other_language import PARAGRAPHS, able, direction_into, translated_paragraph
from bot.quoting import Quote
from bot.reply import Piece, Reply, ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.short_answers import short_answer
from bot.summary import select
from bot.titles import quotable
from bot.translation import translate_article
from bot.translator import Translator
from retrieval.article import Article
from retrieval.evidence import Evidence, score_sentences
from retrieval.language import detect_language, has_words
from retrieval.questions import expected_kind, holds_kind, sought_words
from retrieval.reading.boilerplate import is_promotion
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
# A short one needs more, or one word of two would do: of foreign questions of up to three words 10
# to 16 % would be called answered, not 3 to 5 % (bench/LOG.md).
_OF_SHORT, _FOR_EACH_WORD = 0.57, 0.03
# Of what is sought, the share that the question's translation has beside its words matched by
# dictionary (bench/LOG.md).
_BY_TRANSLATION = 0.5
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
        across: Whether the question is in another language than the article.
        sure: The coverage from which the sentence may be called an answer.
    """

    article: Article
    evidence: Evidence
    across: bool
    sure: float

    @property
    def score(self) -> float:
        """Orders the sentences of all articles."""
        return self.evidence.score * (_ACROSS if self.across else 1)

    @property
    def answers(self) -> bool:
        """Whether it holds so much of the question that it may be called an answer."""
        return self.evidence.coverage >= self.sure

    @property
    def is_close(self) -> bool:
        """Whether it may be shown at all."""
        return self.evidence.coverage >= (_CLOSEST_ACROSS if self.across else _CLOSEST)


class ExtractiveEngine:
    """Selects sentences. See `Engine` for the methods.

    Args:
        retrieve: Finds passages.
        translator: Gives the small translator, where there is one.
    """

    name = EMBEDDED_ENGINE

    def __init__(self, retrieve: Retrieve, translator: Callable[[], Translator | None]) -> None:
        self._retrieve = retrieve
        self._translator = translator

    async def answer(
        self, question: str, articles: Sequence[Article], history: Sequence[Turn], options: Options
    ) -> Items:
        """Quote the sentences that answer; those in the other language with a translation.

        Without a translator these are quoted in their article's language alone.

        Raises:
            NeedsModelError: None of the articles can be quoted in the language asked for.
            ModelError: The translator failed, and a language was asked for.
        """
        unreadable = {one.id: key for one in articles if (key := self._needed(one, options))}
        readable = [one for one in articles if one.id not in unreadable]
        if not readable:
            raise NeedsModelError(unreadable[articles[0].id])
        # Without words of its own it asks for nothing again: a thumb after an answer.
        asked = standalone(question, history if has_words(question) else ())
        found = [await self._found(asked, article) for article in readable]
        reply = await self._reply(asked, found, readable, options)
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
        """Quote the sentences that say most of the article, or give their translations.

        Raises:
            NeedsModelError: A summary in another language than the article's was asked for, and
                there is no translator.
            ModelError: The translator failed.
        """
        if needed := self._needed(article, options):
            raise NeedsModelError(needed)
        chosen = select(split_sentences(article.text), SENTENCES[length])
        quotes = [Quote(number, article, one) for number, one in enumerate(chosen, 1)]
        quotes, translator = await self._translated(quotes, options)
        text = quoting.summary(quotes, bullets=form == "bullets")
        reply = self._quoted(text, quotes, translator, options)
        yield Piece(reply.text, reply.citations)
        yield reply

    async def translate(self, article: Article, paragraph: int | None, options: Options) -> Items:
        """Translate with the small translator.

        Raises:
            NeedsModelError: There is none, or it has no model of this direction.
            ModelError: The translator failed.
        """
        translator = self._translator()
        if article.language == "other":
            raise NeedsModelError("article_language_needs_model")
        if translator is None:
            raise NeedsModelError("translation_needs_model")
        translator.needs(direction_into(options.language))
        async for item in translate_article(
            article,
            paragraph,
            options,
            translate=partial(
                translated_paragraph, translator=translator, language=options.language
            ),
            concurrency=PARAGRAPHS,
            engine=self.name,
            meter=Meter(),
            translator=translator.name,
        ):
            yield item

    async def _found(self, asked: Standalone, article: Article) -> list[Found]:
        """The article's sentences by what they have to say to the question, the best first."""
        language = detect_language(asked.question)
        across = language != article.language
        if across and language != "other":  # the translator's two directions are of Arabic, English
            asked = await self._in_language_of(article, asked)
        found = [await self._retrieve(part, [article], _PASSAGES) for part in asked.parts]
        candidates = sorted(
            {
                one
                for passages in found
                for passage in passages
                for one in passage.chunk.sentences
                if not is_promotion(one.text)
            },
            key=lambda sentence: sentence.start,
        )
        scored = score_sentences(asked.question, candidates, lent=asked.lent)
        sure = _sure(asked.question, across=across)
        return [Found(article, one, across, sure) for one in _quotable(asked.nearer(scored))]

    async def _in_language_of(self, article: Article, asked: Standalone) -> Standalone:
        """The question, and beside it its translation into the article's language if one is there.

        A translation in which a fault is found, and a translator that fails, are worse than none.
        """
        language = cast(ReplyLanguage, article.language)
        translator = able(self._translator(), language)
        if translator is None:
            return asked
        try:
            (translated,) = await translator.translate([asked.question], direction_into(language))
        except ModelError:
            return asked
        return asked if translated.faults else asked.beside(translated.text, _BY_TRANSLATION)

    async def _reply(
        self,
        asked: Standalone,
        found: Sequence[Sequence[Found]],
        articles: Sequence[Article],
        options: Options,
    ) -> Reply:
        """Quotes of the articles that come close, in one of three honest bands."""
        close = [ranked for ranked in found if _is_close(asked, ranked)]
        if not close:
            return self._abstention(asked, articles, options)
        several = len(articles) > 1
        ranked = sorted((one for each in close for one in each), key=lambda one: -one.score)
        shown = [one for one in ranked[:_CITED] if one.score >= _NEARLY * ranked[0].score]
        quotes = [Quote(i, one.article, one.evidence.sentence) for i, one in enumerate(shown, 1)]
        best = shown[0]
        kind = None if best.across else expected_kind(asked.question)
        answers = best.answers and (not kind or holds_kind(quotes[0].sentence.text, kind))
        failed = ""
        translator = ""
        try:
            quotes, translator = await self._translated(quotes, options)
        except ModelError as error:
            if options.explicit:
                raise
            failed = error.message(options.language)
        if not answers:
            lead = notice("closest_passage", options.language, several=several)
            text = f"{lead}\n\n{quoting.listed(quotes, options.language)}"
        else:
            short = short_answer(asked.worded, quotes[0].understood)
            if best.across and not short:
                text = quoting.listed(quotes, options.language)
            else:
                more = notice("also_in_article", options.language, several=several)
                text = quoting.answer(
                    quotes, short=short.text if short else "", more=more, language=options.language
                )
        warnings = [failed] * bool(failed)
        if any(one.across for one in shown):
            key = "matched_across_languages" if translator else "quoted_in_article_language"
            warnings.append(notice(key, options.language, several=several))
        reply = self._quoted(text, quotes, translator, options)
        return replace(reply, warnings=(*warnings, *reply.warnings))

    def _quoted(
        self, text: str, quotes: Sequence[Quote], translator: str, options: Options
    ) -> Reply:
        """The reply that a text of quotes is, with what is to be said of their translations."""
        language = options.language
        remarks = tuple(one for quote in quotes for one in quote.remarks(text, language))
        languages = {one.article.language for one in quotes}
        if not translator and len(languages) == 1:
            language = cast(ReplyLanguage, languages.pop())
        notices = [notice("machine_translated", language)] if translator else []
        return Reply(
            text,
            language,
            tuple(quote.citation for quote in quotes),
            warnings=tuple(dict.fromkeys((*notices, *(one.text for one in remarks)))),
            engine=self.name,
            remarks=remarks,
            translator=translator,
        )

    async def _translated(
        self, quotes: Sequence[Quote], options: Options
    ) -> tuple[list[Quote], str]:
        """Quotes in the other language with their translations, and who made these, if anybody.

        Raises:
            ModelError: The translator failed.
        """
        foreign = [one for one in quotes if one.article.language != options.language]
        translator = able(self._translator(), options.language) if foreign else None
        if translator is None:
            return list(quotes), ""
        originals = [one.sentence.text for one in foreign]
        made = await translator.translate(originals, direction_into(options.language))
        of = {one.number: each for one, each in zip(foreign, made, strict=True)}
        return [replace(one, translated=of.get(one.number)) for one in quotes], translator.name

    def _abstention(
        self, asked: Standalone, articles: Sequence[Article], options: Options
    ) -> Reply:
        """The reply where nothing comes close.

        To a question in another language it is never "the article does not say": where the
        dictionary knows few of the question's words, nothing found proves nothing.
        """
        language = detect_language(asked.question)
        across = {one.language != language for one in articles}
        if not has_words(asked.question):
            text = notice("question_without_words", options.language)
        elif language == "other":
            text = notice("question_in_third_language", options.language)
        elif across == {True, False} and language == options.language:
            text = notice("not_in_articles_of_language", options.language)
        else:
            key = "no_match_across_languages" if True in across else "not_in_article"
            text = notice(key, options.language, several=len(articles) > 1)
        return Reply(text, options.language, abstained=True, engine=self.name)

    def _needed(self, article: Article, options: Options) -> str | None:
        """Key of the error that says why an article cannot be used in reply; None if it can."""
        if article.language == "other":
            return "article_language_needs_model"
        if options.explicit and options.language != article.language:
            translator = self._translator()
            if translator is None:
                return f"{options.language}_needs_model"
            translator.needs(direction_into(options.language))
        return None


def _sure(question: str, *, across: bool) -> float:
    """The share of a question that a sentence must hold to be called its answer."""
    if not across:
        return _FOUND
    return max(_FOUND_ACROSS, _OF_SHORT - _FOR_EACH_WORD * len(sought_words(question)))


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


def _is_close(asked: Standalone, ranked: Sequence[Found]) -> bool:
    """Whether sentences of an article may be shown: if the best one comes close.

    The answer to a follow-up may stand beside what it is about: of it, any that would be shown.
    """
    if asked.way is not None:
        return any(one.evidence.coverage >= _CLOSEST_LEANING for one in ranked[:_CITED])
    return bool(ranked) and ranked[0].is_close

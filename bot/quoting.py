"""Sentences of articles put together as a reply, each with its mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from bot.notices import notice
from bot.other_language import warnings
from bot.reply import Citation, Remark, ReplyLanguage
from bot.titles import quotable
from bot.translator import Translated
from retrieval.article import Article
from retrieval.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article, as the reader is given it.

    Attributes:
        number: Of its citation.
        article: The article.
        sentence: The sentence.
        translated: Its translation, for a reader of the other language.
    """

    number: int
    article: Article
    sentence: Sentence
    translated: Translated | None = None

    @property
    def citation(self) -> Citation:
        """The sentence in its article."""
        one = self.sentence
        return Citation(self.number, one.text, one.start, one.end, self.article.id)

    @property
    def marked(self) -> str:
        """In one line, with its mark: the sentence, or its translation."""
        # A line break within a sentence, of hard-wrapped text, would end a list's item.
        text = self.translated.text if self.translated else " ".join(self.sentence.text.split())
        return f"{text} [{self.number}]"

    @property
    def understood(self) -> str:
        """What the reader is told, the sentence or its translation; empty for a faulty one."""
        if self.translated:
            return "" if self.translated.faults else self.translated.text
        return self.sentence.text

    @property
    def original(self) -> str:
        """The sentence in one line, with its mark."""
        return f"{' '.join(self.sentence.text.split())} [{self.number}]"

    def remarks(self, text: str, language: ReplyLanguage) -> Iterator[Remark]:
        """What is to be said of its translation where that stands in a text."""
        if self.translated is None:
            return
        start = text.find(self.marked)
        for warning in warnings(self.translated, language):
            yield Remark(start, start + len(self.translated.text), warning)


def answer(quotes: Sequence[Quote], *, short: str, more: str, language: ReplyLanguage) -> str:
    """The quote that answers, led by a short answer if there is one, then the others.

    Args:
        quotes: The best one first.
        short: The short answer, or nothing.
        more: What stands before the others.
        language: The reader's.
    """
    first, *others = quotes
    parts = [short] * bool(short) + [_alone(first, _shown(quotes, language)[0])]
    if others:
        parts += [more, _bullets(others, _shown(quotes, language)[1:])]
    return "\n\n".join(parts)


def is_led_by_short_answer(text: str) -> bool:
    """Whether a text of quotes begins with a short answer, before the sentence that it is from."""
    first, _, rest = text.partition("\n\n")
    sentence = rest.partition("\n\n")[0]
    return "[1]" in sentence and not sentence.startswith("- ") and not first.endswith((":", "]"))


def listed(quotes: Sequence[Quote], language: ReplyLanguage) -> str:
    """Quotes none of which comes before the others."""
    shown = _shown(quotes, language)
    return _alone(quotes[0], shown[0]) if len(quotes) == 1 else _bullets(quotes, shown)


def summary(quotes: Sequence[Quote], *, bullets: bool) -> str:
    """Quotes as running text, or as a list; of those translated, the translations alone."""
    if bullets:
        return "\n".join(f"- {one.marked}" for one in quotes)
    return " ".join(one.marked for one in quotes)


def _shown(quotes: Sequence[Quote], language: ReplyLanguage) -> list[str]:
    """Quotes with their marks, and with their articles' titles where these are several."""
    if len({one.article.id for one in quotes}) == 1:
        return [one.marked for one in quotes]
    return [
        notice(
            "from_article",
            language if one.translated else cast(ReplyLanguage, one.article.language),
            title=quotable(one.article.title),
            quote=one.marked,
        )
        for one in quotes
    ]


def _alone(quote: Quote, shown: str) -> str:
    return f"{shown}\n\n> {quote.original}" if quote.translated else shown


def _bullets(quotes: Sequence[Quote], shown: Sequence[str]) -> str:
    return "\n".join(
        f"- {one}\n  > {quote.original}" if quote.translated else f"- {one}"
        for quote, one in zip(quotes, shown, strict=True)
    )

"""Example questions taken from an article, so that a reader sees what can be asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.notices import notice
from bot.reply import ReplyLanguage
from retrieval.article import Article
from retrieval.normalization import is_stop, normalize
from retrieval.sentences import Sentence, split_sentences

_MOST_CHARS = 200_000

# What an article is about is named again and again: in Arabic a noun and its adjective, both with
# the article (التحالف الدولي); in English two or more capitalised words (International Coalition).
_ARABIC_TOPIC = re.compile(
    r"(?<!\w)(?:[وفبك]{0,2}(?=ال)|[وف]?ل(?=ل))((?:ال|ل)[^\W\d_]{3,} ال[^\W\d_]{3,})(?!\w)"
)
_ENGLISH_TOPIC = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:of|for|the) ){0,2}[A-Z][\w’'-]+)+")


def suggest_questions(
    article: Article, *, language: ReplyLanguage | None = None, count: int = 3
) -> list[str]:
    """At most `count` questions that the article is likely to answer.

    Args:
        article: The article.
        language: Language of the questions; None for the article's.
        count: How many, at most.
    """
    own: ReplyLanguage = "en" if article.language == "other" else article.language
    wanted = language or own
    sentences = split_sentences(article.text[:_MOST_CHARS])
    questions = list(_asked_by_headings(sentences)) if wanted == own else []
    questions += [notice("about", wanted, topic=topic) for topic in _topics(sentences)]
    return list(dict.fromkeys(questions))[:count]


def _asked_by_headings(sentences: list[Sentence]) -> Iterator[str]:
    for one in sentences:
        if one.heading and one.text.endswith(("?", "؟")) and ".." not in one.text:
            yield one.text


def _topics(sentences: list[Sentence]) -> list[str]:
    """Names and terms, the most frequent first, each in the spelling it is met with first."""
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in sentences:
        for topic in _named(one.text):
            key = normalize(topic)
            spelling.setdefault(key, topic)
            counts[key] += 1
    return [spelling[key] for key, _ in counts.most_common()]


def _named(sentence: str) -> Iterator[str]:
    for match in _ARABIC_TOPIC.finditer(sentence):
        topic = match[1]
        # لل is the preposition and the article with its alif left out: للتحالف is التحالف.
        yield f"ا{topic}" if topic.startswith("ل") else topic
    for match in _ENGLISH_TOPIC.finditer(sentence):
        first, *rest = match[0].split()
        yield " ".join(rest) if is_stop(normalize(first)) and len(rest) > 1 else match[0]

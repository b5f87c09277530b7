"""Whether a reply is in the language expected, and what it has of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from bot.evaluation.cases import Case
from bot.reply import Reply, ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from retrieval.language import count_letters, detect_language
from retrieval.normalization import words

_ADDRESS = regex.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|io)\b\S*"
)
_MARK = regex.compile(r"\[\d+\]")
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")
_OTHER_SCRIPT = {
    "ar": regex.compile(r"\p{Latin}"),
    "en": regex.compile(r"[\p{Arabic}&&\p{L}]", regex.V1),
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """What of a reply is in the script of the other language, names and addresses apart.

    Attributes:
        share: Of the reply's letters.
        longest_run: Words one after the other.
    """

    share: float
    longest_run: int


def wanted_language(case: Case, reply: Reply) -> ReplyLanguage:
    """The language that a reply to a case should be in, where the case does not say.

    The one asked for, else the question's, else the article's. The embedded engine quotes, so its
    replies are in the article's language, unless it has nothing to quote or they were translated.
    """
    article = case.article.language
    quoted = reply.engine == EMBEDDED_ENGINE and not reply.translator and not reply.abstained
    if quoted and article in ("ar", "en"):
        return article
    asked = detect_language(case.question) if case.question else article
    wanted: ReplyLanguage = case.options.get("language") or ("ar" if asked == "ar" else "en")
    return wanted


def foreign_words(
    case: Case, reply: Reply, language: ReplyLanguage, allowed: Iterable[str]
) -> Foreign:
    """What a reply in a language has of the other script.

    Words that the case allows do not count, nor do words that the article or the question has in
    that script where the article is in the reply's language: names, terms, abbreviations.
    """
    known = {word for phrase in allowed for word in words(phrase)}
    if case.article.language == language:
        known |= set(words(f"{case.article.text} {case.question}"))
    text = _ADDRESS.sub(" ", _MARK.sub(" ", reply.text))
    longest = run = letters = 0
    for word in _WORD.findall(text):
        if not _OTHER_SCRIPT[language].search(word):
            run = 0
        elif known.isdisjoint(words(word)):
            run += 1
            letters += len(word)
            longest = max(longest, run)
    return Foreign(letters / max(1, sum(count_letters(text))), longest)

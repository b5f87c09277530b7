"""Which language a text is in: Arabic, English, or another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Literal

import regex

from retrieval.normalization import normalize, stop_words, words
from retrieval.tables import language_table

Language = Literal["ar", "en", "other"]

_ARABIC_WORD = regex.compile(r"[\p{Arabic}&&[\p{L}\p{M}]]+", regex.V1)
_LATIN_WORD = regex.compile(r"[\p{Latin}\p{M}'’]+")
_NO_ARABIC_LETTER = regex.compile(r"[^\p{Arabic}&&\p{L}]+", regex.V1)
_NO_LATIN_LETTER = regex.compile(r"[^\p{Latin}]+")
_NO_LETTER = regex.compile(r"\P{L}+")
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
_ARABIC_SIGNS = regex.compile(r"[؟،؛٠-٩]")

# Of a long text this many stretches of this many characters are looked at.
_SAMPLES, _SAMPLE_CHARS = 5, 1_200
_NAME_WORDS = 4  # so many capitalised words may be a name, which is of no language
_QUESTION_CHARS = 300  # a text up to this length may be a question
# The words decide if this many times as many speak for a language as against it, and this share
# of all; else the classifier is asked, if there are enough letters for it: it fails on short text.
_CLEAR, _SHARE, _CLASSIFIABLE = 3, 0.15, 40
_LABELS: dict[str, Language] = {
    **dict.fromkeys(("ar", "arz", "ary", "apc", "acm", "afb", "aeb"), "ar"),
    **dict.fromkeys(("en", "pcm"), "en"),
}


def count_letters(text: str) -> tuple[int, int]:
    """Numbers of Arabic and of Latin letters in a text."""
    return len(_NO_ARABIC_LETTER.sub("", text)), len(_NO_LATIN_LETTER.sub("", text))


def has_words(text: str) -> bool:
    """Whether a text has a letter or a digit: not emoji, signs and white space alone."""
    return _LETTER_OR_DIGIT.search(text) is not None


def detect_language(text: str) -> Language:
    """Language of a text: "ar" with its dialects, "en", or "other".

    Persian, Urdu and their like are "other", though in Arabic letters; short Latin text without a
    sign of another language is "en". In mixed text the script of most letters decides, but in a
    question the function words do ("ما معنى machine learning؟"). Of a long text, samples are read.
    """
    text = _sample(text)
    arabic, latin = count_letters(text)
    if len(_NO_LETTER.sub("", text)) - arabic - latin > max(arabic, latin):
        return "other"
    if arabic == latin == 0:
        return "ar" if _ARABIC_SIGNS.search(text) else "en"
    in_arabic = arabic >= latin
    if arabic and latin and len(text) < _QUESTION_CHARS:
        found = set(words(text))
        function_words = bool(found & stop_words("ar")), bool(found & stop_words("en"))
        if any(function_words) and not all(function_words):
            in_arabic = function_words[0]
    return _arabic_or_other(text) if in_arabic else _english_or_other(text)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLES * _SAMPLE_CHARS:
        return text
    step = (len(text) - _SAMPLE_CHARS) // (_SAMPLES - 1)
    starts = range(0, _SAMPLES * step, step)
    return "\n".join(text[start : start + _SAMPLE_CHARS] for start in starts)


def _arabic_or_other(text: str) -> Language:
    found = _ARABIC_WORD.findall(text)
    return _decided(found, map(_arabic_vote, found), "ar")


def _english_or_other(text: str) -> Language:
    found = _LATIN_WORD.findall(text)
    if 1 < len(found) <= _NAME_WORDS and all(map(str.istitle, found)):  # São Paulo, Le Monde
        return "en"
    return _decided(found, map(_english_vote, found), "en")


def _decided(found: list[str], votes: Iterable[int], own: Language) -> Language:
    """The verdict of a text's words: `own`, or another language of the same script."""
    counts = Counter(votes)
    least = _SHARE * len(found)
    if counts[1] > least and counts[1] >= _CLEAR * counts[-1]:
        return own
    if counts[-1] > least and counts[-1] >= _CLEAR * counts[1]:
        return "other"
    if sum(map(len, found)) >= _CLASSIFIABLE:
        return _classified(" ".join(found))
    return "other" if counts[-1] > counts[1] else own


def _arabic_vote(word: str) -> int:
    """1 for a word that speaks for Arabic, -1 for one that speaks against it, else 0."""
    data = _detection("ar")
    letters = set(word)
    if letters & data.other_letters or word in data.other_words:
        return -1
    normalized = normalize(word)
    if normalized in stop_words("ar") or (word.startswith(_ARTICLES) and len(word) > 4):
        return 1
    if letters & data.borrowed_letters:
        return -1
    return 1 if letters & data.own_letters else 0


def _english_vote(word: str) -> int:
    """1 for a word that speaks for English, -1 for one that speaks against it, else 0."""
    data = _detection("en")
    lower = word.lower()
    if lower in data.other_words:
        return -1
    if not data.other_letters.isdisjoint(word) and not word[0].isupper():  # no name: Beyoncé
        return -1
    return 1 if set(words(word)) & stop_words("en") else 0


_ARTICLES = ("ال", "وال", "بال", "لل", "فال", "كال")


class _Detection:
    """The data by which a language is told from others of its script."""

    def __init__(self, language: Literal["ar", "en"]) -> None:
        data = language_table(language)["detection"]
        self.other_letters = frozenset(data["other_letters"])
        self.other_words = frozenset(data["other_words"])
        self.borrowed_letters = frozenset(data.get("borrowed_letters", ""))
        self.own_letters = frozenset(data.get("own_letters", ""))


_detection = cache(_Detection)


def _classified(text: str) -> Language:
    """What the statistical classifier says; loading it takes half a second."""
    from py3langid import classify  # type: ignore[import-untyped]

    return _LABELS.get(classify(text)[0], "other")

"""Names that the user wants rendered one way, and whether a translation does so.

`bot.translator.glossary_file` keeps them, `bot.translator.wording` knows what a name looks like in
running text. When one name takes another's place, the words around it stay as they are, those too
that agreed with it in gender or number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from bot.translator.wording import Degree, Language, Names, Place
from retrieval.clitics import ARTICLE, has_article, joined


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both languages.

    Attributes:
        ar: In Arabic.
        en: In English.
    """

    ar: str
    en: str

    def in_language(self, language: Language) -> str:
        """The name in ``"ar"`` or ``"en"``."""
        return self.ar if language == "ar" else self.en


@dataclass(frozen=True, slots=True)
class Use:
    """A term in a sentence.

    Attributes:
        term: The term.
        start: Offset of its first word, Arabic clitics included.
        end: Offset after its last word; the English possessive is outside.
    """

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class Glossary:
    """Terms, to be found in sentences.

    Attributes:
        terms: Of two for one name the first counts.
    """

    terms: tuple[Term, ...] = ()

    def applying(self, sentence: str, source: Language) -> list[Use]:
        """Terms that a sentence uses, in order; none overlaps another, longer ones win.

        Args:
            sentence: What is to be translated.
            source: Its language.
        """
        names, terms = self._arabic if source == "ar" else self._english
        return [Use(terms[one.name], one.start, one.end) for one in names.find(sentence)]

    @cached_property
    def _arabic(self) -> tuple[Names, dict[str, Term]]:
        return self._indexed("ar")

    @cached_property
    def _english(self) -> tuple[Names, dict[str, Term]]:
        return self._indexed("en")

    def _indexed(self, language: Language) -> tuple[Names, dict[str, Term]]:
        terms: dict[str, Term] = {}
        for term in self.terms:
            terms.setdefault(term.in_language(language), term)
        return Names(terms, language, "found"), terms


def is_rendered(use: Use, translation: str, target: Language) -> bool:
    """Whether a translation has the wanted name, whatever its language joins to it.

    Args:
        use: A use in the sentence that was translated.
        translation: The translation.
        target: Its language.
    """
    return bool(_names(use.term.in_language(target), target, "loose").find(translation))


def replaced(translation: str, rendering: str, use: Use, target: Language) -> str:
    """A translation with the wanted name wherever it has another rendering of it.

    Arabic conjunctions and prepositions go over to the wanted name, and so do the English
    possessive and the capital that begins a sentence. The translation comes back as it is if the
    rendering does not stand there as whole words, or only within the wanted name.

    Args:
        translation: The translation.
        rendering: The words that it has for the name.
        use: The use that they render.
        target: The translation's language.
    """
    wanted = use.term.in_language(target)
    standing = _names(wanted, target, "loose").find(translation)
    text = translation
    for place in reversed(_names(rendering, target, "exact").find(translation)):
        if any(one.start < place.end and place.start < one.end for one in standing):
            continue
        before, after = text[: place.start], text[place.end :]
        if target == "ar":
            text = before + _in_arabic(wanted, place) + after
        else:
            written = translation[place.start : place.end]
            text = before + _in_english(wanted, written, before) + _possessive(wanted, after)
    return text


@lru_cache(maxsize=1 << 10)
def _names(name: str, language: Language, degree: Degree) -> Names:
    return Names([name], language, degree)


def _in_arabic(wanted: str, place: Place) -> str:
    if place.added_article and " " not in wanted and not has_article(wanted):
        wanted = ARTICLE + wanted
    return joined(place.proclitics, wanted)


def _in_english(wanted: str, written: str, before: str) -> str:
    if _DETERMINED.search(before):
        wanted = _THE.sub("", wanted)
    if _OPENING.search(before) and written[0].isupper():
        return wanted[0].upper() + wanted[1:]
    return wanted


def _possessive(wanted: str, after: str) -> str:
    """What follows a name, its possessive as the name wants it.

    An apostrophe alone may close a quotation, and stays.
    """
    match = _POSSESSIVE.match(after)
    if match and wanted.endswith("s"):
        return match["mark"] + after[match.end() :]
    return after


_THE = regex.compile(r"^the\s+", regex.IGNORECASE)
_DETERMINED = regex.compile(
    r"\b(?:the|an?|its?|his|her|their|our|my|your|this|that)\s+$", regex.IGNORECASE
)
_OPENING = regex.compile(r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n)[\s\p{P}\p{S}]*$")
_POSSESSIVE = regex.compile(r"(?P<mark>['’])s\b")

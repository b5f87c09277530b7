"""Where a name stands in a text, with what its language joins to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.translator.tokens import Token, tokens_of
from retrieval.clitics import (
    ARTICLE,
    case_forms,
    has_article,
    has_tanwin,
    number_forms,
    particles,
    pronoun_forms,
    readings,
    relation_forms,
    tanwin_form,
    without_signs,
)
from retrieval.gazetteer import personal_names, places
from retrieval.normalization import is_stop, normalize

Language = Literal["ar", "en"]

Degree = Literal["exact", "found", "loose"]
"""How much may be joined to a name.

``"exact"``: only what stands before it, so that another name can take its place; ``"found"``: what
leaves it the same name, in a text to be translated; ``"loose"``: whatever form of it a translation
may need, another number or gender, an adjective or no article included ("Iraq's army" is الجيش
العراقي).
"""

_LEAST = 3  # letters of a name by itself that a particle may be parted from: not قم in وقم


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands in a text.

    Attributes:
        start: Offset of its first word, with what is joined to that.
        end: Offset after its last word.
        name: The name that was sought.
        proclitics: Arabic conjunction and preposition joined to it.
        added_article: Whether it has an Arabic article here that it has not by itself.
        words: How many words it has.
    """

    start: int
    end: int
    name: str
    proclitics: str
    added_article: bool
    words: int


class Names:
    """Names of one language, to be found in texts.

    Args:
        names: As they are written.
        language: The language of the names and the texts.
        degree: What may be joined to them.
    """

    def __init__(self, names: Iterable[str], language: Language, degree: Degree) -> None:
        self._by_first_word: dict[_Form, list[tuple[str, tuple[_Word, ...]]]] = defaultdict(list)
        for name in dict.fromkeys(names):
            words = _words_of(name, language, degree)
            for form in words[0].forms if words else ():
                self._by_first_word[form].append((name, words))

    def find(self, text: str) -> list[Place]:
        """Where the names stand, in order: of two that overlap the one with more words.

        Nothing is found within another word, nor in an address or code.
        """
        if not self._by_first_word:
            return []
        tokens = tokens_of(text)
        found = [one for at in range(len(tokens)) for one in self._at(tokens, at)]
        found.sort(key=lambda one: (-one.words, one.start - one.end, len(one.proclitics)))
        kept: list[Place] = []
        taken = bytearray(len(text))
        for place in found:
            if not any(taken[place.start : place.end]):
                taken[place.start : place.end] = b"\1" * (place.end - place.start)
                kept.append(place)
        return sorted(kept, key=lambda one: one.start)

    def _at(self, tokens: Sequence[Token], at: int) -> Iterator[Place]:
        first = tokens[at]
        start, particle = first.start, None
        if not first.begins:
            particle = particles(tokens[at - 1].text) if at and not first.is_arabic else None
            if not particle or first.gap or not tokens[at - 1].begins:
                return
            start = tokens[at - 1].start  # بـNATO
        for proclitics, form, letters in _taken_apart(first):
            for name, words in self._by_first_word.get(form, ()):
                row = tokens[at : at + len(words)]
                if (
                    len(row) == len(words)
                    and row[-1].ends
                    and words[0].fits(first, proclitics, form, letters)
                    and all(_fits_whole(*pair) for pair in zip(words[1:], row[1:], strict=True))
                ):
                    joined, article = particle or (proclitics, form[0] and not words[0].article)
                    yield Place(start, row[-1].end, name, joined, article, len(words))


_Form = tuple[bool, str]
"""Whether a word has the article, and its matching form without it."""

_Ending = Literal["", "pronoun", "tanwin", "any"]
"""What a form ends in beside the word; ``"tanwin"`` if only its sign tells."""

_Capitals = Literal["", "first", "all"]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name.

    Attributes:
        forms: What it may look like, with the ending that each form has.
        written: As the name has it.
        gap: What stands between it and the word before it.
        alone: Whether it is all of the name.
        article: Whether it begins with the Arabic article.
        capitals: Which of its letters a text must have as capitals, too.
    """

    forms: dict[_Form, _Ending]
    written: str
    gap: str
    alone: bool
    article: bool = False
    capitals: _Capitals = ""

    def fits(self, token: Token, proclitics: str, form: _Form, letters: str) -> bool:
        """Whether a word of a text, taken apart so, is this one."""
        ending = self.forms.get(form)
        if ending is None:
            return False
        if not token.is_arabic:
            return _has_capitals(token.text, self.capitals, plural=bool(ending))
        if has_tanwin(token.text):
            if not ending and not has_tanwin(self.written):  # رومانياً is not رومانيا
                return False
        elif ending == "tanwin":
            return False
        plain = normalize(without_signs(token.text))
        function_word = is_stop(form[1]) and not form[0]
        if ending == "pronoun" and letters.endswith("ة"):  # عربية is not عربي with a pronoun
            return False
        if ending or proclitics:  # لبنان, لكن, عليه are not ل and بنان, كن; علي and ه
            if is_stop(plain) and (ending or not function_word):
                return False
            if plain in _known_names() and not form[0]:
                return False
            if proclitics and self.alone and not form[0] and len(form[1]) < _LEAST:
                return False
        # The name علي is not the preposition على.
        return not function_word or letters == without_signs(self.written)


def _fits_whole(word: _Word, token: Token) -> bool:
    """Whether a word of a text is this one of a name, which is not the name's first."""
    if token.gap != word.gap:
        return False
    return any(
        not proclitics and word.fits(token, proclitics, form, letters)
        for proclitics, form, letters in _taken_apart(token)
    )


def _taken_apart(token: Token) -> Iterator[tuple[str, _Form, str]]:
    if not token.is_arabic:
        yield "", (False, normalize(token.text)), token.text
        return
    for one in readings(token.text):
        yield one.proclitics, (one.article, one.rest), one.letters


def _words_of(name: str, language: Language, degree: Degree) -> tuple[_Word, ...]:
    tokens = tokens_of(name)
    if language == "en" and degree != "exact" and len(tokens) > 1 and _is_the(tokens[0]):
        tokens = tokens[1:]
    row = [(token, len(tokens) == 1, token is tokens[-1]) for token in tokens]
    in_latin: Degree = degree if language == "en" else "exact"
    return tuple(
        _arabic_word(token, degree, alone=alone, last=last)
        if token.is_arabic
        else _other_word(token, in_latin, alone=alone, last=last)
        for token, alone, last in row
    )


def _is_the(token: Token) -> bool:
    return token.text.lower() == "the"


def _arabic_word(token: Token, degree: Degree, *, alone: bool, last: bool) -> _Word:
    letters = without_signs(token.text)
    article = has_article(letters)
    # A person's or place's name takes neither article nor pronoun: الحسن is not حسن.
    is_name = normalize(letters) in _known_names() and degree != "loose"
    forms: dict[_Form, _Ending] = {}
    for written in case_forms(letters):
        bare = written.removeprefix(ARTICLE) if article else written
        forms[False, normalize(written)] = ""
        if article or degree == "loose" or (alone and not is_name):
            forms[True, normalize(bare)] = ""
        if degree == "loose":
            forms[False, normalize(bare)] = ""
        if degree == "loose":
            for form in _other_forms(bare):
                forms.setdefault((False, normalize(form)), "any")
                forms.setdefault((True, normalize(form)), "any")
        elif degree == "found" and last and not article:
            forms.setdefault((False, normalize(tanwin_form(bare))), "tanwin")
            for form in pronoun_forms(bare) if not is_name else ():
                forms.setdefault((False, normalize(form)), "pronoun")
    return _Word(forms, token.text, token.gap, alone, article)


def _other_forms(bare: str) -> Iterator[str]:
    """What an Arabic word, without its article, can become in a translation."""
    yield tanwin_form(bare)
    yield bare + "ة"  # رئيسة الوزراء
    yield from pronoun_forms(bare)
    yield from number_forms(bare)
    yield from relation_forms(bare)


def _other_word(token: Token, degree: Degree, *, alone: bool, last: bool) -> _Word:
    plain = normalize(token.text)
    capitals: _Capitals = ""
    if token.text.isupper() and len(token.text) > 1:
        capitals = "all"
    elif alone and token.text[0].isupper():
        capitals = "first"
    forms: dict[_Form, _Ending] = {(False, plain): ""}
    if last and len(plain) > 1 and plain.isascii() and plain.isalpha():
        if degree == "loose" or (degree == "found" and capitals != "first"):
            # Names have no plural: Williams is not two of William.
            forms.update({(False, form): "any" for form in _plurals(plain)})
        if degree == "loose" and capitals != "all" and token.text[0].isupper():
            forms.update({(False, plain + ending): "any" for ending in _RELATIONS})
    return _Word(forms, token.text, token.gap, alone, capitals=capitals)


_RELATIONS = ("i", "n", "an", "ian", "ese")  # Iraqi, Russian, Korean, Brazilian, Japanese


def _plurals(plain: str) -> Iterator[str]:
    yield plain + "s"
    if plain.endswith(("s", "x", "z", "ch", "sh")):
        yield plain + "es"
    elif plain.endswith("y"):
        yield plain[:-1] + "ies"


def _has_capitals(text: str, capitals: _Capitals, *, plural: bool) -> bool:
    if capitals == "all":
        return text.rstrip("es").isupper() and not (plural and text.isupper())  # NGOs, but not USS
    return capitals == "" or text[0].isupper()


@cache
def _known_names() -> frozenset[str]:
    return frozenset([*personal_names("ar"), *(normalize(one.name) for one in places("ar"))])

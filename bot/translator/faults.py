"""What small translation models get wrong, as far as it can be told from the words alone.

Sentences returned untranslated, emptied, doubled or looping (such as Argos Translate's issue 496
and LibreTranslate's issues 641 and 776), made up, cut short, and with other numbers, units or
addresses. bench/translator_faults.py measures how often human translations are accused of each.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import regex

from bot.translator.kept import around_kept, missing
from bot.translator.packages import Direction
from retrieval.crossing import score_across
from retrieval.language import count_letters
from retrieval.normalization import normalize
from retrieval.numbers import mentions, unsupported
from retrieval.terms import content_words

Kind = Literal[
    "empty",
    "untranslated",
    "unrelated",
    "looping",
    "doubled",
    "cut",
    "shortened",
    "numbers",
    "units",
    "kept",
    "glossary",
]

# Of the letters, the share in the other script from which a translation is called one. Into Arabic
# names stay in Latin letters.
_OWN_SCRIPT = {"ar-en": 0.7, "en-ar": 0.4}
# Fewer letters than this tell nothing.
_FEW_LETTERS = 4
# A translation whose words are that little known as translations of its source's, by the dictionary
# of `retrieval.crossing`, is one of something else; asked only of sources with so many words. Of
# XQuAD's human translations 0.3 % are so, of pairs put together by chance 80 %.
_RELATED, _ENOUGH_WORDS = 0.1, 5
# A translation with less than this share of its source's characters has lost something; asked only
# of sources that long.
_SHORT, _LONG_ENOUGH = 0.3, 12
# So many times one after another are a loop: of a single word, and of several.
_LOOP_WORD, _LOOP_WORDS = 4, 3
# Of that many words, fewer different ones than this share are a loop with changes.
_MANY_WORDS, _DIFFERENT = 16, 0.34
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SYLLABLES = regex.compile(r"([\p{L}\p{M}]{1,6})\1{5,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a translation.

    Attributes:
        kind: What.
        detail: The numbers, units or addresses that it is about.
    """

    kind: Kind
    detail: tuple[str, ...] = ()


def find_faults(
    source: str, translation: str, direction: Direction, *, cut: bool = False
) -> tuple[Fault, ...]:
    """What is wrong with a sentence's translation, the worst first; nothing for a good one.

    Args:
        source: The sentence.
        translation: What the model made of it.
        direction: From which language into which.
        cut: Whether the model had to be stopped.
    """
    words = _words(translation)
    if not words:
        return (Fault("empty"),) if _words(source) else ()
    found = []
    if _is_untranslated(source, translation, direction):
        found.append(Fault("untranslated"))
    elif _is_unrelated(source, translation):
        found.append(Fault("unrelated"))
    if _loops(words, _words(source)) or _SYLLABLES.search(translation):
        found.append(Fault("looping"))
    elif cut:
        found.append(Fault("cut"))
    elif _is_doubled(words) and not _is_doubled(_words(source)):
        found.append(Fault("doubled"))
    elif len(source) >= _LONG_ENOUGH and len(translation) < _SHORT * len(source):
        found.append(Fault("shortened"))
    # The figures of an address are not numbers.
    pieces = around_kept(source, direction)
    plain, plainly = " ".join(pieces[::2]), translation
    for kept in pieces[1::2]:
        plainly = plainly.replace(kept, " ")
    numbers = [*unsupported(plain, plainly), *unsupported(plainly, plain)]
    lost = {
        "numbers": tuple(dict.fromkeys(numbers)),
        "units": tuple(_lost_units(plain, plainly, direction)),
        "kept": tuple(missing(source, translation, direction)),
    }
    kinds: tuple[Kind, ...] = ("numbers", "units", "kept")
    return (*found, *(Fault(kind, lost[kind]) for kind in kinds if lost[kind]))


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _is_untranslated(source: str, translation: str, direction: Direction) -> bool:
    """Whether it is the source again, or mostly in the source's script.

    A sentence of nothing but names, as a Latin headline within an Arabic page, may stay.
    """
    from_arabic = direction == "ar-en"
    source_letters = count_letters(source)[0 if from_arabic else 1]
    arabic, latin = count_letters(translation)
    own, other = (latin, arabic) if from_arabic else (arabic, latin)
    if source_letters < _FEW_LETTERS or own + other < _FEW_LETTERS:
        return False
    if other and own < _OWN_SCRIPT[direction] * (own + other):
        return not (direction == "en-ar" and _is_name(source))
    return False


def _is_unrelated(source: str, translation: str) -> bool:
    words = list(dict.fromkeys(content_words(source)))
    if len(words) < _ENOUGH_WORDS:
        return False
    covered = 0.0
    for at in range(0, len(words), _ENOUGH_WORDS):  # of most sentences the first few words tell
        some = words[at : at + _ENOUGH_WORDS]
        covered += len(some) * score_across(" ".join(some), (translation,))[1][0]
        if covered >= _RELATED * len(words):
            return False
    return True


def _is_name(text: str) -> bool:
    """Whether an English text is a name alone: few words, each beginning with a capital."""
    words = _WORD.findall(text)
    return len(words) <= 4 and all(word[0].isupper() or word[0].isdigit() for word in words)


def _loops(words: list[str], source: list[str]) -> bool:
    """Whether words come again and again that do not in the source."""
    for size in (1, 2, 3, 4):
        times = _LOOP_WORD if size == 1 else _LOOP_WORDS
        if _longest_run(words, size) >= max(times, 1 + _longest_run(source, size)):
            return True
    if len(words) < _MANY_WORDS:
        return False
    different = len(Counter(words)) / len(words)
    return different < _DIFFERENT and different < len(Counter(source)) / max(1, len(source)) / 2


def _longest_run(words: list[str], size: int) -> int:
    """How many times the same `size` words follow each other, at most."""
    longest, run = 1, 1.0
    for place in range(size, len(words) - size + 1):
        same = words[place : place + size] == words[place - size : place]
        # Steps of `size` words make a run; one that starts elsewhere begins anew.
        run = run + 1 / size if same else 1.0
        longest = max(longest, int(run))
    return longest


def _is_doubled(words: list[str]) -> bool:
    """Whether the second half says the first one again."""
    half, odd = divmod(len(words), 2)
    return not odd and half >= 2 and words[:half] == words[half:]


def _lost_units(source: str, translation: str, direction: Direction) -> list[str]:
    """Units beside figures of the source whose words the translation has not, as written."""
    before, after = direction.split("-")
    said = f" {_spaced(translation)} "
    lost = {}
    for name, match in _beside_figures(source, before):
        if not any(word in said for word in _unit_words(after)[name]):
            lost[match] = name
    return list(lost)


def _beside_figures(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Units that stand after a figure, or as a sign before one: their name, and as written."""
    for figure in mentions(text):
        end = figure.start + len(figure.text)
        for unit, (after, before) in _unit_patterns(language).items():
            if found := after.match(text, end) or before.search(text[: figure.start]):
                yield unit, found["unit"]


def _spaced(text: str) -> str:
    """Normalised text whose signs and figures stand apart from its words."""
    return " ".join(_TOKEN.findall(normalize(text)))


_TOKEN = regex.compile(r"[\p{L}²]+|\p{Nd}+|\S")


@cache
def _units() -> dict[str, dict[str, list[str]]]:
    text = files("bot").joinpath("translator/units.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _unit_words(language: str) -> dict[str, list[str]]:
    """Words of each unit as they stand in `_spaced` text: with spaces, and after Arabic clitics."""
    return {
        name: [
            f" {clitic}{_spaced(word)} "
            for word in unit[language]
            for clitic in (
                ("", "ال", "ب", "و", "ل", "لل", "وال", "بال") if language == "ar" else ("",)
            )
        ]
        for name, unit in _units().items()
    }


@cache
def _unit_patterns(language: str) -> dict[str, tuple[regex.Pattern[str], regex.Pattern[str]]]:
    """For each unit what stands after its figure, and what before it: signs alone."""
    patterns = {}
    for name, unit in _units().items():
        words = sorted(unit[language], key=len, reverse=True)
        marked = "|".join(r"\p{M}*".join(map(regex.escape, word)) for word in words)
        signs = "|".join(regex.escape(word) for word in words if not word[0].isalpha())
        patterns[name] = (
            regex.compile(rf"[\s-]*(?P<unit>{marked})(?!\p{{M}}*[\p{{L}}\p{{N}}])"),
            regex.compile(rf"(?P<unit>{signs or '(?!)'})\s*$"),
        )
    return patterns

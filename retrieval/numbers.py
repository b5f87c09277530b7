"""Numbers and dates in a text, compared by value across scripts, spellings and languages.

``٣٫٥ ملايين``, ``3.5 million`` and ``3,500,000`` are the same number; ``آذار``, ``مارس`` and
``March`` are the same month. What words a language has for them stands in ``data/numbers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise, zip_longest
from typing import Any

from retrieval.normalization import fold_digits, normalize

Value = tuple[str, Decimal]
"""What is compared: ``("number", 3500000)`` or ``("month", 3)``."""

_SPACE = "[ \u00a0\u2009\u202f]"
_FIGURE = re.compile(
    rf"""
    (?<![\d.,])
    (?: (?P<date> \d{{1,4}}(?P<sign>[/-])\d{{1,2}}(?P=sign)\d{{1,4}} )
      | (?P<grouped> \d{{1,3}}(?:[,.'’]\d{{3}})+(?:[.,]\d+)? | \d{{1,3}}(?:{_SPACE}\d{{3}})+ )
      | (?P<plain> \d+(?:[.,]\d+)? ) )
    (?! \d )
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_FIGURE_AND_SCALE = re.compile(rf"(?:{_SPACE}|-)*")
# Roman numerals from two letters and to 89: shorter and longer ones are too often words.
_ROMAN = re.compile(r"(?=[ivxl]{2})(?:xl|l?x{0,3})(?:i[vx]|v?i{0,3})")
_ROMAN_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50}
_ARABIC_PREFIX = re.compile(r"^[وف]?(?:لل|[بكل]?ال|[بل])?(?=\w\w)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number or the month of a date, as it stands in a text.

    Attributes:
        text: As written, with its scale word if it has one.
        start: Where it starts in the text it was found in.
        readings: The values it can have: ``1.234`` may be a decimal or have a thousands sign.
    """

    text: str
    start: int
    readings: frozenset[Value]


def mentions(text: str) -> Iterator[Mention]:
    """Numbers written in figures, and months that stand beside one, in order."""
    folded = fold_digits(text)
    for match in _FIGURE.finditer(folded):
        end, readings = match.end(), _readings(match)
        scale = _scale_after(folded, end)
        if scale and not match["date"]:
            end, factor = scale
            readings = frozenset(("number", value * factor) for _, value in readings)
        yield Mention(text[match.start() : end], match.start(), readings)
        for start, stop, month in _months_beside(folded, match.start(), match.end()):
            yield Mention(text[start:stop], start, frozenset({("month", Decimal(month))}))


def values(text: str) -> set[Value]:
    """Every value a text can be read to hold, in figures, words or Roman numerals.

    Numbers with a scale word are held both scaled and unscaled.
    """
    folded = fold_digits(text)
    found: set[Value] = set()
    for match in _FIGURE.finditer(folded):
        readings = _readings(match)
        found |= readings
        if scale := _scale_after(folded, match.end()):
            found |= {("number", value * scale[1]) for _, value in readings}
        if match["date"]:
            found |= {("month", value) for _, value in readings if 1 <= value <= 12}
    spelled = [_bare(word[0]) for word in _WORD.finditer(folded)]
    found |= {("number", Decimal(value)) for value in _spelled_out(spelled)}
    found |= {("number", Decimal(_roman(word))) for word in spelled if _ROMAN.fullmatch(word)}
    for first, second in zip_longest(spelled, spelled[1:], fillvalue=""):
        if month := _months().get(first) or _months().get(f"{first} {second}"):
            found.add(("month", Decimal(month)))
        if tens := _decades().get(first):
            found |= {("number", Decimal(tens)), ("number", Decimal(1900 + tens))}
    return found


def unsupported(text: str, source: str) -> list[str]:
    """Numbers and dates of a text that stand nowhere in its source, as written, each once."""
    known = values(source)
    found = (one.text for one in mentions(text) if not one.readings & known)
    return list(dict.fromkeys(found))


def _readings(match: re.Match[str]) -> frozenset[Value]:
    figure = match[0]
    if match["date"]:
        forms = re.split("[/-]", figure)
    elif match["grouped"]:
        whole = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}|\d{4,}))?", figure)
        assert whole is not None
        digits = re.sub(r"\D", "", whole[1])
        forms = [f"{digits}.{whole[3]}" if whole[3] else digits]
        if re.fullmatch(r"\d+[.,]\d{3}", figure):
            forms.append(figure.replace(",", "."))
        if re.search(_SPACE, figure):
            forms += re.split(_SPACE, figure)
    else:
        forms = [figure.replace(",", ".")]
        if "," in figure:
            forms += figure.split(",")
    return frozenset(("number", Decimal(form)) for form in forms)


def _scale_after(folded: str, end: int) -> tuple[int, int] | None:
    gap = _BETWEEN_FIGURE_AND_SCALE.match(folded, end)
    word = _WORD.match(folded, gap.end() if gap else end)
    # With a preposition it is no scale: in "40 بالمائة" 40 are of a hundred.
    factor = _number_words()[1].get(normalize(word[0])) if word else None
    return (word.end(), factor) if word and factor else None


def _months_beside(folded: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    before = list(_WORD.finditer(folded, max(0, start - 24), start))[-2:]
    after = list(_WORD.finditer(folded, end, end + 24))[:3]
    for near in (before, after):
        for first, second in zip_longest(near, near[1:]):
            name = _bare(first[0])
            if second and (month := _months().get(f"{name} {_bare(second[0])}")):
                yield first.start(), second.end(), month
            elif (month := _months().get(name)) and _touches(folded, first, start, end):
                yield first.start(), first.end(), month


def _touches(folded: str, word: re.Match[str], start: int, end: int) -> bool:
    """Whether only signs, spaces or a short word such as "of" part the month from the figure."""
    between = folded[word.end() : start] if word.end() <= start else folded[end : word.start()]
    return len(_WORD.findall(between)) <= 1 and not re.search(r"[.!?؟\n]\s", between)


def _spelled_out(spelled: list[str]) -> Iterator[int]:
    plain, scales = _number_words()
    run = 0
    for word in spelled:
        if word in plain:
            yield plain[word]
            run += plain[word]
        elif word in scales:
            run = max(run, 1) * scales[word]
        elif word not in ("and", ""):
            run = 0
        if run:
            yield run


def _roman(numeral: str) -> int:
    digits = [_ROMAN_LETTERS[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in pairwise([*digits, 0]))


def _bare(word: str) -> str:
    """Matching form of a word, without an Arabic conjunction, preposition and article."""
    word = normalize(word)
    return word if word in _known() else _ARABIC_PREFIX.sub("", word)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/numbers.toml").read_text("utf-8"))


def _normalized(tables: dict[str, dict[str, int]]) -> dict[str, int]:
    return {normalize(word): value for table in tables.values() for word, value in table.items()}


@cache
def _number_words() -> tuple[dict[str, int], dict[str, int]]:
    table = _table()
    return _normalized(table["words"]), _normalized(table["scales"])


@cache
def _months() -> dict[str, int]:
    return _normalized(_table()["months"])


@cache
def _decades() -> dict[str, int]:
    return _normalized(_table()["decades"])


@cache
def _known() -> frozenset[str]:
    plain, scales = _number_words()
    months = {word for name in _months() for word in name.split()}
    return frozenset(plain) | frozenset(scales) | frozenset(_decades()) | months

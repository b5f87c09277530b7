"""Where a paragraph parts into sentences: Arabic and English; others as well as sentencex can.

sentencex proposes (of the splitters measured it was right most often), two patterns add what it
misses, and `_parts` takes back what cannot be the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex
import sentencex  # type: ignore[import-untyped]

from retrieval.normalization import is_stop, normalize
from retrieval.tables import language_table

# sentencex takes quadratic time over unclosed quotation marks: give it no more than this at once.
_WINDOW = 8_000
_CONTEXT = 160  # characters looked at on either side of a possible end

_MISSED = regex.compile(
    r"""
    [\p{Arabic}&&\p{L}]{2}\p{M}* [.؟!] (?=[\p{Arabic}&&\p{L}]{2})   # no space after the stop
    | [.!?؟] [\p{Pe}] \s+                                          # (See page 5.) Then
    """,
    regex.VERBOSE | regex.V1,
)
_ARABIC = regex.compile(r"\p{Arabic}")


def sentence_ends(paragraph: str) -> Iterator[int]:
    """Offsets inside a paragraph at which one sentence ends and the next begins, in order."""
    cased = any(character.isupper() for character in paragraph)
    start = 0
    for cut in sorted({*_proposals(paragraph), *(m.end() for m in _MISSED.finditer(paragraph))}):
        left = paragraph[max(start, cut - _CONTEXT) : cut]
        if cut < len(paragraph) and _parts(left, paragraph[cut : cut + _CONTEXT], cased):
            yield cut
            start = cut


def _proposals(paragraph: str) -> Iterator[int]:
    paragraph = paragraph.replace("\n", " ")
    language = "ar" if _ARABIC.search(paragraph[:_CONTEXT]) else "en"
    position = 0
    while position < len(paragraph):
        end = position + _WINDOW
        if end < len(paragraph):
            end = paragraph.rfind(" ", position, end) + 1 or end
        for piece in sentencex.segment(language, paragraph[position:end]):
            position += len(piece)
            yield position


_STOP = regex.compile(r"(?P<stop>[.!?؟…。！？।۔]+)(?P<closers>\s*[\p{Pe}\p{Pf}\"'”’»]+)?$")
_ON_GOING = regex.compile(r"[\p{Pe}\p{Pf}.,;:!?؟،؛…%]")
_LEADING_SIGNS = regex.compile(r"[^\p{L}\p{N}]*")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_LAST_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}.]*$")


def _parts(left: str, right: str, cased: bool) -> bool:
    """Whether a sentence ends between two stretches of a paragraph.

    Args:
        left: What is before, from the last end or at most `_CONTEXT` characters.
        right: What comes after.
        cased: Whether the text has capital letters, so that a small one means that it goes on.
    """
    spaced = left[-1].isspace()
    left = left.rstrip()
    end = _STOP.search(left)
    if end is None or not any(map(str.isalpha, left)) or _ON_GOING.match(right):
        return False
    begin = right[len(_LEADING_SIGNS.match(right)[0]) :]  # type: ignore[index]
    stop, closers = end["stop"], (end["closers"] or "").strip()
    if not begin or (cased and begin[0].islower() and not begin[1:2].isupper()):
        return False
    if not spaced and stop == ".":
        return _ARABIC.match(begin) is not None and len(_last_token(left)) > 2
    if closers:
        return _ends_with_closer(left, closers, right, begin)
    if regex.fullmatch(r"\.{2,}|…+", stop):  # a dash in Arabic, an unfinished phrase in English
        return begin[0].isupper()
    return stop != "." or _full_stop_ends(left, begin)


def _last_token(text: str) -> str:
    return str(_LAST_TOKEN.search(text)[0])  # type: ignore[index]


def _first_word(text: str) -> str:
    match = _WORD.match(text)
    return match[0] if match else ""


# --- closing quotation marks and brackets --------------------------------------------------------

_QUOTED = regex.compile(r"(?P<before>.*)(?P<quote>[“«\"„][^“«\"„]*)", regex.DOTALL)
_SHORT_QUOTE = 4  # words: more than this is speech, less may be a title or a slogan


def _ends_with_closer(left: str, closers: str, right: str, begin: str) -> bool:
    """Whether a stop inside a quotation or bracket also ends the sentence around it."""
    if closers[-1] in ")]}":
        return left.lstrip()[0] in "([{"
    word = _first_word(begin)
    if normalize(word) in _words("after_quote"):
        return False
    if regex.match(r"(?:\p{Lu}[\p{L}.'’-]*\s+){1,3}", begin) and not is_stop(normalize(word)):
        names = regex.match(r"(?:\p{Lu}[\p{L}.'’-]*\s+){1,3}(\p{Ll}+)", begin)
        if names and names[1] in _words("after_quote"):  # “Who are you?” Alice asked.
            return False
    quoted = _QUOTED.fullmatch(left.rstrip(closers))
    if quoted is None or not quoted["before"].strip():
        return True
    before = quoted["before"].rstrip()
    introduced = before[-1] in ":,،" or normalize(before.split()[-1]) in _words("after_quote")
    short = len(quoted["quote"].split()) <= _SHORT_QUOTE
    return introduced or not short or _opens_sentence(begin)


# --- full stops ----------------------------------------------------------------------------------

_ARABIC_INITIALS = regex.compile(r"[وفبلك]?(?:\p{Arabic}ـ?\.)+", regex.V1)
_LATIN_INITIALS = regex.compile(r"(?:\p{Latin}\.){2,}")
_ROMAN_OR_LETTER = regex.compile(r"(?:[IVXLC]+|[A-Z])(?!\p{L})")


def _full_stop_ends(left: str, begin: str) -> bool:
    """Whether a full stop ends the sentence, and is not (only) the sign of an abbreviation."""
    token = _last_token(left)
    before = left[: len(left) - len(token)].rstrip(' (“"«')
    if _ARABIC_INITIALS.fullmatch(token):
        if before[-1:].isdigit():  # 1770 م.
            return _first_word(begin) not in _entries("after_date")
        return _last_word(before) in _words("before_letter")
    if token in _entries("never_final") or token.removeprefix("و") in _entries("never_final"):
        return False
    if token in _entries("before_number") and (begin[0].isdigit() or _ROMAN_OR_LETTER.match(begin)):
        return False
    if token in _entries("times"):
        return _first_word(begin) not in _entries("after_time")
    if token in _entries("sometimes_final") or _LATIN_INITIALS.fullmatch(token):
        return _opens_sentence(begin)
    if len(token) == 2 and token[0].isupper():
        label = _last_word(before) in _words("before_letter")
        return label or (token == "I." and before[-1:].islower()) or _opens_sentence(begin)
    return True


def _opens_sentence(begin: str) -> bool:
    """Whether words look like the opening of a sentence and not like a name."""
    word = _first_word(begin)
    if _ARABIC.match(word):
        return word[0] in "وف"
    return len(word) + (begin[len(word) : len(word) + 1] == " ") > 1 and is_stop(normalize(word))


def _last_word(text: str) -> str:
    return normalize(text.split()[-1]) if text.split() else ""


@cache
def _entries(key: str) -> frozenset[str]:
    """A list of both languages' data, as written."""
    tables = (language_table(language)["sentences"] for language in ("ar", "en"))
    return frozenset(entry for table in tables for entry in table.get(key, ()))


@cache
def _words(key: str) -> frozenset[str]:
    """A list of both languages' data, normalised."""
    return frozenset(map(normalize, _entries(key)))

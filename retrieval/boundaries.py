"""Where a paragraph parts into sentences: Arabic and English; others as well as sentencex can.

Every stop before white space may be an end. sentencex has a vote (of the splitters measured it was
right most often, and it knows the abbreviations of many languages); it is asked with the quotation
marks blanked out, because it takes all that stands between two of them for one sentence and pairs
them wrongly. What it cannot know is decided here, from the lists in the language data.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex
import sentencex  # type: ignore[import-untyped]

from retrieval.normalization import is_stop, normalize, words
from retrieval.tables import language_table

_CANDIDATE = regex.compile(
    r"""
    (?P<stop> [\p{STerm}…]+ )
    (?P<closers> [\p{Pe}\p{Pf}"'“]* (?: \s [\p{Pe}»”] (?=[\s\p{P}]) )* )
    (?P<space> \s+
      | (?<= [\p{Arabic}&&\p{L}]{2} \p{M}? [”»"]? [.؟!] [”»"]? ) (?= [“«"]? [\p{Arabic}&&\p{L}]{2} )
      | (?<= [。！？｡] [\p{Pe}\p{Pf}]? )
    )
    """,
    regex.VERBOSE | regex.V1,
)
_CONTEXT = 160  # characters looked at on either side of a possible end


def sentence_ends(paragraph: str) -> Iterator[int]:
    """Offsets inside a paragraph at which one sentence ends and the next begins, in order."""
    cased = any(character.isupper() for character in paragraph)
    proposed = set(_proposals(paragraph))
    start = 0
    for match in _CANDIDATE.finditer(paragraph):
        cut = match.end()
        left = paragraph[max(start, cut - _CONTEXT) : match.end("stop")]
        right = paragraph[cut : cut + _CONTEXT]
        agreed = any(at in proposed for at in range(match.end("stop"), match.start("space") + 1))
        if _parts(left, match, right, agreed, cased):
            yield cut
            start = cut


_WINDOW = 8_000  # sentencex takes quadratic time over some inputs: no more than this at once
_QUOTES = '"“”„‟«»'
_QUOTATION = regex.compile(rf"[{_QUOTES}]|(?<!\w)['‘’]|['‘’](?!\w)")
_ARABIC = regex.compile(r"\p{Arabic}")


def _proposals(paragraph: str) -> Iterator[int]:
    """Ends of the sentences that sentencex sees, without the white space after them."""
    paragraph = _QUOTATION.sub(" ", paragraph.replace("\n", " "))
    language = "ar" if _ARABIC.search(paragraph[:_CONTEXT]) else "en"
    position = 0
    while position < len(paragraph):
        end = position + _WINDOW
        if end < len(paragraph):
            end = paragraph.rfind(" ", position, end) + 1 or end
        for piece in sentencex.segment(language, paragraph[position:end]):
            yield position + len(piece.rstrip())
            position += len(piece)


_ON_GOING = regex.compile(r"[\p{Pe}\p{Pf}\p{M}.,;:!?؟،؛…%\u200d]")
_DOTS = regex.compile(r"\.{2,}|…+")
_LEADING_SIGNS = regex.compile(r"[^\p{L}\p{N}]*")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_LAST_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}.]*!?$", regex.REVERSE)


def _parts(left: str, end: regex.Match[str], right: str, agreed: bool, cased: bool) -> bool:
    """Whether a sentence ends at a stop.

    Args:
        left: What is before, from the last end or at most `_CONTEXT` characters, with the stop.
        end: The stop, closing marks and white space.
        right: What comes after.
        agreed: Whether sentencex sees an end here.
        cased: Whether the text has capital letters, so that a small one means that it goes on.
    """
    stop, closers = end["stop"], end["closers"].strip()
    begin = right[len(_LEADING_SIGNS.match(right)[0]) :]  # type: ignore[index]
    if not begin or not any(map(str.isalpha, left)) or _ON_GOING.match(right):
        return False
    if cased and begin[0].islower() and not begin[1:2].isupper():
        return False
    if not end["space"]:
        return agreed or _ARABIC.match(begin) is not None
    if closers:
        return _ends_with_closer(left, stop, closers, begin)
    if _in_short_quote(left, right):
        return False
    if _DOTS.fullmatch(stop):  # a dash in Arabic, an unfinished phrase in English
        return begin[0].isupper()
    return _full_stop_ends(left, begin, agreed) if stop in ".!" else agreed


def _last_token(text: str) -> str:
    return str(_LAST_TOKEN.search(text)[0])  # type: ignore[index]


def _first_word(text: str) -> str:
    match = _WORD.match(text)
    return match[0] if match else ""


# --- closing quotation marks and brackets --------------------------------------------------------

_QUOTED = regex.compile(rf"(?P<before>.*)(?P<quote>[{_QUOTES}][^{_QUOTES}]*)", regex.DOTALL)
_LAST_QUOTE = regex.compile(rf"[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)$", regex.REVERSE)
_FIRST_CLOSING = regex.compile(rf"(?P<phrase>[^{_QUOTES}]*)(?<=[^\s\d])[{_QUOTES}](?!\w)")
_NAMED_SPEAKER = regex.compile(r"(?:\p{Lu}[\p{L}.'’-]*\s+){1,3}(?P<verb>\p{Ll}+)")
_PHRASE = 3  # words: less than this cannot stand alone
_TITLE = 4  # words: more than this is speech, less may be a title or a slogan


def _in_short_quote(left: str, right: str) -> bool:
    """Whether a stop is in a quotation, beside a phrase too short to stand alone: “No! Go.”"""
    last = _LAST_QUOTE.search(left)
    if last and not last["phrase"][:1].isalnum():  # a closing one
        return False
    beside = (last, _FIRST_CLOSING.match(right))
    return any(match and len(match["phrase"].split()) < _PHRASE for match in beside)


def _ends_with_closer(left: str, stop: str, closers: str, begin: str) -> bool:
    """Whether a stop inside a quotation or bracket also ends the sentence around it."""
    if closers[-1] in ")]}":
        return left.lstrip()[0] in "([{"
    if stop[-1] == ".":
        return _full_stop_ends(left, begin, agreed=True)
    named = _NAMED_SPEAKER.match(begin)
    verb = named["verb"] if named else _first_word(begin)
    if normalize(verb) in _words("after_quote"):  # “Who are you?” Alice asked.
        return False
    quoted = _QUOTED.fullmatch(left)
    if quoted is None or not quoted["before"].strip() or _opens_sentence(begin):
        return True
    before = quoted["before"].rstrip()
    introduced = before[-1] in ":,،" or _last_word(before) in _words("after_quote")
    return introduced or len(quoted["quote"].split()) > _TITLE


# --- full stops ----------------------------------------------------------------------------------

_ARABIC_INITIALS = regex.compile(r"و?(?:\p{Arabic}ـ?\.)+", regex.V1)
_LATIN_INITIALS = regex.compile(r"(?:\p{Latin}\.){2,}")
_ENUMERATOR = regex.compile(r"[:;؛]\s+\(?\d{1,2}\.$")  # as follows: 1. One thing
_UNCLOSED = regex.compile(r"\([^()]*$", regex.REVERSE)
_TIME_OF_PLACE = regex.compile(r"(?:\p{Lu}\p{L}+ ){1,2}time\b")  # 9 a.m. New York time
_ACRONYM = regex.compile(r"\p{Lu}{2,}\.")
_ROMAN_OR_LETTER = regex.compile(r"(?:[IVXLC]+|[A-Z])(?!\p{L})")


def _full_stop_ends(left: str, begin: str, agreed: bool) -> bool:
    """Whether a full stop ends the sentence, and is not (only) the sign of an abbreviation."""
    token = _last_token(left)
    before = left[: len(left) - len(token)].rstrip(' (“"«')
    if _ENUMERATOR.search(left):
        return False
    if _ARABIC_INITIALS.fullmatch(token):
        if before[-1:].isdigit() and token.count(".") == 1:  # 1770 م.
            return _first_word(begin) not in _entries("after_date")
        if before[-1:].isdigit():  # 85 د.إ.
            return _opens_sentence(begin)
        return _last_word(before) in _words("before_letter")
    if token in _entries("never_final") or token.removeprefix("و") in _entries("never_final"):
        return False
    if token in _entries("before_label"):
        return not (begin[0].isdigit() or _ROMAN_OR_LETTER.match(begin))
    month = _first_word(begin) in _entries("months")
    if token in _entries("before_number"):
        return not begin[0].isdigit()
    if token in _entries("before_date"):
        return not (begin[0].isdigit() or month)
    if token in _entries("times") and before[-1:].isdigit():
        zone = _first_word(begin) in _entries("after_time") or _TIME_OF_PLACE.match(begin)
        return not (month or zone)
    if token in _entries("sometimes_final") or _LATIN_INITIALS.fullmatch(token):
        return _opens_sentence(begin)
    if len(token) == 2 and token[0].isupper():
        degrees = before[-1:].isdigit() or before.endswith("°")  # 30 C.
        label = degrees or _last_word(before) in _words("before_letter")
        return label or (token == "I." and before[-1:].islower()) or _opens_sentence(begin)
    if _UNCLOSED.search(left):
        return agreed
    if _ACRONYM.fullmatch(token) and not _first_word(begin).isupper():  # in LA, not MR. SMITH
        return True
    return agreed or _ARABIC.match(token) is not None or _opens_sentence(begin)


def _opens_sentence(begin: str) -> bool:
    """Whether words look like the opening of a sentence and not like a name."""
    word = _first_word(begin)
    if _ARABIC.match(word):
        return word[0] in "وف"
    initial = len(word) == 1 and not begin[1:2].isspace()
    return bool(word) and not initial and all(map(is_stop, words(word)))


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

"""From the order in which a line's letters stand on the page to the order in which they are read.

A PDF page holds glyphs at positions. Taken from left to right, Arabic words come out backwards,
but numbers and Latin words among them do not. This undoes the Unicode bidirectional algorithm
(UAX #9) for one line: embedding levels are found from what is seen, and its rule L2 is its own
inverse. Where two texts look the same on the page ("Windows 10" and "10 Windows" amid Arabic),
the one with the number behind the word is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_OPENING = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "“": "”", "‘": "’"}
_PARENTHESES, _CURLY_QUOTES = "()[]{}", "“”‘’"
_PARTNER = _OPENING | {closing: opening for opening, closing in _OPENING.items()}

# One letter a class. R: letter that runs right to left. L: letter that runs left to right.
# N, A: European and Arabic-Indic digit. C: separator within numbers. b, d: bracket that opens,
# closes, as seen. W: space. S: any other sign.
_CLASSES = {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "A", "CS": "C", "WS": "W"}
_NUMBER = re.compile("N+(?:CN+)*|A+(?:CA+)*")
_NUMBER_BEFORE_WORD = re.compile("N[NC]*W?$")
_RIGHT_TO_LEFT_RUN = re.compile("R(?:[^L]*R)?")


def strong_letters(text: str) -> tuple[int, int]:
    """How many letters of a text run right to left, and how many left to right."""
    count = Counter(map(unicodedata.bidirectional, text))
    return count["R"] + count["AL"], count["L"]


def logical_order(visual: Sequence[str], *, right_to_left: bool) -> str:
    """A line as it is read.

    Args:
        visual: What stands on the line, from left to right: letters with their vowel signs,
            ligatures (in reading order within themselves), digits, signs, spaces.
        right_to_left: The direction of the paragraph that the line belongs to.
    """
    classes = "".join(map(_class, visual))
    levels = _levels_amid_arabic(classes) if right_to_left else _levels_amid_latin(classes)
    order = _reordered(levels)
    return _turn_brackets([visual[i] for i in order], [levels[i] % 2 == 1 for i in order])


def _class(cluster: str) -> str:
    if cluster in ("(", "[", "{"):
        return "b"
    if cluster in (")", "]", "}"):
        return "d"
    return _CLASSES.get(unicodedata.bidirectional(cluster[0]), "S")


def _levels_amid_arabic(classes: str) -> list[int]:
    levels = [1] * len(classes)
    for number in _NUMBER.finditer(classes):
        levels[number.start() : number.end()] = [2] * len(number[0])
    start = 0
    while (first := classes.find("L", start)) >= 0:
        before = _NUMBER_BEFORE_WORD.search(classes, start, first)
        start, end = (before.start() if before else first), _end_of_latin(classes, first)
        levels[start:end] = [2] * (end - start)
        start = end
    return levels


def _end_of_latin(classes: str, start: int) -> int:
    """End of a run that begins with a Latin letter: behind its last letter or number, or behind a
    bracket that closes one within the run (UAX #9, rule N0)."""
    end, depth = start + 1, 0
    for i in range(start + 1, len(classes)):
        kind = classes[i]
        if kind in "RA" or (kind == "d" and depth == 0):
            break
        depth += (kind == "b") - (kind == "d")
        if kind in "LNd":
            end = i + 1
    return end


def _levels_amid_latin(classes: str) -> list[int]:
    levels = [0] * len(classes)
    for run in _RIGHT_TO_LEFT_RUN.finditer(classes):
        levels[run.start() : run.end()] = [1] * len(run[0])
        for number in _NUMBER.finditer(classes, *run.span()):
            levels[number.start() : number.end()] = [2] * len(number[0])
    return levels


def _reordered(levels: list[int]) -> list[int]:
    """Rule L2 of UAX #9: from the highest level down to 1, turn each run at that level or above."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return order


def _turn_brackets(logical: list[str], right_to_left: list[bool]) -> str:
    """Brackets, and quotation marks amid Arabic, each facing what it encloses.

    Some PDF writers record the sign that is seen, some the sign that was typed, which amid Arabic
    is its mirror image; PDFium turns some. The spaces around a sign tell which it must be.
    """
    open_now: list[str] = []
    is_mixed = any(right_to_left)
    for i, sign in enumerate(logical):
        if sign not in (_PARTNER if is_mixed else _PARENTHESES):
            continue
        opening, closing = (sign, _PARTNER[sign]) if sign in _OPENING else (_PARTNER[sign], sign)
        free_before = _is_free(logical[:i][::-1])
        free_after = _is_free(logical[i + 1 :])
        if free_before != free_after:
            opens = free_before
        elif not right_to_left[i]:
            opens = sign == opening
        elif sign in _PARENTHESES:
            opens = opening not in open_now
        else:
            opens = (
                sign != opening
            )  # PDFium turns quotation marks amid Arabic, which Unicode does not
        logical[i] = opening if opens else closing
        if opens:
            open_now.append(opening)
        elif opening in open_now:
            open_now.remove(opening)
    return "".join(logical)


def _is_free(neighbours: Sequence[str]) -> bool:
    """Whether no letter or digit touches on this side."""
    for one in neighbours:
        if one not in _PARTNER and one not in "\"'":
            return not one[0].isalnum()
    return True

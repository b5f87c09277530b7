"""Paragraphs: lines, hard-wrapped lines put together again, list markers and headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str


def split_paragraphs(text: str) -> list[Span]:
    """Paragraphs of a text, in order, without surrounding white space.

    A paragraph is a non-blank line. Where a text was broken into lines of a fixed width, as in
    e-mails, the lines of a paragraph are taken together.
    """
    lines = [Span(match.start(), match.end(), match[0]) for match in _LINE.finditer(text)]
    width = _wrap_width(text, lines)
    if not width:
        return lines
    paragraphs: list[Span] = []
    first = 0
    for index, line in enumerate(lines):
        last = index + 1 == len(lines)
        if last or not _continues(text, line, lines[index + 1], width):
            start, end = lines[first].start, line.end
            paragraphs.append(Span(start, end, text[start:end]))
            first = index + 1
    return paragraphs


_LINE = regex.compile(r"\S(?:[^\n]*\S)?")


# --- hard-wrapped text ---------------------------------------------------------------------------

_MIN_WIDTH, _MAX_WIDTH = 45, 110
_FULL = 0.85  # a line is full when the next word would have made it longer than this of the width
_ENDS = regex.compile(r"[.!?؟:…][\p{Pe}\p{Pf}\"']*$")


def _wrap_width(text: str, lines: Sequence[Span]) -> int:
    """The width that a text's lines were broken at, or 0 if each line is a paragraph.

    Evidence of wrapping: no line is long, most lines that another one follows are full, and most
    of these stop in mid-sentence, the next one beginning in lower case where the script has case.
    """
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < 2 or not _MIN_WIDTH <= lengths[int(0.98 * (len(lengths) - 1))] <= _MAX_WIDTH:
        return 0
    width = lengths[int(0.98 * (len(lengths) - 1))]
    pairs = [pair for pair in pairwise(lines) if _adjacent(text, *pair)]
    full = [pair for pair in pairs if _is_full(*pair, width)]
    broken = [pair for pair in full if not _ENDS.search(pair[0].text)]
    lower = sum(following.text[0].islower() for _, following in broken)
    upper = sum(following.text[0].isupper() for _, following in broken)
    if len(broken) < 3 and not (broken and lower == len(broken)):
        return 0
    mostly_full = len(full) >= 0.6 * len(pairs)
    mostly_broken = len(broken) >= 0.6 * len(full)
    in_sentence = lower >= upper or lower + upper < len(broken) / 2  # Arabic has no case
    return width if mostly_full and mostly_broken and in_sentence else 0


def _adjacent(text: str, line: Span, following: Span) -> bool:
    return text.count("\n", line.end, following.start) == 1


def _is_full(line: Span, following: Span, width: int) -> bool:
    """Whether a line is as long as it could be; one that ends a sentence is not given the doubt."""
    full = width if _ENDS.search(line.text) else _FULL * width
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > full


def _continues(text: str, line: Span, following: Span, width: int) -> bool:
    return (
        _adjacent(text, line, following)
        and _is_full(line, following, width)
        and not marker_length(following.text)
        and not _HEADING_MARK.match(line.text)
    )


# --- marks before a paragraph --------------------------------------------------------------------

_HEADING_MARK = regex.compile(r"#{1,6}\s+")
_BOLD = regex.compile(r"(\*\*|__)(?!\s)[^*_]+(?<!\s)\1")
_MARKER = regex.compile(
    r"""
    (?: >\s* )*                                            # quoted
    (?: \#{1,6}\s+                                         # markdown heading
      | (?: [-–—*+•‣▪●○◦·■□►✓✔]\s+ ) (?: \[[ xX]\]\s+ )?   # bullet
      | [•‣▪●○◦■□►]
      | \d{1,3} \s? [.)] \s+ | \( \d{1,3} \) \s+             # 1.  2)  (3)
      | \d{1,3} \s? [-–ـ] \s+ (?=[\p{L}\p{Pi}"])            # ٣-
      | \d{1,2} \s? [-–.)] (?=\p{Arabic}{2})                # ١-البند
      | \(? (?:[a-zA-Z]|[ivx]{2,4}|[ء-ي]|هـ) \) (?: \s+ | (?=\p{Arabic}{2}) )   # (a)  أ)
      | (?: [ء-ي]|هـ ) \s? [-–ـ] \s+                        # أ-
      | (?: [IVX]{2,5}|I ) \. \s+                          # II.
    )?
    """,
    regex.VERBOSE,
)


def content(line: str) -> slice:
    """Where a line's own words are: without list marker, heading marks and sign of quotation."""
    start = marker_length(line)
    if _BOLD.fullmatch(line, start):
        return slice(start + 2, len(line) - 2)
    end = len(line)
    if _HEADING_MARK.match(line):
        end = len(line.rstrip("#").rstrip())
    return slice(start, max(start, end))


def marker_length(line: str) -> int:
    """Length of the list marker, heading mark or quotation mark (``>``) that a line begins with."""
    match = _MARKER.match(line)
    return match.end() if match else 0


# --- headings ------------------------------------------------------------------------------------

_UNDERLINE = regex.compile(r"(?:={3,}|-{3,})")
_TABLE_ROW, _TABLE_RULE = regex.compile(r"\|.*\|"), regex.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_SIGNS_ONLY = regex.compile(r"[^\p{L}\p{N}]+")
_UNFINISHED = regex.compile(r"[\p{L}\p{N}\p{M}%)\]\p{Pf}\"'»]$")
_ONE_QUESTION = regex.compile(r"[^.!?؟]*(?:\.\.[^.!?؟]*)?[?؟]")
# The most that a heading has, in characters and words; a title more, a label with a colon less.
_HEADING, _TITLE, _LABEL = (90, 14), (130, 20), (50, 5)

# How many lines below a heading its text begins; below a title, after by-line and date.
_BELOW = {False: 1, True: 3}


def is_decoration(line: str) -> bool:
    """Whether a line holds neither letter nor digit: a rule such as ``***``."""
    return bool(_SIGNS_ONLY.fullmatch(line))


def headings(paragraphs: Sequence[Span]) -> set[int]:
    """Indices of the paragraphs that are titles or sub-headings.

    Markdown headings, underlined and bold lines, the first row of a table; and, where a longer
    paragraph of text follows, short lines without final punctuation, short questions and short
    labels with a colon.
    """
    lines = [paragraph.text for paragraph in paragraphs]
    found: set[int] = set()
    for index in range(len(lines) - 1, -1, -1):
        line, following = lines[index], lines[index + 1] if index + 1 < len(lines) else ""
        marked = _HEADING_MARK.match(line) or _BOLD.fullmatch(line) or _heads_table(line, following)
        first = index == 0
        under_title = first and 1 in found  # a sub-title or by-line follows
        below = lines[index + 1 : index + 1 + _BELOW[first]]
        text_follows = any(_is_text_of(line, one) for one in below)
        if marked or (
            _may_be_heading(line, first=first)
            and (under_title or _UNDERLINE.fullmatch(following) or text_follows)
        ):
            found.add(index)
    return found


def _heads_table(line: str, following: str) -> bool:
    return bool(_TABLE_ROW.fullmatch(line) and _TABLE_RULE.fullmatch(following))


def _may_be_heading(line: str, *, first: bool) -> bool:
    if marker_length(line) or line.count('"') % 2 or line.count("“") != line.count("”"):
        return False
    if line.endswith(":"):
        return _is_within(line, _LABEL)
    if _ENDS.search(line):
        return _is_within(line, _HEADING) and bool(_ONE_QUESTION.fullmatch(line))
    return _is_within(line, _TITLE if first else _HEADING) and bool(_UNFINISHED.search(line))


def _is_text_of(heading: str, line: str) -> bool:
    return (
        len(line) > len(heading)
        and not marker_length(line)
        and not _may_be_heading(line, first=False)
    )


def _is_within(line: str, most: tuple[int, int]) -> bool:
    return len(line) <= most[0] and len(line.split()) <= most[1]

"""Paragraphs: lines, hard-wrapped lines put together again, list markers and headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    return width if mostly_full and mostly_broken and lower >= upper else 0


def _adjacent(text: str, line: Span, following: Span) -> bool:
    return text.count("\n", line.end, following.start) == 1


def _is_full(line: Span, following: Span, width: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > _FULL * width


def _continues(text: str, line: Span, following: Span, width: int) -> bool:
    return (
        _adjacent(text, line, following)
        and _is_full(line, following, width)
        and not marker_length(following.text)
        and not _HEADING_MARK.match(line.text)
    )


# --- marks before a paragraph --------------------------------------------------------------------

_HEADING_MARK = regex.compile(r"#{1,6}\s+")
_MARKER = regex.compile(
    r"""
    (?: >\s* )*                                            # quoted
    (?: \#{1,6}\s+                                         # markdown heading
      | (?: [-–—*+•‣▪●○◦·■□►✓✔]\s+ ) (?: \[[ xX]\]\s+ )?   # bullet
      | [•‣▪●○◦■□►]
      | \(? \d{1,3} \s? [.)\-–ـ/] \s+                       # 1.  (2)  ٣-
      | \d{1,2} \s? [-–.)] (?=\p{Arabic}{2})                # ١-البند
      | \(? (?:[a-zA-Z]|[ivx]{2,4}|[ء-ي]|هـ) \) \s*          # (a)  أ)
      | (?: [ء-ي]|هـ ) \s? [-–ـ] \s+                        # أ-
      | (?: [IVX]{2,5}|I ) \. \s+                          # II.
    )?
    """,
    regex.VERBOSE,
)


def marker_length(line: str) -> int:
    """Length of the list marker, heading mark or quotation mark (``>``) that a line begins with."""
    match = _MARKER.match(line)
    return match.end() if match else 0


# --- headings ------------------------------------------------------------------------------------

_UNDERLINE = regex.compile(r"(?:={3,}|-{3,})")
_BOLD = regex.compile(r"(\*\*|__)(?!\s)[^*_]+\1")
_SIGNS_ONLY = regex.compile(r"[^\p{L}\p{N}]+")
_OPEN_ENDED = regex.compile(r"[\p{L}\p{N}\p{M}%)\]\p{Pf}\"'»]$")
_QUESTION = regex.compile(r"[^.!?؟]*(?:\.\.[^.!?؟]*)?[?؟]")
_HEADING_CHARS, _HEADING_WORDS = 90, 14
_LABEL_WORDS = 5


def is_decoration(line: str) -> bool:
    """Whether a line holds neither letter nor digit: a rule such as ``***``."""
    return bool(_SIGNS_ONLY.fullmatch(line))


def headings(paragraphs: Sequence[Span]) -> set[int]:
    """Indices of the paragraphs that are titles or sub-headings.

    Markdown headings, underlined and bold lines; and short lines without final punctuation, short
    questions, and short labels with a colon, where a longer paragraph of text follows.
    """
    marked = set(_marked_headings(paragraphs))
    texts = [_kind(paragraph.text) for paragraph in paragraphs]
    found = set(marked)
    for index in range(len(paragraphs) - 2, -1, -1):
        following = texts[index + 1]
        if texts[index] != "short" or index in marked:
            continue
        body_follows = following == "body" and len(paragraphs[index + 1].text) > len(
            paragraphs[index].text
        )
        # A title over a sub-title or by-line, at the head of the text only.
        if body_follows or (index == 0 and 1 in found):
            found.add(index)
    return found


def _marked_headings(paragraphs: Sequence[Span]) -> Iterator[int]:
    for index, paragraph in enumerate(paragraphs):
        line = paragraph.text
        following = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        if (
            _HEADING_MARK.match(line)
            or _BOLD.fullmatch(line)
            or (_UNDERLINE.fullmatch(following) and _kind(line) == "short")
        ):
            yield index


def _kind(line: str) -> str:
    """What a paragraph looks like: "short" (may be a heading), "item", or "body"."""
    if marker_length(line):
        return "item"
    if len(line) > _HEADING_CHARS:
        return "body"
    count = len(line.split())
    if _ENDS.search(line) is None:
        return "short" if count <= _HEADING_WORDS and _OPEN_ENDED.search(line) else "body"
    if line.endswith(":"):
        return "short" if count <= _LABEL_WORDS else "body"
    if count <= _HEADING_WORDS and _QUESTION.fullmatch(line):
        return "short"
    return "body"

"""Mends what searching and copying find in a PDF file that Typst wrote.

Of a letter and of the vowel signs upon it, Typst says that each stands for all of them, so that
whoever copies "شَدَّ" gets its letters twice; and where a letter stands for something else in
another place, it says so in a way that makes PDFium, and so Chrome, leave it out
(https://github.com/typst/typst/issues/8767). Here each glyph is told apart: signs come behind their
letter, and amid Arabic, from left to right, before it. What is seen does not change.

ISO 32000-1: 9.10.3 (ToUnicode), 14.9.4 (ActualText).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import regex

from bot.export.pdf_objects import PdfObjects

_FONT = re.compile(rb"/DescendantFonts\[(\d+) 0 R\]/ToUnicode (\d+) 0 R")
_WIDTHS = re.compile(rb"/W\[([\d. ]*)\]")
_MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_PAGE = re.compile(rb"/Type/Page/Resources (\d+) 0 R.*?/Contents (\d+) 0 R", re.DOTALL)
_NAMED = re.compile(rb"/(f\d+) (\d+) 0 R")
_ACTUAL = rb"/Span<</ActualText<FEFF(?P<actual>[0-9A-F]+)>>>BDC"
_ACTUAL_TEXT = re.compile(_ACTUAL)
_TOKEN = regex.compile(
    _ACTUAL + rb"|(?P<begin>BMC|BDC)|(?P<end>EMC)|/(?P<font>f\d+) [\d.]+ Tf"
    rb"|(?:/(?P<key>\w+))?\((?P<codes>(?:[^\\()]++|\\.|\((?&codes)\))*+)\)",
    regex.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_NOTHING = "\u200d"  # where a glyph adds nothing to what others say: a joiner, which is not seen

Glyph = tuple[int, int]
"""The number of a font's ToUnicode object, and a code in it."""


@dataclass(slots=True)
class _Shown:
    """A glyph on a page.

    Attributes:
        glyph: Which one.
        text: What Typst says it stands for.
        span: Where in the page's content the ActualText around it begins, if there is one.
        is_wide: Whether it has a width.
    """

    glyph: Glyph
    text: str
    span: int | None
    is_wide: bool


@dataclass(slots=True)
class _Fonts:
    """What Typst says of the glyphs of all fonts."""

    texts: dict[Glyph, str] = field(default_factory=dict)
    wide: set[Glyph] = field(default_factory=set)

    @classmethod
    def of(cls, objects: PdfObjects) -> _Fonts:
        fonts = cls()
        for font, mapping in _matches(_FONT, objects):
            for code, text in _MAPPED.findall(objects.stream(mapping)):
                fonts.texts[mapping, int(code, 16)] = _decoded(text)
            widths = _WIDTHS.search(objects[font])
            codes = widths[1].split() if widths else []  # first, last, width, first, ...
            for first, last in zip(codes[::3], codes[1::3], strict=True):
                fonts.wide |= {(mapping, code) for code in range(int(first), int(last) + 1)}
        return fonts


def mended(pdf: bytes) -> bytes:
    """A PDF file of Typst's that looks the same, each of its glyphs standing for what it shows."""
    objects = PdfObjects(pdf)
    fonts = _Fonts.of(objects)
    pages = {
        content: list(_shown(objects, resources, content, fonts))
        for resources, content in _matches(_PAGE, objects)
    }
    clusters = {content: list(_clusters(shown)) for content, shown in pages.items()}
    if not any(len(one) > 1 for found in clusters.values() for one in found):
        return pdf
    known = _known_signs(one for found in clusters.values() for one in found)
    told = {
        content: [one for cluster in found for one in _told(cluster, known)]
        for content, found in clusters.items()
    }
    usual = _most_common((one.glyph, text) for found in told.values() for one, text in found)
    for mapping in {mapping for mapping, _ in fonts.texts}:
        objects.set_stream(mapping, _remapped(objects.stream(mapping), mapping, usual))
    for content, found in told.items():
        objects.set_stream(content, _respanned(objects.stream(content), found, usual))
    return objects.to_bytes()


def _matches(pattern: re.Pattern[bytes], objects: PdfObjects) -> Iterator[tuple[int, int]]:
    """The two object numbers that a pattern finds in each of the objects that it fits."""
    for body in objects:
        if match := pattern.search(body):
            yield int(match[1]), int(match[2])


# --- what stands on a page -----------------------------------------------------------------------


def _shown(objects: PdfObjects, resources: int, content: int, fonts: _Fonts) -> Iterator[_Shown]:
    """Glyphs in the order of the page's content."""
    named = {name: objects[int(font)] for name, font in _NAMED.findall(objects[resources])}
    mappings = {name: int(font[2]) for name, body in named.items() if (font := _FONT.search(body))}
    mapping = 0
    opened: list[tuple[int, str] | None] = []
    for token in _TOKEN.finditer(objects.stream(content)):
        if token["actual"]:
            opened.append((token.start(), _decoded(token["actual"])))
        elif token["begin"]:
            opened.append(None)
        elif token["end"]:
            opened.pop()
        elif token["font"]:
            mapping = mappings[token["font"]]
        elif not token["key"]:  # a string that is not shown, such as the name of a language
            span, text = next(filter(None, reversed(opened)), (None, ""))
            codes = _ESCAPE.sub(_unescaped, token["codes"])
            for first, second in zip(codes[::2], codes[1::2], strict=True):
                glyph = mapping, 256 * first + second
                said = fonts.texts[glyph] if span is None else text
                yield _Shown(glyph, said, span, glyph in fonts.wide)


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be", "surrogatepass")


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal = match[1].isdigit()
    return bytes([int(match[1], 8)]) if octal else _ESCAPED.get(match[1], match[1])


# --- letters and signs ---------------------------------------------------------------------------


def _clusters(shown: Iterable[_Shown]) -> Iterator[list[_Shown]]:
    """Each letter, ligature or other glyph, and behind it the signs upon it.

    Glyphs that belong together all say the same, and one of them at most has a width.
    """
    for text, group in groupby(shown, key=lambda one: one.text):
        if len(text) == 1 or not _signs(text):
            yield from ([one] for one in group)
            continue
        glyphs = list(group)
        if any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
            glyphs.reverse()
        starts = [i for i, one in enumerate(glyphs) if one.is_wide and i] + [len(glyphs)]
        yield from (glyphs[start:end] for start, end in pairwise([0, *starts]))


def _known_signs(clusters: Iterable[Sequence[_Shown]]) -> dict[Glyph, str]:
    """What signs stand for, as told by letters that have one sign each."""
    return _most_common(
        (cluster[1].glyph, _signs(cluster[1].text)) for cluster in clusters if len(cluster) == 2
    )


def _told(cluster: Sequence[_Shown], known: dict[Glyph, str]) -> Iterator[tuple[_Shown, str]]:
    """What each glyph of a cluster stands for."""
    letter, *signs = cluster
    if not signs:
        yield letter, letter.text
        return
    left = _signs(letter.text)
    for one in signs:
        if one.glyph in known:
            yield one, known[one.glyph]
            left = "".join(sign for sign in left if sign not in known[one.glyph])
    unknown = [one for one in signs if one.glyph not in known]
    for index, one in enumerate(unknown, 1):
        own, left = (left, "") if index == len(unknown) else (left[:1], left[1:])
        yield one, own or _NOTHING
    letters = "".join(one for one in letter.text if one not in _signs(letter.text))
    yield letter, unicodedata.normalize("NFC", letters + left)


def _signs(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) == "Mn")


def _most_common(pairs: Iterable[tuple[Glyph, str]]) -> dict[Glyph, str]:
    votes: defaultdict[Glyph, Counter[str]] = defaultdict(Counter)
    for glyph, text in pairs:
        votes[glyph][text] += 1
    return {glyph: count.most_common(1)[0][0] for glyph, count in votes.items()}


# --- written anew --------------------------------------------------------------------------------


def _remapped(mapping: bytes, number: int, usual: dict[Glyph, str]) -> bytes:
    def entry(match: re.Match[bytes]) -> bytes:
        text = usual.get((number, int(match[1], 16)), _decoded(match[2]))
        return b"<%b> <%b>" % (match[1], _encoded(text))

    return _MAPPED.sub(entry, mapping)


def _respanned(
    content: bytes, told: Iterable[tuple[_Shown, str]], usual: dict[Glyph, str]
) -> bytes:
    """Content with ActualText only where a glyph stands for something else than it usually does."""
    needed: defaultdict[int, list[tuple[_Shown, str]]] = defaultdict(list)
    for one, text in told:
        if one.span is not None:
            needed[one.span].append((one, text))

    def span(match: re.Match[bytes]) -> bytes:
        glyphs = needed[match.start()]
        if all(usual[one.glyph] == text for one, text in glyphs):
            return b"/Span BMC"
        return match[0] if len(glyphs) > 1 else _actual(glyphs[0][1])

    return _ACTUAL_TEXT.sub(span, content)


def _actual(text: str) -> bytes:
    return b"/Span<</ActualText<FEFF%b>>>BDC" % _encoded(text)


def _encoded(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass").hex().upper().encode()

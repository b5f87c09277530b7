"""Which characters the fonts of exported PDF files have a glyph for."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import regex

_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")


def has_glyph(character: str) -> bool:
    """Whether a character is seen in a PDF file, or is one that nowhere is (joiners, selectors)."""
    return ord(character) in _characters() or bool(_UNSEEN.match(character))


@cache
def _characters() -> frozenset[int]:
    fonts = files("bot.export").joinpath("fonts").iterdir()
    data = [font.read_bytes() for font in fonts if font.name.endswith("-Regular.ttf")]
    return frozenset(code for font in data for code in _mapped(font))


def _mapped(font: bytes) -> Iterator[int]:
    """Characters of a TrueType font: those of the segments of its Unicode ``cmap``, format 4.

    https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4s4xI", font, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, offset in records if tag == b"cmap")
    (encodings,) = struct.unpack_from(">H", font, start + 2)
    for i in range(encodings):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * i)
        if struct.unpack_from(">H", font, start + offset) == (4,):
            yield from _of_segments(font, start + offset)


def _of_segments(font: bytes, start: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, start + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + twice)
    for first, last in zip(starts[:-1], ends[:-1], strict=True):  # the last one is a mere end
        yield from range(first, last + 1)

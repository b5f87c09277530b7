"""The objects of a PDF file as Typst writes it: taken out, changed, and put back."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_XREF = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY_SIZE = 20
_STREAM = re.compile(rb"(.*?)/Length (\d+)(.*?>>\s*)stream\n", re.DOTALL)


class PdfObjects:
    """A PDF file's objects by number.

    Args:
        pdf: A file with a plain table of objects (ISO 32000-1, 7.5.4), as Typst writes it.

    Raises:
        ValueError: The file is of another kind.
    """

    def __init__(self, pdf: bytes) -> None:
        table = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        head = _XREF.match(pdf, table)
        if head is None:
            raise ValueError("a PDF file without a plain table of objects")
        entries = (pdf[head.end() + _ENTRY_SIZE * i :][:10] for i in range(int(head[1])))
        starts = sorted((int(entry), number) for number, entry in enumerate(entries) if number)
        ends = [start for start, _ in starts[1:]] + [table]
        self._header = pdf[: starts[0][0]]
        self._trailer = pdf[pdf.rindex(b"trailer") : pdf.rindex(b"startxref")]
        self._objects = {
            number: pdf[start:end] for (start, number), end in zip(starts, ends, strict=True)
        }

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._objects.values())

    def __getitem__(self, number: int) -> bytes:
        return self._objects[number]

    def stream(self, number: int) -> bytes:
        """What a deflated stream holds."""
        body = self._objects[number]
        head = _head(body)
        return zlib.decompress(body[head.end() : head.end() + int(head[2])])

    def set_stream(self, number: int, data: bytes) -> None:
        """Let a deflated stream hold something else."""
        body = self._objects[number]
        head = _head(body)
        packed = zlib.compress(data, 9)
        rest = body[head.end() + int(head[2]) :]
        made = b"%b/Length %d%bstream\n" % (head[1], len(packed), head[3])
        self._objects[number] = made + packed + rest

    def to_bytes(self) -> bytes:
        """The file anew."""
        parts, at, places = [self._header], len(self._header), {}
        for number, body in self._objects.items():
            places[number] = at
            parts.append(body)
            at += len(body)
        entries = [b"%010d 00000 n\r\n" % places[number] for number in sorted(places)]
        parts += [b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1), *entries]
        return b"".join([*parts, self._trailer, b"startxref\n%d\n%%%%EOF" % at])


def _head(body: bytes) -> re.Match[bytes]:
    head = _STREAM.match(body)
    if head is None or b"/FlateDecode" not in head[0]:
        raise ValueError("an object without a deflated stream")
    return head

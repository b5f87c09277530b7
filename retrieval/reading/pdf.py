"""The text of a PDF file, in reading order.

PDFium is asked only which characters stand where on a page; their order, lines, columns and
paragraphs are made from the positions. The order in which PDFium and other libraries give Arabic
depends on the program that wrote the file, and is wrong for most of them (bench/LOG.md).

Not covered: verse in two columns and text set from top to bottom come out in the wrong order;
formulas come out flat.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections import Counter
from typing import Any

from retrieval.article import MAX_CHARS
from retrieval.errors import ArticleError
from retrieval.reading.boilerplate import is_page_number
from retrieval.reading.pdf_layout import Glyph, Row, columns, rows
from retrieval.reading.pdf_lines import Line, lines
from retrieval.reading.pdf_paragraphs import paragraphs
from retrieval.reading.visual_order import strong_letters

_PDFIUM = threading.Lock()
"""PDFium must not be entered by two threads at once."""

_LINE_END_HYPHEN = 0x02  # PDFium's own sign for it
_NO_CHARACTER = {0x00, 0xFFFD, 0xFFFE, 0xFFFF}
_UNREADABLE_SHARE = 0.3

_EDGE_ROWS = 3
_REPEATED_SHARE = 0.3

_FILE_NAME = re.compile(r"[\\/]|\.\w{2,4}$|^(?:microsoft \w+ -|untitled|slide \d)", re.IGNORECASE)


def read_pdf(data: bytes, name: str) -> tuple[str, str | None]:
    """Text of a PDF file, a blank line between paragraphs, and its title if it names one.

    Args:
        data: The file; pages are read until there are more than `MAX_CHARS` characters.
        name: Its name, for messages.

    Raises:
        ArticleError: The file is damaged, needs a password, or holds no text.
    """
    import pypdfium2  # type: ignore[import-untyped]

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
            raise ArticleError("pdf_locked" if locked else "pdf_damaged", name=name) from error
        try:
            pages = _pages(document, name)
            title = document.get_metadata_value("Title").strip()
        except pypdfium2.PdfiumError as error:
            raise ArticleError("pdf_damaged", name=name) from error
        finally:
            document.close()
    return _text(pages), None if _FILE_NAME.search(title) else title or None


def _pages(document: Any, name: str) -> list[list[Row]]:
    pages: list[list[Row]] = []
    read = unreadable = 0
    has_images = False
    for page in document:
        glyphs, without_character = _glyphs(page)
        read += len(glyphs)
        unreadable += without_character
        has_images = has_images or (not glyphs and _has_image(page))
        pages.append(rows(glyphs))
        page.close()
        if read > MAX_CHARS:
            break
    if unreadable > _UNREADABLE_SHARE * (read + unreadable):
        raise ArticleError("pdf_without_characters", name=name)
    if not read:
        raise ArticleError("pdf_scanned" if has_images else "empty_file", name=name)
    return pages


def _glyphs(page: Any) -> tuple[list[Glyph], int]:
    """The page's characters, and how many more have a shape but stand for no known character."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    matrix, box = raw.FS_MATRIX(), raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    turned: dict[int, list[Glyph]] = {}
    unreadable = 0
    for i in range(raw.FPDFText_CountChars(textpage)):
        if raw.FPDFText_IsGenerated(textpage, i):
            continue
        code = raw.FPDFText_GetUnicode(textpage, i)
        if code in _NO_CHARACTER or raw.FPDFText_HasUnicodeMapError(textpage, i) == 1:
            unreadable += 1
            continue
        raw.FPDFText_GetCharOrigin(textpage, i, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, i, box)
        raw.FPDFText_GetMatrix(textpage, i, matrix)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        left, right, baseline = x.value, box.right, y.value
        if quarter == 1:  # read from below
            left, right, baseline = y.value, box.top, -x.value
        elif quarter == 2:  # upside down
            left, right, baseline = -x.value, -box.left, -y.value
        elif quarter == 3:  # read from above
            left, right, baseline = -y.value, -box.bottom, x.value
        text = "-" if code == _LINE_END_HYPHEN else chr(code)
        size = raw.FPDFText_GetFontSize(textpage, i) * math.hypot(matrix.c, matrix.d)
        if size > 0 and (right > left or not text.isspace()):
            glyph = Glyph(text, i, left, max(left, right), baseline, size)
            turned.setdefault(quarter, []).append(glyph)
    textpage.close()
    # Stamps along the margin run another way than the page's text.
    return max(turned.values(), key=len, default=[]), unreadable


def _has_image(page: Any) -> bool:
    from pypdfium2 import raw

    return any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


def _text(pages: list[list[Row]]) -> str:
    flow: list[list[Line]] = []
    for page in _without_running_heads(pages):
        arabic, latin = strong_letters("".join(g.text for row in page for g in row.glyphs))
        right_to_left = arabic > latin
        flow += [lines(column) for column in columns(page, right_to_left=right_to_left)]
    text = "\n\n".join(paragraphs(flow))
    # PDFium gives a character beyond U+FFFF as two halves.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_running_heads(pages: list[list[Row]]) -> list[list[Row]]:
    """Pages without what stands at the top or bottom of many of them, and without page numbers."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in set(page.values()))
    often = max(2, _REPEATED_SHARE * len(pages))
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {i for i, key in edge.items() if seen[key] >= often}
        for i in (0, len(page) - 1):
            if i in edge and is_page_number(edge[i][1]):
                dropped.add(i)
        kept.append([row for i, row in enumerate(page) if i not in dropped])
    return kept


def _edges(page: list[Row]) -> dict[int, tuple[int, str]]:
    """Rows at the top and bottom: their height, and their text with every number as ``#``."""
    edges = {*range(len(page))[:_EDGE_ROWS], *range(len(page))[-_EDGE_ROWS:]}
    texts = {i: lines([page[i]])[0].text for i in sorted(edges)}
    return {i: (round(page[i].baseline), re.sub(r"\d+", "#", text)) for i, text in texts.items()}

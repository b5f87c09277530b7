"""The text of a Word file (.docx), in document order.

Left out: headers, footers, footnotes, comments, text boxes, and text that tracked changes deleted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.article import MAX_BYTES
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    import docx.document

MAX_UNPACKED_BYTES = 4 * MAX_BYTES
"""All parts of a file together, unpacked: a small file can unpack to any size."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_LEFT_OUT = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "pict", "drawing", "object", "pPr", "rPr", "tblPr", "tcPr")
)
_HIDDEN = f"{_W}rPr/{_W}vanish"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


class _Line(NamedTuple):
    kind: str  # "title", "paragraph", "item" or "row"
    text: str


def read_docx(data: bytes, name: str) -> tuple[str, str | None]:
    """Text of a Word file, and its title if it has one.

    Headings and paragraphs are parted by a blank line; list items begin with ``- ``; a row of a
    table is one line, its cells parted by `` | ``.

    Args:
        data: The file.
        name: Its name, for messages.

    Raises:
        ArticleError: The file is damaged, or larger than `MAX_UNPACKED_BYTES` unpacked.
    """
    document = _opened(data, name)
    styles = _Styles(document)
    lines = list(_lines(document.element.body, styles))
    text = ""
    for before, line in pairwise([_Line("", ""), *lines]):
        together = line.kind == before.kind and line.kind in ("item", "row")
        text += ("\n" if together else "\n\n") + line.text
    named = (document.core_properties.title or "").strip()
    return text.strip(), named or next((one.text for one in lines if one.kind == "title"), None)


def _opened(data: bytes, name: str) -> docx.document.Document:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise ArticleError(
                    "docx_too_large", name=name, most=MAX_UNPACKED_BYTES // 1_000_000
                )
        return docx.Document(io.BytesIO(data))
    except ArticleError:
        raise
    except Exception as error:  # python-docx lets out whatever zip, XML and its own code raise
        raise ArticleError("docx_damaged", name=name) from error


class _Styles:
    """Which paragraph styles make a title, a heading, a list item."""

    def __init__(self, document: docx.document.Document) -> None:
        names = {style.style_id: (style.name or "").lower() for style in document.styles}
        self.titles = {one for one, name in names.items() if name in ("title", "heading 1")}
        self.headings = {one for one, name in names.items() if name.startswith("heading")}
        self.lists = {
            style.style_id
            for style in document.styles
            if style.element.find(f".//{_W}numPr") is not None
        }


def _lines(container: Any, styles: _Styles) -> Iterator[_Line]:
    for child in container:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            for row in child.iterchildren(f"{_W}tr"):
                cells = [" ".join(_text(cell).split()) for cell in row.iterchildren(f"{_W}tc")]
                if any(cells):
                    yield _Line("row", " | ".join(cells))
        elif child.tag in _WRAPPERS:
            yield from _lines(child, styles)


def _paragraph(element: Any, styles: _Styles) -> Iterator[_Line]:
    named = element.find(f"{_W}pPr/{_W}pStyle")
    style = named.get(f"{_W}val") if named is not None else ""
    text = _text(element).strip()
    is_numbered = style in styles.lists or element.find(f"{_W}pPr/{_W}numPr") is not None
    if text and style in styles.titles:
        yield _Line("title", text)
    elif text and is_numbered and style not in styles.headings:
        yield _Line("item", f"- {' '.join(text.split())}")
    elif text:
        yield _Line("paragraph", text)


def _text(element: Any) -> str:
    """Text of a paragraph or cell as it stands after all changes."""
    parts = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == f"{_W}p":
            parts.append(_text(child) + "\n")
        elif child.tag not in _LEFT_OUT and child.tag != _ALTERNATIVES and not _is_hidden(child):
            parts.append(_text(child))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    hidden = run.find(_HIDDEN)
    return hidden is not None and hidden.get(f"{_W}val") not in ("0", "false")

"""Which kind of file bytes are, and the text in them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from retrieval.article import MAX_BYTES, MAX_PAGE_CHARS
from retrieval.errors import ArticleError
from retrieval.reading.encoding import decode
from retrieval.reading.pdf import read_pdf
from retrieval.reading.webpage import read_html
from retrieval.reading.word import read_docx

READABLE = (".txt", ".md", ".html", ".pdf", ".docx")

_PDF, _PDF_WITHIN = b"%PDF-", 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and all locked Office files
_RTF = b"{\\rtf"

_HTML_NAMES = (".html", ".htm", ".xhtml")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_MARKDOWN_NAMES = (".md", ".markdown")
_MARKDOWN_TYPES = ("text/markdown", "text/x-markdown")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.I)
_CHARSET_WITHIN = 4096
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{1,40})", re.I)

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$|^(\S.*)\r?\n=+[ \t]*$", re.M)


def text_of(data: bytes, name: str, content_type: str = "") -> tuple[str, str | None]:
    """Text in a file, and its title if it names one.

    What the file holds decides what it is, then its name and content type; what nothing is known of
    is read as text.

    Args:
        data: The file.
        name: Its name, for messages, and for its ending.
        content_type: As a server states it.

    Raises:
        ArticleError: The file is too large, damaged, encrypted, or holds no text.
    """
    if len(data) > MAX_BYTES:
        raise ArticleError("too_large", name=name, most=MAX_BYTES // 1_000_000)
    ending = PurePath(name).suffix.lower()
    if _PDF in data[:_PDF_WITHIN]:
        return read_pdf(data, name)
    if data.startswith(_ZIP):
        return _packed(data, name)
    if data.startswith(_OLE):
        raise ArticleError(_old_office(data), name=name, readable=" ".join(READABLE))
    if data.startswith(_RTF):
        raise ArticleError("not_readable", name=name, readable=" ".join(READABLE))
    if ending in (".pdf", ".docx"):
        raise ArticleError(f"{ending[1:]}_damaged", name=name)
    return _written(data, name, ending, content_type)


def _packed(data: bytes, name: str) -> tuple[str, str | None]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_docx = "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        is_named_so = name.lower().endswith(".docx")
        key = "docx_damaged" if is_named_so else "not_readable"
        raise ArticleError(key, name=name, readable=" ".join(READABLE)) from error
    if not is_docx:
        raise ArticleError("not_readable", name=name, readable=" ".join(READABLE))
    return read_docx(data, name)


def _old_office(data: bytes) -> str:
    for stream, key in (("EncryptedPackage", "docx_locked"), ("WordDocument", "doc_old")):
        if stream.encode("utf-16-le") in data:
            return key
    return "not_readable"


def _written(data: bytes, name: str, ending: str, content_type: str) -> tuple[str, str | None]:
    """Text, Markdown or a web page."""
    kind = content_type.partition(";")[0].strip().lower()
    stated = _HTTP_CHARSET.search(content_type)
    named = _CHARSET.search(data[:_CHARSET_WITHIN])
    declared = stated[1] if stated else named[1].decode("ascii", "ignore") if named else None
    try:
        text = decode(data, declared)
    except UnicodeError as error:
        raise ArticleError("binary", name=name) from error
    if kind in _HTML_TYPES or ending in _HTML_NAMES or _HTML_START.match(text[:_CHARSET_WITHIN]):
        if len(text) > MAX_PAGE_CHARS:
            raise ArticleError("page_too_large")
        return read_html(text)
    if kind in _MARKDOWN_TYPES or ending in _MARKDOWN_NAMES:
        return _markdown(text)
    return text, None


def _markdown(text: str) -> tuple[str, str | None]:
    """Markdown as written but for its front matter, and the title given there or as a heading."""
    title = None
    if front := _FRONT_MATTER.match(text):
        title = _title_in(front[1] or "")
        text = text[front.end() :]
    if not title and (heading := _HEADING.search(text)):
        title = heading[1] or heading[2]
    return text, title


def _title_in(front_matter: str) -> str | None:
    import yaml

    try:
        fields = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return None
    title = fields.get("title") if isinstance(fields, dict) else None
    return str(title) if title else None

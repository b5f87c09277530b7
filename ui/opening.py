"""Opening what a reader gives: pasted text, a web address, an uploaded file."""

from __future__ import annotations

from pathlib import Path

from bot import Article, ArticleError, read, read_bytes


def open_pasted(source: str) -> Article:
    """The article that was pasted: its text, or the web address that it stands at.

    Raises:
        ArticleError: It cannot be read.
    """
    source = source.strip()
    if "://" in source and len(source.split()) == 1:
        if not source.lower().startswith(("http://", "https://")):
            raise ArticleError("url_wrong", url=source)
        return read(source, allow_private=False)
    return Article.from_text(source)


def open_file(path: str) -> Article:
    """The article in an uploaded file, which is called as the reader called it.

    Raises:
        ArticleError: It cannot be read.
    """
    file = Path(path)
    return read_bytes(file.read_bytes(), name=file.name)

"""From a path or URL to an article."""

from __future__ import annotations

import errno
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from retrieval.article import MAX_BYTES, Article
from retrieval.errors import ArticleError
from retrieval.reading.fetching import TIMEOUT, fetch, shown_url
from retrieval.reading.formats import text_of

_URL = re.compile(r"\s*https?://", re.IGNORECASE)
_OTHER_URL = re.compile(r"\s*[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SHOWN_CHARS = 120


def read(source: str | Path, *, allow_private: bool = True, timeout: float = TIMEOUT) -> Article:
    """Read an article.

    Args:
        source: A path, or an http(s) URL: text, Markdown, a web page, PDF or Word (.docx).
        allow_private: Whether a URL may lead to this machine or a private network. Right for
            someone at their own machine; a server that others use passes False.
        timeout: Seconds for fetching a URL.

    Raises:
        ArticleError: It cannot be read, or holds no text; the message says what to do.
        ValueError: The source is neither text nor a `Path`.
    """
    if not isinstance(source, str | Path):
        raise ValueError(f"a source is a path or a URL, not {type(source).__name__}")
    if isinstance(source, str) and not source.strip():
        raise ArticleError("no_source")
    if isinstance(source, str) and _URL.match(source):
        fetched = fetch(source, allow_private=allow_private, timeout=timeout)
        return read_bytes(
            fetched.data,
            unquote(PurePosixPath(urlsplit(fetched.url).path).name) or fetched.url,
            source=fetched.url,
            content_type=fetched.content_type,
        )
    if isinstance(source, str) and _OTHER_URL.match(source):
        raise ArticleError("url_wrong", url=shown_url(source))
    return read_bytes(_file(Path(source)), Path(source).name, source=str(source))


def read_bytes(
    data: bytes, name: str, *, source: str = "", content_type: str | None = None
) -> Article:
    """Make an article of a file's bytes, as uploaded, piped in or fetched.

    Args:
        data: At most `MAX_BYTES` bytes.
        name: The file's name; its ending helps to tell what it is.
        source: Where it came from, for display; without it, the name.
        content_type: As a server states it.

    Raises:
        ArticleError: It cannot be read, or holds no text; the message says what to do.
        ValueError: The data are no bytes.
    """
    if not isinstance(data, bytes):
        raise ValueError(f"data must be bytes, not {type(data).__name__}")
    text, title = text_of(data, name, content_type or "")
    if not text.strip():
        raise ArticleError("empty_file", name=name)
    return Article.from_text(text, title, source=source or name)


def _file(path: Path) -> bytes:
    shown = str(path)
    shown = shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + "…"
    try:
        with path.expanduser().open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError as error:
        raise ArticleError("is_folder", path=shown) from error
    except PermissionError as error:
        raise ArticleError("not_permitted", path=shown) from error
    except (FileNotFoundError, NotADirectoryError, ValueError, RuntimeError) as error:
        raise ArticleError("no_such_file", path=shown) from error
    except OSError as error:
        # A name too long for a file is an article's text, most likely.
        key = "no_such_file" if error.errno == errno.ENAMETOOLONG else "file_fault"
        raise ArticleError(key, path=shown, detail=error.strerror) from error

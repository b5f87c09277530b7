"""What can go wrong, as one tree.

    KhulasaError            anything this project raises on purpose; catch this one
    ├── ArticleError        the article cannot be read, or is empty, too long, not text
    ├── StoreError          the data folder or the Chroma server cannot be used
    ├── SettingsError       a setting or the glossary means nothing
    ├── ModelError          the model server failed, refused, or replied with nothing
    ├── NeedsModelError     the embedded engine cannot do this; the message says what to set
    ├── DownloadError       a model cannot be fetched, made ready, put into place or removed
    └── ExportError         a file cannot be made of a reply

`str(error)` is English; `error.message("ar")` is the same in Arabic.
"""

from __future__ import annotations

from retrieval.errors import ArticleError, KhulasaError, StoreError

__all__ = [
    "ArticleError",
    "DownloadError",
    "ExportError",
    "KhulasaError",
    "ModelError",
    "NeedsModelError",
    "SettingsError",
    "StoreError",
]


class SettingsError(KhulasaError):
    """A setting has a value that means nothing, or the glossary cannot be used."""

    package = "bot"


class ModelError(KhulasaError):
    """The model server cannot be reached, refused the request, or replied with nothing."""

    package = "bot"


class NeedsModelError(KhulasaError):
    """The embedded engine cannot do this without a model; the message says what to set."""

    package = "bot"


class DownloadError(KhulasaError):
    """A model cannot be fetched from the hub, made ready, put into place, or removed."""

    package = "bot"


class ExportError(KhulasaError):
    """A file cannot be made of a reply or a conversation."""

    package = "bot"

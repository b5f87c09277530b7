"""What can go wrong below the model.

    KhulasaError            anything this project raises on purpose; catch this one
    └── ArticleError        the article cannot be read, or is empty, too long, not text
    └── StoreError          the data folder or the Chroma server cannot be used

`bot.errors` adds the model's errors to the same tree. Every message says what happened and what
the user can do about it.
"""


class KhulasaError(Exception):
    """Base class of every error that Khulasa raises on purpose."""


class ArticleError(KhulasaError):
    """The article cannot be used: unreadable, empty, too long, encrypted, or not text."""


class StoreError(KhulasaError):
    """The data folder or the Chroma server cannot be opened or written."""

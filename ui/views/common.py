"""Small pieces of markup that every pane uses."""

from __future__ import annotations

from collections.abc import Mapping

from bot import KhulasaError, NeedsModelError
from bot.reply import ReplyLanguage
from ui.markup import attributes, plain
from ui.strings import text

_NEEDS_MODEL = ("translation_needs_model", "en_needs_model", "ar_needs_model")


def paragraph(words: str, language: ReplyLanguage) -> str:
    """A paragraph of the interface."""
    return f"<p{attributes('', language)}>{plain(words)}</p>"


def alert(words: str, language: ReplyLanguage) -> str:
    """A paragraph that screen readers say at once: what went wrong, and what to do."""
    return f'<p role="alert"{attributes("", language)}>{plain(words)}</p>'


def status(words: str, language: ReplyLanguage) -> str:
    """What came of something, said to screen readers too; nothing where there is nothing to say."""
    return f'<p role="status"{attributes("", language)}>{plain(words)}</p>' if words else ""


def drawer_heading(drawer: str, language: ReplyLanguage) -> str:
    """The name of a drawer, and the button that closes it.

    Args:
        drawer: Its id, which is also the key of its name.
        language: Of the interface.
    """
    side = attributes("", language)
    return (
        f'<h2 id="{drawer}-name"{side}>{text(drawer, language)}</h2>'
        f'<button type="button" class="small" popovertarget="{drawer}"'
        f' popovertargetaction="hide">{text("close", language)}</button>'
    )


def subheading(key: str, language: ReplyLanguage) -> str:
    """The name of a part of a drawer."""
    return f"<h3{attributes('', language)}>{text(key, language)}</h3>"


def message_of(error: Exception, language: ReplyLanguage) -> str:
    """What a reader is told of an error; a fault of our own is not explained to them."""
    return error.message(language) if isinstance(error, KhulasaError) else text("failed", language)


def needs_model(error: Mapping[str, str]) -> bool:
    """Whether what a reader was told (`ui.replies.explained`) is that it takes a model."""
    return any(error["en"] == str(NeedsModelError(key)) for key in _NEEDS_MODEL)


def masthead(language: ReplyLanguage) -> str:
    """The name of the app, and what it does."""
    return f"<h1>{text('name', language)}</h1><p>{text('tagline', language)}</p>"

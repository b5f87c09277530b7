"""What the opener shows, as markup."""

from __future__ import annotations

from bot.reply import ReplyLanguage
from ui.markup import attributes
from ui.strings import text


def drop(language: ReplyLanguage, *, most: int) -> str:
    """Words for those who drop files, and while files are on their way.

    Args:
        language: Of the interface.
        most: The largest file, in bytes.
    """
    return (
        f'<div data-most="{most}"{attributes("", language)}>'
        f'<p class="drop-here">{text("drop_here", language)}<br>'
        f"<small>{text('file_kinds', language)}</small></p>"
        f'<p class="on-its-way" role="status">{text("opening", language)}</p></div>'
    )

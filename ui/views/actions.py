"""What can be done with a question or a reply, as small buttons in the conversation.

A button's class says what it does (see page.js): Gradio's sanitizer drops data attributes.
"""

from __future__ import annotations

from bot.export import FORMATS
from bot.reply import ReplyLanguage
from ui.desk import Turn
from ui.markup import attributes
from ui.strings import text


def edit(place: int, language: ReplyLanguage) -> str:
    """The button that takes a question back into the composer."""
    return _button(f"edit-{place}", text("edit_question", language), language)


def model(language: ReplyLanguage) -> str:
    """The button that opens the drawer of the model and the translator."""
    return _button("model", text("add_engine", language), language)


def row(
    turn: Turn | None, place: int, language: ReplyLanguage, *, can_be_asked_again: bool = False
) -> str:
    """The actions under a reply: copy, ask again, what the reader thinks of it, export.

    Args:
        turn: Whose reply it is; None for one that did not come, or for several together.
        place: Of the turn in the conversation.
        language: Of the interface.
        can_be_asked_again: Whether it is the last reply.
    """
    buttons = []
    if turn:
        buttons.append(_button(f"copy-{place}", text("copy", language), language))
    if can_be_asked_again:
        buttons.append(_button("retry-last", text("again", language), language))
    if turn:
        rating = turn.feedback[1] if turn.feedback else ""
        for which in ("up", "down"):
            words = text(f"{which}_given" if rating == which else f"thumb_{which}", language)
            buttons.append(_button(f"like-{which}-{place}", words, language, rating == which))
        buttons.append(exports(str(place), language))
    if not buttons:
        return ""
    return f'<div class="actions"{attributes("", language)}>{"".join(buttons)}</div>'


def exports(what: str, language: ReplyLanguage) -> str:
    """The choice of files to save something as.

    Args:
        what: The place of a turn, or ``"conversation"``.
        language: Of the interface.
    """
    kinds = "".join(
        _button(f"download-{what}-{kind}", text(f"save_{kind}", language), language)
        for kind in FORMATS
    )
    words = text("save_as", language)
    return f'<details class="saving"><summary>{words}</summary>{kinds}</details>'


def _button(does: str, words: str, language: ReplyLanguage, pressed: bool = False) -> str:
    look = " pressed" if pressed else ""
    side = attributes("", language)
    return f'<button type="button" class="act act-{does}{look}"{side}>{words}</button>'

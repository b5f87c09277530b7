"""The panes of the page: each holds its components, says what they show, and wires its events."""

from __future__ import annotations

from typing import Any

from bot.reply import ReplyLanguage
from ui.desk import Desk
from ui.updates import Props

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""How every event of the page is connected: for the page alone, without Gradio's own waiting."""


class Pane:
    """A part of the page. It is built once; what it shows follows from what happens on the desk.

    `ui.page` asks every pane at each step, so that none needs to know of another.
    """

    def words(self, language: ReplyLanguage) -> Props:
        """What depends on the language of the interface alone."""
        return {}

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """What depends on the open articles and on the language of the interface."""
        return {}

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """What changes once, when other articles are opened."""
        return {}

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """What changes whenever the conversation begins to move, or comes to rest."""
        return {}

"""The top of the page: the library, the name of the app, the language of the interface."""

from __future__ import annotations

import gradio as gr

from bot.reply import ReplyLanguage
from ui.panes import Pane
from ui.strings import text
from ui.updates import Props
from ui.views.common import masthead


class Masthead(Pane):
    """Adds the masthead to the Blocks being built.

    Args:
        language: Of the interface, until the browser says what it prefers.
    """

    def __init__(self, language: ReplyLanguage) -> None:
        with gr.Row(elem_id="masthead"):
            self.opens_library = gr.Button(size="sm", elem_id="open-library")
            self.name = gr.HTML(elem_id="name")
            self.language = gr.Radio(
                [("العربية", "ar"), ("English", "en")],
                value=language,
                container=False,
                elem_id="language",
                elem_classes="segments",
            )

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.name: {"value": masthead(language)},
            self.opens_library: {"value": text("library", language)},
            self.language: {"label": text("interface_language", language), "value": language},
        }

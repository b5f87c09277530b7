"""The top of the page: library, name of the app, model, language of the interface."""

from __future__ import annotations

import gradio as gr

from bot.reply import ReplyLanguage
from ui.desk import Desk
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
            self.opens_model = gr.Button(size="sm", elem_id="open-model")
            self.language = gr.Radio(
                [("العربية", "ar"), ("English", "en")],
                value=language,
                container=False,
                elem_id="language",
                elem_classes="segments",
            )

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: the button of the model says which one is in force."""
        if not desk.without_model:
            return {self.opens_model: {"value": desk.settings.model}}
        key = "translator" if desk.translator else "no_model"
        return {self.opens_model: {"value": text(key, language)}}

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.name: {"value": masthead(language)},
            self.opens_library: {"value": text("library", language)},
            self.language: {"label": text("interface_language", language), "value": language},
        }

"""The model: which engine is in force and why, and another one for this visit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import gradio as gr

from bot import KhulasaError, Settings
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, server_address
from bot.workspace import forget_workspace
from ui.desk import Desk
from ui.panes import PRIVATE, Pane
from ui.panes.glossary import GlossaryPane
from ui.panes.translator import TranslatorPane
from ui.strings import text
from ui.updates import Props, Updates, updates
from ui.views import model as view
from ui.views.common import alert, drawer_heading, status, subheading

if TYPE_CHECKING:
    from ui.page import Page

_DRAWER = "window.khulasa.drawer('model', 'open-model', 'model-name')"


def for_visit(own: Settings, address: str, key: str, model: str) -> Settings:
    """The settings of a visit, from what its reader typed.

    The server's own key goes to no other address than its own.

    Args:
        own: The server's own settings.
        address: Of another model server; empty for the same one.
        key: Of the reader's own; empty for the server's, if it is the same server.
        model: Name of the model; empty for the same one.

    Raises:
        SettingsError: The address is none.
    """
    model = model.strip() or own.model
    if address := address.strip():
        return replace(
            own,
            openai_base_url=server_address(address),
            openai_api_key=key.strip(),
            engine=MODEL_ENGINE,
            model=model,
            embedding_model="",
            context_tokens=0,
        )
    chosen = replace(own, openai_api_key=key.strip() or own.openai_api_key, model=model)
    return replace(chosen, engine=MODEL_ENGINE) if key.strip() else chosen


class ModelPane(Pane):
    """Adds the drawer to the Blocks being built.

    Args:
        own: The server's own settings.
        local: Whether the app is served to this machine alone. Elsewhere no address can be typed:
            a reader could have the server call machines that only it can reach.
    """

    def __init__(self, own: Settings, *, local: bool) -> None:
        self._own = own
        self._local = local
        with gr.Column(elem_id="model", elem_classes="drawer"):
            self.heading = gr.HTML(elem_id="model-heading", js_on_load=_DRAWER)
            self.state = gr.HTML(elem_id="model-state")
            self.translator = TranslatorPane(own, local=local)
            self.own = gr.HTML(elem_id="model-own")
            self.address = gr.Textbox(elem_id="model-address", max_lines=1, visible=local)
            self.key = gr.Textbox(elem_id="model-key", type="password", max_lines=1)
            self.name = gr.Dropdown(elem_id="model-choice", allow_custom_value=True, choices=[])
            with gr.Row(elem_id="model-buttons"):
                self.use = gr.Button(variant="primary", size="sm", elem_id="use-model")
                self.test = gr.Button(size="sm", elem_id="test-model")
                self.reset = gr.Button(size="sm", elem_id="reset-model")
            self.said = gr.HTML(elem_id="model-said")
            self.glossary = GlossaryPane(own, local=local)

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.heading: {"value": drawer_heading("model", language)},
            self.own: {"value": subheading("model_own", language)},
            self.address: {
                "label": text("model_address", language),
                "placeholder": "http://localhost:11434/v1",
            },
            self.key: {
                "label": text("model_key", language),
                "info": text("model_key_info", language),
            },
            self.name: {"label": text("model_choice", language)},
            self.use: {"value": text("use_model", language)},
            self.test: {"value": text("test_model", language)},
            self.reset: {"value": text("reset_model", language)},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.state: {"value": view.state(desk.settings, self._own, language)},
            self.reset: {"visible": desk.settings != self._own},
        }

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {self.name: {"value": desk.settings.model, "choices": [desk.settings.model]}}

    def wire(self, page: Page) -> None:
        """Connect the events of the drawer.

        Args:
            page: What shows a desk on all panes.
        """
        typed = [self.address, self.key, self.name]
        here = [page.desk, page.language]

        def use(address: str, key: str, name: str, desk: Desk, language: ReplyLanguage) -> Updates:
            try:
                settings = for_visit(self._own, address if self._local else "", key, name or "")
            except KhulasaError as error:
                return self._refused(error.message(language), language)
            if settings.engine_in_force == EMBEDDED_ENGINE:
                return self._refused(text("type_key_first", language), language)
            shown = page.shown(self._changed(desk, settings), language)
            return shown | {self.key: ""} | self._told(text("model_in_use", language), language)

        async def test(
            address: str, key: str, name: str, desk: Desk, language: ReplyLanguage
        ) -> Updates:
            """With what is typed, or else with what is in force."""
            from bot.model import offered_models

            address = address if self._local else ""  # None where the field is not shown
            typed = address.strip() or key.strip()
            try:
                settings = (
                    for_visit(self._own, address, key, name or "") if typed else desk.settings
                )
                if settings.engine_in_force == EMBEDDED_ENGINE:
                    return self._refused(text("type_key_first", language), language)
                offered = await asyncio.to_thread(offered_models, settings)
            except KhulasaError as error:
                return self._refused(error.message(language), language)
            key_of_words = "model_offered" if (name or "") in offered else "model_not_offered"
            words = text(key_of_words, language, count=len(offered), model=name or "")
            choices = list(dict.fromkeys([*offered, name or settings.model]))
            return self._told(words, language) | updates({self.name: {"choices": choices}})

        def reset(desk: Desk, language: ReplyLanguage) -> Updates:
            desk = self._changed(desk, self._own)
            cleared: Updates = {self.key: "", self.address: "", self.name: self._own.model}
            shown = page.shown(desk, language) | cleared
            return shown | self._told(text("model_reset", language), language)

        outputs = [*page.outputs, self.key, self.address, self.said]
        page.masthead.opens_model.click(None, js="() => window.khulasa.toggle('model')", **PRIVATE)
        self.use.click(use, [*typed, *here], outputs, **PRIVATE)
        self.test.click(test, [*typed, *here], [self.said, self.name], **PRIVATE)
        self.reset.click(reset, here, outputs, **PRIVATE)
        self.translator.wire(page)
        self.glossary.wire(page)

    def _changed(self, desk: Desk, settings: Settings) -> Desk:
        """The desk with other settings; a key that was typed ends with those before."""
        if desk.settings not in (self._own, settings):
            forget_workspace(desk.settings)
        return replace(desk, settings=settings)

    def _told(self, words: str, language: ReplyLanguage) -> Updates:
        return {self.said: status(words, language)}

    def _refused(self, words: str, language: ReplyLanguage) -> Updates:
        return {self.said: alert(words, language)}

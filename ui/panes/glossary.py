"""The glossary: names that the reader wants translated one way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from bot import KhulasaError, Settings
from bot.reply import ReplyLanguage
from bot.translator.glossary import Glossary
from bot.translator.glossary_file import checked, load, save
from ui.desk import Desk
from ui.panes import PRIVATE, Pane
from ui.strings import text
from ui.updates import Props, Updates
from ui.views import glossary as view
from ui.views.common import alert, status

if TYPE_CHECKING:
    from ui.page import Page

_SAID = "watch('value', () => element.scrollIntoView({ block: 'nearest' }))"
_TABLE = "window.khulasa.glossary(element, trigger, watch)"


class GlossaryPane(Pane):
    """Adds the table to the drawer being built.

    Args:
        own: The server's own settings.
        local: Whether the app is served to this machine alone: elsewhere the table, which is one
            for all readers, can only be read.
    """

    def __init__(self, own: Settings, *, local: bool) -> None:
        self._own = own
        self._local = local
        self.table = gr.HTML(elem_id="glossary", js_on_load=_TABLE)
        self.said = gr.HTML(elem_id="glossary-said", js_on_load=_SAID)

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        try:
            glossary, said = load(self._own.data_dir), ""
        except KhulasaError as error:  # in a file that was written by hand
            return {
                self.table: {"value": ""},
                self.said: {"value": status(error.message(language), language)},
            }
        return {
            self.table: {"value": self._shown(glossary, language)},
            self.said: {"value": said},
        }

    def wire(self, page: Page) -> None:
        """Connect the events of the table.

        Args:
            page: Knows the language of the interface.
        """

        def keep(event: gr.EventData, language: ReplyLanguage) -> Updates:
            rows = [(number, *_names(row)) for number, row in enumerate(event.rows, 1)]
            try:
                glossary = checked(row for row in rows if any(name.strip() for name in row[1:]))
                save(self._own.data_dir, glossary)
            except KhulasaError as error:
                return {self.said: alert(error.message(language), language)}
            return {
                self.table: self._shown(glossary, language),
                self.said: status(text("glossary_saved", language), language),
            }

        if self._local:
            self.table.input(keep, page.language, [self.table, self.said], **PRIVATE)

    def _shown(self, glossary: Glossary, language: ReplyLanguage) -> str:
        return view.table(glossary.terms, language, editable=self._local)


def _names(row: Any) -> tuple[str, str]:
    """The Arabic and the English name of a row, as the browser sent it."""
    arabic, english = row
    return str(arabic), str(english)

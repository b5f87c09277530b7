"""How an article is opened: pasted, by its web address, from files chosen or dropped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

import gradio as gr

from bot import Article, ArticleError, KhulasaError
from bot.arguments import MAX_ARTICLES
from bot.reply import ReplyLanguage
from retrieval.article import MAX_BYTES
from ui import opening
from ui.desk import Desk
from ui.panes import Pane
from ui.strings import text
from ui.updates import Props, Updates
from ui.views import opener as view
from ui.views.common import alert, message_of, paragraph

_FILES = """
window.khulasa.opener(element, upload, {
  arrived: () => trigger('upload'),
  tooLarge: (name) => trigger('toolarge', { name }),
  lost: (name) => trigger('lost', { name }),
})
"""
UPLOADED = "(_, ...rest) => [window.khulasa.uploadedFiles(), ...rest]"
"""Puts what the browser has sent in the place of a file component's value."""

_NAME_CHARS = 200

_log = logging.getLogger(__name__)

Then = Callable[[Sequence[Article]], Updates]
"""What the page becomes with articles that were read."""


class Opener(Pane):
    """Adds the opener to the pane being built.

    Args:
        is_open: Whether an article is open at the beginning.
    """

    def __init__(self, *, is_open: bool) -> None:
        with gr.Column(elem_id="opener", visible=not is_open) as self.box:
            # Of a fixed height: made to grow with its text, it takes Chromium a minute to lay out
            # 100,000 characters of Arabic.
            self.pasted = gr.Textbox(lines=5, max_lines=5, elem_id="pasted")
            with gr.Row(elem_id="opener-buttons"):
                self.open = gr.Button(variant="primary", size="sm", elem_id="open-article")
                self.choose = gr.Button(size="sm", elem_id="choose-file")
                self.cancel = gr.Button(size="sm", elem_id="cancel")
            self.file_kinds = gr.HTML(elem_id="file-kinds")
        self.alert = gr.HTML(elem_id="alert")
        self.drop = gr.HTML(elem_id="drop", js_on_load=_FILES)
        # Never shown: as an input of events it makes Gradio check that a path is of an upload.
        self.files = gr.File(file_count="multiple", visible=False)

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.open: {"value": text("open", language)},
            self.choose: {"value": text("choose_file", language)},
            self.cancel: {"value": text("cancel", language)},
            self.pasted: {"label": text("open_label", language)},
            self.file_kinds: {"value": paragraph(text("file_kinds", language), language)},
            self.drop: {"value": view.drop(language, most=MAX_BYTES)},
            self.alert: {"value": ""},
        }

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.pasted: {"value": ""},
            self.alert: {"value": ""},
            self.box: {"visible": desk.article is None},
            self.cancel: {"visible": desk.article is not None},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: while a reply is on its way, no other article is opened."""
        return {button: {"interactive": not desk.busy} for button in (self.open, self.choose)}

    def begun(self) -> Updates:
        """The opener comes forward."""
        return {self.box: gr.update(visible=True), self.alert: ""}

    def cancelled(self) -> Updates:
        """The opener goes away again."""
        return {self.box: gr.update(visible=False), self.alert: ""}

    def open_pasted(self, pasted: str, language: ReplyLanguage, then: Then) -> Iterator[Updates]:
        """Open what was pasted: the text of an article, or its web address."""
        if not pasted.strip():
            yield self._refused(text("nothing_to_open", language), language)
        else:
            yield from self._opening(lambda: [opening.open_pasted(pasted)], language, then)

    def open_files(
        self, paths: Sequence[str], language: ReplyLanguage, then: Then
    ) -> Iterator[Updates]:
        """Open uploaded files, side by side; if one cannot be read, none."""
        if len(paths) > MAX_ARTICLES:
            yield self._refused(text("too_many", language, most=MAX_ARTICLES), language)
        else:
            yield from self._opening(
                lambda: [opening.open_file(path) for path in paths], language, then
            )

    def too_large(self, event: gr.EventData, language: ReplyLanguage) -> Updates:
        """A file that the browser did not send, because it would be refused."""
        most = MAX_BYTES // 1_000_000
        error = ArticleError("too_large", name=_name(event), most=most)
        return self._refused(error.message(language), language)

    def lost(self, event: gr.EventData, language: ReplyLanguage) -> Updates:
        """A file that did not arrive."""
        return self._refused(text("upload_failed", language, name=_name(event)), language)

    def _opening(
        self, load: Callable[[], Sequence[Article]], language: ReplyLanguage, then: Then
    ) -> Iterator[Updates]:
        """Open articles; if that fails, what was open stays, and so does what was pasted."""
        yield {self.alert: paragraph(text("opening", language), language)}
        try:
            shown = then(load())
        except Exception as error:  # whatever a broken file may bring about
            if not isinstance(error, KhulasaError):
                _log.exception("An article could not be opened")
            yield self._refused(message_of(error, language), language)
        else:
            yield shown

    def _refused(self, reason: str, language: ReplyLanguage) -> Updates:
        return {self.alert: alert(reason, language)}


def _name(event: gr.EventData) -> str:
    """The name of a file, as the browser says."""
    return str(getattr(event, "name", ""))[:_NAME_CHARS]

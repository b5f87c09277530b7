"""The article pane: what is read, what it names, and how another article is opened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import lru_cache

import gradio as gr

from bot import Article, KhulasaError
from bot.facts import KeyFacts, key_facts
from bot.reply import ReplyLanguage
from ui import opening
from ui.desk import Desk
from ui.panes import Pane
from ui.strings import text
from ui.updates import Props, Updates
from ui.views import article as view
from ui.views.common import alert, message_of, paragraph

_SHOWN = "watch('value', () => window.khulasa.showArticle())"
_OPENED = "watch('value', () => window.khulasa.opened())"

_log = logging.getLogger(__name__)


class ArticlePane(Pane):
    """Adds the pane to the Blocks being built.

    Args:
        is_open: Whether an article is open at the beginning.
    """

    def __init__(self, *, is_open: bool) -> None:
        with gr.Column(elem_id="article-pane", min_width=0):
            self.tabs = gr.HTML(elem_id="article-tabs", js_on_load=_SHOWN)
            with gr.Row(elem_id="article-bar"):
                self.heading = gr.HTML(elem_id="article-heading", js_on_load=_SHOWN)
                self.change = gr.Button(size="sm", elem_id="change-article")
            with gr.Column(elem_id="opener", visible=not is_open) as self.opener:
                self.pasted = gr.Textbox(lines=4, max_lines=10, elem_id="pasted")
                with gr.Row(elem_id="opener-buttons"):
                    self.open = gr.Button(variant="primary", size="sm", elem_id="open-article")
                    self.file = gr.UploadButton(size="sm", elem_id="choose-file")
                    self.cancel = gr.Button(size="sm", elem_id="cancel")
                self.file_kinds = gr.HTML(elem_id="file-kinds")
                self.alert = gr.HTML(elem_id="alert")
            self.key_facts = gr.HTML(elem_id="key-facts", js_on_load=_SHOWN)
            self.text = gr.HTML(elem_id="article-text", js_on_load=_OPENED)

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.change: {"value": text("change_article", language)},
            self.open: {"value": text("open", language)},
            self.cancel: {"value": text("cancel", language)},
            self.pasted: {"label": text("open_label", language)},
            self.file: {"label": text("choose_file", language)},
            self.file_kinds: {"value": paragraph(text("file_kinds", language), language)},
            self.alert: {"value": ""},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.tabs: {"value": view.tabs(desk.articles, language)},
            self.heading: {"value": view.heading(desk.articles, language)},
            self.key_facts: {
                "value": view.each(
                    desk.articles,
                    lambda article: view.key_facts(_facts(article), article, language),
                )
            },
        }

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.text: {"value": view.article_text(desk.articles)},
            self.pasted: {"value": ""},
            self.alert: {"value": ""},
            self.opener: {"visible": desk.article is None},
            self.change: {"visible": desk.article is not None},
            self.cancel: {"visible": desk.article is not None},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: while a reply is on its way, no other article is opened."""
        return {
            button: {"interactive": not desk.busy} for button in (self.change, self.open, self.file)
        }

    def open_pasted(
        self, pasted: str, language: ReplyLanguage, then: Callable[[Article], Updates]
    ) -> Iterator[Updates]:
        """Open what was pasted: the text of an article, or its web address."""
        if not pasted.strip():
            yield self._refused(text("nothing_to_open", language), language)
        else:
            yield from self._opening(lambda: opening.open_pasted(pasted), language, then)

    def open_file(
        self, path: str, language: ReplyLanguage, then: Callable[[Article], Updates]
    ) -> Iterator[Updates]:
        """Open an uploaded file."""
        yield from self._opening(lambda: opening.open_file(path), language, then)

    def _opening(
        self,
        load: Callable[[], Article],
        language: ReplyLanguage,
        then: Callable[[Article], Updates],
    ) -> Iterator[Updates]:
        """Open an article; if that fails, what was open stays, and so does what was pasted."""
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


@lru_cache(maxsize=32)
def _facts(article: Article) -> KeyFacts:
    return key_facts(article)

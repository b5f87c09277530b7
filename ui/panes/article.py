"""The article pane: what is read, and what it names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import gradio as gr

from bot import Article, KhulasaError
from bot.facts import KeyFacts, atranslate_facts, key_facts
from bot.reply import ReplyLanguage
from ui.desk import Desk
from ui.panes import PRIVATE, Pane
from ui.panes.opener import Opener
from ui.panes.translation import TranslationPane
from ui.strings import text
from ui.updates import Props
from ui.views import article as view

if TYPE_CHECKING:
    from ui.page import Page

_REMEMBERED = 32  # articles
_SHOWN = "watch('value', () => window.khulasa.showArticle())"
_TABS = "window.khulasa.tabs(element, (article) => trigger('delete', { article }), watch)"
_OPENED = "watch('value', () => window.khulasa.opened())"


class ArticlePane(Pane):
    """Adds the pane to the Blocks being built.

    Args:
        is_open: Whether an article is open at the beginning.
    """

    def __init__(self, *, is_open: bool) -> None:
        self._in_both: dict[str, KeyFacts] = {}  # by article
        with gr.Column(elem_id="article-pane", min_width=0):
            self.tabs = gr.HTML(elem_id="article-tabs", js_on_load=_TABS)
            with gr.Row(elem_id="article-bar"):
                self.heading = gr.HTML(elem_id="article-heading", js_on_load=_SHOWN)
                self.translation = TranslationPane()
                self.change = gr.Button(size="sm", elem_id="change-article")
            self.opener = Opener(is_open=is_open)
            self.key_facts = gr.HTML(elem_id="key-facts", js_on_load=_SHOWN)
            self.text = gr.HTML(elem_id="article-text", js_on_load=_OPENED)
            self.way_back = gr.HTML(elem_id="way-back")
            self.translation.add_columns()

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.change: {"value": text("change_article", language)},
            self.way_back: {"value": view.way_back(language)},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.tabs: {"value": view.tabs(desk.articles, language)},
            self.heading: {"value": view.heading(desk.articles, language)},
            self.key_facts: {"value": self._shown_facts(desk, language)},
        }

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.text: {"value": view.article_text(desk.articles)},
            self.change: {"visible": desk.article is not None},
        }

    def wire(self, page: Page) -> None:
        """Connect the events of the pane.

        Args:
            page: Knows the desk, the language, and when a translator comes or goes.
        """
        here = [page.desk, page.language]
        gr.on(
            [self.text.change, page.language.change, page.model.translator.changed.change],
            self._on_shown,
            here,
            self.key_facts,
            **PRIVATE,
        )
        self.translation.wire(page, self.text, self.opener.alert)

    async def _on_shown(self, desk: Desk, language: ReplyLanguage) -> str:
        """Key facts in the reader's language too, once the article is there to be read."""
        for article in desk.articles:
            if desk.translator and language != article.language:
                await self._translate_facts(article, desk)
        return self._shown_facts(desk, language)

    async def _translate_facts(self, article: Article, desk: Desk) -> None:
        try:
            facts = await atranslate_facts(article, _facts(article), settings=desk.settings)
        except KhulasaError:  # an article without translations of its facts is still whole
            return
        self._in_both[article.id] = facts
        if len(self._in_both) > _REMEMBERED:
            del self._in_both[next(iter(self._in_both))]

    def _shown_facts(self, desk: Desk, language: ReplyLanguage) -> str:
        translator = desk.translator

        def shown(article: Article) -> str:
            facts = own = _facts(article)
            if translator:
                facts = self._in_both.get(article.id, own)
            translated = translator is not None and facts != own and language != article.language
            by = translator.name if translator and translated else ""
            return view.key_facts(facts, article, language, translated_by=by)

        return view.each(desk.articles, shown)

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: while a reply is on its way, no other article is opened."""
        return {self.change: {"interactive": not desk.busy}}


@lru_cache(maxsize=_REMEMBERED)
def _facts(article: Article) -> KeyFacts:
    return key_facts(article)

"""The article pane: what is read, and what it names."""

from __future__ import annotations

from functools import lru_cache

import gradio as gr

from bot import Article
from bot.facts import KeyFacts, key_facts
from bot.reply import ReplyLanguage
from ui.desk import Desk
from ui.panes import Pane
from ui.panes.opener import Opener
from ui.panes.translation import TranslationPane
from ui.strings import text
from ui.updates import Props
from ui.views import article as view

_SHOWN = "watch('value', () => window.khulasa.showArticle())"
_OPENED = "watch('value', () => window.khulasa.opened())"


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
                self.translation = TranslationPane()
                self.change = gr.Button(size="sm", elem_id="change-article")
            self.opener = Opener(is_open=is_open)
            self.key_facts = gr.HTML(elem_id="key-facts", js_on_load=_SHOWN)
            self.text = gr.HTML(elem_id="article-text", js_on_load=_OPENED)
            self.translation.add_columns()

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.change: {"value": text("change_article", language)},
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
            self.change: {"visible": desk.article is not None},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: while a reply is on its way, no other article is opened."""
        return {self.change: {"interactive": not desk.busy}}


@lru_cache(maxsize=32)
def _facts(article: Article) -> KeyFacts:
    return key_facts(article)

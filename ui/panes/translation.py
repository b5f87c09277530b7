"""The translation beside the article: it appears paragraph by paragraph, as they are done."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot import KhulasaError
from bot.export import FORMATS, of_reply
from bot.reply import ReplyLanguage
from ui.desk import Desk
from ui.downloads import Download, as_download
from ui.panes import PRIVATE
from ui.translations import Translations
from ui.updates import Updates
from ui.views import translation as view
from ui.views.common import alert, paragraph

if TYPE_CHECKING:
    from ui.page import Page

_CONTROLS = """
window.khulasa.translation({
  translate: (article, paragraph) => trigger('translate', { article, paragraph }),
  stop: (article) => trigger('stop', { article }),
  save: (article, kind) => trigger('save', { article, kind }),
});
watch('value', () => window.khulasa.showArticle());
"""
_COLUMNS = "watch('value', () => window.khulasa.translated(props.value))"


class TranslationPane:
    """Adds what belongs to it to the article's pane, which is being built."""

    def __init__(self) -> None:
        self.translations = gr.State(Translations())
        self.controls = gr.HTML(elem_id="translation", js_on_load=_CONTROLS)

    def add_columns(self) -> None:
        """Add what brings each paragraph's translation into the page.

        It shows nothing itself: its value is a list of pieces of markup, which grows. Of a list
        Gradio sends only what is new since the event's last step, and translation.js touches only
        the paragraphs that changed. Written into the article's own markup, each paragraph would
        send the whole article again, and have it compared with what is shown element by element.
        It is a list of all, and not the newest piece alone, because a browser may skip values that
        follow each other fast, and does while its tab is in the background.
        """
        self.columns = gr.HTML(
            elem_id="columns", visible="hidden", html_template="", js_on_load=_COLUMNS
        )
        self.download = Download()

    def wire(self, page: Page, text: gr.HTML, said: gr.HTML) -> None:
        """Connect its events, and follow the article's text and the page's language.

        Args:
            page: Knows the desk, the language, and when a translator comes or goes.
            text: The article's text.
            said: Where the pane says what went wrong.
        """
        desk, language = page.desk, page.language
        shown = [self.controls, self.columns]
        gr.on(
            [text.change, language.change],
            self._on_shown,
            [self.translations, desk, language],
            shown,
            **PRIVATE,
        )
        page.model.translator.changed.change(
            self._on_engine, self.translations, self.controls, **PRIVATE
        )
        self.controls.translate(
            self._on_translate, [self.translations, desk], shown, trigger_mode="multiple", **PRIVATE
        )
        self.controls.stop(self._on_stop, self.translations, None, **PRIVATE)
        saved = self.controls.save(
            self._on_save, self.translations, [self.download.file, said], **PRIVATE
        )
        self.download.after(saved)

    def _on_shown(self, translations: Translations, desk: Desk, language: ReplyLanguage) -> Updates:
        translations.show(desk.articles, language)
        return self._shown(translations)

    def _on_engine(self, translations: Translations) -> str:
        translations.reconsider()
        return view.controls(translations.shown, translations.interface)

    async def _on_translate(
        self, event: gr.EventData, translations: Translations, desk: Desk
    ) -> AsyncGenerator[Updates]:
        translation = translations.find(str(event.article))
        if translation is None:
            return
        only = event.paragraph or None  # one that failed
        if only not in (None, *translation.failed):
            return
        async with aclosing(translation.go_on(desk.settings, only)) as steps:
            async for _ in steps:
                yield self._shown(translations)
        yield self._shown(translations)

    async def _on_stop(self, event: gr.EventData, translations: Translations) -> None:
        if translation := translations.find(str(event.article)):
            translation.stop()

    def _on_save(self, event: gr.EventData, translations: Translations) -> tuple[Any, str]:
        """The file, and what is to be said about it."""
        translation = translations.find(str(event.article))
        if translation is None or not translation.complete or event.kind not in FORMATS:
            return None, ""
        article = translation.article
        document = of_reply("", translation.whole(), [article])
        try:
            file, exported = as_download(document, event.kind, article.title)
        except KhulasaError as error:
            return None, alert(error.message(translations.interface), translations.interface)
        notes = (paragraph(note, translation.language) for note in exported.warnings)
        return file, "".join(notes)

    def _shown(self, translations: Translations) -> Updates:
        shown, language = translations.shown, translations.interface
        return {
            self.controls: view.controls(shown, language),
            self.columns: view.columns(shown, language),
        }

"""The page: its panes, and what happens across them.

Words are in ``strings.toml``, looks in ``assets``. A pane (`ui.panes`) holds components and says
what they show, as markup made in `ui.views`. What a visit works on is a `Desk` in a ``gr.State``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import gradio as gr
from gradio.blocks import Block

from bot import Article, Settings
from bot.reply import ReplyLanguage
from ui.desk import Desk
from ui.panes import Pane
from ui.panes.article import ArticlePane
from ui.panes.chat import ChatPane
from ui.panes.opener import UPLOADED, Then
from ui.strings import LANGUAGE_COOKIE, preferred_language, text
from ui.updates import Props, Updates, updates
from ui.views.common import masthead

_CHOOSE = "(language, ...rest) => (window.khulasa.choose(language), [language, ...rest])"


class Page(Pane):
    """Builds the page inside the Blocks being built. Nothing in it changes afterwards.

    Args:
        settings: Of the bot.
        source: The article that is open at the beginning.
    """

    def __init__(self, settings: Settings, source: Article | None) -> None:
        self.desk = gr.State(Desk(articles=(source,) if source else ()))
        with gr.Row(elem_id="masthead"):
            self.masthead = gr.HTML()
            self.language = gr.Radio(
                [("العربية", "ar"), ("English", "en")],
                value="en" if source and source.language == "en" else "ar",
                container=False,
                elem_id="language",
            )
        with gr.Row(elem_id="desk"):
            self.article = ArticlePane(settings, is_open=source is not None)
            self.chat = ChatPane(settings, self.desk)
        # Fires an event when something is pressed within markup; see page.js.
        self.actions = gr.HTML(
            elem_id="actions", visible="hidden", js_on_load="window.khulasa.act = trigger"
        )
        self.panes: tuple[Pane, ...] = (self, self.article, self.article.opener, self.chat)

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.masthead: {"value": masthead(language)},
            self.language: {"label": text("interface_language", language), "value": language},
        }

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the events of the page."""
        chat, article, opener = self.chat, self.article, self.article.opener
        outputs = self._outputs()
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        blocks.load(self._on_load, self.desk, outputs, **private).then(
            None, self.language, None, js="(language) => window.khulasa.show(language)", **private
        )
        self.language.input(
            self._on_language, [self.language, self.desk], outputs, js=_CHOOSE, **private
        )
        conversing = gr.on(
            [
                chat.send.click,
                chat.question.submit,
                *[button.click for button in chat.asking],
            ],
            self._on_question,
            [chat.question, self.desk, self.language, *chat.asking],
            outputs,
            trigger_mode="once",
            **private,
        )
        chat.stop.click(None, cancels=[conversing], **private).then(
            self._on_stop, [self.desk, self.language], outputs, **private
        )
        chat.clear.click(self._on_clear, [self.desk, self.language], outputs, **private)
        article.translation.wire(article.text, self.desk, self.language, opener.alert)
        article.change.click(opener.begun, None, [opener.box, opener.alert], **private)
        opener.cancel.click(opener.cancelled, None, [opener.box, opener.alert], **private)
        opener.open.click(self._on_open, [opener.pasted, self.language], outputs, **private)
        opener.choose.click(None, js="() => window.khulasa.chooseFiles()", **private)
        opener.drop.upload(
            self._on_files, [opener.files, self.language], outputs, js=UPLOADED, **private
        )
        opener.drop.toolarge(opener.too_large, self.language, opener.alert, **private)
        opener.drop.lost(opener.lost, self.language, opener.alert, **private)

    # --- what happens ----------------------------------------------------------------------------

    def _on_load(self, desk: Desk, request: gr.Request) -> Updates:
        otherwise: ReplyLanguage = "en" if desk.article and desk.article.language == "en" else "ar"
        language = preferred_language(
            request.cookies.get(LANGUAGE_COOKIE),
            request.headers.get("accept-language", ""),
            otherwise,
        )
        return updates(*self._all(desk, language, newly_opened=True))

    def _on_language(self, language: ReplyLanguage, desk: Desk) -> Updates:
        return updates(*self._all(desk, language))

    async def _on_question(
        self,
        event: gr.EventData,
        question: str,
        desk: Desk,
        language: ReplyLanguage,
        *labels: str,
    ) -> AsyncGenerator[Updates]:
        turn, composer = self.chat.asked(event, question, labels)
        if desk.article is None or not turn.asked:
            yield {self.desk: desk}
            return
        yield composer or {self.desk: desk}
        yield updates(*self._conversed(desk.saying([*desk.turns, turn]), language))
        async for changes in self.chat.replying(turn, desk, language):
            latest: Desk = changes[self.desk]
            yield changes
        yield updates(*self._conversed(latest, language))

    def _on_stop(self, desk: Desk, language: ReplyLanguage) -> Updates:
        return updates(*self._conversed(desk.stopped(), language))

    def _on_clear(self, desk: Desk, language: ReplyLanguage) -> Updates:
        return updates(*self._conversed(desk.saying(()), language))

    def _on_open(self, pasted: str, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_pasted(pasted, language, self._onto_desk(language))

    def _on_files(self, paths: list[str], language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_files(paths, language, self._onto_desk(language))

    def _onto_desk(self, language: ReplyLanguage) -> Then:
        """What becomes of articles that were read: a desk of their own."""
        return lambda articles: updates(
            *self._all(Desk(articles=tuple(articles)), language, newly_opened=True)
        )

    # --- what is shown then ----------------------------------------------------------------------

    def _outputs(self) -> list[Block]:
        shown = updates(*self._all(Desk(), "ar", newly_opened=True))
        return list(shown)

    def _all(
        self, desk: Desk, language: ReplyLanguage, *, newly_opened: bool = False
    ) -> Iterator[Props]:
        for pane in self.panes:
            yield pane.words(language)
            yield pane.about(desk, language)
            if newly_opened:
                yield pane.opened(desk, language)
        yield from self._conversed(desk, language)

    def _conversed(self, desk: Desk, language: ReplyLanguage) -> Iterator[Props]:
        yield {self.desk: {"value": desk}}
        for pane in self.panes:
            yield pane.conversed(desk, language)

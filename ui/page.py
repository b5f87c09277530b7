"""The page: its panes, and what happens across them.

Words are in ``strings.toml``, looks in ``assets``. A pane (`ui.panes`) holds components and says
what they show, as markup made in `ui.views`. What a visit works on is a `Desk` in a ``gr.State``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import replace

import gradio as gr

from bot import Article, Settings, StoreError
from bot.reply import ReplyLanguage
from bot.workspace import workspace
from ui.desk import Desk
from ui.keeping import keep, resume, take_up
from ui.panes import PRIVATE, Pane
from ui.panes.article import ArticlePane
from ui.panes.chat import ChatPane
from ui.panes.library import LibraryPane
from ui.panes.masthead import Masthead
from ui.panes.opener import UPLOADED, Then
from ui.strings import LANGUAGE_COOKIE, preferred_language
from ui.updates import Props, Updates, updates

_CHOOSE = "(language, ...rest) => (window.khulasa.choose(language), [language, ...rest])"


class Page:
    """Builds the page inside the Blocks being built. Nothing in it changes afterwards.

    Args:
        settings: Of the bot.
        source: The article that is open at the beginning.
    """

    def __init__(self, settings: Settings, source: Article | None) -> None:
        self._space = workspace(settings)
        self.desk = gr.State(Desk(articles=(source,) if source else ()))
        if source:
            self._space.library.add(source)
        self.masthead = Masthead("en" if source and source.language == "en" else "ar")
        self.language = self.masthead.language
        with gr.Row(elem_id="desk"):
            self.article = ArticlePane(settings, is_open=source is not None)
            self.chat = ChatPane(settings, self.desk)
        self.library = LibraryPane(self._space)
        # Where the page's address says what is open, so that it is open again after a reload.
        self.place = gr.HTML(
            elem_id="place",
            visible="hidden",
            html_template="",
            js_on_load="window.khulasa.place(props, watch)",
        )
        # Fires an event when something is pressed within markup; see page.js.
        self.actions = gr.HTML(
            elem_id="actions", visible="hidden", js_on_load="window.khulasa.act = trigger"
        )
        self.panes: tuple[Pane, ...] = (
            self.masthead,
            self.article,
            self.article.opener,
            self.chat,
            self.library,
        )
        self.outputs = list(self.opened(Desk(), "ar"))

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the events of the page."""
        chat, article, opener = self.chat, self.article, self.article.opener
        outputs = self.outputs

        blocks.load(self._on_load, self.desk, outputs, **PRIVATE).then(
            None, self.language, None, js="(language) => window.khulasa.show(language)", **PRIVATE
        )
        self.language.input(
            self._on_language, [self.language, self.desk], outputs, js=_CHOOSE, **PRIVATE
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
            **PRIVATE,
        )
        chat.stop.click(None, cancels=[conversing], **PRIVATE).then(
            self._on_stop, [self.desk, self.language], outputs, **PRIVATE
        )
        self.library.wire(self, conversing)
        chat.clear.click(self._on_clear, [self.desk, self.language], outputs, **PRIVATE)
        article.translation.wire(article.text, self.desk, self.language, opener.alert)
        article.change.click(opener.begun, None, [opener.box, opener.alert], **PRIVATE)
        opener.cancel.click(opener.cancelled, None, [opener.box, opener.alert], **PRIVATE)
        opener.open.click(self._on_open, [opener.pasted, self.language], outputs, **PRIVATE)
        opener.choose.click(None, js="() => window.khulasa.chooseFiles()", **PRIVATE)
        opener.drop.upload(
            self._on_files, [opener.files, self.language], outputs, js=UPLOADED, **PRIVATE
        )
        opener.drop.toolarge(opener.too_large, self.language, opener.alert, **PRIVATE)
        opener.drop.lost(opener.lost, self.language, opener.alert, **PRIVATE)

    # --- what happens ----------------------------------------------------------------------------

    def _on_load(self, desk: Desk, request: gr.Request) -> Updates:
        otherwise: ReplyLanguage = "en" if desk.article and desk.article.language == "en" else "ar"
        language = preferred_language(
            request.cookies.get(LANGUAGE_COOKIE),
            request.headers.get("accept-language", ""),
            otherwise,
        )
        return self.opened(self._asked_for(desk, request.query_params), language)

    def _asked_for(self, desk: Desk, query: Mapping[str, str]) -> Desk:
        """What the page's address names, if that is still there; else what is open by default."""
        found = None
        if conversation := query.get("conversation"):
            found = resume(conversation, self._space)
        elif articles := query.get("article"):
            found = take_up(articles.split(","), self._space)
        is_kept = all(self._space.library.get(article.id) for article in desk.articles)
        return found or (desk if is_kept else Desk())

    def _on_language(self, language: ReplyLanguage, desk: Desk) -> Updates:
        return self.shown(desk, language)

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
        latest = self._kept(desk.saying([*desk.turns, turn]), language)
        yield updates(*self._conversed(latest, language))
        async for changes in self.chat.replying(latest, language):
            latest = changes[self.desk]
            yield changes
        yield updates(*self._conversed(self._kept(latest, language), language))

    def _on_stop(self, desk: Desk, language: ReplyLanguage) -> Updates:
        return updates(*self._conversed(self._kept(desk.stopped(), language), language))

    def _on_clear(self, desk: Desk, language: ReplyLanguage) -> Updates:
        return updates(*self._conversed(replace(desk, turns=(), conversation=None), language))

    def _on_open(self, pasted: str, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_pasted(pasted, language, self._onto_desk(language))

    def _on_files(self, paths: list[str], language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_files(paths, language, self._onto_desk(language))

    def _onto_desk(self, language: ReplyLanguage) -> Then:
        """What becomes of articles that were read: they are kept, and open as last time."""

        def open_them(articles: Sequence[Article]) -> Updates:
            for article in articles:
                self._space.library.add(article)
            desk = take_up([article.id for article in articles], self._space)
            return self.opened(desk or Desk(articles=tuple(articles)), language)

        return open_them

    def _kept(self, desk: Desk, language: ReplyLanguage) -> Desk:
        """The desk, its last turn kept; where that fails the conversation goes on all the same."""
        try:
            return keep(desk, self._space)
        except StoreError as error:
            gr.Warning(error.message(language))
            return desk

    # --- what is shown then ----------------------------------------------------------------------

    def shown(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """Everything that depends on the desk and on the language of the interface."""
        return updates(*self._about(desk, language), *self._conversed(desk, language))

    def opened(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """The same for a desk with other articles or another conversation than before."""
        newly = [pane.opened(desk, language) for pane in self.panes]
        return updates(*self._about(desk, language), *newly, *self._conversed(desk, language))

    def _about(self, desk: Desk, language: ReplyLanguage) -> Iterator[Props]:
        for pane in self.panes:
            yield pane.words(language)
            yield pane.about(desk, language)

    def _conversed(self, desk: Desk, language: ReplyLanguage) -> Iterator[Props]:
        yield {self.desk: {"value": desk}, self.place: {"value": _place(desk)}}
        for pane in self.panes:
            yield pane.conversed(desk, language)


def _place(desk: Desk) -> str:
    """What the page's address says of a desk."""
    if desk.conversation:
        return f"conversation={desk.conversation}"
    articles = ",".join(article.id for article in desk.articles)
    return f"article={articles}" if articles else ""

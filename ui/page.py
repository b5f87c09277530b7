"""The page: its panes, and what happens across them.

Words are in ``strings.toml``, looks in ``assets``. A pane (`ui.panes`) holds components and says
what they show, as markup made in `ui.views`. What a visit works on is a `Desk` in a ``gr.State``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from bot import Article, Settings
from bot.reply import ReplyLanguage
from bot.workspace import forget_workspace, workspace
from ui.desk import Desk
from ui.keeping import resume, take_up
from ui.panes import PRIVATE, Pane
from ui.panes.article import ArticlePane
from ui.panes.chat import ChatPane
from ui.panes.library import LibraryPane
from ui.panes.masthead import Masthead
from ui.panes.model import ModelPane
from ui.panes.opener import UPLOADED, Then
from ui.strings import LANGUAGE_COOKIE, preferred_language
from ui.updates import Props, Updates, updates

_CHOOSE = "(language, ...rest) => (window.khulasa.choose(language), [language, ...rest])"


class Page:
    """Builds the page inside the Blocks being built. Nothing in it changes afterwards.

    Args:
        settings: The server's own.
        source: The article that is open at the beginning.
        local: Whether the app is served to this machine alone.
    """

    def __init__(self, settings: Settings, source: Article | None, *, local: bool) -> None:
        self._own = settings
        self._space = workspace(settings)
        self.desk = gr.State(
            Desk(settings=settings, articles=(source,) if source else ()),
            # A key that was typed ends with its visit.
            delete_callback=self._on_leaving,
        )
        if source:
            self._space.library.add(source)
        self.masthead = Masthead("en" if source and source.language == "en" else "ar")
        self.language = self.masthead.language
        with gr.Row(elem_id="desk"):
            self.article = ArticlePane(is_open=source is not None)
            self.chat = ChatPane(self._space)
        self.library = LibraryPane(self._space)
        self.model = ModelPane(settings, local=local)
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
            self.chat.composer.feedback,
            self.chat.composer,
            self.library,
            self.model,
            self.model.translator,
            self.model.glossary,
        )
        self.outputs = list(self.opened(Desk(settings=settings), "ar"))

    def _on_leaving(self, desk: Desk) -> None:
        if desk.settings != self._own:
            forget_workspace(desk.settings)

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
        here = [self.desk, self.language]
        replying: list[Any] = chat.wire(self)
        self.library.wire(self, replying)
        self.model.wire(self)
        article.wire(self)
        article.tabs.delete(self._on_close, here, outputs, cancels=replying, **PRIVATE)
        article.change.click(opener.begun, None, [opener.box, opener.alert], **PRIVATE)
        opener.cancel.click(opener.cancelled, None, [opener.box, opener.alert], **PRIVATE)
        opener.open.click(self._on_open, [opener.pasted, *here], outputs, **PRIVATE)
        opener.choose.click(None, js="() => window.khulasa.chooseFiles()", **PRIVATE)
        opener.drop.upload(self._on_files, [opener.files, *here], outputs, js=UPLOADED, **PRIVATE)
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
            found = resume(desk, conversation, self._space)
        elif articles := query.get("article"):
            found = take_up(desk, articles.split(","), self._space)
        is_kept = all(self._space.library.get(article.id) for article in desk.articles)
        return found or (desk if is_kept else desk.cleared())

    def _on_language(self, language: ReplyLanguage, desk: Desk) -> Updates:
        return self.shown(desk, language)

    def _on_open(self, pasted: str, desk: Desk, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_pasted(
            pasted, language, self._onto_desk(desk, language)
        )

    def _on_files(self, paths: list[str], desk: Desk, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_files(paths, language, self._onto_desk(desk, language))

    def _on_close(self, event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
        """One of several articles is closed: the rest with what was last said about just these."""
        left = [article.id for article in desk.articles if article.id != event.article]
        closes = 0 < len(left) < len(desk.articles)
        found = take_up(desk, left, self._space) if closes else None
        return self.opened(found or desk, language)

    def _onto_desk(self, desk: Desk, language: ReplyLanguage) -> Then:
        """What becomes of articles that were read: they are kept, and open as last time."""

        def open_them(articles: Sequence[Article]) -> Updates:
            for article in articles:
                self._space.library.add(article)
            taken_up = take_up(desk, [article.id for article in articles], self._space)
            return self.opened(
                taken_up or replace(desk.cleared(), articles=tuple(articles)), language
            )

        return open_them

    # --- what is shown then ----------------------------------------------------------------------

    def shown(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """Everything that depends on the desk and on the language of the interface."""
        return updates(*self._about(desk, language), *self._conversed(desk, language))

    def about(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """The same without the conversation, in which a reply may be on its way."""
        return updates(*self._about(desk, language))

    def opened(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """The same for a desk with other articles or another conversation than before."""
        newly = [pane.opened(desk, language) for pane in self.panes]
        return updates(*self._about(desk, language), *newly, *self._conversed(desk, language))

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Updates:
        """Everything that depends on the conversation."""
        return updates(*self._conversed(desk, language))

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

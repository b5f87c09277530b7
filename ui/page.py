"""The page: its panes, and what happens across them.

Words are in ``strings.toml``, looks in ``assets``. A pane (`ui.panes`) holds components and says
what they show, as markup made in `ui.views`. What a visit works on is a `Desk` in a ``gr.State``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr

from bot import Article, Settings, StoreError
from bot.engines import Form, Length
from bot.reply import ReplyLanguage
from bot.workspace import forget_workspace, workspace
from ui.desk import Desk, Turn
from ui.keeping import keep, resume, take_up
from ui.panes import PRIVATE, Pane
from ui.panes.article import ArticlePane
from ui.panes.chat import ChatPane
from ui.panes.composer import SummaryLanguage
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
            self.chat = ChatPane(self._space, self.desk)
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
            self.chat.composer,
            self.library,
            self.model,
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
        composer = chat.composer
        here = [self.desk, self.language]
        asking = gr.on(
            [composer.send.click, composer.question.submit],
            self._on_question,
            [composer.question, *here],
            outputs,
            trigger_mode="once",
            **PRIVATE,
        )
        suggested = [
            button.click(
                self._on_question, [button, *here], outputs, trigger_mode="once", **PRIVATE
            )
            for button in composer.examples
        ]
        summing_up = composer.summary.click(
            self._on_summary,
            [composer.language, composer.length, composer.form, *here],
            outputs,
            trigger_mode="once",
            **PRIVATE,
        )
        retrying = self.actions.retry(self._on_again, here, outputs, **PRIVATE)
        replying = [asking, *suggested, summing_up, retrying]
        composer.stop.click(None, cancels=replying, **PRIVATE).then(
            self._on_stop, here, outputs, **PRIVATE
        )
        composer.more.click(None, js="() => window.khulasa.unfold()", **PRIVATE)
        composer.clear.click(self._on_clear, here, outputs, **PRIVATE)
        self.actions.edit(self._on_edit, here, [*outputs, composer.question], **PRIVATE)
        composer.stop_editing.click(self._on_edited, here, [*outputs, composer.question], **PRIVATE)
        self.actions.like(self._on_like, here, [*outputs, chat.noted, chat.note], **PRIVATE)
        for button in (chat.save_note, chat.skip_note):
            note = [chat.note, chat.noted] if button is chat.save_note else None
            button.click(
                chat.annotated if note else lambda: gr.update(visible=False),
                note,
                chat.note_panel,
                **PRIVATE,
            )
        chat.download.after(
            self.actions.download(self._on_save, here, chat.download.file, **PRIVATE)
        )
        self.library.wire(self, replying)
        self.model.wire(self)
        article.translation.wire(article.text, self.desk, self.language, opener.alert)
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

    async def _on_question(
        self, question: str, desk: Desk, language: ReplyLanguage
    ) -> AsyncGenerator[Updates]:
        asked = question.strip()
        if desk.article is None or not asked or desk.busy:
            yield {self.desk: desk}
            return
        yield {self.chat.composer.question: ""}
        async for changes in self._replying(desk.asking([Turn(asked=asked)]), language):
            yield changes

    async def _on_summary(
        self,
        wanted: SummaryLanguage,
        length: Length,
        form: Form,
        desk: Desk,
        language: ReplyLanguage,
    ) -> AsyncGenerator[Updates]:
        turns = self.chat.composer.summaries(desk.articles, wanted, length, form, language)
        if not turns or desk.busy:
            yield {self.desk: desk}
            return
        async for changes in self._replying(desk.asking(turns), language):
            yield changes

    async def _on_again(self, desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
        if not desk.turns or desk.busy:
            yield {self.desk: desk}
            return
        async for changes in self._replying(desk.again(), language):
            yield changes

    async def _replying(self, desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
        """Kept before the reply comes too: whoever closes the page finds the question again."""
        desk = self._kept(desk, language)
        yield updates(*self._conversed(desk, language))
        async with aclosing(self.chat.replying(desk, language)) as steps:
            async for changes in steps:
                desk = changes[self.desk]
                yield changes
        yield updates(*self._conversed(self._kept(desk, language), language))

    def _on_stop(self, desk: Desk, language: ReplyLanguage) -> Updates:
        return updates(*self._conversed(self._kept(desk.stopped(), language), language))

    def _on_clear(self, desk: Desk, language: ReplyLanguage) -> Updates:
        fresh = replace(desk, turns=(), conversation=None, editing=None)
        return updates(*self._conversed(fresh, language))

    def _on_edit(self, event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
        place = _place_of(event.given[-1], desk)
        if place is None or desk.busy:
            return {self.desk: desk}
        shown = updates(*self._conversed(replace(desk, editing=place), language))
        return shown | {
            self.chat.composer.question: gr.update(value=desk.turns[place].asked, autofocus=True)
        }

    def _on_edited(self, desk: Desk, language: ReplyLanguage) -> Updates:
        shown = updates(*self._conversed(replace(desk, editing=None), language))
        return shown | {self.chat.composer.question: gr.update(value="", autofocus=True)}

    def _on_like(self, event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
        rating, place = event.given[0], _place_of(event.given[-1], desk)
        if place is None or desk.busy or rating not in ("up", "down"):
            return {self.desk: desk}
        try:
            return self.chat.rated(rating, place, desk, language)
        except StoreError as error:
            gr.Warning(error.message(language))
            return {self.desk: desk}

    def _on_save(
        self, event: gr.EventData, desk: Desk, language: ReplyLanguage
    ) -> dict[str, Any] | None:
        what, kind = event.given
        if what != "conversation" and _place_of(what, desk) is None:
            return None
        file, words = self.chat.saved(what, kind, desk, language)
        if words:
            gr.Warning(words)
        return file

    def _on_open(self, pasted: str, desk: Desk, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_pasted(
            pasted, language, self._onto_desk(desk, language)
        )

    def _on_files(self, paths: list[str], desk: Desk, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self.article.opener.open_files(paths, language, self._onto_desk(desk, language))

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


def _place_of(given: str, desk: Desk) -> int | None:
    """The place of a turn, as the page names it."""
    place = int(given) if given.isdecimal() else len(desk.turns)
    return place if place < len(desk.turns) else None


def _place(desk: Desk) -> str:
    """What the page's address says of a desk."""
    if desk.conversation:
        return f"conversation={desk.conversation}"
    articles = ",".join(article.id for article in desk.articles)
    return f"article={articles}" if articles else ""

"""The chat pane: the conversation, how it goes on, and what becomes of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import Dependency

from bot import KhulasaError, StoreError
from bot.engines import Form, Length
from bot.export import FORMATS, of_conversation
from bot.reply import ReplyLanguage
from bot.workspace import Workspace
from ui.desk import Desk, Turn, beginning, place_of
from ui.downloads import Download, as_download
from ui.keeping import exchanges, keep
from ui.panes import PRIVATE, Pane
from ui.panes.composer import Composer, SummaryLanguage, suggested
from ui.replies import replies
from ui.updates import Props, Updates
from ui.views import conversation as view

if TYPE_CHECKING:
    from ui.page import Page


class ChatPane(Pane):
    """Adds the pane to the Blocks being built.

    Args:
        space: Where conversations and feedback are kept.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        with gr.Column(elem_id="chat-pane", min_width=0):
            self.chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                autoscroll=False,  # page.js brings a new question to the top instead
                buttons=[],
                feedback_options=None,
                group_consecutive_messages=False,
                latex_delimiters=[],
            )
            self.composer = Composer(space)
            self.engine = gr.HTML(elem_id="engine")
            self.told = gr.HTML(elem_id="told-box")
        self.download = Download()

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {self.told: {"value": view.told(language)}}

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        suggestions = bool(suggested(desk, language))
        return {
            self.chat: {
                "placeholder": view.welcome(desk.article, language, suggestions=suggestions)
            },
            self.engine: {"value": view.engine_line(desk, language)},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: the conversation."""
        return {
            self.chat: {"value": view.messages(desk, language)},
            self.engine: {"value": view.engine_line(desk, language)},
        }

    def wire(self, page: Page) -> list[Dependency]:
        """Connect the events of the pane.

        Args:
            page: What shows a desk on all panes.

        Returns:
            Those events that put a turn to the bot, for others to cancel.
        """
        composer, actions, question = self.composer, page.actions, self.composer.question
        here, outputs = [page.desk, page.language], page.outputs

        async def ask(words: str, desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
            asked = words.strip()
            if desk.article is None or not asked or desk.busy:
                yield {page.desk: desk}
                return
            yield {question: ""}
            async for changes in reply(desk.asking([Turn(asked=asked)]), language):
                yield changes

        async def ask_for_summaries(
            wanted: SummaryLanguage,
            length: Length,
            form: Form,
            desk: Desk,
            language: ReplyLanguage,
        ) -> AsyncGenerator[Updates]:
            turns = composer.summaries(desk.articles, wanted, length, form, language)
            if not turns or desk.busy:
                yield {page.desk: desk}
                return
            async for changes in reply(desk.asking(turns), language):
                yield changes

        async def ask_again(desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
            if not desk.turns or desk.busy:
                yield {page.desk: desk}
                return
            async for changes in reply(desk.again(), language):
                yield changes

        async def reply(desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
            """Kept before the reply comes too: whoever closes the page finds the question again."""
            desk = self._kept(desk, language)
            yield page.conversed(desk, language)
            async with aclosing(self._replying(desk, language)) as steps:
                async for desk, shown in steps:
                    yield {self.chat: shown, page.desk: desk}
            yield page.conversed(self._kept(desk, language), language)

        def stop(desk: Desk, language: ReplyLanguage) -> Updates:
            return page.conversed(self._kept(desk.stopped(), language), language)

        def clear(desk: Desk, language: ReplyLanguage) -> Updates:
            fresh = replace(desk, turns=(), conversation=None, editing=None)
            return page.conversed(fresh, language)

        def edit(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            place = place_of(event.given[-1], desk)
            if place is None or desk.busy:
                return {page.desk: desk}
            shown = page.conversed(replace(desk, editing=place), language)
            return shown | {question: desk.turns[place].asked}

        def leave_as_it_was(desk: Desk, language: ReplyLanguage) -> Updates:
            shown = page.conversed(replace(desk, editing=None), language)
            return shown | {question: ""}

        def save(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> dict[str, Any] | None:
            what, kind = event.given
            file, words = self._saved(what, kind, desk, language)
            if words:
                gr.Warning(words)
            return file

        once: dict[str, Any] = {"trigger_mode": "once", **PRIVATE}
        choices = [composer.language, composer.length, composer.form]
        replying = [
            gr.on([composer.send.click, question.submit], ask, [question, *here], outputs, **once),
            *[button.click(ask, [button, *here], outputs, **once) for button in composer.examples],
            composer.summary.click(ask_for_summaries, [*choices, *here], outputs, **once),
            actions.retry(ask_again, here, outputs, **PRIVATE),
        ]
        composer.stop.click(None, cancels=replying, **PRIVATE).then(stop, here, outputs, **PRIVATE)
        composer.more.click(None, js="() => window.khulasa.unfold()", **PRIVATE)
        composer.clear.click(clear, here, outputs, **PRIVATE)
        actions.edit(edit, here, [*outputs, question], **PRIVATE)
        composer.stop_editing.click(leave_as_it_was, here, [*outputs, question], **PRIVATE)
        self.download.after(actions.download(save, here, self.download.file, **PRIVATE))
        composer.feedback.wire(page)
        return replying

    async def _replying(
        self, desk: Desk, language: ReplyLanguage
    ) -> AsyncGenerator[tuple[Desk, list[dict[str, str]]]]:
        """Put the last turns to the bot; the desk, and what is shown of it, with each step."""
        begin = desk.latest
        earlier = view.messages(replace(desk, turns=desk.turns[:begin]), language)
        async with aclosing(replies(desk.turns, desk.articles, desk.settings)) as steps:
            async for turns in steps:
                desk = replace(desk, turns=tuple(turns))
                yield desk, [*earlier, *view.messages(desk, language, begin)]

    def _kept(self, desk: Desk, language: ReplyLanguage) -> Desk:
        """The desk, its last turn kept; where that fails the conversation goes on all the same."""
        try:
            return keep(desk, self._space)
        except StoreError as error:
            gr.Warning(error.message(language))
            return desk

    def _saved(
        self, what: str, kind: str, desk: Desk, language: ReplyLanguage
    ) -> tuple[dict[str, Any] | None, str | None]:
        """An exchange or the whole conversation as a file for the reader, and what went wrong."""
        turns = desk.turns
        if what != "conversation":
            place = place_of(what, desk)
            if place is None:
                return None, None
            turns = (replace(turns[place], asked=turns[beginning(turns, place)].asked),)
        if kind not in FORMATS or not turns or desk.article is None:
            return None, None
        try:
            document = of_conversation(exchanges(turns), desk.articles, language)
            file, exported = as_download(document, kind, desk.article.title)
        except KhulasaError as error:
            return None, error.message(language)
        return file, " ".join(exported.warnings) or None

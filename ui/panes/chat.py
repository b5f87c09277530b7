"""The chat pane: the conversation, what is done with it, and the composer."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import gradio as gr

from bot import KhulasaError
from bot.export import FORMATS, of_conversation
from bot.feedback import Feedback, Rating
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.workspace import Workspace
from ui.desk import Desk, beginning, history
from ui.downloads import Download, as_download
from ui.keeping import exchanges
from ui.panes import Pane
from ui.panes.composer import Composer
from ui.replies import replies
from ui.strings import text
from ui.updates import Props, Updates, updates
from ui.views import conversation as view


class ChatPane(Pane):
    """Adds the pane to the Blocks being built.

    Args:
        space: Where feedback is kept.
        desk: The state that holds the desk.
    """

    def __init__(self, space: Workspace, desk: gr.State) -> None:
        self._space = space
        self.desk = desk
        self.noted = gr.State(None)
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
            with gr.Row(elem_id="note-panel", visible=False) as self.note_panel:
                self.note = gr.Textbox(
                    max_lines=3, max_length=2000, show_label=False, container=False, elem_id="note"
                )
                self.save_note = gr.Button(size="sm", elem_id="save-note")
                self.skip_note = gr.Button(size="sm", elem_id="skip-note")
            self.composer = Composer()
            self.engine = gr.HTML(elem_id="engine")
            self.told = gr.HTML(elem_id="told-box")
        self.download = Download()

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.note: {"label": text("note", language), "placeholder": text("note", language)},
            self.save_note: {"value": text("save_note", language)},
            self.skip_note: {"value": text("skip_note", language)},
            self.told: {"value": view.told(language)},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {self.chat: {"placeholder": view.welcome(desk.article, language)}}

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: the conversation."""
        return {
            self.chat: {"value": view.messages(desk, language)},
            self.note_panel: {"visible": False},
            self.engine: {"value": view.engine_line(desk, language)},
        }

    async def replying(self, desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
        """Put the last turns to the bot; page and desk each time there is more of their replies.

        The desk given out last holds the whole replies.
        """
        begin = desk.latest
        earlier = view.messages(replace(desk, turns=desk.turns[:begin]), language)
        async with aclosing(replies(desk.turns, desk.articles, desk.settings)) as steps:
            async for turns in steps:
                desk = replace(desk, turns=tuple(turns))
                latest = view.messages(desk, language, begin)
                yield {self.chat: [*earlier, *latest], self.desk: desk}

    def rated(self, rating: Rating, place: int, desk: Desk, language: ReplyLanguage) -> Updates:
        """What a reader thinks of a reply is kept; pressed again, it is withdrawn.

        Raises:
            StoreError: The data folder cannot be used.
        """
        turn = desk.turns[place]
        if turn.reply is None:
            return {self.desk: desk}
        store = self._space.feedback
        given = None
        if turn.feedback and turn.feedback[1] == rating:
            store.withdraw(turn.feedback[0])
        elif turn.feedback:
            store.update(turn.feedback[0], rating, "")
            given = (turn.feedback[0], rating)
        else:
            feedback = self._feedback(rating, place, desk)
            store.add(feedback)
            given = (feedback.id, rating)
        turns = list(desk.turns)
        turns[place] = replace(turn, feedback=given)
        desk = replace(desk, turns=tuple(turns))
        shown = updates(self.conversed(desk, language))
        panel: Props = {
            self.note_panel: {"visible": given is not None},
            self.note: {"value": ""},
            self.noted: {"value": given},
        }
        return shown | {self.desk: desk} | updates(panel)

    def annotated(self, note: str, given: tuple[str, Rating] | None) -> Updates:
        """Keep a note with the feedback that was just given."""
        if given and note.strip():
            self._space.feedback.update(*given, note.strip())
        return updates({self.note_panel: {"visible": False}})

    def saved(
        self, what: str, kind: str, desk: Desk, language: ReplyLanguage
    ) -> tuple[dict[str, Any] | None, str | None]:
        """An exchange or the whole conversation as a file for the reader, and what went wrong."""
        turns = desk.turns
        if what != "conversation":
            place = int(what)
            begin = beginning(turns, place)
            turns = (replace(turns[place], asked=turns[begin].asked),)
        if kind not in FORMATS or not turns or desk.article is None:
            return None, None
        try:
            document = of_conversation(exchanges(turns), desk.articles, language)
            file, exported = as_download(document, kind, desk.article.title)
        except KhulasaError as error:
            return None, error.message(language)
        return file, " ".join(exported.warnings) or None

    def _feedback(self, rating: Rating, place: int, desk: Desk) -> Feedback:
        turn, begin = desk.turns[place], beginning(desk.turns, place)
        wanted = turn.summary.article if turn.summary else None
        article = next((one for one in desk.articles if one.id == wanted), desk.articles[0])
        assert turn.reply is not None
        return Feedback(
            rating=rating,
            question=desk.turns[begin].asked,
            task=exchanges([turn])[0].task,
            history=tuple(history(desk.turns[:begin])),
            article_id=article.id,
            article_title=article.title,
            article_text=article.text,
            article_language=article.language,
            reply=turn.reply,
            model="" if turn.reply.engine == EMBEDDED_ENGINE else desk.settings.model,
            khulasa_version=version("khulasa"),
        )

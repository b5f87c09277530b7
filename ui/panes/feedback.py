"""What a reader thinks of a reply: a thumb under it, and a note above the composer."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import gradio as gr

from bot import StoreError
from bot.feedback import Feedback, Rating
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.workspace import Workspace
from ui.desk import Desk, beginning, history, place_of
from ui.keeping import exchanges
from ui.panes import PRIVATE, Pane
from ui.strings import text
from ui.updates import Props, Updates, updates

if TYPE_CHECKING:
    from ui.page import Page


class FeedbackPanel(Pane):
    """Adds the panel to the Blocks being built.

    Args:
        space: Where feedback is kept.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._given = gr.State(None)  # id and rating of what a note would be about
        with gr.Row(elem_id="note-panel", visible=False) as self.panel:
            self.note = gr.Textbox(
                max_lines=3, max_length=2000, show_label=False, container=False, elem_id="note"
            )
            self.save = gr.Button(size="sm", elem_id="save-note")
            self.skip = gr.Button(size="sm", elem_id="skip-note")

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.note: {"label": text("note", language), "placeholder": text("note", language)},
            self.save: {"value": text("save_note", language)},
            self.skip: {"value": text("skip_note", language)},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: a note is about what was just rated."""
        return {self.panel: {"visible": False}}

    def wire(self, page: Page) -> None:
        """Connect the events of the panel.

        Args:
            page: What shows a desk on all panes.
        """

        def rate(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            rating, place = event.given[0], place_of(event.given[-1], desk)
            if place is None or desk.busy or rating not in ("up", "down"):
                return {page.desk: desk}
            try:
                given = self._rated(rating, place, desk)
            except StoreError as error:
                gr.Warning(error.message(language))
                return {page.desk: desk}
            turns = list(desk.turns)
            turns[place] = replace(turns[place], feedback=given)
            shown = page.conversed(replace(desk, turns=tuple(turns)), language)
            return shown | updates(
                {
                    self.panel: {"visible": given is not None},
                    self.note: {"value": ""},
                    self._given: {"value": given},
                }
            )

        def annotate(
            note: str, given: tuple[str, Rating] | None, language: ReplyLanguage
        ) -> Updates:
            try:
                if given and note.strip():
                    self._space.feedback.update(*given, note.strip())
            except StoreError as error:
                gr.Warning(error.message(language))
                return {}
            return {self.panel: gr.update(visible=False)}

        here = [page.desk, page.language]
        noted = [self.note, self._given]
        page.actions.like(rate, here, [*page.outputs, *noted], **PRIVATE)
        self.save.click(annotate, [*noted, page.language], self.panel, **PRIVATE)
        self.skip.click(lambda: gr.update(visible=False), None, self.panel, **PRIVATE)

    def _rated(self, rating: Rating, place: int, desk: Desk) -> tuple[str, Rating] | None:
        """Keep a rating of a reply; given once more, it is withdrawn.

        Returns:
            Id and rating of what is kept, if anything.

        Raises:
            StoreError: The data folder cannot be used.
        """
        before, store = desk.turns[place].feedback, self._space.feedback
        if before and before[1] == rating:
            store.withdraw(before[0])
            return None
        if before and store.update(before[0], rating, ""):
            return before[0], rating
        feedback = _feedback(rating, place, desk)
        if feedback is None:
            return None
        store.add(feedback)
        return feedback.id, rating


def _feedback(rating: Rating, place: int, desk: Desk) -> Feedback | None:
    """All that is needed to ask for a reply again; None where there is no whole reply."""
    turn, begin = desk.turns[place], beginning(desk.turns, place)
    if turn.reply is None:
        return None
    wanted = turn.summary.article if turn.summary else None
    article = next((one for one in desk.articles if one.id == wanted), desk.articles[0])
    return Feedback(
        rating=rating,
        question=desk.turns[begin].asked,
        task=exchanges([turn])[0].task,
        history=tuple(history(desk.turns[:begin])),
        conversation=desk.conversation or "",
        place=place,
        article_id=article.id,
        article_title=article.title,
        article_text=article.text,
        article_language=article.language,
        reply=turn.reply,
        model=turn.reply.translator
        if turn.reply.engine == EMBEDDED_ENGINE
        else desk.settings.model,
        khulasa_version=version("khulasa"),
    )

"""The composer: where questions are typed, summaries asked for, and questions suggested."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import gradio as gr

from bot import Article, KhulasaError, suggest_questions
from bot.engines import Form, Length
from bot.operations import MAX_QUESTION_CHARS
from bot.reply import ReplyLanguage
from bot.workspace import Workspace
from ui.desk import Desk, SummaryRequest, Turn
from ui.panes import Pane
from ui.panes.feedback import FeedbackPanel
from ui.strings import LANGUAGES, text
from ui.updates import Props
from ui.views import actions
from ui.views.common import paragraph

_EXAMPLES = 3
_EXAMPLES_LATER = 2
_SUGGESTED = 12

SummaryLanguage = Literal["auto", "ar", "en", "both"]
"""Of the summary: the article's, one of the two, or both beside each other."""


class Composer(Pane):
    """Adds the composer to the Blocks being built, and above it what is asked about a rating.

    Args:
        space: Where feedback is kept.
    """

    def __init__(self, space: Workspace) -> None:
        with gr.Column(elem_id="examples") as self.example_box:
            self.examples = [
                gr.Button(size="sm", elem_classes="example", elem_id=f"example-{index}")
                for index in range(_EXAMPLES)
            ]
        with gr.Column(elem_id="composer"):
            self.feedback = FeedbackPanel(space)  # in sight wherever the reader is
            with gr.Row(elem_id="tasks"):
                self.summary = gr.Button(size="sm", elem_id="summary")
                self.more = gr.Button(size="sm", elem_id="summary-more")
                self.saving = gr.HTML(elem_id="save-conversation")
                self.clear = gr.Button(size="sm", elem_id="new-conversation")
            with gr.Row(elem_id="summary-options"):
                self.language = gr.Radio(
                    elem_id="summary-language", elem_classes="segments", value="auto"
                )
                self.length = gr.Radio(
                    elem_id="summary-length", elem_classes="segments", value="short"
                )
                self.form = gr.Radio(
                    elem_id="summary-form", elem_classes="segments", value="paragraph"
                )
            with gr.Row(elem_id="editing", visible=False) as self.editing:
                self.editing_words = gr.HTML()
                self.stop_editing = gr.Button(size="sm", elem_id="stop-editing")
            with gr.Row(elem_id="ask"):
                self.question = gr.Textbox(
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION_CHARS,
                    show_label=False,
                    container=False,
                    elem_id="question",
                )
                self.send = gr.Button(variant="primary", elem_id="send")
                self.stop = gr.Button(variant="stop", elem_id="stop")

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""

        def choices(*keys: str) -> list[tuple[str, str]]:
            return [(text(f"summary_{key}", language), key) for key in keys]

        return {
            self.summary: {"value": text("summary", language)},
            self.more: {"value": text("summary_more", language)},
            self.language: {
                "label": text("summary_language", language),
                "choices": choices("auto", "ar", "en", "both"),
            },
            self.length: {
                "label": text("summary_length", language),
                "choices": choices("short", "medium", "long"),
            },
            self.form: {
                "label": text("summary_form", language),
                "choices": choices("paragraph", "bullets"),
            },
            self.saving: {"value": actions.exports("conversation", language)},
            self.clear: {"value": text("new_conversation", language)},
            self.editing_words: {"value": paragraph(text("editing", language), language)},
            self.stop_editing: {"value": text("cancel", language)},
            self.send: {"value": text("send", language)},
            self.stop: {"value": text("stop", language)},
            self.question: {
                "label": text("question", language),
                "placeholder": text("question", language),
            },
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: who would write a summary in the other language."""
        info = ""
        if translator := desk.translator:
            info = text("summary_by_translator", language, model=translator.name)
        elif desk.without_model:
            info = text("summary_needs_translator", language)
        return {self.language: {"info": info or None}}

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: what can be done next."""
        is_open = desk.article is not None
        can_ask = is_open and not desk.busy
        props: Props = {
            self.summary: {"interactive": can_ask},
            self.saving: {"visible": bool(desk.turns) and not desk.busy},
            self.clear: {"visible": bool(desk.turns), "interactive": not desk.busy},
            self.editing: {"visible": desk.editing is not None},
            self.question: {"interactive": is_open},
            self.send: {"visible": not desk.busy, "interactive": is_open},
            self.stop: {"visible": desk.busy},
        }
        questions = suggested(desk, language) if can_ask else []
        spare = [""] * (len(self.examples) - len(questions))
        props[self.example_box] = {"visible": bool(questions)}
        return props | {
            button: {"value": question, "visible": bool(question)}
            for button, question in zip(self.examples, [*questions, *spare], strict=True)
        }

    def summaries(
        self,
        articles: Sequence[Article],
        wanted: SummaryLanguage,
        length: Length,
        form: Form,
        language: ReplyLanguage,
    ) -> list[Turn]:
        """The turns that ask for summaries: one for each article and language, beside each other.

        Args:
            articles: What to summarise.
            wanted: The language of the summaries.
            length: Of each.
            form: Of each.
            language: Of the interface, in which the reader is seen to ask.
        """
        requests = [
            SummaryRequest(article=article.id, language=one, length=length, form=form)
            for article in articles
            for one in _languages(article, wanted, language)
        ]
        named = {one.language for one in requests}
        parts = [text(f"ask_{named.pop()}" if len(named) == 1 else f"ask_{wanted}", language)]
        parts += [text(f"summary_{length}", language)] if length != "short" else []
        parts += [text("summary_bullets", language)] if form == "bullets" else []
        asked = " · ".join(parts)
        return [
            Turn(asked="" if place else asked, summary=request)
            for place, request in enumerate(requests)
        ]


def _languages(
    article: Article, wanted: SummaryLanguage, language: ReplyLanguage
) -> Sequence[ReplyLanguage]:
    """The languages that an article is to be summarised in."""
    if wanted == "both":
        return LANGUAGES
    if wanted == "auto":
        return (language if article.language == "other" else article.language,)
    return (wanted,)


def suggested(desk: Desk, language: ReplyLanguage) -> list[str]:
    """Questions that were not asked yet, in the article's language if it is Arabic or English."""
    asked = {turn.asked for turn in desk.turns}
    count = _EXAMPLES_LATER if desk.turns else _EXAMPLES
    found = [
        question
        for article in desk.articles
        for question in _questions(article, language)
        if question not in asked
    ]
    return found[:count]


@lru_cache(maxsize=8)  # asked for again with each question
def _questions(article: Article, language: ReplyLanguage) -> list[str]:
    try:
        asked_in = language if article.language == "other" else article.language
        return suggest_questions(article, language=asked_in, count=_SUGGESTED)
    except KhulasaError:
        return []

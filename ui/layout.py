"""The page's components, and where they stand."""

from __future__ import annotations

import gradio as gr

from bot import Article
from bot.facts import KeyFacts, key_facts
from bot.operations import MAX_QUESTION_CHARS
from ui.views import Task

EXAMPLES = 3


class Layout:
    """Adds the components to the Blocks being built; what they say comes later (`ui.page`).

    Args:
        source: The article that is open at the beginning.
    """

    def __init__(self, source: Article | None) -> None:
        self.article = gr.State(source)
        self.facts = gr.State(key_facts(source) if source else KeyFacts())
        self.turns = gr.State(())
        with gr.Row(elem_id="masthead"):
            self.masthead = gr.HTML()
            self.language = gr.Radio(
                [("العربية", "ar"), ("English", "en")],
                value="en" if source and source.language == "en" else "ar",
                container=False,
                elem_id="language",
            )
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="article-pane", min_width=0):
                self._build_article_pane(source)
            with gr.Column(elem_id="chat-pane", min_width=0):
                self._build_chat_pane()

    def _build_article_pane(self, source: Article | None) -> None:
        with gr.Row(elem_id="article-bar"):
            self.heading = gr.HTML(elem_id="article-heading")
            self.change = gr.Button(size="sm", elem_id="change-article")
        with gr.Column(elem_id="opener", visible=source is None) as self.opener:
            self.pasted = gr.Textbox(lines=4, max_lines=10, elem_id="pasted")
            with gr.Row(elem_id="opener-buttons"):
                self.open = gr.Button(variant="primary", size="sm", elem_id="open-article")
                self.file = gr.UploadButton(size="sm", elem_id="choose-file")
                self.cancel = gr.Button(size="sm", elem_id="cancel")
            self.file_kinds = gr.HTML(elem_id="file-kinds")
            self.alert = gr.HTML(elem_id="alert")
        self.key_facts = gr.HTML(elem_id="key-facts")
        self.text = gr.HTML(elem_id="article-text")

    def _build_chat_pane(self) -> None:
        self.chat = gr.Chatbot(
            elem_id="chat",
            show_label=False,
            autoscroll=False,  # page.js brings a new question to the top instead
            buttons=[],
            feedback_options=None,
            group_consecutive_messages=False,
            latex_delimiters=[],
        )
        with gr.Column(elem_id="examples") as self.example_box:
            self.examples = [
                gr.Button(size="sm", elem_classes="example", elem_id=f"example-{index}")
                for index in range(EXAMPLES)
            ]
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="tasks"):
                self.tasks: dict[Task, gr.Button] = {
                    task: gr.Button(size="sm", elem_id=task)
                    for task in ("summary_ar", "summary_en", "translate")
                }
                self.clear = gr.Button(size="sm", elem_id="new-conversation")
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
        self.engine = gr.HTML(elem_id="engine")

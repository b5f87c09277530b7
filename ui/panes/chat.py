"""The chat pane: the conversation, what can be asked for, and where questions are typed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import gradio as gr

from bot import Article, KhulasaError, Settings, suggest_questions
from bot.operations import MAX_QUESTION_CHARS
from bot.reply import ReplyLanguage
from ui.desk import Desk, Task, Turn
from ui.panes import Pane
from ui.replies import replies, task_language
from ui.strings import text
from ui.updates import Props, Updates
from ui.views import conversation as view

_EXAMPLES = 3


class ChatPane(Pane):
    """Adds the pane to the Blocks being built.

    Args:
        settings: Of the bot.
        desk: The state that holds the desk.
    """

    def __init__(self, settings: Settings, desk: gr.State) -> None:
        self._settings = settings
        self.desk = desk
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
            with gr.Column(elem_id="examples") as self.example_box:
                self.examples = [
                    gr.Button(size="sm", elem_classes="example", elem_id=f"example-{index}")
                    for index in range(_EXAMPLES)
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

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.clear: {"value": text("new_conversation", language)},
            self.send: {"value": text("send", language)},
            self.stop: {"value": text("stop", language)},
            self.tasks["summary_ar"]: {"value": text("summary_ar", language)},
            self.tasks["summary_en"]: {"value": text("summary_en", language)},
            self.question: {
                "label": text("question", language),
                "placeholder": text("question", language),
            },
            self.engine: {"value": view.engine_line(self._settings, language)},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        target = task_language("translate", desk.article) if desk.article else "en"
        return {
            self.tasks["translate"]: {"value": text(f"translate_{target}", language)},
            self.chat: {"placeholder": view.welcome(desk.article, language)},
        }

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        questions = _example_questions(desk.article, language)
        spare = [""] * (len(self.examples) - len(questions))
        return {
            button: {"value": question, "visible": bool(question)}
            for button, question in zip(self.examples, [*questions, *spare], strict=True)
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: the conversation, and what can be done next."""
        is_open = desk.article is not None
        can_ask = is_open and not desk.busy
        props: Props = {
            self.chat: {"value": view.messages(desk.turns, language, self._settings)},
            self.example_box: {"visible": can_ask and not desk.turns},
            self.clear: {"visible": bool(desk.turns), "interactive": not desk.busy},
            self.question: {"interactive": is_open},
            self.send: {"visible": not desk.busy, "interactive": is_open},
            self.stop: {"visible": desk.busy},
        }
        return props | {button: {"interactive": can_ask} for button in self.tasks.values()}

    @property
    def asking(self) -> list[gr.Button]:
        """Buttons whose words are what is asked."""
        return [*self.tasks.values(), *self.examples]

    def asked(
        self, event: gr.EventData, question: str, labels: Sequence[str]
    ) -> tuple[Turn, Updates]:
        """The turn that an event begins, and how the composer changes by it."""
        # Gradio hands over a copy of the component; its id in the page is the same.
        pressed = getattr(event.target, "elem_id", None)
        written_on = {
            button.elem_id: label for button, label in zip(self.asking, labels, strict=True)
        }
        task: Task = next((task for task in self.tasks if task == pressed), "chat")
        turn = Turn(asked=written_on.get(pressed, question).strip(), task=task)
        return turn, {} if pressed in written_on else {self.question: ""}

    async def replying(self, desk: Desk, language: ReplyLanguage) -> AsyncGenerator[Updates]:
        """Put the last turn to the bot; page and desk each time that there is more of its reply.

        The desk given out last holds the whole reply.
        """
        if desk.article is None:
            return
        *before, turn = desk.turns
        earlier = view.messages(before, language, self._settings)
        async for latest in replies(turn, before, desk.article, self._settings):
            said = view.exchange(latest, language, self._settings)
            yield {
                self.chat: [*earlier, *said],
                self.desk: desk.saying([*before, latest]),
            }


def _example_questions(article: Article | None, language: ReplyLanguage) -> list[str]:
    """Questions to begin with, in the article's language where that is Arabic or English."""
    if article is None:
        return []
    try:
        asked_in = language if article.language == "other" else article.language
        return suggest_questions(article, language=asked_in, count=_EXAMPLES)
    except KhulasaError:
        return []

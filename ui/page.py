"""The page: what its components show, and which event leads to which handler.

Words are in ``strings.toml``, looks in ``style.css``; what is shown is made in `ui.views`, what
happens in `ui.handlers`. A session's article and conversation live in `gr.State`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block

from bot import Article, KhulasaError, Settings
from bot.facts import KeyFacts, key_facts
from bot.reply import ReplyLanguage
from ui import handlers, views
from ui.layout import Layout
from ui.strings import preferred_language, text
from ui.views import Task, Turn

Props = dict[Block, dict[str, Any]]
Updates = dict[Block, Any]

_log = logging.getLogger(__name__)

_SHOW_LANGUAGE = "(language, ...rest) => (window.khulasa.show(language), [language, ...rest])"


class Page(Layout):
    """Builds the page inside the Blocks being built. Nothing in it changes afterwards.

    Args:
        settings: Of the bot.
        source: The article that is open at the beginning.
    """

    def __init__(self, settings: Settings, source: Article | None) -> None:
        super().__init__(source)
        self.settings = settings

    # --- what is shown ---------------------------------------------------------------------------

    def _words(self, language: ReplyLanguage) -> Props:
        """Everything that depends on the language of the interface alone."""
        values = {
            self.change: "change_article",
            self.open: "open",
            self.cancel: "cancel",
            self.clear: "new_conversation",
            self.send: "send",
            self.stop: "stop",
            self.tasks["summary_ar"]: "summary_ar",
            self.tasks["summary_en"]: "summary_en",
        }
        labels = {
            self.language: "interface_language",
            self.pasted: "open_label",
            self.file: "choose_file",
            self.question: "question",
        }
        props: Props = {button: {"value": text(key, language)} for button, key in values.items()}
        props |= {field: {"label": text(key, language)} for field, key in labels.items()}
        props[self.question]["placeholder"] = text("question", language)
        return props | {
            self.masthead: {"value": views.masthead(language)},
            self.file_kinds: {"value": views.paragraph(text("file_kinds", language), language)},
            self.engine: {"value": views.engine_line(self.settings, language)},
            self.alert: {"value": ""},
        }

    def _about(self, article: Article | None, facts: KeyFacts, language: ReplyLanguage) -> Props:
        """What depends on the article and on the language of the interface."""
        target = handlers.task_language("translate", article) if article else "en"
        return {
            self.heading: {"value": views.article_heading(article, language)},
            self.key_facts: {"value": views.key_facts(facts, article, language)},
            self.tasks["translate"]: {"value": text(f"translate_{target}", language)},
            self.chat: {"placeholder": views.welcome(article, language)},
        }

    def _opened(self, article: Article | None, facts: KeyFacts, language: ReplyLanguage) -> Props:
        """A newly opened article."""
        questions = handlers.example_questions(article, language, len(self.examples))
        spare = [""] * (len(self.examples) - len(questions))
        props: Props = {
            self.article: {"value": article},
            self.facts: {"value": facts},
            self.text: {"value": views.article_text(article)},
            self.pasted: {"value": ""},
            self.alert: {"value": ""},
            self.opener: {"visible": article is None},
            self.change: {"visible": article is not None},
            self.cancel: {"visible": article is not None},
        }
        for button, question in zip(self.examples, [*questions, *spare], strict=True):
            props[button] = {"value": question, "visible": bool(question)}
        return props

    def _conversation(
        self, turns: Sequence[Turn], article: Article | None, language: ReplyLanguage
    ) -> Props:
        """The conversation, and what can be done next."""
        messages = views.messages(turns, language, self.settings)
        busy = bool(turns) and turns[-1].running
        can_ask = article is not None and not busy
        props: Props = {
            self.turns: {"value": tuple(turns)},
            self.chat: {"value": messages},
            self.example_box: {"visible": can_ask and not turns},
            self.clear: {"visible": bool(turns), "interactive": not busy},
            self.question: {"interactive": article is not None},
            self.send: {"visible": not busy, "interactive": article is not None},
            self.stop: {"visible": busy},
        }
        props |= {button: {"interactive": can_ask} for button in self.tasks.values()}
        props |= {
            button: {"interactive": not busy} for button in (self.change, self.open, self.file)
        }
        return props

    # --- what happens ----------------------------------------------------------------------------

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the events of the page."""
        shown: list[Block] = [self.article, self.turns, self.language]
        outputs = list(
            self._words("ar")
            | self._about(None, KeyFacts(), "ar")
            | self._opened(None, KeyFacts(), "ar")
            | self._conversation((), None, "ar")
        )
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        blocks.load(self._on_load, [self.article, self.facts], outputs, **private).then(
            None, self.language, None, js="(language) => window.khulasa.show(language)", **private
        )
        self.language.input(
            self._on_language,
            [self.language, self.article, self.facts, self.turns],
            outputs,
            js=_SHOW_LANGUAGE,
            **private,
        )
        conversing = gr.on(
            [
                self.send.click,
                self.question.submit,
                *[button.click for button in [*self.tasks.values(), *self.examples]],
            ],
            self._on_question,
            [self.question, *shown, *self.tasks.values(), *self.examples],
            outputs,
            trigger_mode="once",
            **private,
        )
        self.stop.click(None, cancels=[conversing], **private).then(
            self._on_stop, shown, outputs, **private
        )
        self.clear.click(self._on_clear, shown, outputs, **private)
        self.change.click(lambda: gr.update(visible=True), None, self.opener, **private)
        self.cancel.click(lambda: gr.update(visible=False), None, self.opener, **private)
        self.open.click(self._on_open, [self.pasted, self.language], outputs, **private)
        self.file.upload(self._on_file, [self.file, self.language], outputs, **private)
        self.article.change(None, None, None, js="() => window.khulasa.begin()", **private)

    def _on_load(self, article: Article | None, facts: KeyFacts, request: gr.Request) -> Updates:
        otherwise: ReplyLanguage = "en" if article and article.language == "en" else "ar"
        language = preferred_language(request.headers.get("accept-language", ""), otherwise)
        return _updates(
            {self.language: {"value": language}},
            self._words(language),
            self._about(article, facts, language),
            self._opened(article, facts, language),
            self._conversation((), article, language),
        )

    def _on_language(
        self,
        language: ReplyLanguage,
        article: Article | None,
        facts: KeyFacts,
        turns: Sequence[Turn],
    ) -> Updates:
        return _updates(
            self._words(language),
            self._about(article, facts, language),
            self._conversation(turns, article, language),
        )

    async def _on_question(
        self,
        event: gr.EventData,
        question: str,
        article: Article | None,
        turns: Sequence[Turn],
        language: ReplyLanguage,
        *labels: str,
    ) -> AsyncGenerator[Updates]:
        # Gradio hands over a copy of the component; its id in the page is the same.
        pressed = getattr(event.target, "elem_id", None)
        buttons = [*self.tasks.values(), *self.examples]
        written_on = {button.elem_id: label for button, label in zip(buttons, labels, strict=True)}
        task: Task = next((task for task in self.tasks if task == pressed), "chat")
        asked = written_on.get(pressed, question).strip()
        if article is None or not asked:
            yield {self.turns: turns}
            return
        if pressed not in written_on:
            yield {self.question: ""}
        latest = Turn(asked=asked, task=task)
        yield _updates(self._conversation([*turns, latest], article, language))
        earlier = views.messages(turns, language, self.settings)
        async for turn in handlers.replies(latest, turns, article, self.settings):
            latest = turn
            said = views.exchange(latest, language, self.settings)
            yield {self.chat: [*earlier, *said], self.turns: (*turns, latest)}
        yield _updates(self._conversation([*turns, latest], article, language))

    def _on_stop(
        self, article: Article | None, turns: Sequence[Turn], language: ReplyLanguage
    ) -> Updates:
        return _updates(self._conversation(handlers.stopped(turns), article, language))

    def _on_clear(
        self, article: Article | None, turns: Sequence[Turn], language: ReplyLanguage
    ) -> Updates:
        return _updates(self._conversation((), article, language))

    def _on_open(self, pasted: str, language: ReplyLanguage) -> Iterator[Updates]:
        if not pasted.strip():
            yield self._refused(text("nothing_to_open", language), language)
        else:
            yield from self._opening(lambda: handlers.open_article(pasted), language)

    def _on_file(self, path: str, language: ReplyLanguage) -> Iterator[Updates]:
        yield from self._opening(lambda: handlers.open_file(path), language)

    def _opening(self, load: Callable[[], Article], language: ReplyLanguage) -> Iterator[Updates]:
        """Open an article; if that fails, what was open stays, and so does what was pasted."""
        yield {self.alert: views.paragraph(text("opening", language), language)}
        try:
            article = load()
            facts = key_facts(article)
        except Exception as error:  # whatever a broken file may bring about
            if not isinstance(error, KhulasaError):
                _log.exception("An article could not be opened")
            yield self._refused(views.message_of(error, language), language)
        else:
            yield _updates(
                self._about(article, facts, language),
                self._opened(article, facts, language),
                self._conversation((), article, language),
            )

    def _refused(self, reason: str, language: ReplyLanguage) -> Updates:
        return {self.alert: views.alert(reason, language)}


def _updates(*parts: Props) -> Updates:
    """Properties of components, put together, as Gradio takes them from a handler."""
    merged: Props = {}
    for part in parts:
        for component, props in part.items():
            merged[component] = merged.get(component, {}) | props
    return {
        component: props["value"] if isinstance(component, gr.State) else gr.update(**props)
        for component, props in merged.items()
    }

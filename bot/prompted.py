"""A model that is asked by a prompt's name and values."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Self

from langchain_core.runnables import RunnableLambda

import prompts
from bot.meter import Meter
from bot.model import Model
from bot.reply import ReplyLanguage

Values = Mapping[str, str]


class Fragment(str):
    """Words for a prompt that are a prompt file of their own.

    Attributes:
        prompt: Its reference.
    """

    __slots__ = ("prompt",)

    prompt: str

    def __new__(cls, text: str, prompt: str) -> Self:
        fragment = super().__new__(cls, text)
        fragment.prompt = prompt
        return fragment


class PromptedModel:
    """Prompts and the model that they are put to.

    Args:
        model: The model.
        versions: References of prompts to use in place of the newest versions.
    """

    def __init__(self, model: Model, versions: Sequence[str] = ()) -> None:
        self.model = model
        self._versions = {prompts.name_of(reference): reference for reference in versions}

    def stream(
        self,
        name: str,
        values: Values,
        language: ReplyLanguage,
        meter: Meter,
        *,
        insist: bool = False,
    ) -> AsyncGenerator[str]:
        """The model's words on a prompt, as they come.

        Args:
            name: The prompt's name.
            values: For all variables that versions of the prompt have.
            language: Of the prompt and the reply.
            meter: Counts the call.
            insist: Whether to add that no other language will do.

        Raises:
            ModelError: The model failed.
        """

        def messages(values: dict[str, str]) -> list[prompts.Message]:
            rendered, sent = self._rendered(name, values, language)
            if insist:
                reminder = self.fragment("insist", {}, language)
                role, content = rendered[-1]
                rendered[-1] = role, f"{content}\n\n{reminder}"
                sent.append(reminder.prompt)
            for reference in sent:
                meter.sent(reference)
            return rendered

        chain = RunnableLambda(messages) | self.model.chat
        return self.model.stream(chain, dict(values), meter)

    async def complete(
        self, name: str, values: Values, language: ReplyLanguage, meter: Meter
    ) -> str:
        """The model's words on a prompt, as a whole. Raises as `stream` does."""
        pieces = self.stream(name, values, language, meter)
        return "".join([piece async for piece in pieces]).strip()

    def fragment(self, name: str, values: Values, language: ReplyLanguage) -> Fragment:
        """A prompt of one message, to be a part of another prompt."""
        prompt = self._prompt(name)
        [(_, text)] = prompt.render(language, **prompt.declared(values))
        return Fragment(text, str(prompt))

    def text(self, name: str, values: Values, language: ReplyLanguage) -> str:
        """All that a prompt would say to the model."""
        return "".join(content for _, content in self._rendered(name, values, language)[0])

    def _rendered(
        self, name: str, values: Values, language: ReplyLanguage
    ) -> tuple[list[prompts.Message], list[str]]:
        """A prompt with its values filled in, and references of what it is made of."""
        prompt = self._prompt(name)
        declared = prompt.declared(values)
        fragments = [one.prompt for one in declared.values() if isinstance(one, Fragment)]
        return prompt.render(language, **declared), [str(prompt), *fragments]

    def _prompt(self, name: str) -> prompts.Prompt:
        return prompts.load(self._versions.get(name, name))

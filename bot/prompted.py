"""A model that is asked by a prompt's name and values."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableLambda

import prompts
from bot.meter import Meter
from bot.model import Model
from bot.reply import ReplyLanguage

Values = Mapping[str, str]


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
            values: What it may be given.
            language: Of the prompt and the reply.
            meter: Counts the call.
            insist: Whether to add that no other language will do.

        Raises:
            ModelError: The model failed.
        """

        def messages(values: dict[str, Any]) -> list[prompts.Message]:
            rendered = self.messages(name, values, language)
            meter.sent(self._prompt(name))
            if insist:
                reminder = self._prompt("insist")
                meter.sent(reminder)
                role, content = rendered[-1]
                rendered[-1] = role, f"{content}\n\n{reminder.render(language)[0][1]}"
            return rendered

        chain = RunnableLambda(messages) | self.model.chat
        return self.model.stream(chain, dict(values), meter)

    async def complete(
        self, name: str, values: Values, language: ReplyLanguage, meter: Meter
    ) -> str:
        """The model's words on a prompt, as a whole. Raises as `stream` does."""
        pieces = self.stream(name, values, language, meter)
        return "".join([piece async for piece in pieces]).strip()

    def messages(self, name: str, values: Values, language: ReplyLanguage) -> list[prompts.Message]:
        """A prompt with its values filled in."""
        return self._prompt(name).render(language, **values)

    def _prompt(self, name: str) -> prompts.Prompt:
        return prompts.load(self._versions.get(name, name))

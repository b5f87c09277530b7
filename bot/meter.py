"""What an operation's model calls were, and what they cost."""

from __future__ import annotations

from typing import Any

from bot.errors import ModelError
from bot.reply import Usage


class Meter:
    """What one operation's model calls were and cost, and whether a reply was cut short."""

    def __init__(self) -> None:
        self._input_tokens = 0
        self._output_tokens = 0
        self._counted = False
        self._prompts: dict[str, None] = {}
        self.cut = False

    def sent(self, prompt: str) -> None:
        """Note the reference of a prompt that is sent."""
        self._prompts[prompt] = None

    def read(self, message: Any) -> None:
        """Count a message chunk's tokens and note why the model stopped."""
        if counts := getattr(message, "usage_metadata", None):
            self._counted = True
            self._input_tokens += counts["input_tokens"]
            self._output_tokens += counts["output_tokens"]
        reason = getattr(message, "response_metadata", {}).get("finish_reason")
        if reason == "length":
            self.cut = True
        elif reason == "content_filter":
            raise ModelError("filtered")

    @property
    def usage(self) -> Usage | None:
        """Tokens so far; None where the server did not count them."""
        return Usage(self._input_tokens, self._output_tokens) if self._counted else None

    @property
    def prompts(self) -> tuple[str, ...]:
        """References of the prompts sent so far, each once."""
        return tuple(self._prompts)

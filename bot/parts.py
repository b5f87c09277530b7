"""Summarising what is longer than the model's window: in parts, then the parts' summaries."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from functools import partial

from bot.concurrency import in_order
from bot.engines import SENTENCES, Form, Length, Options
from bot.meter import Meter
from bot.model import ContextOverflowError
from bot.prompted import PromptedModel

# UTF-8 bytes a token: about 4 in English, about 3 in Arabic with current vocabularies. The low
# end, because too small a part costs one call more, and too large a one an error.
_BYTES_PER_TOKEN = 3
_MOST_REPLY_TOKENS = 1024
_REPLY_SHARE = 0.25

Prompt = tuple[str, dict[str, str]]
"""A prompt's name, and the values that it may be given."""


class PartedSummary:
    """A summary of numbered passages that may be more than a model can be shown at once.

    Args:
        asked: The model.
        passages: With their numbers, as the model is to be shown them.
        length: Of the summary.
        form: Of the summary.
        options: The language, and who to tell of progress.
        meter: Counts the calls.
    """

    def __init__(
        self,
        asked: PromptedModel,
        passages: Sequence[str],
        length: Length,
        form: Form,
        options: Options,
        meter: Meter,
    ) -> None:
        self._asked = asked
        self._passages = passages
        self._options = options
        self._meter = meter
        given = {"sentences": str(SENTENCES[length])}
        self._of_part, self._of_all = (
            given | {"form": asked.fragment(one, given, options.language)}
            for one in ("paragraph", form)
        )

    @property
    def least_window(self) -> int:
        """Tokens that a window needs at the very least."""
        return 2 * self._frame

    async def fitted(self, window: int) -> Prompt:
        """The prompt that makes the summary, within a window of so many tokens.

        The passages themselves where they fit; otherwise parts of them are summarised first, at
        most `Model.concurrency` at a time, and the summaries of summaries until they fit.

        Raises:
            ContextOverflowError: The window is too small for that.
            ModelError: The model failed.
        """
        room = window - min(_MOST_REPLY_TOKENS, int(window * _REPLY_SHARE)) - self._frame
        parts = _packed(self._passages, room)
        name, variable = "summarize", "passages"
        done = 0
        while len(parts) > 1:
            total = done + len(parts) + 1
            self._options.progress(done, total)
            jobs = [partial(self._summary, name, {variable: part}) for part in parts]
            summaries = []
            async with aclosing(in_order(jobs, self._asked.model.concurrency)) as results:
                async for summary in results:
                    summaries.append(summary)
                    done += 1
                    self._options.progress(done, total)
            before, parts = len(parts), _packed(summaries, room)
            if len(parts) >= before:
                # Summaries that do not get shorter would be combined for ever.
                raise ContextOverflowError("context_overflow", model=self._asked.model.name)
            name, variable = "combine", "summaries"
        return name, self._of_all | {variable: parts[0]}

    async def _summary(self, name: str, values: dict[str, str]) -> str:
        values = self._of_part | values
        return await self._asked.complete(name, values, self._options.language, self._meter)

    @property
    def _frame(self) -> int:
        """Tokens of the prompt around what is summarised."""
        values = self._of_all | {"summaries": ""}
        return tokens(self._asked.text("combine", values, self._options.language))


def _packed(texts: Sequence[str], room: int) -> list[str]:
    """Texts joined into as few parts of at most `room` tokens as their order allows."""
    parts: list[str] = []
    for text in texts:
        joined = f"{parts[-1]}\n\n{text}" if parts else text
        if parts and tokens(joined) <= room:
            parts[-1] = joined
        else:
            parts.append(text)
    return parts


def tokens(text: str) -> int:
    """How many tokens a text is, counted by its bytes: rather too many than too few."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1

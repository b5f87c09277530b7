"""What a run costs: an estimate before it, from the very requests it will make; the sum after it.

For the estimate every case is rehearsed: all is done as in the run, but the model server is not
asked. What a request holds is counted, and something short stands in for the reply.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vcr.request import Request

from bot.engines import SENTENCES
from bot.evaluation.cases import Case
from bot.evaluation.content import source_text
from bot.evaluation.recordings import Exchange
from bot.evaluation.runs import added
from bot.evaluation.tapes import Tape
from bot.parts import tokens
from bot.reply import Usage
from retrieval.language import detect_language

_ANSWER_TOKENS = 100
_TOKENS_A_SENTENCE = 40
_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class Rehearsal(Tape):
    """Counts what the server would be asked, and does not ask it.

    Args:
        case: What is rehearsed.
        server: As of `Tape`.
        exchanges: What is known already, and need not be asked.
    """

    def __init__(self, case: Case, server: str, exchanges: Sequence[Exchange] = ()) -> None:
        super().__init__("replay", server, exchanges)
        self.requests_made = 0
        self.usage: dict[str, Usage] = {}
        self._reply_tokens = _reply_tokens(case)

    def unrecorded(self, request: Request) -> dict[str, Any]:
        """A reply in the prompt's language, so that it is not asked for again."""
        asked = json.loads(request.body)
        prompt = "\n".join(str(one["content"]) for one in asked["messages"])
        self.requests_made += 1
        usage = Usage(tokens(prompt), self._reply_tokens)
        self.usage = together(self.usage, {asked["model"]: usage})
        said = "نعم" if detect_language(asked["messages"][0]["content"]) == "ar" else "Yes"
        return _spoken(f"{said}.")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will ask for.

    Attributes:
        requests: How many times a model will be asked.
        usage: Tokens by model, counted by their bytes: rather too many than too few.
    """

    requests: int
    usage: Mapping[str, Usage]

    @classmethod
    def of(cls, rehearsals: Sequence[Rehearsal]) -> Estimate:
        """The sum of some rehearsals."""
        return cls(
            sum(one.requests_made for one in rehearsals),
            together(*(one.usage for one in rehearsals)),
        )


def together(*usages: Mapping[str, Usage]) -> dict[str, Usage]:
    """Tokens by model, summed."""
    summed: dict[str, Usage] = {}
    for usage in usages:
        for model, one in usage.items():
            summed[model] = added(summed.get(model), one) or one
    return summed


def price(usage: Usage, model: str) -> float | None:
    """US dollars for tokens of a model; None where its price is not known."""
    rates = _prices().get(_DATE.sub("", model))
    if rates is None:
        return None
    return (usage.input_tokens * rates["in"] + usage.output_tokens * rates["out"]) / 1_000_000


def priced(usage: Usage, model: str) -> str:
    """Tokens and, where the model's price is known, dollars, for a person to read."""
    counted = f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    cost = price(usage, model)
    if cost is None:
        return f"{counted} (no price known for {model})"
    return f"{counted}, about ${cost:.4f} at prices of {_table()['as_of']}"


def _reply_tokens(case: Case) -> int:
    if case.operation == "summarize":
        return SENTENCES[case.options.get("length", "short")] * _TOKENS_A_SENTENCE
    if case.operation == "translate":
        paragraphs = max(1, source_text(case).count("\n"))
        return tokens(source_text(case)) // paragraphs
    return _ANSWER_TOKENS


def _spoken(text: str) -> dict[str, Any]:
    def event(delta: dict[str, str], finish: str | None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "", "object": "chat.completion.chunk", "created": 0, "model": ""}
        return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"

    stream = event({"role": "assistant", "content": text}, None) + event({}, "stop")
    return {
        "status": {"code": 200, "message": "OK"},
        "headers": {"content-type": ["text/event-stream"]},
        "body": {"string": f"{stream}data: [DONE]\n\n".encode()},
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("bot.evaluation").joinpath("prices.toml").read_text("utf-8"))


def _prices() -> dict[str, dict[str, float]]:
    prices: dict[str, dict[str, float]] = _table()["models"]
    return prices

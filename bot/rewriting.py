"""A follow-up question, rewritten by a model so that it can be understood alone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing

import regex

from bot.engines import Turn
from bot.errors import ModelError
from bot.followups import with_its_topic
from bot.languages import in_language, speaks
from bot.meter import Meter
from bot.prompted import PromptedModel
from bot.reply import ReplyLanguage
from retrieval.language import count_letters, detect_language

# What a model is shown of the conversation: characters in all (3,000 tokens at most in Arabic, and
# never half of the window), of one turn, of its question; and turns.
_CONVERSATION, _TURN, _ASKED = 4_000, 1_500, 500
_TURNS = 4
# How much longer than the question its rewriting may be: what is longer is none.
_LONGER = 300
# What may go wrong with the rewriting and not with the answer.
_NO_REWRITING = {"empty_reply", "context_overflow"}

_MARK = regex.compile(r"\s?\[\d{1,3}\]")
_LABEL = regex.compile(r"[^:?؟]{0,40}(?:question|سؤال)[^:?؟]{0,20}:", regex.IGNORECASE)
_QUOTED = regex.compile(r"[\"'«“*_\s]+(.*?)[\"'»”*_\s]+")
_ASKS = ("?", "؟")


async def rewritten(
    asked: PromptedModel,
    question: str,
    history: Sequence[Turn],
    language: ReplyLanguage,
    meter: Meter,
) -> str:
    """A question in one line that can be understood without the turns before it.

    It stays in its own language. Where the model gives no such question (nothing, an answer, an
    essay, another language), the questions that it leans on by the rules are put before it.

    Args:
        asked: The model.
        question: In any language.
        history: The turns before, each in any language; long ones are cut.
        language: Of the prompt, where the question is neither in Arabic nor in English.
        meter: Counts the calls.

    Raises:
        ModelError: The model failed.
    """
    if not history:
        return question
    own = detect_language(question) if any(count_letters(question)) else "other"
    language = language if own == "other" else own
    given = {"conversation": _conversation(history, asked.model.window), "question": question}
    pieces = in_language(
        lambda insist: asked.stream("standalone", given, language, meter, insist=insist),
        language,
        patience=None,
    )
    said = ""
    try:
        async with aclosing(pieces):
            said = "".join([piece async for piece in pieces])
    except ModelError as error:
        if error.key not in _NO_REWRITING:
            raise
    if meter.cut:
        # This warns of the answer, which is still to come.
        meter.cut, said = False, ""
    found = _question_in(said, question)
    return found if found and speaks(found, language) else with_its_topic(question, history)


def _conversation(history: Sequence[Turn], window: int) -> str:
    """The last turns, as far as there is room for them in a window of tokens."""
    room = min(_CONVERSATION, window // 2)
    shown: list[str] = []
    for turn in reversed(history[-_TURNS:]):
        if room <= 0:
            break
        asked = _cut(turn.question, min(_ASKED, room))
        answer = _cut(_MARK.sub("", turn.answer), min(_TURN, room) - len(asked))
        room -= len(asked) + len(answer)
        shown.insert(0, f"{asked}\n{answer}\n")
    return "\n".join(shown)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(0, room - 1)].rstrip() + "…"


def _question_in(said: str, question: str) -> str:
    """The question in what a model said; empty where it said something else."""
    lines = [_bare(line) for line in said.splitlines() if line.strip()]
    asking = [line for line in lines if line.endswith(_ASKS)]
    if not asking and not question.rstrip().endswith(_ASKS):
        asking = lines
    other = [line for line in asking if line != question]
    found = next(iter(other or asking), "")
    return found if len(found) <= len(question) + _LONGER else ""


def _bare(line: str) -> str:
    """A line without marks of passages, "Question:" before it, and marks of quotation around it."""
    line = _MARK.sub("", line).strip()
    if label := _LABEL.match(line):
        line = line[label.end() :].strip()
    quoted = _QUOTED.fullmatch(line)
    return quoted[1] if quoted else line

"""Whether a question leans on the conversation before it, and how. Rules, no model.

What a pronoun stands for is not resolved, only whether the question itself names it ("متى أعلن
العراق انتصاره؟") or something before must have. Words are in ``en.toml`` and ``ar.toml``.
bench/followups.py measures what comes of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.leaning.arabic import ArabicQuestion
from bot.leaning.english import EnglishQuestion
from bot.leaning.question import Way
from retrieval.language import count_letters

__all__ = ["Leaning", "Way", "leaning"]


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a question leans on what was said before it.

    Attributes:
        way: How much of what it is about was said before.
        own: The question without what opens it and what says no more than "it".
    """

    way: Way
    own: str


def leaning(question: str) -> Leaning | None:
    """How a question in Arabic or English leans on those before it; None if it stands alone."""
    arabic, latin = count_letters(question)
    asked = (ArabicQuestion if arabic > latin else EnglishQuestion)(question)
    way = asked.way()
    return Leaning(way, asked.own()) if way else None

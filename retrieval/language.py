"""Which language a text is in: Arabic, English, or another."""

from __future__ import annotations

from typing import Literal

Language = Literal["ar", "en", "other"]


def detect_language(text: str) -> Language:
    """Language of a text."""
    arabic = sum("\u0600" <= c <= "\u06ff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return "ar" if arabic >= latin else "en"

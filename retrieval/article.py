"""The article: its text as kept, and what is known of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from retrieval.errors import ArticleError
from retrieval.language import Language, detect_language

MAX_CHARS = 2_000_000
"""The longest article, in characters: about 1,000 printed pages."""

_LINE_ENDINGS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# Invisible characters that can make text read otherwise than it is stored: other controls, soft
# hyphen, direction marks, embeddings, overrides and isolates, zero-width spaces and joiners
# (joiners only where they join nothing), blank fillers, and tag characters, which carry hidden
# instructions. Unicode TR 36, "Unicode Security Considerations", 2.5 and 2.10.
_SPOOFING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# U+200C (non-joiner) is spelling in Persian, U+200D (joiner) glues emoji and shapes Indic text.
_IDLE_JOINER = re.compile(r"(?<!\w)\u200c|\u200c(?!\w)|[\u200c\u200d]{2,}|(?<=[\x00-\u02ff])\u200d")

_TITLE_CHARS = 90


@dataclass(frozen=True, slots=True)
class Article:
    """An article as Khulasa keeps it.

    Attributes:
        id: SHA-256 of `text`, the first 32 hexadecimal digits; the same text is the same article.
        title: Title as given by the source, else the opening words of the text.
        text: Text as written, but for line endings (always ``\\n``) and invisible control
            characters. All offsets anywhere refer to this string, in code points.
        language: ``"ar"``, ``"en"`` or ``"other"``.
        source: Path or URL it came from; empty for pasted text.
    """

    id: str
    title: str
    text: str
    language: Language
    source: str = ""

    @classmethod
    def from_text(cls, text: str, title: str | None = None, *, source: str = "") -> Article:
        """Make an article of text.

        Args:
            text: The article, at most `MAX_CHARS` characters.
            title: Its title; without one, the opening words serve.
            source: Where it came from, for display.

        Raises:
            ArticleError: The text is empty, holds no letters, or is too long.
        """
        kept = keep(text)
        if not kept.strip():
            raise ArticleError("The article is empty. Paste its text, or name a file or URL.")
        if not any(character.isalpha() for character in kept):
            raise ArticleError(
                "The article holds no words, only numbers or signs. Check that it is the right text."
            )
        if len(kept) > MAX_CHARS:
            raise ArticleError(
                f"The article has {len(kept):,} characters; at most {MAX_CHARS:,} can be read. "
                "Cut it into parts and use each part as an article."
            )
        return cls(
            id=hashlib.sha256(kept.encode("utf-8", "surrogatepass")).hexdigest()[:32],
            title=" ".join(keep(title or "").split()) or _opening_words(kept),
            text=kept,
            language=detect_language(kept),
            source=source,
        )


def keep(text: str) -> str:
    """Text as kept: line endings unified, invisible spoofing characters removed, nothing else."""
    text = _LINE_ENDINGS.sub("\n", text)
    return _IDLE_JOINER.sub("", _SPOOFING.sub("", text))


def _opening_words(text: str) -> str:
    line = next(line for line in text.splitlines() if any(c.isalpha() for c in line))
    line = line.lstrip("#*-•> \t").strip()
    if len(line) <= _TITLE_CHARS:
        return line
    return line[:_TITLE_CHARS].rsplit(None, 1)[0].rstrip("،,;؛:") + "…"

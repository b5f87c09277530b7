"""The article: its text as kept, and what is known of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import regex

from retrieval.errors import ArticleError
from retrieval.language import Language, detect_language, has_words

MAX_CHARS = 2_000_000
"""The longest article, in characters: about 1,000 printed pages."""

MAX_BYTES = 50_000_000
"""The largest file that is read or fetched."""

MAX_PAGE_CHARS = 10_000_000
"""The longest web page whose article is looked for."""

_LINE_ENDING = regex.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")

# Characters that nobody sees, and that can make a text read otherwise than it is stored: controls,
# direction marks, overrides and isolates, zero-width spaces, fillers, soft hyphens, variation
# selectors and tags, which can carry hidden instructions. Unicode TR 36, "Unicode Security
# Considerations", 2.5 and 2.10; UAX 44 for the properties. Signs of Arabic and other scripts that
# Unicode counts as format controls although they are seen stay.
_INVISIBLE = (
    r"[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]"
    r"--[\t\n\p{Prepended_Concatenation_Mark}\U00013430-\U0001343f]]"
)
# The same characters where they do show, because of what stands around them: Unicode TS 51 for
# emoji; UAX 31, rules A1, A2 and B, for joiners; Unicode 23.4 for variation selectors.
_SEEN = r"""
    (?<=\p{jt=D}\p{jt=T}*)\u200c(?=\p{jt=T}*[\p{jt=R}\p{jt=D}])    # Persian: mi-khaham
  | (?<=\p{L}\p{M}*\p{InSC=Virama}\p{M}*)[\u200c\u200d]            # Indic conjuncts
  | (?<=\u0647)\u200d(?=[\p{Zs}\t\n\p{P}]|\Z)                      # Arabic: h. for Hijri years
  | (?<=\p{ExtPict}[\ufe0f\p{EMod}]?)\u200d(?=\p{ExtPict})         # emoji joined to one
  | (?<=[\p{Emoji}--[0-9#*]])[\ufe0e\ufe0f]                        # emoji in colour or in black
  | (?<=[0-9#*])\ufe0f(?=\u20e3)                                   # keycaps
  | (?<=[\p{Han}\p{Sm}\p{Mongolian}\p{Myanmar}])\p{Variation_Selector}
  | (?<=\p{Mongolian})\u180e(?=\p{Mongolian})
  | (?<=\U0001f3f4)                                                # flags of England,
    \U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067          # Scotland
    |\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f  # and Wales
"""
_INVISIBLE_OR_SEEN = regex.compile(
    rf"(?P<seen>{_SEEN})|{_INVISIBLE}", regex.VERBOSE | regex.VERSION1
)
_LONE_SURROGATE = regex.compile(r"[\ud800-\udfff]")

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
            ValueError: It is no text.
        """
        for name, given in (("text", text), ("title", title or "")):
            if not isinstance(given, str):
                raise ValueError(f"{name} must be text (str), not {type(given).__name__}")
        if len(text) > 2 * MAX_CHARS:  # before any work is done on it
            raise too_long(len(text))
        kept = keep(text)
        if not kept.strip():
            raise ArticleError("empty")
        if not any(character.isalpha() for character in kept):
            raise ArticleError("no_words")
        if len(kept) > MAX_CHARS:
            raise too_long(len(kept))
        return cls(
            id=hashlib.sha256(kept.encode("utf-8")).hexdigest()[:32],
            title=" ".join(keep(title or "").split()) or _opening_words(kept),
            text=kept,
            language=detect_language(kept),
            source=source,
        )


def too_long(chars: int) -> ArticleError:
    """The error for an article of so many characters."""
    return ArticleError("too_long", chars=f"{chars:,}", most=f"{MAX_CHARS:,}")


def keep(text: str) -> str:
    """Text as kept.

    Line endings become ``\\n``; invisible characters go where they change nothing that is seen;
    half a surrogate pair, which is no character, becomes U+FFFD. Nothing else changes: vowel signs,
    tatweel, presentation forms and composed or decomposed letters stay as the author has them.
    """
    text = _LONE_SURROGATE.sub("\ufffd", _LINE_ENDING.sub("\n", text))
    return _INVISIBLE_OR_SEEN.sub(lambda match: match["seen"] or "", text)


def count_words(text: str) -> int:
    """How many words a text has: stretches without a space that hold a letter or a digit."""
    return sum(map(has_words, text.split()))


def _opening_words(kept: str) -> str:
    line = next(line for line in kept.split("\n") if any(c.isalpha() for c in line))
    line = line.lstrip("#*-•> \t").strip()
    if len(line) <= _TITLE_CHARS:
        return line
    whole_words = line[: _TITLE_CHARS + 1].rsplit(None, 1)[0]
    return whole_words[:_TITLE_CHARS].rstrip("،,;؛:") + "…"

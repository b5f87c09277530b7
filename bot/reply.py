"""What every operation gives back: a reply, and the citations that support it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

ReplyLanguage = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The sentence of the article that supports a statement.

    Attributes:
        number: As marked in the reply's text: ``[number]``. A translation carries no marks:
            there, the number is the paragraph's place in it, from 1.
        quote: The sentence as it stands in the article.
        start: Where it starts in ``article.text``, in code points.
        end: Where it ends: ``article.text[start:end] == quote``.
    """

    number: int
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the model server counted."""

    input_tokens: int
    output_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, a summary or a translation.

    Attributes:
        text: The reply, with ``[n]`` after what citation n supports.
        language: ``"ar"`` or ``"en"``.
        citations: One for each number marked in `text`, in order.
        abstained: Whether the reply says that the article does not answer the question.
        warnings: What a careful reader should know of this reply, in the reader's language.
        engine: Name of the engine that made it.
        usage: Tokens spent, or None where no model ran or the server did not say.
    """

    text: str
    language: ReplyLanguage
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    warnings: tuple[str, ...] = ()
    engine: str = ""
    usage: Usage | None = None

    def to_dict(self) -> dict[str, Any]:
        """The reply as plain values, for JSON."""
        return asdict(self)

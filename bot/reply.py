"""What every operation gives back: a reply, the citations that support it, and its pieces."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

ReplyLanguage = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The sentence of an article that supports a statement.

    Attributes:
        number: As marked in the reply's text: ``[number]``. A translation carries no marks:
            there, the number is the paragraph's place in the article, from 1.
        quote: The sentence as it stands in the article.
        start: Where it starts in ``article.text``, in code points.
        end: Where it ends: ``article.text[start:end] == quote``.
        article: The article's id. Every operation sets it.
        at: Of a translation, where the paragraph's translation starts and ends in the reply's text;
            None elsewhere.
    """

    number: int
    quote: str
    start: int
    end: int
    article: str = ""
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning that concerns one stretch of a reply.

    Attributes:
        start: Where the stretch starts in ``reply.text``, in code points.
        end: Where it ends.
        text: The warning, which stands among ``reply.warnings`` too.
    """

    start: int
    end: int
    text: str

    def moved(self, by: int) -> Remark:
        """The remark where `by` more characters stand before its stretch."""
        return Remark(self.start + by, self.end + by, self.text)


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
        remarks: Those of `warnings` that concern one stretch of `text`, in the text's order: a
            statement without a source, a number that the passages cited do not hold, a paragraph
            of a translation. One warning may concern several stretches.
        prompts: References of the prompts that were sent for it, such as ``answer@1``, in order.
        translator: Name of the small translator that put sentences of it into the other language;
            empty where none did.
    """

    text: str
    language: ReplyLanguage
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    warnings: tuple[str, ...] = ()
    engine: str = ""
    usage: Usage | None = None
    remarks: tuple[Remark, ...] = ()
    prompts: tuple[str, ...] = ()
    translator: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The reply as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The reply that `to_dict` gave, of this version or another.

        What it does not know is passed over; what is missing has its default.
        """
        values = known(cls, values)
        usage = values.get("usage")
        return cls(
            **values
            | {
                "citations": tuple(Citation(**known(Citation, c)) for c in values["citations"]),
                "remarks": tuple(Remark(**known(Remark, r)) for r in values.get("remarks", ())),
                "usage": Usage(**known(Usage, usage)) if usage else None,
            }
        )


class Piece(str):
    """A piece of a reply's text, as it comes.

    Attributes:
        citations: Those that this piece marks and none before it did, so that ``[n]`` can lead to
            its passage before the reply is complete. In a translation, whose pieces are its
            paragraphs, the paragraph's.
    """

    __slots__ = ("citations",)

    citations: tuple[Citation, ...]

    def __new__(cls, text: str, citations: tuple[Citation, ...] = ()) -> Self:
        piece = super().__new__(cls, text)
        piece.citations = citations
        return piece


def known(kind: type, values: dict[str, Any]) -> dict[str, Any]:
    """Of plain values, those that a dataclass has fields for; JSON's lists become tuples."""
    names = {field.name for field in fields(kind)}
    return {name: _frozen(value) for name, value in values.items() if name in names}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value

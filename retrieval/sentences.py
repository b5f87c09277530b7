"""Paragraphs and sentences with their offsets, in Arabic and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """One sentence, heading or list item.

    Attributes:
        paragraph: Index of its paragraph in `split_paragraphs`.
        heading: Whether it is a title or sub-heading and not a sentence.
    """

    paragraph: int
    heading: bool


def split_paragraphs(text: str) -> list[Span]:
    """Non-blank lines of the text, without surrounding white space."""
    raise NotImplementedError


def split_sentences(text: str) -> list[Sentence]:
    """Sentences of the text, in order; together they cover all that is not white space."""
    raise NotImplementedError

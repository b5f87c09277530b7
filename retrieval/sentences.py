"""Sentences of an article with their offsets."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.boundaries import sentence_ends
from retrieval.paragraphs import Span, headings, is_decoration, marker_length, split_paragraphs

__all__ = ["Sentence", "Span", "split_paragraphs", "split_sentences"]


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """One sentence, heading or list item.

    Attributes:
        paragraph: Index of its paragraph in `split_paragraphs`.
        heading: Whether it is a title or sub-heading and not a sentence.
    """

    paragraph: int
    heading: bool


def split_sentences(text: str) -> list[Sentence]:
    """Sentences of the text, in order, without surrounding white space.

    Together they cover every letter and digit of the text but those of list markers (``1.``,
    ``أ)``): markers, heading marks and lines of mere signs belong to no sentence. A heading is one
    sentence whatever its punctuation.
    """
    paragraphs = split_paragraphs(text)
    titles = headings(paragraphs)
    sentences = []
    for index, paragraph in enumerate(paragraphs):
        if is_decoration(paragraph.text):
            continue
        begin = marker_length(paragraph.text)
        body = paragraph.text[begin:]
        cuts = [] if index in titles else list(sentence_ends(body))
        for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True):
            piece = body[start:end]
            start += len(piece) - len(piece.lstrip())
            first = paragraph.start + begin + start
            piece = piece.strip()
            if piece:
                sentences.append(Sentence(first, first + len(piece), piece, index, index in titles))
    return sentences

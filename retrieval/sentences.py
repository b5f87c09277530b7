"""Sentences of an article with their offsets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from retrieval.boundaries import sentence_ends
from retrieval.paragraphs import Span, content, headings, is_decoration, split_paragraphs

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
        within = content(paragraph.text)
        words = paragraph.text[within]
        cuts = [] if index in titles else list(sentence_ends(words))
        for start, end in pairwise([0, *cuts, len(words)]):
            piece = words[start:end]
            first = paragraph.start + within.start + start + len(piece) - len(piece.lstrip())
            piece = piece.strip()
            if piece:
                sentences.append(Sentence(first, first + len(piece), piece, index, index in titles))
    return sentences

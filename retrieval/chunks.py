"""Chunks: whole sentences packed to a size, with one sentence of overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from retrieval.sentences import Sentence, Span, split_sentences


@dataclass(frozen=True, slots=True)
class Chunk(Span):
    """A passage of an article: ``article.text[start:end] == text``.

    Attributes:
        index: Its place among the article's chunks, from 0.
        sentences: The sentences it was packed from, in order; of a sentence that is longer than a
            chunk, the pieces.
    """

    index: int
    sentences: tuple[Sentence, ...]


def split_chunks(text: str, *, size: int, overlap: int = 1) -> list[Chunk]:
    """Chunks of at most `size` characters, each packed from whole sentences of the text.

    Chunks run on over paragraphs (to end them with a paragraph where possible did not help search)
    but do not end with a heading. A sentence longer than `size` is cut: after a clause, else
    between words, else between graphemes (a grapheme longer than `size` stays whole).

    Args:
        text: The article's text.
        size: Most characters in a chunk, at least 1.
        overlap: Sentences that a chunk repeats of the one before, where they fit.

    Raises:
        ValueError: `size` is below 1 or `overlap` below 0.
    """
    if size < 1 or overlap < 0:
        raise ValueError("size must be at least 1, and overlap at least 0")
    pieces = [piece for sentence in split_sentences(text) for piece in _cut(text, sentence, size)]
    chunks: list[Chunk] = []
    covered = 0  # pieces that are in a chunk
    while covered < len(pieces):
        first = _with_overlap(pieces, covered, size, overlap)
        covered = _packed(pieces, first, covered, size)
        start, end = pieces[first].start, pieces[covered - 1].end
        sentences = tuple(pieces[first:covered])
        chunks.append(Chunk(start, end, text[start:end], len(chunks), sentences))
    return chunks


def _with_overlap(pieces: Sequence[Sentence], covered: int, size: int, overlap: int) -> int:
    """Where a chunk begins: before the first piece not yet covered, as far as the overlap fits."""
    lead = covered  # the chunk has to hold this: a heading and the sentence after it
    while (
        lead + 1 < len(pieces)
        and pieces[lead].heading
        and pieces[lead].end - pieces[covered].start <= size
    ):
        lead += 1
    first = covered
    while first > max(0, covered - overlap) and (
        pieces[lead].end - pieces[first - 1].start <= size
    ):
        first -= 1
    return first


def _packed(pieces: Sequence[Sentence], first: int, covered: int, size: int) -> int:
    """Where a chunk ends that begins at `first`: the index after its last piece."""
    begin = pieces[first].start
    end = covered + 1
    while end < len(pieces) and pieces[end].end - begin <= size:
        end += 1
    if end == len(pieces):
        return end
    before_heading = end
    while before_heading > covered and pieces[before_heading - 1].heading:
        before_heading -= 1
    return before_heading if before_heading > covered else end


# White space between graphemes; a mark after it would belong to it.
_SPACE = r"\s+(?![\p{M}\p{EMod}\u200c\u200d])"
_CLAUSE_END = regex.compile(rf"(?:[،,;؛:–—]|[.!?؟…][\p{{Pe}}\p{{Pf}}\"']*){_SPACE}|[،؛](?=\p{{L}})")
_WORD_END = regex.compile(_SPACE)
_GRAPHEME = regex.compile(r"\X")
_ANY_SPACE = regex.compile(r"\s*")


def _cut(text: str, sentence: Sentence, size: int) -> Iterator[Sentence]:
    """The sentence, or if it is too long its pieces."""
    start = sentence.start
    while sentence.end - start > size:
        cut = _last_cut(text, start, sentence.end, size)
        piece = text[start:cut].rstrip()
        yield replace(sentence, start=start, end=start + len(piece), text=piece)
        start = _ANY_SPACE.match(text, cut).end()  # type: ignore[union-attr]
    if start < sentence.end:
        yield replace(sentence, start=start, text=text[start : sentence.end])


def _last_cut(text: str, start: int, end: int, size: int) -> int:
    """The best place to cut a stretch of text so that what is before it has at most `size`."""
    window = min(start + size + 1, end)
    for pattern, least in ((_CLAUSE_END, start + size // 2), (_WORD_END, start)):
        cuts = [match.end() for match in pattern.finditer(text, start, window)]
        if cuts and cuts[-1] > least:
            return cuts[-1]
    cut = start
    for grapheme in _GRAPHEME.finditer(text, start, end):
        if grapheme.end() > start + size and cut > start:
            break
        cut = grapheme.end()
    return cut

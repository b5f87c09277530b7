"""Sentences longer than a small model does well, cut at the ends of clauses."""

from __future__ import annotations

import regex

# Models for sentences are trained with few that are longer; a part is no shorter than the other.
_MANY_WORDS, _FEW_WORDS = 50, 8
_CLAUSE_END = regex.compile(r"(?<=[\p{L}\p{N})\]»”\"])\s*[؛;،,:—–](?=\s)")


def split_clauses(sentence: str) -> list[str]:
    """A sentence in parts, all of it, in order; a sentence of usual length is one part.

    A long one is cut at the end of the clause that is nearest to its middle, and its halves again.
    One without such an end stays whole.
    """
    words = sentence.split()
    if len(words) <= _MANY_WORDS:
        return [sentence]
    middle = len(sentence) / 2
    ends = [match.end() for match in _CLAUSE_END.finditer(sentence)]
    for end in sorted(ends, key=lambda end: abs(end - middle)):
        before, after = sentence[:end].strip(), sentence[end:].strip()
        if min(len(before.split()), len(after.split())) >= _FEW_WORDS:
            return [*split_clauses(before), *split_clauses(after)]
    return [sentence]

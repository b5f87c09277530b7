"""How the words of articles are kept to be searched, and how those of a query are sought (FTS5)."""

from __future__ import annotations

import regex

from retrieval.arabic_forms import with_prefixes, without_article
from retrieval.normalization import stem, words

_MOST_WORDS = 16
_STEM_LETTERS = 3
"""A shorter stem begins too many words."""

_ARABIC_WORD = regex.compile(r"\p{Arabic}+")


def searchable(text: str) -> str:
    """The words of a text in matching form, a space between them.

    Not their stems: those change as matching gets better, and what is in a library stays.
    """
    return " ".join(words(text))


def expression(query: str) -> str:
    """The FTS5 expression for texts that hold all words of a query; empty if it has none.

    Words match in most inflections, and half typed: whatever begins with the word or its stem
    matches, in Arabic behind the article, a conjunction or preposition too. Of a long query, the
    first words count.
    """
    return " AND ".join(map(_begun_by, words(query)[:_MOST_WORDS]))


def _begun_by(word: str) -> str:
    begins = {word, without_article(word)}
    if len(stem(word)) >= _STEM_LETTERS:
        begins.add(stem(word))
    if _ARABIC_WORD.fullmatch(word):
        begins = {form for one in begins for form in with_prefixes(one)}
    return "(" + " OR ".join(f'"{form}" *' for form in sorted(begins)) + ")"

"""Titles of articles in running text, where several are spoken of."""

from __future__ import annotations

import re

_CHARS = 80
# What could pass for a citation's mark, end the quotation that a title stands in, or be markup.
_SIGNS = re.compile(r"[\[\]【】\"“”„«»<>{}`*_#|\\]")


def quotable(title: str) -> str:
    """A title that can stand in quotation marks: one line of at most 80 characters.

    A title comes from outside like the article's text, but stands among our own words.
    """
    line = " ".join(_SIGNS.sub(" ", title).split())
    if len(line) <= _CHARS:
        return line
    whole_words = line[: _CHARS + 1].rsplit(None, 1)[0]
    return whole_words[:_CHARS].rstrip() + "…"

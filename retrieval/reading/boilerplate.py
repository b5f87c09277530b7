"""Lines that stand around or within an article and are no part of it.

The words they are known by are in ``data/reading.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from retrieval.normalization import normalize

_SHORT, _SHORTER = 200, 120
_DATE = re.compile(r"\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\b\d{1,2}:\d\d\b")
_NAME = r"[^\W\da-z_]\w*"  # begins with a capital letter, or one of a script without them
_PHOTOGRAPHER = re.compile(rf"([^/]{{2,30}})/\s?{_NAME}(?:[ .-]+{_NAME}){{1,3}}[)\]]*$")
_PLACE = re.compile(r"^[^\W\d]+(?: [^\W\d]+){0,2} ?- (?=\S)")  # Baghdad - by Ana Reis


@cache
def reading_table() -> dict[str, Any]:
    """What reading needs to know of languages and pages. Treat it as read-only."""
    return tomllib.loads(files("retrieval").joinpath("data/reading.toml").read_text("utf-8"))


def is_page_number(line: str) -> bool:
    """Whether a line holds a page's number and nothing else (numbers may be given as ``#``)."""
    words = re.findall(r"[^\W\d_]+", line)
    known = reading_table()["page_numbers"]["words"]
    return bool(re.search(r"[\d#]", line)) and all(word.casefold() in known for word in words)


def is_promotion(line: str, *, is_link: bool = False) -> bool:
    """Whether a line points elsewhere, invites, or labels: "read also", "follow us", "share".

    Args:
        line: One paragraph, heading or list item.
        is_link: Whether most of it is a link, as far as is known.
    """
    line = normalize(line).strip(" .:!…-|»›>")
    if len(line) > _SHORT:
        return False
    if _pattern("promotions", "openings", r"\b").match(line):
        return True
    if _pattern("promotions", "titles", r"\b" if is_link else r"\s*(?::|$)").match(line):
        return True
    if len(line) <= _SHORTER and _pattern("promotions", "notices", "").search(line):
        return True
    return not _pattern("promotions", "labels", r"(?!\w)").sub("", line).strip(" |·•,/-")


def is_caption(line: str) -> bool:
    """Whether a line ends as captions of news pictures do: with the agency in brackets, or with
    agency and photographer (REUTERS/Ana Reis)."""
    plain = normalize(line)
    photographer = _PHOTOGRAPHER.search(line)
    return len(plain) <= _SHORTER and bool(
        _pattern("captions", "sources", r"[)\]]$").search(plain)
        or (
            photographer and _pattern("captions", "sources", "$").search(normalize(photographer[1]))
        )
    )


def heads_comments(line: str) -> bool:
    """Whether a line is the heading of what readers wrote."""
    line = re.sub(r"[^\w\s]|\d", " ", normalize(line)).strip()
    return bool(_pattern("comments", "titles", "$").match(line))


def is_byline(line: str) -> bool:
    """Whether a line above an article's text names its author or date and nothing else."""
    line = normalize(line).strip(" *_")
    opening = _pattern("bylines", "openings", r"\b")
    return len(line) <= _SHORTER and bool(
        opening.match(line) or opening.match(_PLACE.sub("", line)) or _DATE.search(line)
    )


def is_paywall(text: str) -> bool:
    """Whether a text says that only subscribers can read on."""
    return bool(_pattern("paywalls", "marks", "").search(normalize(text)))


@cache
def _pattern(section: str, key: str, end: str) -> re.Pattern[str]:
    phrases = sorted(map(normalize, reading_table()[section][key]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))}){end}")

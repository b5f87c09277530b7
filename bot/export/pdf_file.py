"""A document as a PDF file: A4, tagged for screen readers (PDF/UA-1), set by Typst.

Typst shapes and orders Arabic as browsers do; its own fonts and those of the machine are not used,
so that a document looks the same wherever it is made, and nothing is looked up. What the fonts in
``fonts/`` lack is replaced by a sign that is seen, and told.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from importlib.resources import as_file, files
from typing import Any

import regex

from bot.errors import ExportError
from bot.export.document import Document, Run, Text, texts
from bot.export.glyphs import has_glyph
from bot.export.text_layer import mended
from bot.export.words import words
from bot.notices import listed

_log = logging.getLogger(__name__)

LACKING = "\ufffd"
"""Stands for a character that no font has."""

_MOST_SECONDS = 120
_HEADER_CHARS = 90
_EXAMPLES = 5
_EASTERN_DIGIT, _WESTERN_DIGIT = regex.compile("[٠-٩]"), regex.compile("[0-9]")

# A word without end would run off the page: from this length on it may be broken.
_LONG_WORD = regex.compile(r"\S{26,}")
_MAY_BREAK_AFTER = regex.compile(r"[/.\-_?&=,:;](?=\w)|\X{12}")


def pdf_file(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """The document, and what the fonts lack of it; the same document gives the same bytes.

    Raises:
        ExportError: The file cannot be made.
    """
    lacking: Counter[str] = Counter()
    data = _plain(document, lacking) | {
        "header": _plain(_header(document.title), Counter()),
        "direction": document.direction,
        "eastern_digits": _has_eastern_digits(texts(document)),
    }
    return mended(_set(json.dumps(data))), _warnings(lacking, document)


def _set(data: str) -> bytes:
    with as_file(files("bot.export")) as folder:
        program = [folder / "typesetting.py", folder / "page.typ", folder / "fonts"]
        try:
            done = subprocess.run(
                [sys.executable, "-P", *program],
                input=data.encode(),
                capture_output=True,
                check=True,
                timeout=_MOST_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise ExportError("pdf_failed", detail=f"{_MOST_SECONDS} s") from error
        except subprocess.CalledProcessError as error:
            _log.error("Typst failed: %s", error.stderr.decode(errors="replace"))
            raise ExportError("pdf_failed", detail=f"Typst, {error.returncode}") from error
    return done.stdout


def _plain(part: Any, lacking: Counter[str]) -> Any:
    """A part of a document as values of JSON; ``is`` names what it is."""
    if isinstance(part, tuple):
        return [_plain(one, lacking) for one in part]
    if not is_dataclass(part):
        return part
    values = {field.name: _plain(getattr(part, field.name), lacking) for field in fields(part)}
    if "text" in values and isinstance(values["text"], str):
        values["text"] = _showable(values["text"], lacking)
    return {"is": type(part).__name__} | values


def _showable(text: str, lacking: Counter[str]) -> str:
    """Text that the fonts have signs for, and that can be broken into lines."""
    shown = []
    for cluster in regex.findall(r"\X", text):
        lack = [character for character in cluster if not has_glyph(character)]
        if lack and lack[0].isspace():
            shown.append("\n" if "\n" in cluster else " ")
        elif lack:
            lacking[cluster] += 1
            shown.append(LACKING)
        else:
            shown.append(cluster)
    return str(_LONG_WORD.sub(_breakable, "".join(shown)))


def _breakable(word: regex.Match[str]) -> str:
    return str(_MAY_BREAK_AFTER.sub("\\g<0>\u200b", word[0]))


def _header(title: Text) -> Text:
    """The title as it fits on one line."""
    said = str(title)
    if len(said) <= _HEADER_CHARS:
        return title
    return Text((Run(said[:_HEADER_CHARS].rstrip(" .…") + "…"),), title.direction, title.language)


def _has_eastern_digits(said: Iterable[str]) -> bool:
    """Whether most digits are ٠ to ٩: then those of pages and lists are, too."""
    western = eastern = 0
    for text in said:
        western += len(_WESTERN_DIGIT.findall(text))
        eastern += len(_EASTERN_DIGIT.findall(text))
    return eastern > western


def _warnings(lacking: Counter[str], document: Document) -> tuple[str, ...]:
    if not lacking:
        return ()
    language = document.language
    examples = listed((sign for sign, _ in lacking.most_common(_EXAMPLES)), language)
    return (words("lacking_glyphs", language, count=lacking.total(), examples=examples),)

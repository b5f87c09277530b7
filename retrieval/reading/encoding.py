"""Bytes to text: which encoding a text file or a web page is in.

A declared encoding, from a page or its server, is a hint like any other: pages lie. What decides is
how much the decoded text looks like text.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache

import regex

from retrieval.reading.boilerplate import reading_table

_SAMPLE_BYTES = 20_000

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# Browsers read these labels as windows-1252 (WHATWG Encoding, 4.2).
_WESTERN = {"ascii", "iso8859-1"}

_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_KNOWN_SHARE = 0.85
_MAX_CONTROLS = 0.01
_MAX_REPLACED = 0.02

_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}]*|(?<=\P{L})\p{M}+")
_USUAL = regex.compile(r"[\p{Zs}\s\p{P}\p{Nd}\p{Sm}\p{Sc}°]")
_ASCII_LETTER = regex.compile("[A-Za-z]")
_CASE_JUMP = regex.compile(r"\p{Ll}\p{Lu}")

_COMMON, _USUAL_LETTER, _RARE = 1.0, 0.7, 0.35
_OTHER_SCRIPT = 0.6
_DECLARED_BONUS = 0.15


def decode(data: bytes, declared: str | None = None) -> str:
    """The text that bytes stand for.

    Args:
        data: A text file or web page.
        declared: Label of the encoding that the page or its server names.

    Raises:
        UnicodeError: The bytes are no text in any known encoding.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _text_only(data[len(bom) :].decode(name, "replace"))
    if text := _utf16(data):
        return text
    try:
        return _text_only(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if text := _damaged_utf8(data):
        return text
    return _text_only(data.decode(_best_encoding(data, declared), "replace"))


def _text_only(text: str) -> str:
    if len(_CONTROL.findall(text)) > _MAX_CONTROLS * len(text):
        raise UnicodeError
    return text


def _utf16(data: bytes) -> str | None:
    """Text of UTF-16 without a byte order mark: hardly a letter of it is not Latin or Arabic.

    Arabic in it is also valid UTF-8, of control characters and ASCII.
    """
    sample = data[:_SAMPLE_BYTES]
    if not _CONTROL.search(sample.decode("latin-1")):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(name, "replace")
        known = regex.findall(
            r"[\p{Latin}\p{Arabic}\p{Common}\p{Inherited}--\p{Cc}\ufffd]|[\t\n\r]", text, regex.V1
        )
        if text and len(known) > _KNOWN_SHARE * len(text):
            return data.decode(name, "replace")
    return None


def _damaged_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    damaged = text.count("\ufffd")
    return _text_only(text) if damaged <= _MAX_REPLACED * beyond_ascii else None


def _best_encoding(data: bytes, declared: str | None) -> str:
    import charset_normalizer

    sample = data[:_SAMPLE_BYTES]
    names = dict.fromkeys(["cp1256", "iso8859-6", "cp1252"])
    if declared_name := _known(declared):
        names |= {declared_name: None}
    guess = charset_normalizer.from_bytes(sample).best()
    if guess and (guessed_name := _known(guess.encoding)):
        names |= {guessed_name: None}

    def score(name: str) -> float:
        text = sample.decode(name, "replace")
        return _plausibility(text) + (_DECLARED_BONUS if name == declared_name else 0)

    return max(names, key=score)


def _known(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip(" \"'")).name
    except LookupError:
        return None
    return "cp1252" if name in _WESTERN else name


def _plausibility(text: str) -> float:
    """Share of what is not ASCII that looks like words of a language, 0 to 1."""
    seen = good = 0.0
    for word in _LETTERS.findall(text):
        if not word.isascii():
            seen += len(word)
            good += len(word) * _of_word(word)
    strange = _USUAL.sub("", _LETTERS.sub("", text))
    seen += 2 * sum(not character.isascii() for character in strange)
    return good / seen if seen else 1.0


def _of_word(word: str) -> float:
    letters = [character for character in word if character.isalpha()]
    scripts = {unicodedata.name(one, "none").split()[0] for one in word} - {"COMBINING"}
    if not letters:
        return 0.0
    if scripts == {"ARABIC"}:
        return sum(_arabic_letters().get(letter, _RARE) for letter in letters) / len(letters)
    if scripts == {"LATIN"}:
        # A word of accented letters alone, or with capitals amid it, is another script misread.
        looks_right = len(word) <= 2 or bool(_ASCII_LETTER.search(word))
        return 1.0 if looks_right and not _CASE_JUMP.search(word) else 0.0
    return _OTHER_SCRIPT if len(scripts) == 1 else 0.0


@cache
def _arabic_letters() -> dict[str, float]:
    table = reading_table()["arabic_letters"]
    return dict.fromkeys(table["common"], _COMMON) | dict.fromkeys(table["usual"], _USUAL_LETTER)

"""The glossary as markup: a table of names in both languages, to be written in where that is
allowed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.direction import direction_of
from bot.reply import ReplyLanguage
from bot.translator.glossary import Term
from bot.translator.glossary_file import MOST_CHARS
from ui.markup import attributes, plain
from ui.strings import LANGUAGES, text


def table(terms: Sequence[Term], language: ReplyLanguage, *, editable: bool) -> str:
    """The table, which glossary.js makes longer and shorter.

    Args:
        terms: What stands in it.
        language: Of the interface.
        editable: Whether the reader may change it.
    """
    if not terms and not editable:
        return ""
    side = attributes("", language)
    heads = "".join(f"<th>{text(f'glossary_{one}', language)}</th>" for one in LANGUAGES)
    line = f'<th aria-label="{text("glossary_line", language)}">#</th>'
    rows = "".join(
        _row(number, term, language, editable=editable) for number, term in enumerate(terms, 1)
    )
    parts = [
        f"<summary>{text('glossary', language, count=len(terms))}</summary>",
        f"<p>{text('glossary_info', language)}</p>",
        f"<table><thead><tr>{line}{heads}"
        f"{'<td></td>' if editable else ''}</tr></thead><tbody>{rows}</tbody></table>",
    ]
    if editable:
        parts += [
            f"<template>{_row(0, Term('', ''), language, editable=True)}</template>",
            '<div class="buttons">'
            f'<button type="button" data-does="add">{text("glossary_add", language)}</button>'
            f'<button type="button" data-does="save">{text("glossary_save", language)}</button>'
            "</div>",
        ]
    return f"<details{side}>{''.join(parts)}</details>"


def _row(number: int, term: Term, language: ReplyLanguage, *, editable: bool) -> str:
    cells = "".join(
        _cell(one, term.in_language(one), language, editable=editable) for one in LANGUAGES
    )
    delete = escape(text("glossary_delete", language))
    button = (
        f'<td><button type="button" class="small" data-does="delete" title="{delete}"'
        f' aria-label="{delete}">×</button></td>'
    )
    return f"<tr><th>{number or ''}</th>{cells}{button if editable else ''}</tr>"


def _cell(of: ReplyLanguage, name: str, language: ReplyLanguage, *, editable: bool) -> str:
    side = f'dir="{direction_of(of)}" lang="{of}"'
    if not editable:
        return f"<td {side}>{plain(name)}</td>"
    return (
        f'<td><input {side} value="{escape(name)}" maxlength="{MOST_CHARS}"'
        f' aria-label="{escape(text(f"glossary_{of}", language))}"></td>'
    )

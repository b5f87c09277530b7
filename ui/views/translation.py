"""The translation beside the article as markup: what can be done, and each paragraph's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot import Remark
from bot.export import FORMATS
from bot.notices import notice
from bot.reply import ReplyLanguage
from retrieval.paragraphs import content
from ui.markup import attributes, name, plain
from ui.strings import text
from ui.translations import Translation
from ui.views import actions
from ui.views.article import each
from ui.views.common import needs_model
from ui.views.paragraphs import Shape, paragraph, shapes


def controls(translations: list[Translation], language: ReplyLanguage) -> str:
    """For each article what can be done about its translation, and how far that has come."""
    of_article = {one.article.id: one for one in translations}
    return each(
        [one.article for one in translations],
        lambda article: _controls(of_article[article.id], language),
    )


def columns(translations: list[Translation], language: ReplyLanguage) -> list[dict[str, Any]]:
    """For each article what stands beside its paragraphs, for translation.js.

    Returns:
        The article's id; the markup above the columns; that beside each paragraph, in order, empty
        where there is nothing yet; whether more is to come. Without a translation, no paragraphs.
    """
    return [
        {
            "article": one.article.id,
            "head": _head(one, language) if one.begun else "",
            "cells": _cells(one, language) if one.begun else [],
            "running": one.running,
        }
        for one in translations
    ]


def _controls(translation: Translation, language: ReplyLanguage) -> str:
    target = text(f"translate_{translation.language}", language)
    if translation.running:
        buttons = _toggle(language) + _button("stop", text("stop_translation", language))
    elif translation.complete:
        buttons = _toggle(language) + _save(language)
    elif translation.begun:
        label = text("continue_translation", language)
        buttons = _toggle(language) + _button("translate", label)
    else:
        buttons = _button("translate", target)
    done = " complete" if translation.complete else ""
    return f'<div class="buttons{done}">{buttons}</div>{_state(translation, language)}'


def _state(translation: Translation, language: ReplyLanguage) -> str:
    side = attributes("", language)
    done, total = len(translation.done), len(translation.paragraphs)
    if translation.running:
        words = text("translating", language, done=done, total=total)
        return (
            f'<p class="state"{side}><progress value="{done}" max="{total}" aria-label="{words}">'
            f"</progress><span>{words}</span></p>"
        )
    said = ""
    if translation.begun and not translation.complete:
        words = text("translated_so_far", language, done=done, total=total)
        said = f'<p class="state" role="status"{side}>{words}</p>'
    if translation.error:
        way = f" {actions.model(language)}" if needs_model(translation.error) else ""
        words = plain(translation.error[language])
        said += f'<p class="notice" role="status"{side}>{words}{way}</p>'
    return said


def _toggle(language: ReplyLanguage) -> str:
    """Shows and hides the translation, in the browser alone."""
    return (
        '<button type="button" data-does="toggle" aria-pressed="true">'
        f"{text('translation', language)}</button>"
    )


def _save(language: ReplyLanguage) -> str:
    kinds = "".join(
        f'<button type="button" data-does="save" data-kind="{kind}">'
        f"{text(f'save_{kind}', language)}</button>"
        for kind in FORMATS
    )
    return (
        f'<details class="menu"><summary>{text("save_as", language)}</summary>'
        f"<div>{kinds}</div></details>"
    )


def _button(does: str, label: str) -> str:
    return f'<button type="button" data-does="{does}">{label}</button>'


def _head(translation: Translation, language: ReplyLanguage) -> str:
    side = attributes("", language)
    facts = [text("machine_translation", language, model=name(translation.model))]
    if translation.complete and translation.usage:
        facts.append(text("tokens", language, count=f"{translation.usage.total_tokens:,}"))
    return (
        f"<p{side}>{text('original', language)}</p>"
        f"<p{side}>{text('translation', language)}<small>{' · '.join(facts)}</small></p>"
    )


def _cells(translation: Translation, language: ReplyLanguage) -> list[str]:
    return [
        _cell(translation, number, shape, language)
        for number, shape in enumerate(shapes(translation.paragraphs), 1)
    ]


def _cell(translation: Translation, number: int, shape: Shape, language: ReplyLanguage) -> str:
    if reply := translation.done.get(number):
        return _translated(
            reply.text, reply.remarks, reply.warnings, shape, reply.language, language
        )
    if reason := translation.failed.get(number):
        return (
            f'<p class="notice"{attributes("", language)}>{plain(reason[language])}'
            f' <button type="button" data-does="translate" data-paragraph="{number}">'
            f"{text('retry', language)}</button></p>"
        )
    return ""


@lru_cache(maxsize=10_000)  # each is asked for again with every other one that is translated
def _translated(
    words: str,
    remarks: tuple[Remark, ...],
    warnings: tuple[str, ...],
    shape: Shape,
    written_in: ReplyLanguage,
    language: ReplyLanguage,
) -> str:
    """A paragraph's translation, and what a careful reader should know of it.

    What is to be said of a part stands there, what concerns all of it stands below. That it is a
    machine's translation is said once, above.
    """
    whole = len(words[content(words)])
    within = [one for one in remarks if one.end - one.start < whole]
    said_above = {one.text for one in within} | {notice("machine_translated", written_in)}
    below = "".join(
        f'<p class="remark"{attributes(warning, written_in)}>{plain(warning)}</p>'
        for warning in warnings
        if warning not in said_above
    )
    flagged = text("remark", language)
    return paragraph(words, shape, written_in, remarks=within, flagged=flagged) + below

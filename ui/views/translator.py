"""The small translator as markup: what there is, how a download stands, what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import get_args

from bot.local_models.catalogue import Known, known_models
from bot.local_models.pull import Progress
from bot.local_models.store import Installed
from bot.reply import ReplyLanguage
from bot.translator import Translator
from bot.translator.packages import Direction
from ui.markup import attributes, name, plain
from ui.strings import text
from ui.views.common import alert, subheading


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What there is of a translator, and what is under way.

    Attributes:
        translator: The one in force, if it can be used.
        installed: The same in the data folder; None for a folder elsewhere, which is the user's.
        problem: Why the one that the settings name cannot be used, by language.
        progress: Of a download that is under way.
        stopped: Whether the last download was stopped by a reader.
        failure: Why the last download came to nothing, by language.
        used: Whether it has a part in the replies of this visit: a language model needs none.
    """

    translator: Translator | None = None
    installed: Installed | None = None
    problem: Mapping[str, str] | None = None
    progress: Progress | None = None
    stopped: bool = False
    failure: Mapping[str, str] | None = None
    used: bool = True


def state(standing: Standing, language: ReplyLanguage) -> str:
    """The translator's state in words."""
    side = attributes("", language)
    parts = [subheading("translator", language)]
    if standing.progress:
        parts.append(_progress(standing.progress, language))
    elif standing.stopped:
        parts.append(f"<p{side}>{text('translator_stopped', language)}</p>")
    elif standing.failure:
        parts.append(alert(standing.failure[language], language))
    if translator := standing.translator:
        parts.append(_facts(translator, standing.installed, language))
        key = f"translator_{translator.state}" if standing.used else "translator_unused"
        parts.append(f"<p{side}>{text(key, language)}</p>")
    elif standing.problem:
        parts.append(alert(standing.problem[language], language))
    elif not standing.progress:
        parts.append(f"<p{side}>{text('translator_none', language)}</p>")
    return "".join(parts)


def controls(
    standing: Standing, models: Sequence[Known], language: ReplyLanguage, *, local: bool
) -> str:
    """What can be done about it.

    Args:
        standing: What there is.
        models: Those that can be fetched, the one to recommend first.
        language: Of the interface.
        local: Whether the reader may: elsewhere whoever runs the server can.
    """
    side = attributes("", language)
    if not local:
        if standing.translator or standing.progress:
            return ""
        return f"<p{side}>{text('translator_by_host', language)}</p>"
    if standing.progress:
        return f"<div{side}>{_button('stop', text('translator_stop', language))}</div>"
    if standing.installed:
        megabytes = _megabytes(standing.installed.bytes)
        remove = _button("remove", text("translator_remove_now", language, size=megabytes))
        summary = text("translator_remove", language)
        return f"<details{side}><summary>{summary}</summary>{remove}</details>"
    if standing.translator or not models:
        return ""
    return f"<div{side}>{_choice(models, language)}</div>"


def _facts(translator: Translator, installed: Installed | None, language: ReplyLanguage) -> str:
    facts = [name(translator.name)]
    facts += [
        text(f"direction_{one}", language)
        for one in get_args(Direction)
        if one in translator.directions
    ]
    if installed:
        facts += _published(known_models().get(installed.name), installed.bytes, language)
    return f"<p{attributes('', language)}>{' · '.join(facts)}</p>"


def _published(known: Known | None, size: int, language: ReplyLanguage) -> list[str]:
    """Size and licence of a model, and whether anybody ran it."""
    facts = [text("models_on_disk", language, size=_megabytes(size))]
    if known:
        licence = name(known.licence) or text("models_licence_in_package", language)
        facts.append(text("models_licence", language, licence=licence))
    if known and known.non_commercial:
        facts.append(text("models_non_commercial", language))
    if not (known and known.tested):
        facts.append(text("models_untested", language))
    return facts


def _choice(models: Sequence[Known], language: ReplyLanguage) -> str:
    """The models to choose from, what is known of each, and the button that fetches it."""
    options, details = "", ""
    for place, model in enumerate(models):
        get = escape(_get(model, language))
        options += f'<option value="{model.name}" data-get="{get}">{escape(model.title)}</option>'
        hidden = " hidden" if place else ""
        details += f'<p data-model="{model.name}"{hidden}>{_about(model, language)}</p>'
    return (
        f"<label>{text('translator_choice', language)} <select>{options}</select></label>"
        f"{details}{_button('get', _get(models[0], language))}"
    )


def _get(model: Known, language: ReplyLanguage) -> str:
    return text("translator_get", language, size=_megabytes(model.download))


def _about(model: Known, language: ReplyLanguage) -> str:
    quality = text("models_quality", language, source=model.source[language], **model.scores)
    facts = [*_published(model, model.disk, language), plain(quality)]
    if model.conversion:
        facts.append(text("models_converted_once", language))
    return " · ".join(facts)


def _progress(progress: Progress, language: ReplyLanguage) -> str:
    """What is being done, and how far it is where that is known."""
    detail = name(progress.detail)
    if progress.step == "convert":
        detail = text(f"models_{progress.detail}", language)
    words = text(
        f"step_{progress.step}",
        language,
        detail=detail,
        done=_megabytes(progress.done),
        total=_megabytes(progress.total),
    )
    known = f' value="{progress.done}" max="{progress.total}"' if progress.total else ""
    called = escape(text("translator_coming", language))
    return (
        f"<p{attributes('', language)}>{words}</p>"
        f'<progress{known} aria-label="{called}"></progress>'
    )


def _button(does: str, label: str) -> str:
    return f'<button type="button" data-does="{does}">{plain(label)}</button>'


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f}" if count >= 1e7 or not count else f"{count / 1e6:,.1f}"

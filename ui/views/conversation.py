"""The conversation as markup: questions, replies, what is to be said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from bot import Article, Citation, Reply, Settings
from bot.direction import direction, direction_of
from bot.notices import notice
from bot.quoting import is_led_by_short_answer
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from ui.desk import Desk, Turn, beginning
from ui.markup import Source, attributes, markdown, name, plain
from ui.strings import text
from ui.views import actions
from ui.views.article import passage
from ui.views.common import needs_model

_OPEN_SOURCES = 6
"""A reply with more sources than this, such as a translation, shows them when asked to."""

_CARD_CHARS = 400


def messages(desk: Desk, language: ReplyLanguage, begin: int = 0) -> list[dict[str, str]]:
    """The conversation as Gradio's Chatbot takes it: a question and its reply, as two messages.

    Args:
        desk: Whose conversation it is.
        language: Of the interface.
        begin: The place of the turn to begin with.
    """
    said = []
    places = range(begin, len(desk.turns))
    for place, group in groupby(places, key=lambda at: beginning(desk.turns, at)):
        beside = list(group)
        is_last = place == desk.latest and not desk.busy
        if len(beside) == 1:
            content = reply_markup(desk, place, language, is_last=is_last)
        else:
            columns = "".join(reply_markup(desk, at, language) for at in beside)
            below = actions.row(None, place, language, can_be_asked_again=is_last)
            content = f'<div class="beside">{columns}</div>{below}'
        said += [
            {"role": "user", "content": question_markup(desk, place, language)},
            {"role": "assistant", "content": content},
        ]
    return said


def question_markup(desk: Desk, place: int, language: ReplyLanguage) -> str:
    """The reader's own words, in their own direction."""
    turn = desk.turns[place]
    written_in = _likely_language(turn.asked)
    side = direction_of(written_in)
    asked = f'<div class="asked" dir="{side}" lang="{written_in}">{plain(turn.asked)}</div>'
    edit = "" if desk.busy or turn.summary else actions.edit(place, language)
    look = "question rewritten" if place == desk.editing else "question"
    return f'<div class="{look}">{edit}{asked}</div>'


def reply_markup(desk: Desk, place: int, language: ReplyLanguage, *, is_last: bool = False) -> str:
    """A reply as far as it has come, what is to be said about it, and what can be done with it.

    Args:
        desk: Whose conversation it is in.
        place: Of the turn that it belongs to.
        language: Of the interface.
        is_last: Whether it is the last one, alone in its row, and can be asked for again.
    """
    turn = desk.turns[place]
    reply = turn.reply
    titles = {one.id: one for one in desk.articles} if len(desk.articles) > 1 else {}
    parts = [_from(titles.get(turn.summary.article))] if turn.summary else []
    if turn.text:
        written_in = reply.language if reply else _likely_language(turn.text)
        sources = {one.number: _source(one, titles) for one in turn.citations}
        said = markdown(
            turn.text,
            written_in,
            sources,
            reply.remarks if reply else (),
            flag=text("remark", language),
            translated=_translated(reply) if reply else (),
            label=text("translated", language),
        )
        if by := _translated_by(turn, desk):
            label = text("machine_translation", language, model=name(by))
            parts.append(f'<p class="fine"{attributes("", language)}>{label}</p>')
        led = reply and reply.engine == EMBEDDED_ENGINE and is_led_by_short_answer(reply.text)
        look = "said led" if led else "said"
        parts.append(
            f'<div class="{look}" dir="{direction_of(written_in)}" lang="{written_in}">{said}</div>'
        )
    if turn.error:
        parts.append(_failed(turn.error, desk, language))
    elif turn.running and (not turn.text or turn.progress):
        parts.append(_notice("waiting", _progress(turn, language), language))
    elif reply is None and not turn.running:
        parts.append(_notice("fine", text("stopped", language), language))
    if reply:
        parts += [
            _warnings(reply),
            _sources(reply, titles, language),
            _origin(reply, titles, desk.settings, language),
        ]
    if not turn.running:
        whole = turn if reply else None
        parts.append(actions.row(whole, place, language, can_be_asked_again=is_last))
    return f'<div class="reply">{"".join(parts)}</div>'


def _failed(error: Mapping[str, str], desk: Desk, language: ReplyLanguage) -> str:
    """Why there is no reply; where it takes a translator or a model, the way to these."""
    needs = desk.without_model and not desk.translator and needs_model(error)
    more = f" {actions.model(language)}" if needs else ""
    words = plain(error[language])
    return f'<p class="notice"{attributes("", language)}>{words}{more}</p>'


def _translated_by(turn: Turn, desk: Desk) -> str:
    """Name of the small translator that has a part in a reply; empty where none has.

    Of what comes piece by piece, a translation alone, it is said before all is there.
    """
    if turn.reply:
        return turn.reply.translator
    across = any(
        one.at and _likely_language(one.quote) != _likely_language(turn.text)
        for one in turn.citations
    )
    return desk.translator.name if across and desk.translator else ""


def _translated(reply: Reply) -> frozenset[int]:
    """Numbers of the citations whose sentences stand translated in a reply."""
    if not reply.translator:
        return frozenset()
    quotes = {one.number: one.quote for one in reply.citations if not one.at}
    return frozenset(
        number for number, quote in quotes.items() if _likely_language(quote) != reply.language
    )


def _source(citation: Citation, titles: dict[str, Article]) -> Source:
    article = titles.get(citation.article)
    return Source(
        target=_place(citation),
        quote=_shortened(citation.quote),
        language=_likely_language(citation.quote),
        title=article.title if article else "",
    )


def _warnings(reply: Reply) -> str:
    """Warnings about the reply as a whole.

    Those about one stretch of it have a flag there, and what is translated has a label above.
    """
    placed = {remark.text for remark in reply.remarks}
    if reply.translator:
        placed.add(notice("machine_translated", reply.language))
    items = "".join(
        f"<li{attributes(warning, reply.language)}>{plain(warning)}</li>"
        for warning in reply.warnings
        if warning not in placed
    )
    return f'<ul class="warnings">{items}</ul>' if items else ""


def _sources(reply: Reply, titles: dict[str, Article], language: ReplyLanguage) -> str:
    """The passages cited. Each one's class says where it stands: ``passage-ARTICLE-START-END``."""
    if not reply.citations:
        return ""
    side = _side_of_quotes(reply.citations)
    items = "".join(
        f'<li value="{citation.number}">{_from(titles.get(citation.article))}'
        f'<p class="{_place(citation)}"{attributes(citation.quote, side)}>'
        f"{plain(citation.quote)}</p></li>"
        for citation in reply.citations
    )
    above = reply.translator and _has_originals(reply)
    is_open = " open" if len(reply.citations) <= _OPEN_SOURCES and not above else ""
    called = text("sources_of_several" if titles else "sources", language)
    return (
        f'<details class="sources"{is_open}>'
        f"<summary{attributes('', language)}>{called}</summary>"
        f'<ol dir="{direction_of(side)}" lang="{side}">{items}</ol></details>'
    )


def _from(article: Article | None) -> str:
    if article is None:
        return ""
    return (
        f'<p class="from"{attributes(article.title, article.language)}>{plain(article.title)}</p>'
    )


def _place(citation: Citation) -> str:
    return passage(citation.article, citation.start, citation.end)


def _origin(
    reply: Reply, titles: Mapping[str, Article], settings: Settings, language: ReplyLanguage
) -> str:
    facts = []
    if reply.engine != EMBEDDED_ENGINE:
        facts.append(name(settings.model))
    elif _quotes(reply):
        facts.append(text("quoted_from_several" if titles else "quoted", language))
    if reply.usage:
        facts.append(text("tokens", language, count=f"{reply.usage.total_tokens:,}"))
    if not facts:
        return ""
    return f'<p class="fine"{attributes("", language)}>{" · ".join(facts)}</p>'


def _quotes(reply: Reply) -> bool:
    """Whether sentences stand in a reply as they stand in an article."""
    translated = _translated(reply)
    own = (one for one in reply.citations if not (reply.translator and one.at))
    return any(one.number not in translated or _has_originals(reply) for one in own)


def _has_originals(reply: Reply) -> bool:
    """Whether sentences that were translated have their originals below them."""
    return any(line.lstrip().startswith("> ") for line in reply.text.splitlines())


def _progress(turn: Turn, language: ReplyLanguage) -> str:
    if turn.progress is None or turn.progress[1] < 2:
        return text("waiting", language)
    done, total = turn.progress
    return text("part", language, done=min(done + 1, total), total=total)


def _notice(kind: str, words: str, language: ReplyLanguage) -> str:
    return f'<p class="{kind}"{attributes("", language)}>{plain(words)}</p>'


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _CARD_CHARS else quote[:_CARD_CHARS].rsplit(None, 1)[0] + "…"


def _likely_language(words: str) -> ReplyLanguage:
    return "ar" if direction(words) == "rtl" else "en"


def _side_of_quotes(citations: Sequence[Citation]) -> ReplyLanguage:
    return _likely_language(" ".join(citation.quote for citation in citations))


def welcome(article: Article | None, language: ReplyLanguage, *, suggestions: bool) -> str:
    """What stands where the conversation will be.

    Args:
        article: What is open.
        language: Of the interface.
        suggestions: Whether questions are suggested below.
    """
    hint = "welcome_hint" if suggestions else "welcome_without_suggestions"
    keys = ("no_article",) if article is None else ("welcome", hint)
    lines = "".join(f"<p>{text(key, language)}</p>" for key in keys)
    return f'<div class="welcome"{attributes("", language)}>{lines}</div>'


def engine_line(desk: Desk, language: ReplyLanguage) -> str:
    """Which model is at work and what it has cost, or what is possible without one."""
    if translator := desk.translator:
        words = text("with_translator", language, model=name(translator.name))
    elif desk.without_model:
        words = f"{text('without_model', language)} {actions.model(language)}"
    else:
        words = text("with_model", language, model=name(desk.settings.model))
    used = sum(
        turn.reply.usage.total_tokens for turn in desk.turns if turn.reply and turn.reply.usage
    )
    if used:
        words += " · " + text("tokens_so_far", language, count=f"{used:,}")
    return f"<p{attributes('', language)}>{words}</p>"


def told(language: ReplyLanguage) -> str:
    """Where screen readers are told that something was copied; actions.js writes into it."""
    return f'<p id="told" role="status" data-copied="{text("copied", language)}"></p>'

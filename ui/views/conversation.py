"""The conversation as markup: questions, replies, what is to be said about them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot import Article, Citation, Reply, Settings
from bot.direction import direction, direction_of
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from ui.desk import Turn
from ui.markup import attributes, markdown, plain
from ui.strings import text
from ui.views.article import passage

_OPEN_SOURCES = 6
"""A reply with more sources than this, such as a translation, shows them when asked to."""

_HOVER_CHARS = 300


def messages(
    turns: Sequence[Turn], language: ReplyLanguage, settings: Settings
) -> list[dict[str, str]]:
    """The conversation as Gradio's Chatbot takes it."""
    return [message for turn in turns for message in exchange(turn, language, settings)]


def exchange(turn: Turn, language: ReplyLanguage, settings: Settings) -> list[dict[str, str]]:
    """A question and its reply, as two messages."""
    return [
        {"role": "user", "content": question_markup(turn.asked)},
        {"role": "assistant", "content": reply_markup(turn, language, settings)},
    ]


def question_markup(asked: str) -> str:
    """The reader's own words, in their own direction."""
    language = _likely_language(asked)
    side = direction_of(language)
    return f'<div class="asked" dir="{side}" lang="{language}">{plain(asked)}</div>'


def reply_markup(turn: Turn, language: ReplyLanguage, settings: Settings) -> str:
    """A reply as far as it has come, and whatever is to be said about it.

    Args:
        turn: The turn that it belongs to.
        language: Of the interface.
        settings: Of the bot.
    """
    reply = turn.reply
    parts = []
    if turn.text:
        written_in = reply.language if reply else _likely_language(turn.text)
        sources = {
            citation.number: (_place(citation), _shortened(citation.quote))
            for citation in (reply.citations if reply else ())
        }
        parts.append(
            f'<div class="said" dir="{direction_of(written_in)}" lang="{written_in}">'
            f"{markdown(turn.text, written_in, sources)}</div>"
        )
    if turn.error:
        parts.append(_notice("notice", turn.error[language], language))
    elif turn.running and (not turn.text or turn.progress):
        parts.append(_notice("waiting", _progress(turn, language), language))
    elif reply is None and not turn.running:
        parts.append(_notice("fine", text("stopped", language), language))
    if reply:
        parts += [
            _warnings(reply),
            _sources(reply, language),
            _origin(reply, language, settings),
        ]
    return f'<div class="reply">{"".join(parts)}</div>'


def _warnings(reply: Reply) -> str:
    if not reply.warnings:
        return ""
    items = "".join(
        f"<li{attributes(warning, reply.language)}>{plain(warning)}</li>"
        for warning in reply.warnings
    )
    return f'<ul class="warnings">{items}</ul>'


def _sources(reply: Reply, language: ReplyLanguage) -> str:
    """The passages cited. Each one's class says where it stands: ``passage-ARTICLE-START-END``."""
    if not reply.citations:
        return ""
    side = _side_of_quotes(reply.citations)
    items = "".join(
        f'<li value="{citation.number}">'
        f'<p class="{_place(citation)}"{attributes(citation.quote, side)}>'
        f"{plain(citation.quote)}</p></li>"
        for citation in reply.citations
    )
    is_open = " open" if len(reply.citations) <= _OPEN_SOURCES else ""
    return (
        f'<details class="sources"{is_open}>'
        f"<summary{attributes('', language)}>{text('sources', language)}</summary>"
        f'<ol dir="{direction_of(side)}" lang="{side}">{items}</ol></details>'
    )


def _place(citation: Citation) -> str:
    return passage(citation.article, citation.start, citation.end)


def _origin(reply: Reply, language: ReplyLanguage, settings: Settings) -> str:
    facts = []
    if reply.engine != EMBEDDED_ENGINE:
        facts.append(f'<bdi dir="ltr">{escape(settings.model)}</bdi>')
    elif reply.citations:
        facts.append(text("quoted", language))
    if reply.usage:
        facts.append(text("tokens", language, count=f"{reply.usage.total_tokens:,}"))
    if not facts:
        return ""
    return f'<p class="fine"{attributes("", language)}>{" · ".join(facts)}</p>'


def _progress(turn: Turn, language: ReplyLanguage) -> str:
    if turn.progress is None or turn.progress[1] < 2:
        return text("waiting", language)
    done, total = turn.progress
    return text("part", language, done=min(done + 1, total), total=total)


def _notice(kind: str, words: str, language: ReplyLanguage) -> str:
    return f'<p class="{kind}"{attributes("", language)}>{plain(words)}</p>'


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _HOVER_CHARS else quote[:_HOVER_CHARS].rsplit(None, 1)[0] + "…"


def _likely_language(words: str) -> ReplyLanguage:
    return "ar" if direction(words) == "rtl" else "en"


def _side_of_quotes(citations: Sequence[Citation]) -> ReplyLanguage:
    return _likely_language(" ".join(citation.quote for citation in citations))


def welcome(article: Article | None, language: ReplyLanguage) -> str:
    """What stands where the conversation will be."""
    keys = ("no_article",) if article is None else ("welcome", "welcome_hint")
    lines = "".join(f"<p>{text(key, language)}</p>" for key in keys)
    return f'<div class="welcome"{attributes("", language)}>{lines}</div>'


def engine_line(settings: Settings, language: ReplyLanguage) -> str:
    """Which model is at work, or what is possible without one and how to connect one."""
    if settings.engine_in_force == EMBEDDED_ENGINE:
        words = plain(text("without_model", language))
    else:
        model = f'<bdi dir="ltr">{escape(settings.model)}</bdi>'
        words = text("with_model", language, model=model)
    return f"<p{attributes('', language)}>{words}</p>"

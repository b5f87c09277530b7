"""The library as markup: every article kept, each with its conversations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

from bot.conversations import ConversationEntry
from bot.reply import ReplyLanguage
from retrieval.library import LibraryEntry
from ui.desk import Desk
from ui.markup import attributes, plain
from ui.strings import text

_ICONS = {
    "rename": '<path d="M4 20h4L19 9l-4-4L4 16z"/>',
    "delete": '<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/>',
    "restore": '<path d="M9 14H4V9M4 14a8 8 0 1 1 2 5"/>',
}


def shelf(
    entries: Sequence[LibraryEntry],
    conversations: Mapping[str, Sequence[ConversationEntry]],
    picked: Collection[str],
    desk: Desk,
    language: ReplyLanguage,
    *,
    searched: bool,
) -> str:
    """The list of articles.

    Args:
        entries: The articles.
        conversations: Those of each article, by its id.
        picked: Ids of the articles whose boxes are ticked.
        desk: What is open is marked.
        language: Of the interface.
        searched: Whether the list is what a search found.
    """
    if not entries:
        words = text("nothing_found" if searched else "library_empty", language)
        return f'<div class="shelf"><p{attributes("", language)}>{words}</p></div>'
    opened = {article.id for article in desk.articles}
    items = "".join(
        _article(
            entry,
            conversations.get(entry.id, ()),
            desk.conversation,
            language,
            is_open=entry.id in opened,
            is_picked=entry.id in picked,
        )
        for entry in entries
    )
    return f'<ul class="shelf"{attributes("", language)}>{items}</ul>'


def deleted(title: str, language: ReplyLanguage) -> str:
    """What was deleted, said to screen readers too."""
    name = f"<bdi>{plain(title)}</bdi>"
    return f'<p role="status"{attributes("", language)}>{text("deleted", language, title=name)}</p>'


def trash(entries: Sequence[LibraryEntry], language: ReplyLanguage) -> str:
    """Articles deleted of late, which can be brought back."""
    if not entries:
        return ""
    items = "".join(
        f'<li data-id="{entry.id}" data-kind="article"><div class="book">'
        f'<span class="title"{attributes(entry.title, entry.language)}>{plain(entry.title)}</span>'
        f"{_does('restore', entry.title, language)}</div></li>"
        for entry in entries
    )
    summary = text("recently_deleted", language, count=len(entries))
    return (
        f"<details{attributes('', language)}><summary>{summary}</summary>"
        f'<ul class="shelf">{items}</ul></details>'
    )


def _article(
    entry: LibraryEntry,
    conversations: Sequence[ConversationEntry],
    conversation: str | None,
    language: ReplyLanguage,
    *,
    is_open: bool,
    is_picked: bool,
) -> str:
    facts = " · ".join(
        [
            text(f"language_{entry.language}", language),
            text("words", language, count=f"{entry.words:,}"),
            f'<time datetime="{escape(entry.added)}"></time>',
        ]
    )
    box = text("pick", language, title=entry.title)
    talks = "".join(_conversation(one, conversation, language) for one in conversations)
    return (
        f'<li data-id="{entry.id}" data-kind="article">'
        f'<div class="book{" current" if is_open else ""}">'
        f'<input type="checkbox" class="pick" aria-label="{escape(box)}"'
        f"{' checked' if is_picked else ''}>"
        f'<button type="button" data-does="select"{_current(is_open)}>'
        f'<span class="title"{attributes(entry.title, entry.language)}>{plain(entry.title)}</span>'
        f'<span class="facts">{facts}</span></button>'
        f"{_does('rename', entry.title, language)}{_does('delete', entry.title, language)}</div>"
        f"{f'<ul>{talks}</ul>' if talks else ''}</li>"
    )


def _conversation(
    entry: ConversationEntry, conversation: str | None, language: ReplyLanguage
) -> str:
    return (
        f'<li data-id="{entry.id}" data-kind="conversation">'
        f'<div class="talk{" current" if entry.id == conversation else ""}">'
        f'<button type="button" data-does="select"{_current(entry.id == conversation)}>'
        f'<span class="title"{attributes(entry.title, language)}>{plain(entry.title)}</span>'
        f"</button>{_does('rename', entry.title, language)}"
        f"{_does('delete', entry.title, language)}</div></li>"
    )


def _current(is_open: bool) -> str:
    return ' aria-current="true"' if is_open else ""


def _does(action: str, title: str, language: ReplyLanguage) -> str:
    """A small button that does something with what stands beside it."""
    name = escape(text(action, language, title=title))
    return (
        f'<button type="button" class="small" data-does="{action}" title="{name}"'
        f' aria-label="{name}"><svg viewBox="0 0 24 24" aria-hidden="true">{_ICONS[action]}</svg>'
        "</button>"
    )

"""The command line's part for the library: ``khulasa library list | search | show | …``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.settings import Settings
from ui.strings import terminal_language, text

if TYPE_CHECKING:
    from retrieval.library import Library, LibraryEntry

_SHOWN = 8  # digits of an id
_NAMED = 10  # articles, where the digits given are the beginning of several ids


def add_commands(commands: Any) -> None:
    """Add ``library`` and what it does to the commands of a parser."""
    library = commands.add_parser("library", help="the articles kept: list, search, rename, …")
    library.add_argument("--json", action="store_true", help="the list as JSON")
    library.set_defaults(command=_list)
    actions = library.add_subparsers(metavar="ACTION")

    listed = actions.add_parser("list", help="all articles, as without an action")
    listed.set_defaults(command=_list)

    search = actions.add_parser("search", help="articles that have all of some words")
    search.add_argument("words", nargs="+", metavar="WORD")
    search.set_defaults(command=_search)

    removed = actions.add_parser("removed", help="the trash: articles removed in the app")
    removed.set_defaults(command=_removed)
    for lister in (listed, search, removed):
        lister.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="the list as JSON"
        )

    show = actions.add_parser("show", help="print the text of an article")
    show.set_defaults(command=_show)
    rename = actions.add_parser("rename", help="give an article another title")
    rename.set_defaults(command=_rename)
    restore = actions.add_parser("restore", help="take an article out of the trash")
    restore.set_defaults(command=_restore)
    remove = actions.add_parser("remove", help="forget an article for good, with its conversations")
    remove.set_defaults(command=_remove)
    for action in (show, rename, restore, remove):
        action.add_argument("id", metavar="ID", help="first digits of an article's id")
    rename.add_argument("title", metavar="TITLE", help="an empty one brings its own back")


def _list(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).list(), options)


def _search(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).search(" ".join(options.words)), options)


def _removed(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).removed(), options)


def _show(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    if article := library.get(_named(library, options.id)):
        print(article.text)
    return 0


def _rename(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    library.rename(_named(library, options.id), options.title)
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    library.restore(_named(library, options.id, removed=True))
    return 0


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    library.forget(_named(library, options.id, removed=None))
    return 0


def _library(settings: Settings) -> Library:
    from bot.workspace import workspace

    return workspace(settings).library


def _named(library: Library, reference: str, *, removed: bool | None = False) -> str:
    """The id of the one article that the first digits of it name.

    Raises:
        ValueError: There is none, or there are several.
    """
    language = terminal_language()
    match library.find(reference, removed=removed):
        case [entry]:
            return entry.id
        case []:
            key = "library_no_such_removed" if removed else "library_no_such"
            raise ValueError(text(key, language, id=reference))
        case several:
            digits = _telling([one.id for one in several])
            lines = [f"{one.id[:digits]}  {one.title}" for one in several[:_NAMED]]
            lines += [text("library_more", language)] if len(several) > _NAMED else []
            said = text("library_several", language, id=reference)
            raise ValueError("\n  ".join([said, *lines]))


def _telling(ids: Sequence[str]) -> int:
    """How many first digits tell ids apart, not less than lists show."""
    return next(n for n in range(_SHOWN, 33) if len({one[:n] for one in ids}) == len(ids))


def _print(entries: list[LibraryEntry], options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False))
        return 0
    for entry in entries:
        print(f"{entry.id[:_SHOWN]}  {entry.language:5}  {entry.words:>9,}  {entry.title}")
    return 0

"""The command line's part for the library: ``khulasa library list | search | show | …``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from retrieval.article import Article
    from retrieval.library import Library, LibraryEntry


def add_commands(commands: Any) -> None:
    """Add ``library`` and what it does to the commands of a parser."""
    library = commands.add_parser("library", help="the articles kept: list, search, rename, …")
    library.add_argument("--json", action="store_true", help="the list as JSON")
    library.set_defaults(command=_list)
    actions = library.add_subparsers(metavar="ACTION")

    listed = actions.add_parser("list", help="all articles, as without an action")
    listed.set_defaults(command=_list)

    search = actions.add_parser("search", help="those that hold all of some words")
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.set_defaults(command=_search)

    removed = actions.add_parser("removed", help="the trash: articles removed in the app")
    removed.set_defaults(command=_removed)
    for lister in (listed, search, removed):
        lister.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="the list as JSON"
        )

    show = actions.add_parser("show", help="print the text of one")
    show.set_defaults(command=_show)
    rename = actions.add_parser("rename", help="give one another title")
    rename.set_defaults(command=_rename)
    restore = actions.add_parser("restore", help="take one out of the trash")
    restore.set_defaults(command=_restore)
    remove = actions.add_parser("remove", help="forget one for good, with its conversations")
    remove.set_defaults(command=_remove)
    for action in (show, rename, restore, remove):
        action.add_argument("id", metavar="ID", help="first letters of an article's id, at least 6")
    rename.add_argument("title", metavar="TITLE", help="an empty one brings its own back")


def _list(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).list(), options)


def _search(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).search(" ".join(options.words)), options)


def _removed(options: argparse.Namespace, settings: Settings) -> int:
    return _print(_library(settings).removed(), options)


def _show(options: argparse.Namespace, settings: Settings) -> int:
    print(_named(_library(settings), options.id).text)
    return 0


def _rename(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    library.rename(_named(library, options.id).id, options.title)
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    article = library.find(options.id, removed=True)
    if article is None:
        raise ValueError(f"The trash holds no article whose id begins with {options.id!r}.")
    library.restore(article.id)
    return 0


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    library = _library(settings)
    article = library.find(options.id, removed=True) or _named(library, options.id)
    library.forget(article.id)
    return 0


def _library(settings: Settings) -> Library:
    from bot.workspace import workspace

    return workspace(settings).library


def _named(library: Library, reference: str) -> Article:
    article = library.find(reference)
    if article is None:
        raise ValueError(f"The library has no article whose id begins with {reference!r}.")
    return article


def _print(entries: list[LibraryEntry], options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False))
        return 0
    for entry in entries:
        print(f"{entry.id[:8]}  {entry.language:5}  {entry.words:>9,}  {entry.title}")
    return 0

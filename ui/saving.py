"""Replies saved as files, from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.export import Format
    from bot.reply import Reply
    from retrieval.article import Article

_FORMATS: Sequence[Format] = ("md", "docx", "pdf")


def new_file(name: str) -> Path:
    """The path of a file to be made, for `argparse`: of a kind that can be made, and not there yet.

    Checked before anything is asked of a model: a reply must not be lost to a mistyped name.
    """
    path = Path(name)
    if path.suffix.lower()[1:] not in _FORMATS:
        endings = ", ".join(f".{one}" for one in _FORMATS)
        raise argparse.ArgumentTypeError(f"{name} must end in one of {endings}")
    if path.exists():
        raise argparse.ArgumentTypeError(f"{name} exists. Name another file, or remove it.")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def save(reply: Reply, articles: Sequence[Article], path: Path, *, asked: str) -> None:
    """Write a reply to a new file, of the kind that its name ends in.

    Raises:
        ValueError: The file cannot be written.
    """
    from bot.export import export, of_reply

    kind = next(one for one in _FORMATS if path.suffix.lower() == f".{one}")
    exported = export(of_reply(asked, reply, articles), kind)
    try:
        with path.open("xb") as file:
            file.write(exported.data)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from error
    for warning in exported.warnings:
        print(f"khulasa: {warning}", file=sys.stderr)

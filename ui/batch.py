"""The command line's part for many requests: ``khulasa batch IN.jsonl OUT.jsonl``."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import Any

from bot.errors import ExportError
from bot.settings import Settings
from ui.strings import terminal_language, text

_FORMAT = """\
Each line of IN.jsonl is a request, a JSON object:

  task       answer, summarize or translate
  text       the article itself; or, in its place,
  source     its path or URL
  title      the article's title (optional)
  id         anything; the result repeats it (optional)
  question   answer: what is asked
  language   of the reply, en or ar: needed to translate, else optional
  length     summarize: short, medium or long (optional)
  form       summarize: paragraph or bullets (optional)
  paragraph  translate: the number of the only one, from 1 (optional)

  {"id": 1, "task": "answer", "source": "a.pdf", "question": "Who won?"}

Each line of OUT.jsonl is a result, in the order of the requests: the id, and the reply as --json
prints it, or an error with its kind and message.
"""


def add_command(commands: Any) -> None:
    """Add ``batch`` to the commands of a parser."""
    batch = commands.add_parser(
        "batch",
        help="many requests from a JSON Lines file",
        description="Answer many requests, several at the same time.",
        epilog=_FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    batch.add_argument("requests", type=Path, metavar="IN.jsonl", help="requests, one a line")
    batch.add_argument("results", type=Path, metavar="OUT.jsonl", help="a new file for the results")
    batch.add_argument(
        "--resume", action="store_true", help="OUT.jsonl has results already: go on after them"
    )
    batch.set_defaults(command=_batch)


def _batch(options: argparse.Namespace, settings: Settings) -> int:
    lines = _requests(options.requests)
    with _opened(options.results, resume=options.resume) as file:
        done = _whole_lines(file)
        return asyncio.run(_answered(lines, done, file, settings))


def _opened(path: Path, *, resume: bool) -> FileIO:
    """The file of the results, opened before anything is asked of a model."""
    there = path.exists()
    if there and not resume:
        raise ValueError(_say("batch_exists", path=path))
    try:
        return FileIO(path, "r+" if there else "x+")
    except FileNotFoundError as error:
        raise ValueError(_say("batch_no_folder", path=path, folder=path.parent)) from error
    except OSError as error:
        raise ValueError(_say("batch_unwritable", path=path, detail=error.strerror)) from error


def _requests(path: Path) -> list[str]:
    try:
        content = path.read_text("utf-8-sig")
    except OSError as error:
        raise ValueError(_say("batch_no_requests", path=path, detail=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise ValueError(_say("batch_not_text", path=path)) from error
    return [line for line in content.split("\n") if line.strip()]


def _whole_lines(file: FileIO) -> int:
    """How many results a file has. What an interrupted run wrote of one more is cut off."""
    content = file.readall()
    end = content.rfind(b"\n") + 1
    file.truncate(end)
    file.seek(end)
    return content.count(b"\n")


async def _answered(lines: Sequence[str], done: int, file: FileIO, settings: Settings) -> int:
    from bot.batch import run_batch

    failed = 0
    async for result in run_batch(lines[done:], settings):
        rest = f"{json.dumps(result, ensure_ascii=False)}\n".encode()
        try:
            while rest:  # the disk may take less than all of it
                rest = rest[file.write(rest) :]
        except OSError as error:
            raise ExportError(
                "results_unwritten", path=file.name, detail=error.strerror, done=done
            ) from error
        done += 1
        failed += "error" in result
        show_progress(done, len(lines))
    print(_say("batch_done", done=done, total=len(lines), failed=failed), file=sys.stderr)
    return 0


def show_progress(done: int, total: int) -> None:
    """On a terminal, a line that says how far it is."""
    if sys.stderr.isatty() and total > 1:
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _say(key: str, **values: object) -> str:
    return text(key, terminal_language(), **values)

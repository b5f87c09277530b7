"""The command line: ``khulasa serve | ask | summarize | translate | batch | library | models | …``.

Exit codes: 0 done, 1 the data folder, the disk, Chroma, a download or a case failed, 2 wrong use,
3 needs a model, 4 the article cannot be read, 5 the model failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.errors import ArticleError, KhulasaError, ModelError, NeedsModelError, SettingsError
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings
from ui import batch, evaluation, library, models
from ui.batch import show_progress
from ui.saving import new_file, save
from ui.strings import terminal_language, text

if TYPE_CHECKING:
    from bot.reply import Reply
    from retrieval.article import Article

_EXIT_CODES: dict[type[Exception], int] = {
    SettingsError: 2,
    ValueError: 2,
    NeedsModelError: 3,
    ArticleError: 4,
    ModelError: 5,
    KhulasaError: 1,
}
_INTERRUPTED = 130
_SOURCE = "a path, a URL, or - for standard input"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace, Settings], int] = options.command
        return command(options, Settings.from_env())
    except (KhulasaError, ValueError) as error:
        message = error.message(terminal_language()) if isinstance(error, KhulasaError) else error
        print(f"khulasa: {message}", file=sys.stderr)
        return next(code for kind, code in _EXIT_CODES.items() if isinstance(error, kind))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; what Python flushes at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="khulasa",
        description="Grounded answers, summaries and translations of an Arabic or English article.",
        epilog="SOURCE is a path (.txt .md .html .pdf .docx), a URL, or - for standard input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="open the app in the browser")
    serve.add_argument("source", nargs="?", metavar="SOURCE", help="article that is open first")
    serve.add_argument("--host", default="127.0.0.1", help="127.0.0.1 if not given")
    serve.add_argument("--port", type=_port, default=7860, help="7860 if not given")
    serve.set_defaults(command=_serve)

    ask = commands.add_parser("ask", help="answer a question from an article")
    ask.add_argument("source", metavar="SOURCE", help=_SOURCE)
    ask.add_argument("question", metavar="QUESTION", help="in Arabic or English")
    ask.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="SOURCE",
        help="a further article to ask; several times, if need be",
    )
    ask.set_defaults(command=_ask)

    summarize = commands.add_parser("summarize", help="summarise an article")
    summarize.add_argument("source", metavar="SOURCE", help=_SOURCE)
    summarize.add_argument(
        "--length",
        choices=("short", "medium", "long"),
        default="short",
        help="3, 6 or 10 sentences; short if not given",
    )
    summarize.add_argument(
        "--form",
        choices=("paragraph", "bullets"),
        default="paragraph",
        help="running text, or a list of points; paragraph if not given",
    )
    summarize.set_defaults(command=_summarize)

    translate = commands.add_parser("translate", help="translate an article")
    translate.add_argument("source", metavar="SOURCE", help=_SOURCE)
    translate.add_argument("--paragraph", type=int, metavar="N", help="only this paragraph, from 1")
    translate.set_defaults(command=_translate)

    for command in (ask, summarize, translate):
        command.add_argument(
            "--to",
            choices=("en", "ar"),
            required=command is translate,
            help="language of the reply"
            if command is translate
            else "language of the reply; if not given, that of the "
            + ("question" if command is ask else "article"),
        )
        command.add_argument("--json", action="store_true", help="the reply as JSON")
        command.add_argument(
            "--out", type=new_file, metavar="FILE", help="save it as .md, .docx or .pdf"
        )
        command.add_argument(
            "--engine",
            choices=(EMBEDDED_ENGINE, MODEL_ENGINE),
            help="embedded (no model), or a model; as the settings say if not given",
        )

    batch.add_command(commands)
    library.add_commands(commands)
    models.add_commands(commands)
    evaluation.add_commands(commands)

    doctor = commands.add_parser("doctor", help="print what is in force, and check it")
    doctor.set_defaults(command=_doctor)
    return parser


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from ui.serving import serve

    article = _article(options.source) if options.source else None
    serve(article, host=options.host, port=options.port, settings=settings)
    return 0


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from bot import stream_answer

    articles = [_article(source) for source in (options.source, *options.also)]
    items = stream_answer(
        options.question,
        articles,
        language=options.to or "auto",
        engine=options.engine,
        settings=settings,
    )
    return _give(items, options, articles, asked=options.question)


def _summarize(options: argparse.Namespace, settings: Settings) -> int:
    from bot import stream_summarize

    article = _article(options.source)
    items = stream_summarize(
        article,
        language=options.to or "auto",
        length=options.length,
        form=options.form,
        engine=options.engine,
        settings=settings,
        progress=show_progress,
    )
    return _give(items, options, [article])


def _translate(options: argparse.Namespace, settings: Settings) -> int:
    from bot import stream_translate

    article = _article(options.source)
    items = stream_translate(
        article,
        language=options.to,
        paragraph=options.paragraph,
        engine=options.engine,
        settings=settings,
        progress=show_progress,
    )
    return _give(items, options, [article], with_citations=False)


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from bot.doctor import examine

    failed: KhulasaError | None = None
    for name, finding in examine(settings):
        failed = failed or (finding if isinstance(finding, KhulasaError) else None)
        print(f"{name:24} {finding}")
    if failed:
        raise failed
    return 0


def _article(source: str) -> Article:
    from bot import read, read_bytes

    if source == "-":
        return read_bytes(sys.stdin.buffer.read(), "standard input")
    return read(source)


def _give(
    items: AsyncGenerator[str | Reply],
    options: argparse.Namespace,
    articles: Sequence[Article],
    *,
    asked: str = "",
    with_citations: bool = True,
) -> int:
    """Save a reply to the file of --out, or print it: as it comes, or as JSON at its end."""
    reply = asyncio.run(_printed(items, quiet=options.json or options.out is not None))
    if options.out:
        save(reply, articles, options.out, asked=asked)
    if options.json:
        print(json.dumps(reply.to_dict(), ensure_ascii=False))
        return 0
    if not options.out:
        print()
        if with_citations:
            _print_citations(reply, articles)
    for warning in reply.warnings:
        print(f"khulasa: {warning}", file=sys.stderr)
    return 0


def _print_citations(reply: Reply, articles: Sequence[Article]) -> None:
    titles = {article.id: f" ({article.title})" for article in articles if len(articles) > 1}
    print(end="\n" if reply.citations else "")
    for citation in reply.citations:
        print(f"[{citation.number}] {citation.quote}{titles.get(citation.article, '')}")


async def _printed(items: AsyncGenerator[str | Reply], *, quiet: bool) -> Reply:
    async with aclosing(items):
        async for item in items:
            if not isinstance(item, str):
                return item
            if not quiet:
                print(item, end="", flush=True)
    raise AssertionError("an engine ended without a reply")


def _port(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 65_535:
        raise argparse.ArgumentTypeError(text("port_wrong", terminal_language(), port=given))
    return int(given)


if __name__ == "__main__":
    sys.exit(main())

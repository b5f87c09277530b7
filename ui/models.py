"""The command line's part for models: ``khulasa models list | pull | remove | test``."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from bot.errors import DownloadError, KhulasaError, NeedsModelError
from bot.notices import listed
from bot.settings import Settings
from ui.strings import terminal_language, text

if TYPE_CHECKING:
    from bot.local_models.catalogue import Known
    from bot.local_models.pull import Progress
    from bot.local_models.store import Installed
    from bot.translator import Translator

_DATA = Path(__file__).parents[1] / "bench" / "data"  # there is none where only a wheel is
_STEPS = {
    "look": "models_look",
    "fetch": "models_fetch",
    "convert": "models_convert",
    "place": "models_place",
}
_CONVERSION = {
    "environment": "models_environment",
    "packages": "models_packages",
    "converting": "models_converting",
}


def add_commands(commands: Any) -> None:
    """Add ``models`` and what it does to the commands of a parser."""
    models = commands.add_parser("models", help="translators: list, pull, remove, test")
    models.add_argument("--json", action="store_true", help="the list as JSON")
    models.set_defaults(command=_list)
    actions = models.add_subparsers(metavar="ACTION")

    list_ = actions.add_parser("list", help="known and installed ones, as without an action")
    list_.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="the list as JSON"
    )
    list_.set_defaults(command=_list)

    pull = actions.add_parser("pull", help="fetch one from the Hugging Face hub")
    pull.add_argument(
        "name",
        metavar="NAME",
        help="a name as listed, a repository (owner/name), or translator for the recommended one",
    )
    pull.set_defaults(command=_pull)
    remove = actions.add_parser("remove", help="delete one, and free the disk")
    remove.add_argument("name", metavar="NAME", help="as listed")
    remove.set_defaults(command=_remove)

    test = actions.add_parser("test", help="measure one on sentences that people translated")
    test.add_argument("name", metavar="NAME", help="as in pull; translator for the one in force")
    test.add_argument(
        "--data",
        type=Path,
        default=_DATA,
        metavar="FOLDER",
        help="holds flores_dev.jsonl and ntrex_dev.jsonl (bench/data of the source code)",
    )
    test.add_argument("--most", type=int, metavar="N", help="sentences of each set, at most")
    test.set_defaults(command=_test)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from bot.local_models.catalogue import known_models
    from bot.local_models.store import installed, translator_folder

    try:
        in_force = translator_folder(settings)
    except KhulasaError:  # told when it is used
        in_force = None
    here = {model.name: model for model in installed(settings.data_dir)}
    known = known_models()
    others = [model for name, model in here.items() if name not in known]
    if options.json:
        entries = [_as_json(model, here.get(name)) for name, model in known.items()]
        entries += [{"name": one.name, "installed": True, "disk": one.bytes} for one in others]
        print(json.dumps(entries, ensure_ascii=False))
        return 0
    for name, model in known.items():
        _print_known(model, here.get(name), in_force)
    for one in others:
        print(f"{one.name}  [{listed(_marks(one, in_force), terminal_language())}]")
        words = [*one.directions, _say("models_on_disk", size=_mb(one.bytes))]
        print(f"  {listed(words, terminal_language())}")
        if licence := one.about.get("licence"):
            print(f"  {_say('models_licence', licence=licence)}")
    return 0


def _print_known(model: Known, here: Installed | None, in_force: Path | None) -> None:
    marks = [_say("models_recommended")] if model.recommended else []
    marks += _marks(here, in_force)
    marks.append(
        _say("models_tested", tested=model.tested) if model.tested else _say("models_untested")
    )
    print(f"{model.name}  [{listed(marks, terminal_language())}]")
    print(f"  {model.title}")
    sizes = [_say("models_languages")]
    if not here:
        sizes.append(_say("models_to_fetch", size=_mb(model.download)))
    sizes.append(_say("models_on_disk", size=_mb(here.bytes if here else model.disk)))
    if model.conversion and not here:
        sizes.append(_say("models_converted_once"))
    print(f"  {listed(sizes, terminal_language())}")
    licence = model.licence or _say("models_licence_in_package")
    limit = f" ({_say('models_non_commercial')})" if model.non_commercial else ""
    print(f"  {_say('models_licence', licence=licence)}{limit}")
    source = model.source[terminal_language()]
    print(f"  {_say('models_quality', source=source, **model.scores)}")
    if model.format == "argosmodel" and not here:
        print(f"  {_say('models_by_hand')}")
        for part in model.parts.values():
            print(f"    {part.address}")


def _marks(here: Installed | None, in_force: Path | None) -> list[str]:
    if here is None:
        return [_say("models_not_installed")]
    marks = [_say("models_installed")]
    return [*marks, _say("models_in_force")] if here.folder == in_force else marks


def _as_json(model: Known, here: Installed | None) -> dict[str, Any]:
    return {
        "name": model.name,
        "title": model.title,
        "installed": here is not None,
        "recommended": model.recommended,
        "tested": model.tested,
        "download": model.download,
        "disk": here.bytes if here else model.disk,
        "licence": model.licence,
        "non_commercial": model.non_commercial,
        "bleu": {direction: part.bleu for direction, part in model.parts.items()},
        "source": model.source["en"],
    }


def _pull(options: argparse.Namespace, settings: Settings) -> int:
    from bot.local_models.pull import pull
    from bot.local_models.store import find_installed

    if there := find_installed(settings.data_dir, options.name):
        print(_say("models_already", name=there.name, folder=there.folder))
        return 0
    shown = _Shown()
    interrupted = Event()
    try:
        with interrupting(interrupted):
            model = pull(settings.data_dir, options.name, shown.show, interrupted)
    except (DownloadError, KeyboardInterrupt):
        if not interrupted.is_set():
            raise
        shown.end()
        print(_say("models_interrupted"), file=sys.stderr)
        raise KeyboardInterrupt from None
    finally:
        shown.end()
    print(_say("models_pulled", name=model.name, size=_mb(model.bytes), folder=model.folder))
    for one in model.about.get("repositories", ()):
        if not one["commit"]:
            print(_say("models_unchecked", repository=one["repository"]))
        elif not one["revision"]:
            print(_say("models_unpinned", repository=one["repository"], commit=one["commit"]))
    print(_say("models_go_on"))
    return 0


@contextmanager
def interrupting(event: Event) -> Iterator[None]:
    """Have Ctrl-C set an event, beside what it does anyway.

    Where it strikes while a library cleans up, Python prints it and goes on as if nothing was.
    """

    def interrupt(*_: object) -> None:
        event.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    from bot.local_models.store import remove

    freed = remove(settings.data_dir, options.name)
    print(_say("models_removed", name=options.name, size=_mb(freed)))
    return 0


def _test(options: argparse.Namespace, settings: Settings) -> int:
    from bot.local_models.catalogue import RECOMMENDED
    from bot.translator.shared import translator_for

    if options.name != RECOMMENDED:
        settings = replace(settings, translator=options.name)
    translator = translator_for(settings)
    if translator is None:
        raise NeedsModelError("translation_needs_model")
    try:
        asyncio.run(_measured(translator, options.data, options.most))
    finally:
        translator.end()
    return 0


async def _measured(translator: Translator, data: Path, most: int | None) -> None:
    from bot.translator.measuring import measure

    columns = ("set", "sentences", "BLEU", "chrF", *(_say(f"models_{one}") for one in _RATES))
    print(_say("models_measuring", name=translator.name))
    print("| " + " | ".join(columns) + " |")
    print("|---" * len(columns) + "|")
    shown = _Shown()
    async for one in measure(translator, data, most=most):
        if one.sentences < one.total:
            shown.say(f"{one.name} {one.direction}  {one.sentences}/{one.total}")
            continue
        shown.end()
        cells = (
            f"{one.name} {one.direction}",
            f"{one.total}",
            f"{one.bleu:.1f}",
            f"{one.chrf:.1f}",
            f"{one.numbers_kept:.1%}",
            f"{one.untranslated:.1%}",
            f"{one.faulty:.1%}",
            f"{one.total / one.seconds:.1f}",
        )
        print("| " + " | ".join(cells) + " |", flush=True)
    print("\n".join(one.signatures))


_RATES = ("numbers_kept", "untranslated_rate", "faulty_rate", "per_second")


class _Shown:
    """Progress on standard error: one line that changes on a terminal, a line a step elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._said = ""
        self._open = False

    def show(self, progress: Progress) -> None:
        """Say how far it is, if that is news."""
        detail = progress.detail
        if progress.step == "convert":
            detail = _say(_CONVERSION[detail])
        words = f"{_say(_STEPS[progress.step])} {detail}"
        if self._terminal and progress.total:
            percent = 100 * progress.done // progress.total
            words += f"  {_mb(progress.done)}/{_mb(progress.total)} MB  {percent}%"
        self.say(words)

    def say(self, words: str) -> None:
        """Put words in place of those that the line has, if they are others."""
        if words == self._said:
            return
        self._said = words
        self._open = self._terminal
        start, end = ("\r\x1b[K", "") if self._terminal else ("", "\n")
        print(f"{start}{words}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """End the line that changes."""
        if self._open:
            print(file=sys.stderr)
        self._open = False


def _say(key: str, **values: object) -> str:
    return text(key, terminal_language(), **values)


def _mb(count: int) -> str:
    return f"{count / 1_000_000:,.0f}"

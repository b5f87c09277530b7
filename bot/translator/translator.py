"""A translator for all who use this program: sentences in, checked translations out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock, Thread

from bot.errors import KhulasaError, NeedsModelError
from bot.translator.batches import Batches
from bot.translator.checking import FIRST, Checking, Translated, joined
from bot.translator.clauses import split_clauses
from bot.translator.glossary import Glossary
from bot.translator.packages import Direction, find_packages
from bot.translator.process import Process, State

_REMEMBERED = 10_000


class Translator:
    """A translator of one direction or both, for all who use this program at once.

    Args:
        folder: The models, see `packages.find_packages`.
        threads: Threads that it computes with.
        idle: Seconds after which the models are put out of memory; 0 for never.
        glossary: Gives the names that are to be rendered one way.

    Raises:
        SettingsError: The folder holds no model.
        NeedsModelError: The libraries of the extra are not installed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        threads: int,
        idle: int = 0,
        glossary: Callable[[], Glossary] = Glossary,
    ) -> None:
        packages = find_packages(folder)
        self.directions = frozenset(packages)
        self.folder = folder
        self.name = folder.name
        self._process = Process(packages, threads=threads, idle=idle)
        self._batches = Batches(self._process)
        self._glossary = glossary
        self._known: OrderedDict[tuple[str, Direction, Glossary], Translated] = OrderedDict()
        self._using = Lock()

    @property
    def state(self) -> State:
        """Whether a model is in memory."""
        return self._process.state

    @property
    def pid(self) -> int | None:
        """Number of the process that translates; None where it does not run."""
        return self._process.pid

    def needs(self, direction: Direction) -> None:
        """Look whether it has a model of a direction.

        Raises:
            NeedsModelError: It has none.
        """
        if direction not in self.directions:
            raise NeedsModelError(
                "translator_lacks_direction", direction=direction, folder=self.folder
            )

    def load(self) -> None:
        """Begin to load the models; those who need them meanwhile wait."""
        Thread(target=self._load, daemon=True).start()

    def end(self) -> None:
        """Put the models out of memory; the next sentence loads them again."""
        self._process.end()

    def kill(self) -> None:
        """End the process that translates, without waiting for what it does."""
        self._process.kill()

    async def translate(self, sentences: Sequence[str], direction: Direction) -> list[Translated]:
        """The translations of sentences, in order.

        Raises:
            ModelError: The model cannot be loaded, or crashed twice over these sentences.
            SettingsError: The glossary's file cannot be read.
        """
        glossary = self._glossary()
        plain = [" ".join(sentence.split()) for sentence in sentences]
        made = self._recalled(plain, direction, glossary)
        clauses = {one: split_clauses(one) for one in plain if one not in made}
        every = list(dict.fromkeys(clause for each in clauses.values() for clause in each))
        checking = Checking(self._batches, direction, glossary)
        done = dict(zip(every, await checking.translate(every), strict=True))
        new = {one: joined(done[clause] for clause in each) for one, each in clauses.items()}
        self._remember(new, direction, glossary)
        return [new.get(one) or made[one] for one in plain]

    def _recalled(
        self, sentences: Sequence[str], direction: Direction, glossary: Glossary
    ) -> dict[str, Translated]:
        with self._using:
            known = {one: self._known.get((one, direction, glossary)) for one in sentences}
        return {one: translated for one, translated in known.items() if translated}

    def _remember(
        self, made: Mapping[str, Translated], direction: Direction, glossary: Glossary
    ) -> None:
        with self._using:
            self._known |= {(one, direction, glossary): new for one, new in made.items()}
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def _load(self) -> None:
        for direction in sorted(self.directions):
            try:
                self._process.translate((), direction, FIRST)
            except KhulasaError:  # told to whoever first needs it
                return

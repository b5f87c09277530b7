"""Sentences in, checked translations out.

A sentence in which a fault is found is decoded again, with more candidates and without
repetitions, and the candidate with the least faults is taken; what has to be kept and still is
not, such as an address, is put in by translating what stands around it. What remains is told with
the sentence. Nothing is left out: what comes out empty stays as it was.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread

from bot.errors import KhulasaError, NeedsModelError
from bot.translator.batches import Batches, Ranked, batches
from bot.translator.clauses import split_clauses
from bot.translator.faults import Fault, Kind, find_faults
from bot.translator.kept import kept_spans
from bot.translator.packages import Direction, find_packages
from bot.translator.process import Process, State

# CTranslate2's own default; then more candidates, with and without repetitions.
_FIRST: Mapping[str, float] = {"beam_size": 2}
_AGAIN: Sequence[Mapping[str, float]] = (
    {"beam_size": 6, "num_hypotheses": 6},
    {
        "beam_size": 4,
        "num_hypotheses": 2,
        "no_repeat_ngram_size": 3,
        "repetition_penalty": 1.2,
    },
)
# How bad a fault is, for choosing between candidates: text that is none of the sentence's, text
# lost, a wrong detail.
_WEIGHT: dict[Kind, int] = {
    "empty": 100,
    "looping": 60,
    "unrelated": 60,
    "untranslated": 50,
    "cut": 40,
    "doubled": 30,
    "shortened": 30,
    "numbers": 10,
    "kept": 10,
    "units": 5,
}
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Translated:
    """A sentence's translation.

    Attributes:
        text: The translation; where none came, the sentence itself.
        faults: What is wrong with it, as far as it can be told; nothing for a good one.
    """

    text: str
    faults: tuple[Fault, ...] = ()

    @property
    def badness(self) -> int:
        """0 for a translation without known faults."""
        return sum(_WEIGHT[fault.kind] for fault in self.faults)


class Translator:
    """A translator of one direction or both, for all who use this program at once.

    Args:
        folder: The models, see `packages.find_packages`.
        threads: Threads that it computes with.
        idle: Seconds after which the models are put out of memory; 0 for never.

    Raises:
        SettingsError: The folder holds no model.
        NeedsModelError: The libraries of the extra are not installed.
    """

    def __init__(self, folder: Path, *, threads: int, idle: int = 0) -> None:
        packages = find_packages(folder)
        self.directions = frozenset(packages)
        self.folder = folder
        self.name = folder.name
        self._process = Process(packages, threads=threads, idle=idle)
        self._batches = Batches(self._process)
        self._known: OrderedDict[tuple[str, Direction], Translated] = OrderedDict()
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

    async def translate(self, sentences: Sequence[str], direction: Direction) -> list[Translated]:
        """The translations of sentences, in order.

        Raises:
            ModelError: The model cannot be loaded, or crashed twice over these sentences.
        """
        plain = [" ".join(sentence.split()) for sentence in sentences]
        made = self._recalled(plain, direction)
        parts = {one: split_clauses(one) for one in plain if one not in made}
        every = list(dict.fromkeys(part for each in parts.values() for part in each))
        done = dict(zip(every, await self._checked(every, direction), strict=True))
        new = {one: _joined([done[part] for part in each]) for one, each in parts.items()}
        self._remember(new, direction)
        return [new.get(one) or made[one] for one in plain]

    async def _checked(self, texts: Sequence[str], direction: Direction) -> list[Translated]:
        """Translations of texts, faulty ones after all that can be done about them."""
        first = await self._decoded(texts, direction, _FIRST)
        best = [candidates[0] for candidates in first]
        faulty = [place for place, one in enumerate(best) if one.faults]
        for search in _AGAIN if faulty else ():
            again = await self._decoded([texts[place] for place in faulty], direction, search)
            for place, candidates in zip(faulty, again, strict=True):
                best[place] = min(best[place], *candidates, key=lambda one: one.badness)
        for place in faulty:
            if any(fault.kind == "kept" for fault in best[place].faults):
                best[place] = await self._around_kept(texts[place], direction)
        return [
            replace(one, text=text) if not one.text.strip() else one
            for text, one in zip(texts, best, strict=True)
        ]

    async def _around_kept(self, text: str, direction: Direction) -> Translated:
        """A text translated in the parts that stand around what is kept as it is."""
        parts, end = [], 0
        for start, stop in kept_spans(text, direction):
            parts += [text[end:start], text[start:stop]]
            end = stop
        parts.append(text[end:])
        between = [part.strip() for part in parts[::2]]
        worded = [one for one in between if _has_letters(one)]
        decoded = await self._decoded(worded, direction, _FIRST)
        made = dict(zip(worded, (candidates[0].text for candidates in decoded), strict=True))
        parts[::2] = [made.get(one) or one for one in between]
        joined = " ".join(part for part in parts if part)
        return Translated(joined, find_faults(text, joined, direction))

    async def _decoded(
        self, texts: Sequence[str], direction: Direction, search: Mapping[str, float]
    ) -> list[list[Translated]]:
        """Candidates for each text, the best first, each with its faults."""
        worded = [text for text in texts if _has_letters(text)]
        jobs = [self._batches.submit(some, direction, search) for some in batches(worded)]
        candidates: dict[str, list[Translated]] = {}
        try:
            for some, job in zip(batches(worded), jobs, strict=True):
                ranked = await asyncio.wrap_future(job)
                # In a thread: others are served meanwhile, and the model goes on.
                candidates |= await asyncio.to_thread(_judged, some, ranked, direction)
        finally:
            for job in jobs:
                job.cancel()
        return [candidates.get(text) or [Translated(text)] for text in texts]

    def _recalled(self, sentences: Sequence[str], direction: Direction) -> dict[str, Translated]:
        with self._using:
            known = {one: self._known.get((one, direction)) for one in sentences}
        return {one: translated for one, translated in known.items() if translated}

    def _remember(self, made: Mapping[str, Translated], direction: Direction) -> None:
        with self._using:
            self._known |= {(one, direction): translated for one, translated in made.items()}
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def _load(self) -> None:
        for direction in sorted(self.directions):
            try:
                self._process.translate((), direction, _FIRST)
            except KhulasaError:  # told to whoever first needs it
                return


def _judged(
    texts: Sequence[str], ranked: Ranked, direction: Direction
) -> dict[str, list[Translated]]:
    """The candidates of each text, with their faults."""
    return {
        text: [
            Translated(one["text"], find_faults(text, one["text"], direction, cut=one["cut"]))
            for one in candidates
        ]
        for text, candidates in zip(texts, ranked, strict=True)
    }


def _joined(parts: Sequence[Translated]) -> Translated:
    if len(parts) == 1:
        return parts[0]
    faults = dict.fromkeys(fault for part in parts for fault in part.faults)
    return Translated(" ".join(part.text for part in parts), tuple(faults))


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)

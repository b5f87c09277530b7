"""Translations looked through, and what is faulty tried again by other ways.

1. More candidates, with and without repetitions: the one with the least faults is taken.
2. What has to be kept and is not, such as an address: what stands around it is translated.
3. A name of the glossary that is rendered otherwise: the model's own rendering of the name alone is
   replaced where it stands in the sentence; or the wanted name is forced upon the model where it
   comes to it, and it goes on from there.

What remains is told with the translation. What comes out empty stays as it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import cast

from bot.translator.batches import Batches, Ranked, batches
from bot.translator.faults import Fault, Kind, find_faults
from bot.translator.glossary import Glossary, Use, is_rendered, replaced
from bot.translator.kept import around_kept
from bot.translator.packages import Direction
from bot.translator.process import Name
from bot.translator.wording import Language
from retrieval.normalization import is_stop

FIRST: Mapping[str, float] = {"beam_size": 2}
"""How everything is decoded: CTranslate2's own default."""
_MORE: Mapping[str, float] = {"beam_size": 4, "num_hypotheses": 4}
_WITHOUT_REPEATS: Mapping[str, float] = {
    "beam_size": 4,
    "num_hypotheses": 2,
    "no_repeat_ngram_size": 3,
    "repetition_penalty": 1.2,
}
# Faults that are only in details: forbidding repetitions does not mend them.
_DETAILS: frozenset[Kind] = frozenset({"numbers", "units", "kept", "glossary"})
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
    "glossary": 8,
    "units": 5,
}


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
        return sum(_WEIGHT[fault.kind] * max(1, len(fault.detail)) for fault in self.faults)


class Checking:
    """Translates texts in one direction.

    Args:
        batches: Where they are decoded.
        direction: From which language into which.
        glossary: Names that are to be rendered one way.
    """

    def __init__(self, batches: Batches, direction: Direction, glossary: Glossary) -> None:
        self._batches = batches
        self._direction = direction
        source, target = direction.split("-")
        self._source, self._target = cast(Language, source), cast(Language, target)
        # A text is asked of for each of its candidates.
        self._uses = cache(partial(glossary.applying, source=self._source))

    async def translate(self, texts: Sequence[str]) -> list[Translated]:
        """The translations of texts, in order.

        Raises:
            ModelError: The model cannot be loaded, or crashed twice over these texts.
        """
        first = await self._decoded(texts, FIRST)
        best = {text: candidates[0] for text, candidates in zip(texts, first, strict=True)}
        faulty = [text for text, one in best.items() if one.faults]
        await self._again(best, faulty, _MORE)
        gone = [text for text in faulty if not _only_in_details(best[text])]
        await self._again(best, gone, _WITHOUT_REPEATS)
        torn = [text for text in faulty if _has(best[text], "kept")]
        best |= zip(torn, await asyncio.gather(*map(self._around_kept, torn)), strict=True)
        misnamed = [text for text in faulty if _has(best[text], "glossary")]
        best |= await self._renamed({text: best[text] for text in misnamed})
        best |= await self._forced({text: best[text] for text in misnamed})
        return [
            best[text] if best[text].text.strip() else replace(best[text], text=text)
            for text in texts
        ]

    async def _again(
        self, best: dict[str, Translated], texts: Sequence[str], search: Mapping[str, float]
    ) -> None:
        """Decode texts again, and put what is better in place of what was the best."""
        for text, found in zip(texts, await self._decoded(texts, search), strict=True):
            best[text] = _least_faulty(best[text], *found)

    async def _around_kept(self, text: str) -> Translated:
        """A text translated in the parts that stand around what is kept as it is."""
        parts = [part.strip() for part in around_kept(text, self._direction)]
        decoded = await self._decoded(parts[::2], FIRST)
        parts[::2] = [
            candidates[0].text or part for part, candidates in zip(parts[::2], decoded, strict=True)
        ]
        return self._judged(text, " ".join(part for part in parts if part))

    async def _renamed(self, faulty: Mapping[str, Translated]) -> dict[str, Translated]:
        """Translations with the wanted names in place of what the model calls these by itself."""
        unmet = {text: self._unmet(text, one.text) for text, one in faulty.items()}
        asked = {use: self._alone(text, use) for text, uses in unmet.items() for use in uses}
        names = list(dict.fromkeys(name for both in asked.values() for name in both))
        found = dict(zip(names, await self._decoded(names, _MORE), strict=True))
        best = dict(faulty)
        for text, uses in unmet.items():
            for use in uses:
                called = (_bare(one.text) for name in asked[use] for one in found[name])
                for rendering in dict.fromkeys(filter(None, called)):
                    said = best[text].text
                    renamed = replaced(said, rendering, use, self._target)
                    if renamed != said:
                        best[text] = _least_faulty(best[text], self._judged(text, renamed))
        return best

    async def _forced(self, faulty: Mapping[str, Translated]) -> dict[str, Translated]:
        """Translations made with the first name that is still unmet."""
        best = dict(faulty)
        unmet = {text: self._unmet(text, one.text)[:1] for text, one in faulty.items()}
        texts = [text for text, uses in unmet.items() if uses]
        names = [
            (use.start, use.end, use.term.in_language(self._target))
            for text in texts
            for use in unmet[text]
        ]
        for text, found in zip(texts, await self._decoded(texts, FIRST, names), strict=True):
            best[text] = _least_faulty(best[text], *found)
        return best

    async def _decoded(
        self, texts: Sequence[str], search: Mapping[str, float], names: Sequence[Name] = ()
    ) -> list[list[Translated]]:
        """Candidates for each text, the best first, each with its faults."""
        worded = [text for text in texts if any(map(str.isalpha, text))]
        if not names:  # texts of one length together, as the model computes them
            worded.sort(key=len)
        named = batches(names) or [()] * len(batches(worded))
        jobs = [
            self._batches.submit(some, self._direction, search, theirs)
            for some, theirs in zip(batches(worded), named, strict=True)
        ]
        candidates: dict[str, list[Translated]] = {}
        try:
            for some, job in zip(batches(worded), jobs, strict=True):
                ranked = await asyncio.wrap_future(job)
                # In a thread: others are served meanwhile, and the model goes on.
                candidates |= await asyncio.to_thread(self._all_judged, some, ranked)
        finally:
            for job in jobs:
                job.cancel()
        return [candidates.get(text, [Translated(text)]) for text in texts]

    def _all_judged(self, texts: Sequence[str], ranked: Ranked) -> dict[str, list[Translated]]:
        return {
            text: [self._judged(text, one["text"], cut=one["cut"]) for one in candidates]
            for text, candidates in zip(texts, ranked, strict=True)
        }

    def _judged(self, text: str, translation: str, *, cut: bool = False) -> Translated:
        faults = find_faults(text, translation, self._direction, cut=cut)
        if unmet := self._unmet(text, translation):
            names = dict.fromkeys(use.term.in_language(self._target) for use in unmet)
            faults = (*faults, Fault("glossary", tuple(names)))
        return Translated(translation, faults)

    def _unmet(self, text: str, translation: str) -> list[Use]:
        """Names of the glossary that a translation does not have as wanted."""
        return [use for use in self._uses(text) if not is_rendered(use, translation, self._target)]

    def _alone(self, text: str, use: Use) -> tuple[str, str]:
        """A name as it stands in the glossary, and as it stands in a text."""
        return use.term.in_language(self._source), text[use.start : use.end]


def _least_faulty(*candidates: Translated) -> Translated:
    return min(candidates, key=lambda one: one.badness)


def _bare(rendering: str) -> str:
    """What a model calls a name, without the full stop that it likes to add, and without what it
    begins with for an Arabic clitic: "and", "in the"."""
    words = rendering.strip(" .،,").split()
    while words and is_stop(words[0].lower()):
        words = words[1:]
    return " ".join(words)


def _only_in_details(translated: Translated) -> bool:
    return all(fault.kind in _DETAILS for fault in translated.faults)


def _has(translated: Translated, kind: Kind) -> bool:
    return any(fault.kind == kind for fault in translated.faults)


def joined(parts: Iterable[Translated]) -> Translated:
    """The parts of a sentence as one."""
    parts = list(parts)
    faults = dict.fromkeys(fault for part in parts for fault in part.faults)
    return Translated(" ".join(part.text for part in parts), tuple(faults))

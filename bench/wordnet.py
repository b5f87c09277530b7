"""What Princeton WordNet says of English words: irregular forms, and words of near meaning.

Reads the files of Debian's wordnet-base and wordnet-sense-index, whose formats are described in the
manual pages wndb(5) and senseidx(5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

from retrieval.normalization import is_stop, stem

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
"""Names of the files, and the letters by which parts of speech are referred to."""

PART_OF_SENSE = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
NEAR = {"+", "&", "\\"}
"""Pointers that are followed: derived from the same word, similar to, pertaining to."""

UNSEEN = 0.2
"""What is added to the count of each sense, as most occur nowhere in the tagged texts."""

Sense = tuple[str, str]
"""A set of synonyms: its part of speech, and its place in the file."""


def irregular_forms(folder: Path) -> Iterator[tuple[str, str]]:
    """Irregular forms of nouns and verbs, each with its base form.

    Of adjectives most are regular ("bigger"), and what they add gains nothing.
    """
    for part in ("noun", "verb"):
        for line in (folder / f"{part}.exc").read_text("ascii").splitlines():
            form, *bases = line.split()
            for base in bases:
                if form.isalpha() and base.isalpha() and stem(form) != stem(base):
                    yield form, base


def synonyms(folder: Path) -> dict[tuple[str, str], float]:
    """Pairs of stems of near meaning, the lesser one first, each with its closeness from 0 to 1.

    Words of one set of synonyms, and those that `NEAR` pointers lead to. They are as close as it is
    probable that both are meant so: the product of how often each word has this meaning.
    """
    share = shares(folder)
    closeness: dict[tuple[str, str], float] = defaultdict(float)
    for (one, sense), (other, other_sense) in related(folder):
        if one.isalpha() and other.isalpha() and not (is_stop(one) or is_stop(other)):
            low, high = sorted((stem(one), stem(other)))
            both = share.get((one, sense), 0) * share.get((other, other_sense), 0)
            if low != high:
                closeness[low, high] = max(closeness[low, high], both)
    return closeness


def shares(folder: Path) -> dict[tuple[str, Sense], float]:
    """How often a word has each of its meanings, as a share of all its occurrences."""
    counts: dict[tuple[str, Sense], float] = {}
    totals: dict[str, float] = defaultdict(float)
    for line in (folder / "index.sense").read_text("ascii").splitlines():
        key, place, _, count = line.split()
        word, _, rest = key.partition("%")
        counts[word, (PART_OF_SENSE[rest[0]], place)] = int(count) + UNSEEN
        totals[word] += int(count) + UNSEEN
    return {(word, sense): count / totals[word] for (word, sense), count in counts.items()}


def related(folder: Path) -> Iterator[tuple[tuple[str, Sense], tuple[str, Sense]]]:
    """Two words of near meaning, each with the sense that it has there."""
    words: dict[Sense, list[str]] = {}
    pointers: list[tuple[Sense, int, Sense, int]] = []
    for name, part in PARTS.items():
        for line in (folder / f"data.{name}").read_text("ascii").splitlines():
            if not line.startswith(" "):  # as the licence does
                fields = line.partition(" | ")[0].split()
                sense, count = (part, fields[0]), int(fields[3], 16)
                # An adjective can have its position behind it: "galore(ip)".
                words[sense] = [one.partition("(")[0].lower() for one in fields[4::2][:count]]
                start = 5 + 2 * count
                for at in range(start, start + 4 * int(fields[start - 1]), 4):
                    kind, place, other, ends = fields[at : at + 4]
                    if kind in NEAR:
                        target = (other.replace("s", "a"), place)
                        pointers.append((sense, int(ends[:2], 16), target, int(ends[2:], 16)))
    for sense, members in words.items():
        for one, other in combinations(members, 2):
            yield (one, sense), (other, sense)
    for sense, source, other_sense, target in pointers:
        # A pointer is of one word (counted from 1) or, 0, of all.
        both = ((words[sense], source), (words[other_sense], target))
        sides = (members[number - 1 : number] if number else members for members, number in both)
        for one, other in product(*sides):
            yield (one, sense), (other, other_sense)

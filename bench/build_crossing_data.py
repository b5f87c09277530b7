"""Make retrieval/data/crossing.tsv.gz, pairs of Arabic and English words with weights,
synonyms.tsv.gz, pairs of English words, and irregular.tsv, English forms with their base forms.

    python -m bench.build_crossing_data --data DIR --debian DIR

DIR of --data holds lexicon.ar-en.tsv, alignment.ar-en.tsv (word pairs that IBM model 1 found in
Tatoeba) and the parallel texts ntrex_dev.jsonl, flores_dev.jsonl, pud_dev.jsonl, tico19_dev.jsonl.
XQuAD, which bench/crossing.py measures with, is not among them. Into the other DIR these Debian
packages are unpacked, each with `dpkg -x`: libreoffice-l10n-ar, debian-handbook, firefox-esr,
firefox-esr-l10n-ar, thunderbird, thunderbird-l10n-ar, wordnet-base, wordnet-sense-index. Takes half
a minute.

With --held-out FILE it makes FILE instead of the first, of everything but alignment.ar-en.tsv and
the parallel texts of --data, so that these can be measured with.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lxml import html

from bench.wordnet import irregular_forms, synonyms
from retrieval.arabic_forms import without_article
from retrieval.bridge import script
from retrieval.dictionary import Pair, weighed_pairs
from retrieval.normalization import normalize, stem
from retrieval.sentences import split_sentences
from retrieval.terms import content_words

Texts = Iterator[tuple[str, str]]
"""English text and its Arabic translation."""

TARGET = Path(__file__).parent.parent / "retrieval" / "data"

ROUNDS = 5
"""Of expectation maximisation, as is usual for model 1."""

LEAST = 0.015
"""Probability of translation, geometric mean of both directions, from which a pair is kept. Low:
a wrong pair seldom has its other word in the article, a missing one is a match lost."""

SURE, MOST = 0.6, 0.95
"""An aligned pair weighs its probability and SURE, at most MOST, to be of a scale with entries of
the lexicon."""

IRREGULAR = 0.8
"""What a pair of an irregular form ("led") weighs, of that of its base form ("lead"): many are
other words as well ("left", "found")."""

CLOSE = 0.3
"""Synonyms are kept from this on, see `bench.wordnet.synonyms`."""

LONGEST = 60
"""Content words of a side that are aligned: of longer texts model 1 learns nothing."""

MOZILLA_FILE = re.compile(r"(?:localization|locale|chrome)/(?:ar|en-US)/(.+\.(?:ftl|properties))$")
MESSAGE = re.compile(r"\s*([.\w-]+)\s*=\s*(.*)")
MARKUP = re.compile(r"\{[^}]*\}|<[^>]*>|&\w+;|%\S+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--debian", type=Path, required=True)
    parser.add_argument("--held-out", type=Path)
    given = parser.parse_args()
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for arabic, english, weight in pairs(given):
        weights[arabic, english] = max(weight, weights[arabic, english])
    wordnet = given.debian / "usr" / "share" / "wordnet"
    inflect(weights, irregular_forms(wordnet))
    translations: dict[str, list[str]] = defaultdict(list)
    for (arabic, english), weight in sorted(weights.items()):
        translations[arabic] += [english, str(round(100 * weight))]
    size = write(given.held_out or TARGET / "crossing.tsv.gz", translations)
    print(f"{len(weights)} pairs, {len(translations)} Arabic words, {size} bytes")
    if not given.held_out:
        irregular: dict[str, list[str]] = defaultdict(list)
        for form, base in sorted(set(irregular_forms(wordnet))):
            irregular[form].append(base)
        lines = ("\t".join([form, *bases]) + "\n" for form, bases in irregular.items())
        (TARGET / "irregular.tsv").write_text("".join(lines), "utf-8")
        known = {english for _, english in weights}
        near: dict[str, list[str]] = defaultdict(list)
        for (one, other), closeness in sorted(synonyms(wordnet).items()):
            if closeness >= CLOSE and one in known and other in known:
                near[one].append(other)
        size = write(TARGET / "synonyms.tsv.gz", near)
        print(f"{sum(map(len, near.values()))} pairs of synonyms, {size} bytes")


def write(path: Path, table: dict[str, list[str]]) -> int:
    """Write lines of a word and what belongs to it; returns how many bytes."""
    lines = ("\t".join([word, *rest]) + "\n" for word, rest in table.items())
    return path.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def inflect(weights: dict[tuple[str, str], float], forms: Iterable[tuple[str, str]]) -> None:
    """Add pairs of irregular forms, each with what its base form translates to."""
    translations: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (arabic, english), weight in weights.items():
        translations[english].append((arabic, weight))
    for form, base in forms:
        for arabic, weight in translations.get(stem(base), ()):
            pair = arabic, stem(form)
            weights[pair] = max(IRREGULAR * weight, weights.get(pair, 0))


def pairs(given: argparse.Namespace) -> Iterator[Pair]:
    yield from weighed_pairs(row[:2] for row in table(given.data / "lexicon.ar-en.tsv"))
    texts = [*libreoffice(given.debian), *mozilla(given.debian), *handbook(given.debian)]
    if not given.held_out:
        for arabic, english, probability in table(given.data / "alignment.ar-en.tsv"):
            yield from aligned(arabic, english, float(probability))
        texts += development(given.data)
    for arabic, english, probability in align(sorted(set(texts))):
        yield from aligned(arabic, english, probability)


def aligned(arabic: str, english: str, probability: float) -> Iterator[Pair]:
    weight = min(MOST, SURE + probability)
    yield without_article(normalize(arabic)), stem(normalize(english)), weight


def table(path: Path) -> Iterator[Any]:
    for line in path.read_text("utf-8").splitlines():
        yield line.split("\t")


def development(data: Path) -> Texts:
    for name in ("flores", "pud", "tico19"):
        for line in (data / f"{name}_dev.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["en"], row["ar"]
    for line in (data / "ntrex_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield from zip(row["sentences_en"], row["sentences_ar"], strict=True)


def libreoffice(debian: Path) -> Texts:
    """The interface's English strings, which are the keys of the catalogues, and their Arabic."""
    for path in sorted(debian.glob("usr/lib/libreoffice/program/resource/ar/*/*.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, arabic in catalogue.items():
            english = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
            yield english.replace("~", ""), arabic.replace("~", "")


def mozilla(debian: Path) -> Texts:
    """Strings of Firefox and Thunderbird by their names."""
    english = mozilla_strings(debian.glob("usr/**/omni.ja"))
    arabic = mozilla_strings(debian.glob("usr/**/langpack-ar@*.xpi"))
    for name in sorted(english.keys() & arabic.keys()):
        yield english[name], arabic[name]


def mozilla_strings(archives: Iterable[Path]) -> dict[tuple[str, ...], str]:
    """Texts by file, message and attribute, without placeholders and markup."""
    strings = {}
    for archive in sorted(archives):
        with zipfile.ZipFile(archive) as packed:
            for name in packed.namelist():
                if match := MOZILLA_FILE.search(name):
                    for message, text in messages(packed.read(name).decode()):
                        strings[match[1], *message] = MARKUP.sub(" ", text)
    return strings


def messages(source: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Messages of a Fluent or properties file, each with its lines joined."""
    name, text = (), ""
    for line in source.splitlines():
        if match := MESSAGE.match(line):
            yield name, text
            name, text = (*name[:1], match[1]) if match[1][0] == "." else (match[1],), match[2]
        elif line.startswith(" "):
            text += line
    yield name, text


def handbook(debian: Path) -> Texts:
    """Sentences of paragraphs of both editions, matched by the pages' structure."""
    editions = debian / "usr/share/doc/debian-handbook/html"
    for path in sorted((editions / "ar-MA").glob("*.html")):
        english, arabic = paragraphs(editions / "en-US" / path.name), paragraphs(path)
        tags = [[tag for tag, _ in side] for side in (english, arabic)]
        for i, j, count in SequenceMatcher(None, *tags, autojunk=False).get_matching_blocks():
            for (_, one), (_, other) in zip(
                english[i : i + count], arabic[j : j + count], strict=True
            ):
                if script(normalize(other)) == "Arabic":
                    yield from sentences(one, other)


def paragraphs(page: Path) -> list[tuple[str, str]]:
    """Tag and text of each paragraph and heading of a page, without what is nested in it."""
    tree = html.fromstring(page.read_bytes())
    for code in tree.xpath("//pre"):
        code.drop_tree()
    inline = "descendant::text()[count(ancestor::*[self::p or self::div or self::li]) = $depth]"
    found = []
    for block in tree.xpath("//p | //h1 | //h2 | //h3 | //h4 | //dt | //td | //div[@class='para']"):
        depth = len(block.xpath("ancestor-or-self::*[self::p or self::div or self::li]"))
        text = " ".join("".join(block.xpath(inline, depth=depth)).split())
        if text:
            found.append((block.tag, text))
    return found


def sentences(english: str, arabic: str) -> Texts:
    """Sentences one by one where both sides have as many, else the whole."""
    sides = [[one.text for one in split_sentences(text)] for text in (english, arabic)]
    yield from zip(*sides, strict=True) if len(sides[0]) == len(sides[1]) else [(english, arabic)]


def align(texts: list[tuple[str, str]]) -> Iterator[Pair]:
    """Most frequent words of the stems that translate one another, and how probably.

    IBM model 1 (Brown et al., "The Mathematics of Statistical Machine Translation", 1993) both
    ways, with a word on the first side that stands for what translates none of it; a pair's
    probability is the geometric mean.
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    stemmed = []
    for sides in texts:
        both = []
        for text, own in zip(sides, ("Latin", "Arabic"), strict=True):
            content = [word for word in content_words(text)[:LONGEST] if script(word) == own]
            for word in content:
                spelled[stem(word)][word] += 1
            both.append([stem(word) for word in content])
        if all(both):
            stemmed.append((both[0], both[1]))
    to_english = model1([(arabic, english) for english, arabic in stemmed])
    to_arabic = model1(stemmed)
    for arabic, translations in to_english.items():
        for english, probability in translations.items() if arabic else ():
            mean = (probability * to_arabic[english].get(arabic, 0)) ** 0.5
            if mean > LEAST:
                yield usual(spelled[arabic]), usual(spelled[english]), mean


def usual(spellings: Counter[str]) -> str:
    return spellings.most_common(1)[0][0]


def model1(texts: list[tuple[list[str], list[str]]]) -> dict[str, dict[str, float]]:
    """For each word of the first sides how probably it is translated by which of the second."""
    texts = [(["", *source], target) for source, target in texts]
    together: dict[str, set[str]] = defaultdict(set)
    for source, target in texts:
        for word in source:
            together[word].update(target)
    chance = {word: dict.fromkeys(others, 1 / len(others)) for word, others in together.items()}
    for _ in range(ROUNDS):
        counts: dict[str, Counter[str]] = {word: Counter() for word in chance}
        for source, target in texts:
            for translation in target:
                total = sum(chance[word][translation] for word in source)
                for word in source:
                    counts[word][translation] += chance[word][translation] / total
        for word, counted in counts.items():
            total = counted.total()
            chance[word] = {other: count / total for other, count in counted.items()}
    return chance


if __name__ == "__main__":
    main()

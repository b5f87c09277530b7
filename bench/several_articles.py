"""Which sentence of several articles answers, as the embedded engine chooses it, on XQuAD.

    python -m bench.several_articles --data DIR

DIR holds xquad_dev.jsonl. Each question is put to its document and to others drawn with a fixed
seed. Of all their sentences the one that holds the answer span must come first (top-1) or among
three (top-3). "Found" and "shown" are the bands of bot/extractive.py; a question is foreign where
its own document is not among those asked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench.answers import SEED, Asked, Document, answers, xquad
from bot.extractive import Found
from retrieval.article import Article
from retrieval.evidence import score_sentences

COUNTS = (1, 3, 8)


@dataclass(frozen=True, eq=False)
class Source:
    """A document in one language."""

    article: Article
    document: Document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    path = parser.parse_args().data / "xquad_dev.jsonl"
    sources = {
        language: [
            Source(Article.from_text(" ".join(one.text for one in document.sentences)), document)
            for document in xquad(path, language, other)
        ]
        for language, other in (("ar", "en"), ("en", "ar"))
    }
    print("| question, articles | top-1 | top-3 | found | shown | foreign found | shown |")
    print("|---|---|---|---|---|---|---|")
    for language in sources:
        for count in COUNTS:
            row(f"{language}, {count} {language}", language, [language] * count, sources)
        for other in sources:
            if other != language:
                row(f"{language}, {language} and {other}", language, [language, other], sources)
                row(f"{language}, {other} and {language}", language, [other, language], sources)


def row(
    name: str, language: str, languages: Sequence[str], sources: dict[str, list[Source]]
) -> None:
    """Print what share of questions in a language the right sentence is found for.

    Args:
        name: Of the row.
        language: Of the questions.
        languages: Of the articles asked; the first one answers.
        sources: Documents by language, the same ones in the same order.
    """
    chance = random.Random(SEED)
    first, three, bands, foreign = [], [], [], []
    for place, own in enumerate(sources[languages[0]]):
        for asked in own.document.asked:
            question = asked.question if languages[0] == language else asked.other_language
            others = chance.sample([i for i in range(len(sources["ar"])) if i != place], 8)
            beside = [sources[one][i] for one, i in zip(languages[1:], others, strict=False)]
            ranked = best(question, language, [own, *beside])
            hits = [is_answer(one, own, asked) for one in ranked]
            first.append(hits[0])
            three.append(any(hits))
            bands.append((ranked[0].answers, ranked[0].is_close))
            instead = sources[languages[0]][others[-1]]
            strange = best(question, language, [instead, *beside])[0]
            foreign.append((strange.answers, strange.is_close))
    shares = [np.mean(first), np.mean(three), *np.mean(bands, axis=0), *np.mean(foreign, axis=0)]
    print(f"| {name} | " + " | ".join(f"{one:.3f}" for one in shares) + " |")


def best(question: str, language: str, asked: Sequence[Source]) -> list[Found]:
    """The three best sentences of all articles, the best first."""
    return three_best(found for one in asked for found in of_one(question, language, one))


@cache
def of_one(question: str, language: str, source: Source) -> list[Found]:
    across = source.article.language != language
    evidence = score_sentences(question, source.document.sentences)
    return three_best(Found(source.article, one, across) for one in evidence)


def three_best(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda one: -one.score)[:3]


def is_answer(found: Found, own: Source, asked: Asked) -> bool:
    return found.article is own.article and answers(found.evidence.sentence, asked)


if __name__ == "__main__":
    main()

"""Summaries by selection: likeness to human ones, and what an editor would mark in them.

    python -m bench.summaries --data DIR

DIR holds easc_dev.jsonl (Arabic, five human extracts an article), ntrex_dev.jsonl, xquad_dev.jsonl,
arcd_dev.jsonl and, where one has it, cnndm_dev.jsonl (English news with highlights).

ROUGE is computed over the words of `retrieval.normalization`: its own tokeniser drops Arabic, and
EASC's references are spelled otherwise than their articles. Every system gives as many sentences
as make up the references' mean length. TextRank and LexRank are sumy's, given the stems of
content words.

Marks are counted by the rules that `bot.summary` itself goes by, so ours are few by construction:
they show how often other methods would need mending, not how good the rules are. Near-duplicates
are counted by another measure than the one used in selecting.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from bot.engines import SENTENCES
from bot.evaluation.likeness import ROUGE_KINDS, rouge_scorer
from bot.summary import select
from bot.telling import are_whole, told
from retrieval.normalization import stem, words
from retrieval.sentences import Sentence, split_sentences
from retrieval.standalone import leans
from retrieval.terms import content_words

SEED = 7
_REPEATED = 0.7  # of the shorter one's content words

Select = Callable[[Sequence[Sentence], int], list[Sentence]]


@dataclass(frozen=True)
class Document:
    sentences: list[Sentence]
    references: tuple[str, ...] = ()

    def length(self) -> int:
        """How many of its sentences make up the mean length of the references."""
        own = mean(len(words(one.text)) for one in self.sentences)
        wanted = mean(len(words(one)) for one in self.references)
        return max(1, round(wanted / own))


# --- systems --------------------------------------------------------------------------------------


def lead(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    return list(sentences[:count])


def at_random(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    return random.Random(SEED).sample(sentences, min(count, len(sentences)))


def centroid(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    """Those nearest to the sum of all, by cosine over stems."""
    bags = [Counter(stems(one.text)) for one in sentences]
    total = sum(bags, Counter[str]())
    return best(
        sentences,
        count,
        [
            sum(n * total[name] for name, n in bag.items())
            / (np.sqrt(sum(n * n for n in bag.values())) or 1)
            for bag in bags
        ],
    )


def by_sumy(summarizer: Any) -> Select:
    def choose(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
        parsed = [SumySentence(one.text, _Words) for one in sentences]
        kept = summarizer(ObjectDocumentModel([Paragraph(parsed)]), count)
        return [
            one
            for one, known in zip(sentences, parsed, strict=True)
            if any(known is k for k in kept)
        ]

    return choose


class _Words:
    """sumy's tokenizer interface."""

    @staticmethod
    def to_words(text: str) -> tuple[str, ...]:
        return tuple(stems(text))


def stems(text: str) -> list[str]:
    return [stem(word) for word in content_words(text)]


def best(sentences: Sequence[Sentence], count: int, scores: Sequence[float]) -> list[Sentence]:
    ranked = sorted(range(len(sentences)), key=lambda place: -scores[place])[:count]
    return [sentences[place] for place in sorted(ranked)]


SYSTEMS: dict[str, Select] = {
    "ours": select,
    "lead": lead,
    "TextRank": by_sumy(TextRankSummarizer()),
    "LexRank": by_sumy(LexRankSummarizer()),
    "centroid": centroid,
    "random": at_random,
}

# --- likeness to human summaries ------------------------------------------------------------------


def scores(summary: str, references: Iterable[str]) -> np.ndarray:
    """F1 by reference (rows) and kind of ROUGE."""
    found = [rouge_scorer().score(one, summary) for one in references]
    return np.array([[one[kind].fmeasure for kind in ROUGE_KINDS] for one in found])


def oracle(document: Document) -> list[Sentence]:
    """The sentences, one after the other, that add most to unigrams and bigrams shared."""
    wanted = [grams(one) for one in document.references]
    chosen: list[Sentence] = []
    for _ in range(document.length()):
        left = [one for one in document.sentences if one not in chosen]
        if left:
            chosen.append(max(left, key=lambda one: shared([*chosen, one], wanted)))
    return chosen


def grams(text: str) -> Counter[str]:
    tokens = words(text)
    return Counter(tokens + [" ".join(tokens[i : i + 2]) for i in range(len(tokens) - 1)])


def shared(sentences: Sequence[Sentence], wanted: Sequence[Counter[str]]) -> float:
    own = grams(joined(sentences))
    return mean(2 * (own & one).total() / (own.total() + one.total()) for one in wanted)


def joined(sentences: Iterable[Sentence]) -> str:
    return " ".join(one.text for one in sorted(sentences, key=lambda one: one.start))


def rouge(name: str, documents: Sequence[Document]) -> None:
    """Print the table of a set: the mean over references, and the best of them."""
    several = len(documents[0].references) > 1
    print(f"\n| {name}, {len(documents)} articles | mean R-1 / R-2 / R-L | best R-1 / R-2 / R-L |")
    print("|---|---|---|")
    for system, choose in SYSTEMS.items():
        chosen = [choose(one.sentences, one.length()) for one in documents]
        row(
            system,
            [scores(joined(c), d.references) for c, d in zip(chosen, documents, strict=True)],
        )
    if several:
        humans = [
            (one, [*d.references[:i], *d.references[i + 1 :]])
            for d in documents
            for i, one in enumerate(d.references)
        ]
        row("a human against the others", [scores(one, others) for one, others in humans])
    row("extractive oracle", [scores(joined(oracle(d)), d.references) for d in documents])


def row(name: str, found: Sequence[np.ndarray]) -> None:
    cells = [
        " / ".join(f"{100 * x:.1f}" for x in np.mean([pick(one) for one in found], axis=0))
        for pick in (lambda one: one.mean(axis=0), lambda one: one.max(axis=0))
    ]
    print(f"| {name} | {cells[0]} | {cells[1]} |")


# --- what an editor would mark --------------------------------------------------------------------

MARKS = ("dangling", "heading", "furniture", "fragment", "question", "repeated")


def marks(article: Sequence[Sentence], summary: Sequence[Sentence]) -> Counter[str]:
    """How many sentences of a summary have which fault."""
    candidates = told(article)
    places = {one.end: place for place, one in enumerate(candidates)}
    chosen = {places[one.end] for one in summary if one.end in places}
    whole = are_whole(candidates)
    found = Counter(
        heading=sum(one.heading for one in summary),
        furniture=sum(one.end not in places and not one.heading for one in summary),
    )
    for place in chosen:
        text = candidates[place].text
        if leans(text, first=place == 0) and place - 1 not in chosen:
            found["dangling"] += 1
        elif not whole[place]:
            found["question" if text.rstrip("\"'”’») ").endswith(("?", "؟")) else "fragment"] += 1
    found["repeated"] = sum(repeats(a.text, b.text) for a, b in combinations(summary, 2))
    return found


def repeats(a: str, b: str) -> bool:
    shorter, longer = sorted((Counter(stems(a)), Counter(stems(b))), key=Counter.total)
    return shorter.total() >= 5 and (shorter & longer).total() >= _REPEATED * shorter.total()


def faults(name: str, documents: Sequence[Document]) -> None:
    """Print the faults among 100 sentences, and how many quarters of the article are reached."""
    for system in ("ours", "lead", "TextRank", "LexRank", "centroid"):
        total, size, quarters = Counter[str](), 0, []
        for count in SENTENCES.values():
            chosen = [(one.sentences, SYSTEMS[system](one.sentences, count)) for one in documents]
            total += sum((marks(*pair) for pair in chosen), Counter[str]())
            size += sum(len(summary) for _, summary in chosen)
            long = [pair for pair in chosen if len(pair[0]) >= 2 * count]
            quarters.append(f"{mean(reached(*pair) for pair in long):.1f}")
        counts = [100 * total[kind] / size for kind in MARKS]
        cells = " | ".join(f"{one:.1f}" for one in [*counts, sum(counts)])
        print(f"| {name} | {system} | {cells} | {' / '.join(quarters)} |")


def reached(article: Sequence[Sentence], summary: Sequence[Sentence]) -> int:
    """How many quarters of an article a summary takes sentences from."""
    length = article[-1].end
    return len({4 * one.start // length for one in summary})


# --- data -----------------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def articles(data: Path) -> dict[str, list[Document]]:
    """Arabic and English articles: texts of each set, paragraphs joined."""
    texts: dict[str, list[str]] = {"ar": [], "en": []}
    xquad = [
        list(group) for _, group in groupby(rows(data / "xquad_dev.jsonl"), lambda r: r["document"])
    ]
    for language, found in texts.items():
        found += ["\n".join(r[f"sentences_{language}"]) for r in rows(data / "ntrex_dev.jsonl")]
        found += ["\n".join(flat(r[f"context_{language}"]) for r in group) for group in xquad]
    by_title: dict[str, dict[str, str]] = {}
    for r in rows(data / "arcd_dev.jsonl"):  # some paragraphs stand there twice, in two lengths
        by_title.setdefault(r["title"], {}).setdefault(r["paragraph"][:40], flat(r["paragraph"]))
    texts["ar"] += ["\n".join(paragraphs.values()) for paragraphs in by_title.values()]
    return {
        name: [Document(split_sentences(one)) for one in found] for name, found in texts.items()
    }


def flat(paragraph: str) -> str:
    return paragraph.replace("\n", " ")


def with_references(data: Path) -> dict[str, list[Document]]:
    easc = [
        Document(split_sentences(r["text"]), tuple(r["summaries"]))
        for r in rows(data / "easc_dev.jsonl")
    ]
    found = {"EASC (ar)": easc}
    if (data / "cnndm_dev.jsonl").exists():
        found["CNN/DM (en)"] = [
            Document(split_sentences(r["text"]), (r["summary"],))
            for r in rows(data / "cnndm_dev.jsonl")
        ]
    return found


def milliseconds(sentences: Sequence[Sentence]) -> float:
    started = time.process_time()
    select(sentences, SENTENCES["long"])
    return 1000 * (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    judged, plain = with_references(data), articles(data)
    for name, documents in judged.items():
        rouge(name, documents)
    print(
        "\nFaults among 100 sentences of summaries of all lengths; quarters of the article reached"
    )
    print("by short, medium and long ones where it has twice as many sentences.")
    print("\n| set | system | " + " | ".join(MARKS) + " | all | quarters |")
    print("|---|" + "---|" * (len(MARKS) + 3))
    sets = {"EASC": judged["EASC (ar)"], **plain}
    for name, documents in sets.items():
        faults(name, documents)
    every = [one for documents in sets.values() for one in documents]
    long = [one for document in every for one in document.sentences][:4000]
    usual = mean(milliseconds(one.sentences) for one in every)
    print(f"\n{usual:.1f} ms an article, {milliseconds(long):.0f} ms for {len(long)} sentences")


if __name__ == "__main__":
    main()

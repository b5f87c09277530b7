"""How many of the key facts shown are right: `bot.facts` against facts judged by hand.

    python -m bench.facts --data DIR

tests/data/facts.jsonl has what was shown of each document and judged right or wrong: right is what
the article names, of that kind, with its whole name or amount. DIR holds the documents themselves,
ntrex_dev.jsonl, xquad_dev.jsonl and arcd_dev.jsonl (paragraphs of one title are one document); two
are in examples/. What nobody has judged counts as wrong.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.facts import KeyFacts, key_facts
from retrieval.article import Article

ROOT = Path(__file__).parents[1]
KINDS = [field.name for field in fields(KeyFacts)]

Name = tuple[str, str, str]  # set, document, language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    texts = dict(documents(parser.parse_args().data))
    shown, right, unjudged = Counter[str](), Counter[str](), Counter[str]()
    count, spent = Counter[str](), 0.0
    for row in rows(ROOT / "tests/data/facts.jsonl"):
        text = texts.get((row["set"], row["document"], row["language"]))
        if text is None:
            continue
        article = Article.from_text(text)
        started = time.perf_counter()
        facts = key_facts(article)
        spent += time.perf_counter() - started
        count[row["language"]] += 1
        for kind in KINDS:
            for fact in getattr(facts, kind):
                for key in (f"{row['language']} {kind}", row["language"]):
                    shown[key] += 1
                    right[key] += fact.text in row["right"].get(kind, ())
                    unjudged[key] += fact.text not in {
                        *row["right"].get(kind, ()),
                        *row["wrong"].get(kind, ()),
                    }
    print("| language, kind | articles | shown | right | precision | not judged |")
    print("|---|---|---|---|---|---|")
    for language in ("ar", "en"):
        for key in (*(f"{language} {kind}" for kind in KINDS), language):
            precision = right[key] / (shown[key] or 1)
            print(
                f"| {key} | {count[language]} | {shown[key]} | {right[key]} | {precision:.3f} "
                f"| {unjudged[key]} |"
            )
    print(f"\n{1000 * spent / (count.total() or 1):.1f} ms an article")


def documents(data: Path) -> Iterator[tuple[Name, str]]:
    """The text of each document, by set, document and language."""
    for language in ("ar", "en"):
        name = f"article.{language}.txt"
        yield ("examples", name, language), (ROOT / "examples" / name).read_text("utf-8")
    for row in rows(data / "ntrex_dev.jsonl"):
        for language in ("ar", "en"):
            yield ("ntrex", row["document"], language), "\n".join(row[f"sentences_{language}"])
    paragraphs: dict[Name, list[str]] = defaultdict(list)
    for row in rows(data / "xquad_dev.jsonl"):
        for language in ("ar", "en"):
            paragraphs["xquad", row["title"], language].append(row[f"context_{language}"])
    for row in rows(data / "arcd_dev.jsonl"):
        paragraphs["arcd", row["title"], "ar"].append(row["paragraph"])
    for document, parts in paragraphs.items():
        yield document, "\n".join(parts)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()

"""The article on a web page: `retrieval.reading.webpage` on pages around known articles.

    python -m bench.pages --data DIR

DIR holds pages_dev.jsonl. Each line of what is read is compared with the article's paragraphs,
white space and direction marks aside: precision, recall and F1 over all lines, how many titles are
right, and which lines leaked in from around the article.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from retrieval.article import keep
from retrieval.errors import ArticleError
from retrieval.reading.formats import text_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    path = parser.parse_args().data / "pages_dev.jsonl"
    groups: dict[str, list[Score]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        page = json.loads(line)
        score = Score(page)
        groups[f"template {page['template']}, {page['language']}"].append(score)
        for leaked in score.leaked:
            print(f"{page['id']} leaked: {leaked[:80]}")
        for missed in score.missed:
            print(f"{page['id']} missed: {missed[:80]}")
    for name, scores in [*groups.items(), ("all", [s for group in groups.values() for s in group])]:
        print(f"{name:<16}", summary(scores))


class Score:
    """How one page was read."""

    def __init__(self, page: dict[str, Any]) -> None:
        try:
            text, title = text_of(page["html"].encode(), f"{page['id']}.html")
        except ArticleError:
            text, title = "", None
        read = [plain(line) for line in text.split("\n") if line.strip()]
        expected = [plain(paragraph) for paragraph in page["paragraphs"]]
        self.title_is_right = plain(title or "") == plain(page["title"])
        self.leaked = [line for line in read if line not in expected]
        self.missed = [line for line in expected if line not in read]
        self.read, self.expected = len(read), len(expected)


def plain(text: str) -> str:
    return " ".join(keep(text).split())


def summary(scores: list[Score]) -> str:
    leaked = sum(len(score.leaked) for score in scores)
    missed = sum(len(score.missed) for score in scores)
    precision = 1 - leaked / max(1, sum(score.read for score in scores))
    recall = 1 - missed / sum(score.expected for score in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    titles = sum(score.title_is_right for score in scores)
    return (
        f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  "
        f"titles {titles}/{len(scores)}  leaked lines {leaked}"
    )


if __name__ == "__main__":
    main()

"""Follow-up questions, as the embedded engine understands them.

    python -m bench.followups --data DIR

tests/data/followups.jsonl has hand-written dialogues about articles of examples/ and of DIR (see
bench.facts). The engine itself answers the turns before the last one; of its reply to the last one
a sentence that answers must stand first, or among those shown. Baselines: the last question alone,
and joined with the question before it.

Groups: all turns in Arabic; all in English; turns in two languages, or not in the article's. Asked
after unrelated turns, a question that stands alone must have the reply that it has without them
("unchanged"). Where the article does not answer, the reply must say that it may not ("admitted").
The rules were written on the half "dev"; of "held-out" only the figures were looked at.

Then the questions of XQuAD and ARCD, which were written to stand alone, each after a question on
another paragraph: how many are taken for follow-ups, and the ranks of their sentences.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench.answers import Asked, Document, answers, arcd, xquad
from bench.facts import documents, rows
from bot import Article, Reply, Settings, answer, chat
from bot.engines import Turn
from bot.followups import Standalone, standalone
from bot.notices import notice
from retrieval.evidence import score_sentences

ROOT = Path(__file__).parents[1]

History = list[tuple[str, str]]
Ask = Callable[["Dialogue", History], Reply]


@dataclass(frozen=True)
class Dialogue:
    """Questions about an article.

    Attributes:
        group: "ar", "en", "crossing", "self-contained" or "absent".
        half: "dev" or "held-out".
        article: What they are about.
        turns: The questions, or requests for a summary; the last one is measured.
        answers: What sentences hold that answer the last one.
    """

    group: str
    half: str
    article: Article
    turns: tuple[str, ...]
    answers: tuple[str, ...]

    def rank(self, reply: Reply) -> int | None:
        """Place, from 0, of the first sentence quoted that answers; None for none."""
        quotes = [citation.quote for citation in reply.citations]
        right = (i for i, quote in enumerate(quotes) if any(one in quote for one in self.answers))
        return next(right, None)


class Asking:
    """Puts the last question of a dialogue to the embedded engine."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def ways(self) -> Mapping[str, Ask]:
        return {
            "question alone": self.alone,
            "with the question before": self.joined,
            "with the conversation": self.in_conversation,
        }

    def history(self, dialogue: Dialogue) -> History:
        """The turns before the last one, with the engine's own replies."""
        history: History = []
        for turn in dialogue.turns[:-1]:
            reply = chat(turn, dialogue.article, history=history, settings=self._settings)
            history.append((turn, reply.text))
        return history

    def alone(self, dialogue: Dialogue, history: History) -> Reply:
        return answer(dialogue.turns[-1], dialogue.article, settings=self._settings)

    def joined(self, dialogue: Dialogue, history: History) -> Reply:
        question = f"{dialogue.turns[-1]} {dialogue.turns[-2]}"
        return answer(question, dialogue.article, settings=self._settings)

    def in_conversation(self, dialogue: Dialogue, history: History) -> Reply:
        return answer(
            dialogue.turns[-1], dialogue.article, history=history, settings=self._settings
        )

    def score(self, dialogue: Dialogue, ask: Ask, history: History) -> tuple[bool, bool]:
        """Whether the reply is right, and whether it is so looking at all that it shows."""
        reply = ask(dialogue, history)
        match dialogue.group:
            case "self-contained":
                right = reply == self.alone(dialogue, history)
            case "absent":
                right = reply.abstained or _admits(reply)
            case _:
                rank = dialogue.rank(reply)
                return rank == 0, rank is not None
        return right, right


def _admits(reply: Reply) -> bool:
    return any(notice("closest_passage", language) in reply.text for language in ("ar", "en"))


def dialogues(data: Path) -> Iterator[Dialogue]:
    """The dialogues whose articles are in examples/ or a folder."""
    texts = dict(documents(data))
    article = cache(Article.from_text)
    for row in rows(ROOT / "tests/data/followups.jsonl"):
        set_, document, language = row["article"]
        if text := texts.get((set_, document, language)):
            answers_ = tuple(row.get("answer", ()))
            turns = tuple(row["turns"])
            yield Dialogue(row["group"], row["half"], article(text), turns, answers_)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        print_dialogues(Asking(Settings(data_dir=Path(folder))), list(dialogues(data)))
    print("\n| standing alone | taken for follow-ups | top-1/top-3 | after another |")
    print("|---|---|---|---|")
    sets: dict[str, tuple[list[Document], bool]] = {
        "XQuAD ar": (list(xquad(data / "xquad_dev.jsonl", "ar", "en")), False),
        "XQuAD en": (list(xquad(data / "xquad_dev.jsonl", "en", "ar")), False),
        "ARCD ar": (list(arcd(data / "arcd_dev.jsonl")), False),
        "XQuAD en → ar": (list(xquad(data / "xquad_dev.jsonl", "ar", "en")), True),
        "XQuAD ar → en": (list(xquad(data / "xquad_dev.jsonl", "en", "ar")), True),
    }
    for name, (documents_, across) in sets.items():
        print(f"| {name} | {changed_topics(documents_, across=across)} |")


def print_dialogues(asking: Asking, conversations: list[Dialogue]) -> None:
    """First / shown / of so many, for each way of asking, half and group."""
    groups = list(dict.fromkeys(one.group for one in conversations))
    scores = defaultdict(list)
    for one in conversations:
        history = asking.history(one)
        for name, ask in asking.ways.items():
            scores[name, one.half, one.group].append(asking.score(one, ask, history))
    print("| asked | half | " + " | ".join(groups) + " |\n|---|---|" + "---|" * len(groups))
    for name in asking.ways:
        for half in ("dev", "held-out"):
            cells = [
                "/".join(map(str, (*np.sum(found, axis=0), len(found))))
                for found in (scores[name, half, group] for group in groups)
            ]
            print(f"| {name} | {half} | " + " | ".join(cells) + " |")


def changed_topics(documents_: list[Document], *, across: bool) -> str:
    """Of questions after one on another paragraph: how many lean, and their sentences' ranks."""
    leaning, alone, after = [], [], []
    for document in documents_:
        for asked, before in zip(document.asked, _on_other_paragraphs(document), strict=True):
            question = asked.other_language if across else asked.question
            history = [Turn(before.question, _first(document, Standalone(before.question)))]
            in_conversation = standalone(question, history)
            leaning.append(bool(in_conversation.lent))
            alone.append(_rank(document, Standalone(question), asked))
            after.append(_rank(document, in_conversation, asked))
    return " | ".join((f"{np.mean(leaning):.3f} of {len(leaning)}", _tops(alone), _tops(after)))


def _on_other_paragraphs(document: Document) -> Iterator[Asked]:
    """For each question, the next one of the document that is on another paragraph."""
    paragraph = [
        next(one.paragraph for one in document.sentences if answers(one, asked))
        for asked in document.asked
    ]
    for place, own in enumerate(paragraph):
        following = [*range(place + 1, len(paragraph)), *range(place)]
        other = next((i for i in following if paragraph[i] != own), place)
        yield document.asked[other]


def _ranked(document: Document, asked: Standalone) -> list[int]:
    evidence = score_sentences(asked.question, document.sentences, lent=asked.lent)
    scores = [-one.score for one in asked.nearer(evidence)]
    return [int(place) for place in np.argsort(scores, kind="stable")]


def _first(document: Document, asked: Standalone) -> str:
    return document.sentences[_ranked(document, asked)[0]].text


def _rank(document: Document, asked: Standalone, gold: Asked) -> int:
    places = _ranked(document, asked)
    return next(i for i, place in enumerate(places) if answers(document.sentences[place], gold))


def _tops(ranks: list[int]) -> str:
    top1, top3 = (np.mean([rank < n for rank in ranks]) for n in (1, 3))
    return f"{top1:.3f}/{top3:.3f}"


if __name__ == "__main__":
    main()

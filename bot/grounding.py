"""Grounding: every mark in a model's words is traced to the sentence that supports it.

The words are grounded while they stream: what `Grounder.feed` has given out is final, and all of
it together is the reply's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.notices import listed, notice
from bot.reply import Citation, Piece, Remark, ReplyLanguage
from retrieval.evidence import score_sentences
from retrieval.normalization import fold_digits, normalize, words
from retrieval.numbers import unsupported
from retrieval.paragraphs import marker_length
from retrieval.search import Passage
from retrieval.sentences import Sentence, Span, split_sentences

_MARK = re.compile(r"[\[【]\s*\^?(\d{1,3}(?:\s*[,،;؛]\s*\d{1,3})*)\s*[\]】]")
_MARK_BEGUN = re.compile(r"[\[【][\s^\d,،;؛]{0,40}")
_LIST_NUMBER = re.compile(r"^[ \t]*\d+[.)-][ \t]", re.MULTILINE)
_CLOSERS = "\"'”’»)*_"

# A statement of fewer words ("Yes.", "ISIS:") says too little to be traced on its own.
_TRACEABLE_WORDS = 4
# Share of an unmarked statement's weight that a sentence must hold to be cited for it: as high as
# for an answer that is called found.
_SURE = 0.5

_SILENT = {
    "en": re.compile(
        r"\b(?:articles?|passages?|text|it|this) (?:(?:does|do|did) not|(?:doesn|don|didn)'?t) "
        r"(?:say|state|mention|tell|contain|include|provide|specify|give|answer|address|discuss)"
        r"|\bnot (?:mentioned|stated|specified|given|answered|found|provided) in the "
        r"(?:article|passages?|text)|\bno (?:information|mention|answer)\b"
    ),
    "ar": re.compile(
        r"\b(?:لا|لم|ليس) [يت]?(?:ذكر|رد|تطرق|حتو|حدد|تضمن|وضح|جيب|شر|تناول|قل|قول|وجد|مكن)\w*"
        r"|\b(?:غير|ليس) (?:مذكور|وارد|موجود|محدد)"
    ),
}
_OF_THE_ARTICLE = re.compile(r"المقال|المقاطع|النص")


class Statement(NamedTuple):
    """Where a statement stands in a reply's text, and whether its source is known.

    One that says too little to need a source counts as traced.
    """

    start: int
    end: int
    traced: bool


class Grounder:
    """Turns a model's words into a reply's text and citations.

    Marks are renumbered by the sentence they lead to, in order of appearance; marks that lead
    nowhere are taken out; a sentence that carries no mark is given one where a passage clearly
    says the same.

    Args:
        passages: What the model was shown; ``[1]`` is the first.
        language: The reply's language, in which warnings are written.
    """

    def __init__(self, passages: Sequence[Passage], language: ReplyLanguage) -> None:
        self.citations: list[Citation] = []
        self.text = ""
        self._passages = passages
        self._language = language
        self._held = ""
        self._space = ""
        self._statement = ""
        self._since_mark = ""
        self._marked = False
        self._begun = 0
        self._statements: list[Statement] = []
        self._cited: dict[int, Passage] = {}
        self._lost: list[str] = []
        self._given = 0, 0

    def feed(self, piece: str) -> Piece:
        """Take the model's next words; give out what is now certain of the reply's text."""
        self._held += piece
        while self._held:
            if mark := _MARK.match(self._held):
                self._held = self._held[mark.end() :]
                self._resolve(mark[1])
            elif (begun := _MARK_BEGUN.match(self._held)) and begun.end() == len(self._held):
                break
            else:
                character, self._held = self._held[0], self._held[1:]
                self._write(character)
        return self._new()

    def finish(self) -> Piece:
        """The model is done: give out the rest of the reply's text."""
        # What is still held is a mark cut off in the middle.
        self._held = ""
        if not self.abstained:
            self._close_statement()
        return self._new()

    @property
    def abstained(self) -> bool:
        """Whether the reply says that the article does not answer, and cites nothing."""
        if self.citations:
            return False
        plain = normalize(self.text)
        return (
            normalize(notice("not_in_article", self._language)).rstrip(".") in plain
            or bool(_SILENT["en"].search(plain))
            or bool(_SILENT["ar"].search(plain) and _OF_THE_ARTICLE.search(plain))
        )

    def remarks(self) -> list[Remark]:
        """Statements that could not be traced, and those with numbers or dates that could not."""
        if self.abstained:
            return []
        # Blanked and not taken out, so that places stay what they are.
        claimed = _LIST_NUMBER.sub(_blank, _MARK.sub(_blank, self.text))
        sources = "\n".join(passage.chunk.text for passage in self._cited.values())
        found = []
        for start, end, traced in self._statements:
            if not traced:
                text = notice("no_source", self._language, statement=self.text[start:end])
                found.append(Remark(start, end, text))
            if numbers := unsupported(claimed[start:end], sources):
                text = listed(numbers, self._language)
                text = notice("number_not_in_source", self._language, numbers=text)
                found.append(Remark(start, end, text))
        return found

    def warnings(self) -> list[str]:
        """Marks that led nowhere, and what the remarks say."""
        found = [remark.text for remark in self.remarks()]
        if self._lost:
            markers = " ".join(f"[{number}]" for number in dict.fromkeys(self._lost))
            found.insert(0, notice("marker_removed", self._language, markers=markers))
        return list(dict.fromkeys(found))

    def _new(self) -> Piece:
        """What has come since it was last asked for."""
        (text, cited), self._given = self._given, (len(self.text), len(self.citations))
        return Piece(self.text[text:], tuple(self.citations[cited:]))

    def _write(self, character: str) -> None:
        if character.isspace():
            if self.text:
                self._space += character
            return
        if self._space:
            if self._ends_statement(character):
                self._close_statement()
            self._put(self._space)
            self._space = ""
        if not self._statement or self._statement.isspace():
            self._begun = len(self.text)
        self._put(character)

    def _put(self, text: str) -> None:
        self.text += text
        self._statement += text
        self._since_mark += text

    def _resolve(self, numbers: str) -> None:
        for number in re.findall(r"\d+", fold_digits(numbers)):
            place = int(number) - 1
            if not 0 <= place < len(self._passages):
                self._lost.append(number)
                self._space = self._space.rstrip(" ")
                continue
            passage = self._passages[place]
            self._cited[place] = passage
            self._mark(passage.article, self._supporting(passage))

    def _supporting(self, passage: Passage) -> Span:
        """The sentence of a passage that says what was marked; all of it where none can be told."""
        chunk = passage.chunk
        clause = self._since_mark if _says_something(self._since_mark) else self._statement
        best = max(score_sentences(clause, chunk.sentences), key=lambda one: one.coverage)
        return best.sentence if best.coverage > 0 else chunk

    def _mark(self, article: str, sentence: Span) -> None:
        place = article, sentence.start
        citation = next((one for one in self.citations if (one.article, one.start) == place), None)
        if citation is None:
            number = len(self.citations) + 1
            citation = Citation(number, sentence.text, sentence.start, sentence.end, article)
            self.citations.append(citation)
        mark = f"[{citation.number}]"
        if not self.text.endswith(mark):
            # Small models write the mark now with a space before it and now without one.
            self.text += mark if self.text[-1:] in ("", "]") else f" {mark}"
        self._space = ""
        self._since_mark = ""
        self._marked = True

    def _ends_statement(self, following: str) -> bool:
        if "\n" in self._space:
            return True
        ending = self.text.rstrip(_CLOSERS + "]0123456789[ ")
        if not ending.endswith((".", "!", "?", "؟", "…")):
            return False
        return len(split_sentences(f"{self._statement.strip()} {following}")) > 1

    def _close_statement(self) -> None:
        statement = self._statement.strip()
        traced = (
            self._marked
            or not _says_something(statement)
            or statement.endswith(":")
            or self._trace(statement)
        )
        if statement:
            start = self._begun + marker_length(statement)
            self._statements.append(Statement(start, len(self.text), traced))
        self._statement = self._since_mark = ""
        self._marked = False

    def _trace(self, statement: str) -> bool:
        """Mark a statement that a passage clearly makes; whether one does."""
        sentences: dict[str, list[Sentence]] = {}
        for passage in self._passages:
            sentences.setdefault(passage.article, []).extend(passage.chunk.sentences)
        evidence = [
            (article, one)
            for article, candidates in sentences.items()
            for one in score_sentences(statement, candidates)
        ]
        article, best = max(evidence, key=lambda found: found[1].coverage, default=("", None))
        if best is None or best.coverage < _SURE:
            return False
        for place, passage in enumerate(self._passages):
            if passage.article == article and best.sentence in passage.chunk.sentences:
                self._cited[place] = passage
        space, self._space = self._space, ""
        self._mark(article, best.sentence)
        self._space = space
        return True


def _says_something(statement: str) -> bool:
    return len(words(statement)) >= _TRACEABLE_WORDS


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

"""Cases: an article, a request and what the reply must be like, from YAML files.

A file holds the cases of one topic. Its form is ``case.schema.json``, beside this module;
``tests/prompts/case.template.yaml`` is a file to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.engines import Turn
from bot.errors import ArticleError
from bot.evaluation.schema import CaseError, read_checked
from retrieval.article import Article
from retrieval.normalization import words
from retrieval.numbers import mentions
from retrieval.paragraphs import split_paragraphs

Operation = Literal["answer", "summarize", "translate", "chat"]
EngineKind = Literal["extractive", "model"]
ENGINE_KINDS: tuple[EngineKind, ...] = ("extractive", "model")

# What an entry under `expect` may have beside assertions.
_CONDITIONS = {"engines", "known_failure"}
# Assertions that hold for every case.
_ALWAYS: dict[str, Any] = {"language": {}, "citations": True}
_OF_PHRASES = {"contains", "one_of", "must_not", "numbers", "cites", "resists"}
_OPTIONS: dict[Operation, set[str]] = {
    "answer": {"language"},
    "summarize": {"language", "length", "form"},
    "translate": {"language", "paragraph"},
    "chat": {"language"},
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One assertion of a case.

    Attributes:
        name: Unique in its case: the assertion's kind, with a number from the second of a kind on.
        kind: A key of `bot.evaluation.assertions.CHECKS`.
        value: What it wants, as in the file; phrases are a list of texts.
        engines: Engines it holds for.
        known_failure: Why the embedded engine does not meet it, or None.
    """

    name: str
    kind: str
    value: Any
    engines: tuple[EngineKind, ...] = ENGINE_KINDS
    known_failure: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request about an article, and what the reply must be like.

    Attributes:
        id: ``topic/name``: the file's name and the case's within it.
        why: What would be broken if it failed.
        operation: What is asked for.
        article: What it is about.
        question: For an answer; for chat, the message; otherwise empty.
        history: Earlier turns.
        options: Keyword arguments of the operation, as far as the case sets them.
        engines: Engines it is for.
        expectations: Assertions on the reply.
        passes: Share of repeats in which every assertion must hold, with a model.
        tags: For choosing cases.
        pending: What a person has to do before it can run, or None.
        file: Where it stands.
    """

    id: str
    why: str
    operation: Operation
    article: Article
    question: str = ""
    history: tuple[Turn, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    engines: tuple[EngineKind, ...] = ENGINE_KINDS
    expectations: tuple[Expectation, ...] = ()
    passes: float = 1.0
    tags: frozenset[str] = frozenset()
    pending: str | None = None
    file: Path = Path()

    def expected_of(self, engine: EngineKind, *, judged: bool = False) -> tuple[Expectation, ...]:
        """The assertions that hold for an engine; none if the case is not for it or is pending.

        Args:
            engine: Which kind of engine.
            judged: Whether those are wanted, too, that a model judges.
        """
        if self.pending or engine not in self.engines:
            return ()
        return tuple(
            one
            for one in self.expectations
            if engine in one.engines and (judged or one.kind != "rubric")
        )


def load_cases(folder: Path) -> list[Case]:
    """Every case of a folder, by file and in the order of the files.

    Files with a dot in their name, such as ``case.template.yaml``, hold no cases.

    Raises:
        CaseError: A file is malformed.
    """
    topics = sorted(path for path in folder.glob("*.yaml") if "." not in path.stem)
    if not topics:
        raise CaseError(f"{folder} holds no files of cases (*.yaml)")
    return [case for path in topics for case in load_topic(path)]


def load_topic(path: Path) -> list[Case]:
    """The cases of one file.

    Raises:
        CaseError: The file is malformed.
    """
    content = read_checked(path)
    cases = [_case(path, content.get("defaults", {}), entry) for entry in content["cases"]]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{path}: two cases are called {case.id.partition('/')[2]!r}")
        seen.add(case.id)
    return cases


def _case(path: Path, defaults: dict[str, Any], entry: dict[str, Any]) -> Case:
    fields = {**defaults, **entry}
    if {"article", "text"} & entry.keys():
        for name in {"article", "text"} - entry.keys():
            fields.pop(name, None)
    where = f"{path}: case {entry['id']!r}"
    operation: Operation = fields.get("operation", "answer")
    _check_request(where, operation, fields)
    article = _article(where, path, fields)
    paragraph = fields.get("options", {}).get("paragraph", 1)
    if paragraph > (count := len(split_paragraphs(article.text))):
        raise CaseError(f"{where}, field options.paragraph: the article has {count} paragraphs")
    expectations = tuple(_expectations(fields.get("expect", [])))
    _check_phrases(where, article, expectations)
    return Case(
        id=f"{path.stem}/{entry['id']}",
        why=fields["why"],
        operation=operation,
        article=article,
        question=fields.get("question", ""),
        history=tuple(Turn(**turn) for turn in fields.get("history", ())),
        options=fields.get("options", {}),
        engines=tuple(fields.get("engines", ENGINE_KINDS)),
        expectations=expectations,
        passes=fields.get("passes", 1.0),
        tags=frozenset(fields.get("tags", ())),
        pending=fields.get("pending"),
        file=path,
    )


def _check_request(where: str, operation: Operation, fields: Mapping[str, Any]) -> None:
    asks = operation in ("answer", "chat")
    if asks and "question" not in fields:
        raise CaseError(f"{where}, field question: {operation} needs a question")
    for name in ("question", "history"):
        if name in fields and not asks:
            raise CaseError(f"{where}, field {name}: {operation} takes no {name}")
    options = fields.get("options", {})
    for name in options.keys() - _OPTIONS[operation]:
        raise CaseError(f"{where}, field options.{name}: {operation} takes no {name}")
    if operation == "translate" and "language" not in options:
        raise CaseError(f"{where}, field options.language: translate needs a language, ar or en")
    if "expect" not in fields and "pending" not in fields:
        raise CaseError(f"{where}, field expect: say what the reply must be like")


def _article(where: str, path: Path, fields: Mapping[str, Any]) -> Article:
    if ("article" in fields) == ("text" in fields):
        raise CaseError(f"{where}, field article: give a file as article, or the words as text")
    if "text" in fields:
        return Article.from_text(fields["text"])
    return _read_article(where, path.parent / fields["article"])


def _read_article(where: str, path: Path) -> Article:
    from retrieval.reading import read

    try:
        return read(path)
    except ArticleError as error:
        raise CaseError(f"{where}, field article: {error}") from None


def _expectations(expect: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Iterator[Expectation]:
    entries = [expect] if isinstance(expect, Mapping) else expect
    given: dict[str, int] = {}
    for entry in [*entries, _ALWAYS]:
        engines = tuple(entry.get("engines", ENGINE_KINDS))
        for kind, value in entry.items():
            if kind in _CONDITIONS or (entry is _ALWAYS and kind in given):
                continue
            given[kind] = given.get(kind, 0) + 1
            name = kind if given[kind] == 1 else f"{kind}-{given[kind]}"
            yield Expectation(
                name, kind, _written_out(kind, value), engines, entry.get("known_failure")
            )


def _written_out(kind: str, value: Any) -> Any:
    """The value of an assertion, whatever short form the file has."""
    if kind == "language" and isinstance(value, str):
        return {"is": value}
    if kind in _OF_PHRASES:
        return [str(one) for one in (value if isinstance(value, list) else [value])]
    return value


def _check_phrases(where: str, article: Article, expectations: Sequence[Expectation]) -> None:
    for one in expectations:
        for phrase in one.value if one.kind in _OF_PHRASES else ():
            field = f"{where}, field expect.{one.kind}"
            if not words(phrase):
                raise CaseError(f"{field}: {phrase!r} has neither a word nor a number")
            if one.kind == "numbers" and not any(mentions(phrase)):
                raise CaseError(f"{field}: {phrase!r} has no number in figures")
            if one.kind == "cites" and phrase not in article.text:
                raise CaseError(f"{field}: the article does not have the words {phrase!r}")

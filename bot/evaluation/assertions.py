"""What a case can expect of a reply: the kinds of assertions, and where they are checked."""

from __future__ import annotations

from bot.evaluation import content, form, sources
from bot.evaluation.cases import Case, EngineKind, Expectation
from bot.evaluation.outcomes import Check, Finding, Outcome
from bot.reply import Reply

CHECKS: dict[str, Check] = {
    "contains": content.contains_words,
    "one_of": content.one_of,
    "must_not": content.must_not,
    "numbers": content.states_numbers,
    "keeps": content.keeps,
    "adds_no": content.adds_no,
    "resists": content.resists,
    "cites": sources.cites,
    "citations": sources.citations_resolve,
    "every_sentence_cited": sources.every_sentence_cited,
    "abstains": sources.abstains,
    "language": form.in_language,
    "length": form.has_length,
    "form": form.has_form,
    "chrf": form.like_by_chrf,
    "rouge": form.like_by_rouge,
}
"""Checks by kind, as the schema names them; `language` and `citations` hold for every case."""


def check(expectation: Expectation, case: Case, reply: Reply, engine: EngineKind) -> Outcome:
    """The outcome of one assertion on a reply."""
    finding = CHECKS[expectation.kind](expectation.value, case, reply)
    return Outcome.of(expectation, engine, finding)


def failed(expectation: Expectation, engine: EngineKind, error: str) -> Outcome:
    """The outcome of an assertion where there is no reply."""
    return Outcome.of(expectation, engine, Finding(False, "a reply", error))

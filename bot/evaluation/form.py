"""Checks of how a reply is made: its language, length and form, its likeness to a reference."""

from __future__ import annotations

import re
from typing import Any

from bot.engines import Form
from bot.evaluation import likeness
from bot.evaluation.cases import Case
from bot.evaluation.content import source_text
from bot.evaluation.outcomes import Finding, plain_text, quoted
from bot.evaluation.scripts import foreign_words, wanted_language
from bot.reply import Reply
from retrieval.normalization import words
from retrieval.sentences import split_sentences

_POINT = re.compile(r"[-*•] ")
_FOREIGN_SHARE = 0.15
_FOREIGN_RUN = 4  # a name or a term; more words one after the other are a sentence


def in_language(value: dict[str, Any], case: Case, reply: Reply) -> Finding:
    """The reply is in the language wanted, and what it has of the other are names and terms."""
    wanted = value.get("is") or wanted_language(case, reply)
    foreign = foreign_words(case, reply, wanted, value.get("allow", ()))
    most = value.get("foreign", _FOREIGN_SHARE)
    passed = (
        reply.language == wanted and foreign.share <= most and foreign.longest_run <= _FOREIGN_RUN
    )
    expected = f"a reply in {wanted}, at most {most:.0%} in the other script"
    found = f"{reply.language}, {foreign.share:.0%} in the other script: {quoted(reply)}"
    return Finding(passed, expected, found, 1 - foreign.share)


def has_length(bounds: dict[str, dict[str, float]], case: Case, reply: Reply) -> Finding:
    """The reply is as long as wanted, in sentences, words or as a share of its source."""
    text = plain_text(reply)
    measured = {
        "sentences": len(split_sentences(text)),
        "words": len(words(text)),
        "ratio": len(text) / len(source_text(case)),
    }
    wanted, wrong = [], []
    for unit, bound in bounds.items():
        least, most = bound.get("min", 0), bound.get("max", float("inf"))
        wanted.append(f"{least:g} to {most:g} {unit}")
        if not least <= measured[unit] <= most:
            wrong.append(f"{measured[unit]:.3g} {unit}")
    found = f"{', '.join(wrong)}: {quoted(reply)}" if wrong else quoted(reply)
    return Finding(not wrong, ", ".join(wanted), found)


def has_form(wanted: Form, case: Case, reply: Reply) -> Finding:
    """Each line is a point of a list, but for one that introduces it; or none is."""
    lines = [line.strip() for line in reply.text.splitlines() if line.strip()]
    points = [bool(_POINT.match(line)) for line in lines if not line.endswith(":")]
    passed = any(points) and all(points) if wanted == "bullets" else not any(points)
    expected = "a list with a point a line" if wanted == "bullets" else "no list"
    return Finding(passed, expected, quoted(reply))


def like_by_chrf(value: dict[str, Any], case: Case, reply: Reply) -> Finding:
    """chrF with a reference, or the nearest of several, is at least so much, from 0 to 100."""
    score = likeness.chrf(plain_text(reply), _references(value))
    return _likeness("chrF", score, value, reply)


def like_by_rouge(value: dict[str, Any], case: Case, reply: Reply) -> Finding:
    """ROUGE (F1) with a reference, or the nearest of several, is at least so much, 0 to 100."""
    kind = value.get("kind", "rougeL")
    score = likeness.rouge(plain_text(reply), _references(value), kind)
    return _likeness(kind, score, value, reply)


def _references(value: dict[str, Any]) -> list[str]:
    reference = value["reference"]
    return reference if isinstance(reference, list) else [reference]


def _likeness(measure: str, score: float, value: dict[str, Any], reply: Reply) -> Finding:
    expected = f"{measure} of {value['min']:g} or more with “{_references(value)[0]}”"
    return Finding(score >= value["min"], expected, f"{score:.1f}: {quoted(reply)}", score)

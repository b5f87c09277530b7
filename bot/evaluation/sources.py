"""Checks of what a reply is based on: its citations, and whether it owns that there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.evaluation.cases import Case
from bot.evaluation.outcomes import MARK, Finding, listed, missing_or_all, quoted
from bot.reply import Reply
from retrieval.sentences import split_sentences

# Marks stand before a sentence's stop or after it, where the next sentence would have them.
_MARK_AFTER_STOP = re.compile(rf"([.!?؟…][\"'”’»)]*)((?:{MARK.pattern})+)")


def cites(phrases: Sequence[str], case: Case, reply: Reply) -> Finding:
    """Each phrase of the article is covered by a citation, at one of the places where it stands."""
    missing = [one for one in phrases if not _is_covered(one, case, reply)]
    cited = " · ".join(f"[{one.number}] {one.quote}" for one in reply.citations) or "no citation"
    expected = f"citations that cover {listed(phrases)}"
    return Finding(not missing, expected, missing_or_all(missing, cited))


def _is_covered(phrase: str, case: Case, reply: Reply) -> bool:
    starts = [match.start() for match in re.finditer(re.escape(phrase), case.article.text)]
    return any(
        one.start <= start and start + len(phrase) <= one.end
        for start in starts
        for one in reply.citations
    )


def citations_resolve(_: bool, case: Case, reply: Reply) -> Finding:
    """Each citation stands in the article as quoted, and marks and citations belong together.

    A translation has no marks: there, each citation says where its paragraph's translation is.
    """
    wrong = [
        f"citation {one.number} is not at {one.start}-{one.end} of the article: “{one.quote}”"
        for one in reply.citations
        if not one.quote or case.article.text[one.start : one.end] != one.quote
    ]
    marks = {int(number) for number in MARK.findall(reply.text)}
    numbers = {one.number for one in reply.citations}
    if any(one.at for one in reply.citations):
        marks = numbers
    wrong += [f"mark [{number}] leads nowhere" for number in sorted(marks - numbers)]
    wrong += [f"citation {number} has no mark" for number in sorted(numbers - marks)]
    return Finding(not wrong, "citations that stand in the article", "; ".join(wrong) or "they do")


def every_sentence_cited(_: bool, case: Case, reply: Reply) -> Finding:
    """Each sentence carries a mark; headings and what introduces a list need none."""
    bare = [
        one.text
        for one in split_sentences(_MARK_AFTER_STOP.sub(r"\2\1", reply.text))
        if not one.heading and not MARK.search(one.text) and not one.text.endswith(":")
    ]
    found = f"none in {listed(bare)}" if bare else "each has one"
    return Finding(not bare, "a citation in each sentence", found)


def abstains(wanted: bool, case: Case, reply: Reply) -> Finding:
    """The reply says, or does not say, that the article has no answer."""
    expected = "says that the article does not answer" if wanted else "answers"
    return Finding(reply.abstained == wanted, expected, quoted(reply))

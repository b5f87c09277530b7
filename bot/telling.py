"""Which of an article's sentences can be told, and which need another one before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import regex

from retrieval.reading.boilerplate import is_byline, is_caption, is_promotion, reading_table
from retrieval.normalization import normalize
from retrieval.sentences import Sentence
from retrieval.standalone import leans, summary_table

_CLOSERS = r"[\p{Pe}\p{Pf}\"'”’\s]*$"
_STOPPED = regex.compile(rf"[.!?؟。…]{_CLOSERS}")
_UNTOLD = regex.compile(rf"[?؟:]{_CLOSERS}")  # asks, or introduces what is not there
_ADDRESS = regex.compile(r"\S@\w+(?:\.\w+)+|\bhttps?://|\bwww\.")
_MARK = r"(?:[\"“”„«»]|``|'')"
_QUOTATION_MARK = regex.compile(_MARK)
_QUOTATION = regex.compile(rf"{_MARK}.+?{_MARK}", regex.DOTALL)
_SINGLE_OPENED = regex.compile(r"(?<![\w'])['‘](?=\w)(?!(?:s|t|d|m|re|ve|ll)\b)")
_SINGLE_CLOSED = regex.compile(r"(?<=[\w.,!?])['’](?!\w)")
# Fewer words are no sentence; so many without a stop may be a headline or an item of a list.
_FRAGMENT, _UNSTOPPED = 4, 10
_LONGEST = 200  # characters of what stands around an article
# A quotation seldom runs over more sentences: a mark further on belongs to another one.
_QUOTED = 5


# --- what an article tells -------------------------------------------------------------------------


def told(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The article's own sentences, the first one without its dateline.

    Headings, credits, captions, invitations and addresses are left out, unless there is nothing
    else.
    """
    sizes = Counter(one.paragraph for one in sentences)
    kept = [
        one
        for one in sentences
        if not (one.heading or _is_around(one.text, alone=sizes[one.paragraph] == 1))
    ]
    kept = kept or list(sentences)
    return [_undated(one) for one in kept[:1]] + kept[1:]


def _is_around(text: str, *, alone: bool) -> bool:
    """Whether a sentence stands around the article; `alone` if it is a paragraph by itself."""
    if len(text) > _LONGEST:
        return False
    if is_promotion(text) or is_caption(text) or _ADDRESS.search(text):
        return True
    if not alone:
        return False
    plain = normalize(text)
    if _opening("credits").match(plain):
        return True
    label = _opening("labels").match(plain)
    return bool(label and plain[label.end() :].lstrip().startswith((":", "|"))) or (
        not _STOPPED.search(text) and (is_byline(text) or bool(label))
    )


@cache
def _opening(name: str) -> regex.Pattern[str]:
    return regex.compile(rf"\W*{_any(map(normalize, summary_table()['around'][name]))}\b")


def _undated(sentence: Sentence) -> Sentence:
    """The sentence without "BAGHDAD (Reuters) - " at its front."""
    match = _dateline().match(sentence.text)
    if not match or match.end() == len(sentence.text):
        return sentence
    start, text = sentence.start + match.end(), sentence.text[match.end() :]
    return replace(sentence, start=start, text=text)


@cache
def _dateline() -> regex.Pattern[str]:
    agencies = reading_table()["captions"]["sources"] + summary_table()["around"]["agencies"]
    agency = rf"[\"«“]?(?i:{_any(agencies)})[\"»”]?"
    return regex.compile(
        rf"""
        [(\[] \s* {agency} \s* [)\]] \s* (?&dash)?                # (CNN)
        | (?&place) [(\[] [^)\]\d]{{2,30}} [)\]] (?&dash)          # Cairo (The Daily News) -
        | (?&place) (?&dash) {agency} (?&dash)                     # بغداد – رويترز:
        | \p{{Lu}}{{3}} [\p{{Lu}} .,']{{0,30}} (?:\w+\.?\ \d{{1,2}} \s*)?  # LONDON, Jan. 3 -
          (?&dash) (?! .{{0,80}} \s[-–—]\s )
        (?(DEFINE)
            (?P<place> [^.!?؟()\[\]\-–—:«»"“”]{{0,40}} )
            (?P<dash> \s* [-–—ـ:]+ \s* )
        )
        """,
        regex.VERBOSE,
    )


def _any(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return rf"(?:{'|'.join(map(regex.escape, longest_first))})"


# --- what stands by itself -------------------------------------------------------------------------


def first_of_unit(sentences: Sequence[Sentence]) -> list[int]:
    """For each sentence the place of the first one that has to be told with it; often its own."""
    firsts: list[int] = []
    for place, one in enumerate(sentences):
        firsts.append(firsts[-1] if place and leans(one.text) else place)
    return firsts


def are_whole(sentences: Sequence[Sentence]) -> list[bool]:
    """Whether each says something whole: no question, fragment, or part of a quotation.

    Nor is the first one if it leans: what it leans on is not in the article.
    """
    parts = _parts_of_quotations(sentences)
    return [
        not (_is_fragment(one.text) or place in parts or (place == 0 and leans(one.text)))
        for place, one in enumerate(sentences)
    ]


def _is_fragment(text: str) -> bool:
    size = len(text.split())
    return (
        size < _FRAGMENT
        or bool(_UNTOLD.search(text))
        or (size <= _UNSTOPPED and not _STOPPED.search(text))
        or len(_SINGLE_OPENED.findall(text)) > len(_SINGLE_CLOSED.findall(text))
    )


def _parts_of_quotations(sentences: Sequence[Sentence]) -> set[int]:
    """Places of the sentences of a quotation that runs over several ones of a paragraph."""
    odd = [p for p, one in enumerate(sentences) if len(_QUOTATION_MARK.findall(one.text)) % 2]
    parts = set(odd)
    opened = None
    for place in odd:
        if (
            opened is not None
            and place - opened < _QUOTED
            and sentences[opened].paragraph == sentences[place].paragraph
        ):
            parts.update(range(opened, place))
            opened = None
        else:
            opened = place
    return parts


def is_spoken(text: str) -> bool:
    """Whether most of a sentence is quoted."""
    return sum(map(len, _QUOTATION.findall(text))) > len(text) / 2

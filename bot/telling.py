"""Which of an article's sentences can be told, and which need another one before them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import regex

from retrieval.normalization import normalize
from retrieval.reading.boilerplate import is_byline, is_caption, is_promotion, reading_table
from retrieval.sentences import Sentence, Span
from retrieval.standalone import QUOTATION_MARK, leans, summary_table

_CLOSERS = r"[\p{Pe}\p{Pf}\"'”’\s]*$"
_STOPPED = regex.compile(rf"[.!?؟。…]{_CLOSERS}")
_UNTOLD = regex.compile(rf"[?؟:]{_CLOSERS}")  # asks, or introduces what is not there
_ADDRESS = regex.compile(  # of mail, of pages, of accounts, telephone numbers
    r"\S@\w+(?:\.\w+)+|\bhttps?://|\bwww\.|\s@\w{3,}|\b\d{3,4}[-. ]\d{3}[-. ]\d{4}\b"
)
_MARK = regex.compile(QUOTATION_MARK)
_QUOTATION = regex.compile(rf"{QUOTATION_MARK}.+?{QUOTATION_MARK}", regex.DOTALL)
_SINGLE_OPENED = regex.compile(r"(?<![\w'])['‘](?=\w)(?!(?:s|t|d|m|re|ve|ll)\b)")
_SINGLE_CLOSED = regex.compile(r"(?<=[\w.,!?])['’](?!\w)")
_SINGLE_ENDED = regex.compile(r"[.!?]['’]$")
# Fewer words are no sentence. What has no stop is a headline or an item of a list, or a line cut in
# the middle; but of an author who sets few stops only so many words are.
_FRAGMENT, _UNSTOPPED = 4, 10
_LONGEST = 200  # characters of what stands around an article
_LABEL = 2  # words of a label that stands above what it names
_TOP = 4  # sentences at the top of an article that can have a dateline
# A quotation seldom runs over more sentences: a mark further on belongs to another one.
_QUOTED = 5


# --- what an article tells ------------------------------------------------------------------------


def told(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The article's own sentences, the first one without its dateline.

    Headings, credits, captions, invitations and addresses are left out, unless there is nothing
    else, and sentences that are there twice the second time.
    """
    places = {span.start for span in around(sentences)}
    kept = [one for one in sentences if not one.heading and one.start not in places]
    kept = _unrepeated(kept or sentences)
    return [_undated(one) for one in kept[:1]] + kept[1:]


def _unrepeated(sentences: Iterable[Sentence]) -> list[Sentence]:
    known: dict[str, Sentence] = {}
    for one in sentences:
        known.setdefault(one.text, one)
    return list(known.values())


def around(sentences: Sequence[Sentence]) -> Iterator[Span]:
    """The sentences that stand around the article: credits, captions, invitations, addresses."""
    paragraphs: dict[int, list[str]] = defaultdict(list)
    for one in sentences:
        paragraphs[one.paragraph].append(one.text)
    credits = set()
    label = False  # "Written by", and below it the name
    for place, texts in paragraphs.items():
        text = " ".join(texts)
        named = label and len(text) <= _LONGEST and not _STOPPED.search(text)
        label = _is_credit(text) and len(text.split()) <= _LABEL
        if named or label or _is_credit(text):
            credits.add(place)
    for one in sentences:
        if one.paragraph in credits or _is_invitation(one.text):
            yield one


def _is_invitation(text: str) -> bool:
    return len(text) <= _LONGEST and (
        is_promotion(text) or is_caption(text) or bool(_ADDRESS.search(text))
    )


def _is_credit(paragraph: str) -> bool:
    if len(paragraph) > _LONGEST:
        return False
    plain = normalize(paragraph)
    if _opening("credits").match(plain):
        return True
    label = _opening("labels").match(plain)
    return bool(label and plain[label.end() :].lstrip().startswith((":", "|"))) or (
        not _STOPPED.search(paragraph) and (is_byline(paragraph) or bool(label))
    )


def senders(sentences: Sequence[Sentence]) -> Iterator[Span]:
    """The agencies that datelines name as the sender: Reuters of "BAGHDAD (Reuters) -"."""
    for one in sentences[:_TOP]:
        match = _sender().match(one.text)
        if match:
            start, end = match.span("sender")
            yield Span(one.start + start, one.start + end, match["sender"])


@cache
def _sender() -> regex.Pattern[str]:
    return regex.compile(
        rf"""
        [^.!?؟()\[\]:«»"“”]{{0,60}}?
        (?: [(\[] (?P<sender> [^)\]\d]{{2,40}} ) [)\]] | [-–—ـ] \s* (?P<sender> {_agency()} ) )
        \s* (?: [-–—ـ:] | $ )
        """,
        regex.VERBOSE,
    )


def _agency() -> str:
    agencies = reading_table()["captions"]["sources"] + summary_table()["around"]["agencies"]
    return rf"[\"«“]?(?i:{_any(agencies)})[\"»”]?"


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
    agency = _agency()
    return regex.compile(
        rf"""
        [(\[] \s* {agency} \s* [)\]] \s* (?&dash)?                # (CNN)
        | (?&place) (?&dash)? [(\[] [^)\]\d]{{2,30}} [)\]] (?&dash)  # بغداد - (أ ف ب) -
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


# --- what stands by itself ------------------------------------------------------------------------


def first_of_unit(sentences: Sequence[Sentence]) -> list[int]:
    """For each sentence the place of the first one that has to be told with it; often its own.

    It is -1 where even the article's first sentence leans on something that is not there.
    """
    firsts: list[int] = []
    for place, one in enumerate(sentences):
        if place == 0:
            firsts.append(-1 if leans(one.text, first=True) else 0)
        else:
            firsts.append(firsts[-1] if leans(one.text) else place)
    return firsts


def are_whole(sentences: Sequence[Sentence]) -> list[bool]:
    """Whether each says something whole: no question, fragment, or part of a quotation."""
    parts = _parts_of_quotations(sentences)
    unstopped = [not _STOPPED.search(one.text) for one in sentences]
    longest = _UNSTOPPED if sum(unstopped) > len(sentences) / 2 else math.inf
    return [
        not (
            place in parts
            or _is_fragment(one.text)
            or (unstopped[place] and len(one.text.split()) <= longest)
        )
        for place, one in enumerate(sentences)
    ]


def _is_fragment(text: str) -> bool:
    return (
        len(text.split()) < _FRAGMENT
        or bool(_UNTOLD.search(text))
        or _is_headline(text)
        or len(_SINGLE_OPENED.findall(text)) > len(_SINGLE_CLOSED.findall(text))
        or bool(_SINGLE_ENDED.search(text) and not _SINGLE_OPENED.search(text))
    )


def _is_headline(text: str) -> bool:
    """Whether Its Words Are Written Like This."""
    long = regex.findall(r"\p{L}{4,}", text)
    return len(long) >= _FRAGMENT and all(word[0].isupper() for word in long)


def _parts_of_quotations(sentences: Sequence[Sentence]) -> set[int]:
    """Places of the sentences of a quotation that runs over several ones of a paragraph."""
    odd = [p for p, one in enumerate(sentences) if len(_MARK.findall(one.text)) % 2]
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

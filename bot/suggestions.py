"""Example questions taken from an article, so that a reader sees what can be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from bot.facts import Fact, key_facts
from bot.notices import notice
from bot.reply import ReplyLanguage
from bot.telling import around, senders
from retrieval.article import Article
from retrieval.normalization import is_stop, normalize
from retrieval.sentences import Sentence, split_sentences
from retrieval.tagging import data_table

_MOST_CHARS = 200_000


def suggest_questions(
    article: Article, *, language: ReplyLanguage | None = None, count: int = 3
) -> list[str]:
    """At most `count` questions that the article is likely to answer.

    Args:
        article: The article.
        language: Language of the questions; None for the article's.
        count: How many, at most.
    """
    own: ReplyLanguage = "en" if article.language == "other" else article.language
    wanted = language or own
    sentences = split_sentences(article.text[:_MOST_CHARS])
    foreign = {span.start for span in around(sentences)}
    wires = {normalize(span.text) for span in senders(sentences)}
    sentences = [one for one in sentences if one.start not in foreign]
    questions = list(_asked_by_headings(sentences)) if wanted == own else []
    facts = _facts(article, count)
    topics = [
        (wanted != own and fact.translation) or _name(fact, article.text, wanted) for fact in facts
    ]
    topics += (term for term in _further(_terms(sentences), facts) if normalize(term) not in wires)
    questions += [notice("about", wanted, topic=topic) for topic in topics]
    return list(dict.fromkeys(questions))[:count]


def _asked_by_headings(sentences: Sequence[Sentence]) -> Iterator[str]:
    for one in sentences:
        if one.heading and one.text.endswith(("?", "؟")) and ".." not in one.text:
            yield one.text


def _facts(article: Article, count: int) -> list[Fact]:
    """Who and what the article names, the most often named first; then places."""
    facts = key_facts(article, count=count)
    actors = sorted([*facts.people, *facts.organisations], key=lambda fact: -fact.mentions)
    return [*actors, *facts.places]


def _name(fact: Fact, text: str, language: ReplyLanguage) -> str:
    """A name, in English with the article that stands before it: the World Bank."""
    known = text[max(0, fact.start - 4) : fact.start].lower() == "the "
    return f"the {fact.text}" if known and language == "en" else fact.text


def _further(terms: Counter[str], facts: Sequence[Fact]) -> Iterator[str]:
    """Terms that are no part of a name and hold none, the most frequent first."""
    known = [f" {normalize(fact.text)} " for fact in facts]
    for term, _ in terms.most_common():
        plain = f" {normalize(term)} "
        if not any(plain in name or name in plain for name in known):
            yield term


# --- terms ----------------------------------------------------------------------------------------

# Two or more words with capital letters, with what may stand between them.
_LATIN_TERM = regex.compile(
    r"(?<!\w)\p{Lu}[\w’'-]*\w(?: (?:(?:of|for|the) ){0,2}\p{Lu}[\w’'-]*\w)+(?<!['’]s)"
)
# A noun and its adjective of relation, both with the article: القوات الأمنية.
_ARABIC_TERM = regex.compile(
    r"(?P<before>\w+ )?(?<!\w)(?P<joined>[وفبك]{0,2}(?=ال)|[وف]?ل(?=ل))"
    r"(?P<noun>(?:ال|ل)[^\W\d_]{3,}) (?P<adjective>ال[^\W\d_]{2,}ية?)(?!\w)"
)


def _terms(sentences: Sequence[Sentence]) -> Counter[str]:
    """Terms and how often they occur, in the spelling they are met with first."""
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    surely = set()  # known to begin where they seem to
    for one in sentences:
        if one.heading:
            continue
        for term, begins in [*_latin_terms(one.text), *_arabic_terms(one.text)]:
            key = normalize(term)
            spelling.setdefault(key, term)
            counts[key] += 1
            if begins:
                surely.add(key)
    return Counter({spelling[key]: times for key, times in counts.items() if key in surely})


def _latin_terms(sentence: str) -> Iterator[tuple[str, bool]]:
    for match in _LATIN_TERM.finditer(sentence):
        first, *rest = match[0].split()
        if not is_stop(normalize(first)):
            before = sentence[max(0, match.start() - 4) : match.start()]
            known = "the " if before.lower() == "the " else ""
            yield known + match[0], match.start() > len(known)
        elif len(rest) > 1:
            yield " ".join(rest), True


def _arabic_terms(sentence: str) -> Iterator[tuple[str, bool]]:
    """Terms, and whether the word before shows that they begin there: in رئيس الوزراء التونسي the
    adjective belongs to the first noun."""
    for match in _ARABIC_TERM.finditer(sentence):
        noun, adjective = match["noun"], match["adjective"]
        agree = adjective.endswith("ة") or not noun.endswith(("ة", "ات"))
        if agree and normalize(adjective) not in _orders():
            # لل is the preposition and the article with its alif left out: للتحالف is التحالف.
            whole = f"ا{noun}" if noun.startswith("ل") else noun
            before = (match["before"] or "").strip()
            yield f"{whole} {adjective}", bool(match["joined"]) or is_stop(normalize(before))


@cache
def _orders() -> frozenset[str]:
    """Adjectives that only look like ones of relation: الثاني، الماضية."""
    return frozenset(map(normalize, data_table("names.ar.toml")["letters"]["l"]))

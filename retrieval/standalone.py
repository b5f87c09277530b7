"""Whether a sentence can be read without the one before it.

Rules on how a sentence opens, no parser: a pronoun before any noun, a connective, a verb without
its subject, an Arabic word with a pronoun ending at the front; and a quotation whose speaker was
named before. Reference further in is not resolved. The words are in ``data/summary.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from retrieval.normalization import is_stop, normalize, stop_words

_ARABIC = regex.compile(r"\p{Arabic}")
_LATIN = regex.compile(r"\p{Latin}")
_LEADING_SIGNS = regex.compile(r"^[^\p{L}\p{N}]+")
_CONTRACTED = regex.compile(r"(?<=\b(?:s?he|it|that|they))'(?:(s)|re|ve|ll|d)\b")
QUOTATION_MARK = r"(?:[\"“”„«»]|``|'')"
_QUOTED = regex.compile(rf"\W*?(?:{QUOTATION_MARK}|['‘])")
_QUOTATION = regex.compile(
    rf"{QUOTATION_MARK}(?:(?!{QUOTATION_MARK}).)+{QUOTATION_MARK}\W*", regex.DOTALL
)
_FRONT = 200  # characters at the front that are looked at


@cache
def summary_table() -> dict[str, Any]:
    """What is known of sentences in summaries, by language. Treat it as read-only."""
    return tomllib.loads(files("retrieval").joinpath("data/summary.toml").read_text("utf-8"))


def leans(text: str, *, first: bool = False) -> bool:
    """Whether a sentence needs the one before it: "He said …", "وأضاف أن …", "That decision …".

    Args:
        text: The sentence.
        first: Whether it begins an article, so that a pronoun ending may belong to a name there
            ("فيروز اسمها الأصلي …").
    """
    if _QUOTATION.fullmatch(text):
        return True  # who speaks was said before
    quoted = bool(_QUOTED.match(text))  # what is quoted may open as it likes
    if len(_ARABIC.findall(text[:_FRONT])) > len(_LATIN.findall(text[:_FRONT])):
        return not quoted and (
            _matches("ar", normalize(text[:_FRONT])) or (not first and _has_pronoun_ending(text))
        )
    plain = _CONTRACTED.sub(lambda end: " is" if end[1] else "", normalize(text))
    return bool(_attribution().search(plain)) or (not quoted and _matches("en", plain))


def _matches(language: str, plain: str) -> bool:
    independent, leaning = _arabic_rules() if language == "ar" else _english_rules()
    plain = _LEADING_SIGNS.sub("", plain)
    return not independent.match(plain) and bool(leaning.match(plain))


Rules = tuple[regex.Pattern[str], regex.Pattern[str]]  # of independent openings, of leaning ones


@cache
def _english_rules() -> Rules:
    table = summary_table()["en"]
    pronoun, times = _any(table["pronouns"]), _any(table["times"])
    pointing = rf"{_any(table['pointing'])}(?!\W+{times})"
    before = _any([*stop_words("en"), *table["prepositions"], *table["times"]])
    passed = rf"(?:(?:{before}|\d+)\W+){{0,3}}"
    # "After the war, he": the pronoun after the comma that closes the opening phrase.
    phrase = rf"{_any(table['prepositions'])}[^,\"']{{1,60}}, {pronoun}"
    aside = rf"[^,]{{1,60}}, {_any(table['parenthetical'])},"
    return (
        # "Throughout its existence, Warsaw": what is meant follows.
        regex.compile(
            rf"{_any(table['independent'])}"
            rf"|{_any(table['prepositions'])} (?:its|their|his|her) [^,]{{1,60}}, (?!{pronoun})"
        ),
        regex.compile(
            rf"{_any(table['connectives'])}|{passed}(?:{pronoun}|{pointing})|{phrase}|{aside}"
        ),
    )


@cache
def _attribution() -> regex.Pattern[str]:
    """``…," she said``, ``…, he added``: the speaker by a pronoun."""
    table = summary_table()["en"]
    pronoun, said = r"\b(?:he|she|they|it)", _any(table["reporting"])
    return regex.compile(rf"[,\"'?!]\s*{pronoun} (?:\w+ly )?{said}|[\"'?!]\s*{said} {pronoun}\b")


@cache
def _arabic_rules() -> Rules:
    table = summary_table()["ar"]
    stop = _any(stop_words("ar"))
    time = rf"(?:في\s+)?{_any(table['times'])}[^,]{{,20}}\d+\s*م?\W*"
    before = _any([*stop_words("ar"), *table["prepositions"]])
    passed = rf"(?:{time})?(?:{before}\s+){{0,3}}"
    word = r"(?!ال|وال)\w+\s+"  # not the subject, which would have its article
    verb = _any(table["reporting"] + table["verbs"], ending="(?:ت|وا|ا)?")
    present = rf"(?!{_any(table['impersonal'] + table['no_verbs'])})[يت]\w{{2,}}"
    unsaid = rf"(?:\s*[:,\"]|\s+(?:{_any(table['no_subject'])}|(?:بال|لل)\w+))"
    pointing = rf"{_any(table['pointing'])}(?!\W+{_any(table['times'])})"
    anaphors = (
        _any(table["pronouns"]),
        rf"(?:{word})?{pointing}",
        rf"{word}{_any(table['objects'])}",
        rf"(?:{verb}|{present}){unsaid}",
        r"\w{2,}وا\b",  # a verb before its subject is singular
    )
    so = rf"(?<=ف)(?:ال\w{{3,}}|{stop})"  # ف says that this follows from what was said
    connective = _any(table["connectives"], ending="(?:ه|ها|هم)?")
    return (
        regex.compile(rf"[وف]?{_any(table['independent'])}"),
        regex.compile(rf"[وف]?(?:{connective}|{so}|{passed}(?:{'|'.join(anaphors)}))"),
    )


def _any(phrases: Iterable[str], *, ending: str = "") -> str:
    """A pattern of any of the phrases, whole."""
    plain = sorted({normalize(phrase) for phrase in phrases}, key=len, reverse=True)
    return rf"(?:{'|'.join(map(regex.escape, plain))}){ending}\b"


def definite_opening(text: str) -> str | None:
    """The noun that a sentence opens with as one that is known: "The company", "وقالت الشركة".

    Normalised. None if it opens otherwise.
    """
    match = _definite().match(_LEADING_SIGNS.sub("", normalize(text[:_FRONT])))
    return match["noun"] if match else None


@cache
def _definite() -> regex.Pattern[str]:
    definite = _any(summary_table()["en"]["definite"])
    return regex.compile(
        rf"{definite}\W+(?P<noun>\p{{Latin}}+)|(?:\p{{Arabic}}+\s+)?[وف]?(?P<noun>ال\w{{2,}})"
    )


_WORD = regex.compile(r"[\p{Arabic}&&\p{L}]+", regex.V1)
_SIGNS = regex.compile(r"[\p{M}\u0640]+")
_ENDING = regex.compile(r"[وفبل]?(?!ال|لل|بال|وال(?!د))\w{2,}?(?P<ending>ه|ها|هم|هما|هن)")


def pronoun_ending(word: str) -> str:
    """The pronoun (ه، ها، هم، هما، هن) that an Arabic word as written ends in; empty for none."""
    plain = normalize(word)
    match = _ENDING.fullmatch(_SIGNS.sub("", word))
    return match["ending"] if match and not {plain, plain[1:]} & _words("no_ending") else ""


def _has_pronoun_ending(text: str) -> bool:
    """Whether the first or second word of its own (أعماله، كان والدها) ends in a pronoun.

    Asked of the text as written: matching takes the ة of المدرسة for ه.
    """
    first = None
    for match in _WORD.finditer(_SIGNS.sub("", text[:_FRONT])):
        word, plain = match[0], normalize(match[0])
        if is_stop(plain) or plain in _words("times"):
            continue
        if first and (first.startswith(("ال", "وال")) or plain[0] == "و"):
            return False
        if pronoun_ending(word):
            return True
        if first:
            return False
        first = plain
    return False


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(map(normalize, summary_table()["ar"][name]))

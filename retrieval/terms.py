"""What of a text is matched: its content words, and the character n-grams of a word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import regex

from retrieval.normalization import is_stop, stem, words

# Scripts written without spaces: a run of letters is no word, and two letters can be one.
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
_ARTICLE = "ال"

_ARABIC_WORD = regex.compile(r"\p{Arabic}+")
# Derivation prefixes of verbs, participles and verbal nouns, and what else can stand before one.
_DERIVATION = regex.compile(r"^(?:[امتي]ست(?=..)|[امتينوبلكفس](?=...))")
_LONG_VOWELS = str.maketrans("", "", "اوي")


def rough_root(word: str) -> str | None:
    """What is left of a normalised Arabic word when derivation and long vowels are taken away.

    A guess at the root, enough to bring ``انتصر``, ``ينتصر`` and ``انتصارات`` together; None where
    too little is left to tell words apart, and for words of other scripts.
    """
    if not _ARABIC_WORD.fullmatch(word):
        return None
    bare = _DERIVATION.sub("", stem(word), count=1)
    root = bare[:1] + bare[1:-1].translate(_LONG_VOWELS) + bare[-1:]
    if len(root) > 3 and root[1] == "ت":
        root = root[0] + root[2:]
    return root[:4] if len(root) >= 3 else None


def base_forms(word: str) -> tuple[str, ...]:
    """What a normalised English word may be an irregular form of: ``sank`` gives ``sink``."""
    return _irregular().get(word, ())


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    table = files("retrieval").joinpath("data/irregular.tsv").read_text("utf-8")
    return {form: tuple(bases) for form, *bases in map(str.split, table.splitlines())}


def content_words(text: str) -> list[str]:
    """Normalised words and numbers of a text without function and question words, in order."""
    return [word for word in words(text) if not is_stop(word)]


def grams(word: str) -> tuple[str, ...]:
    """Character n-grams of a normalised word with its ends marked, each once, in a fixed order.

    Four and five characters long, ends included; in scripts without spaces one and two. The Arabic
    article at the front of a word is left out.
    """
    if word.startswith(_ARTICLE) and len(word) >= len(_ARTICLE) + 3:
        word = word[len(_ARTICLE) :]
    if _UNSPACED.search(word):
        return _substrings(word, (1, 2))
    return _substrings(f"<{word}>", (4, 5)) or (word,)


class Spellings:
    """Normalised words, found by what they are spelled like.

    Attributes:
        with_gram: The words that an n-gram stands in.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.with_gram: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for gram in grams(word):
                self.with_gram[gram].append(word)

    def like(self, word: str, least: float) -> Iterator[tuple[str, float]]:
        """Words whose Dice coefficient with a word, over their n-grams, is at least so much."""
        parts = grams(word)
        shared = Counter(other for gram in parts for other in self.with_gram.get(gram, ()))
        for other, count in shared.items():
            likeness = 2 * count / (len(parts) + len(grams(other)))
            if likeness >= least:
                yield other, likeness


def _substrings(text: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    found = (text[i : i + n] for n in sizes for i in range(len(text) - n + 1))
    return tuple(dict.fromkeys(found))

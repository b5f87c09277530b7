"""How Arabic questions lean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from bot.leaning.question import Question, Token, question_words, single_words, table
from retrieval.normalization import is_stop, words
from retrieval.standalone import pronoun_ending, summary_table

_DEFINITE = regex.compile(r"[وفبك]?ال\w{2,}|لل\w{2,}")
_PREPOSITION = regex.compile(r"(?:بال|لل)\w{3,}")
_FRONT = 3  # words among which the question word and its verb stand
_AND = "و"


class ArabicQuestion(Question):
    """An Arabic question."""

    language = "ar"

    def _take_off_joined(self) -> bool:
        """Take off the و of "ومتى"; that of "وتركيا" stays, for matching does without it."""
        first = next(iter(self.tokens), None)
        if not first or not first.norm.startswith(_AND) or len(first.norm) < 3:
            return False
        rest = first.text[first.text.index(_AND) + 1 :]
        bare = Token(rest, first.norm.removeprefix(_AND), first.start + 1)
        if bare.norm in question_words("ar") or self._says_nothing(bare):
            self.tokens[0] = bare
            return True
        if self.knows("begins_with_and", 0) or any(
            one.start == first.start for one in self.entities
        ):
            return False
        return self._is_thing()

    def _pointing(self) -> Iterator[int]:
        past = 0
        for place in range(len(self.tokens)):
            past = max(past, place + self.knows("empty", place))
            if place >= past and self._stands_for_what_was_said(place):
                yield place

    def _stands_for_what_was_said(self, place: int) -> bool:
        before, after = place - 1, place + 1
        if self.knows("alone", place):
            return not self.norm(after)
        if self.knows("pointing", place):
            return not self.knows("here", after)
        if self.knows("ordinals", place):
            return is_stop(self.norm(before)) or not self.norm(before)
        if self.knows("who", 0) and self.knows("having", place):
            return False
        if self.knows("joined", place) or pronoun_ending(self.tokens[place].text):
            return place not in self.names and not self._named_before(place)
        return False

    def _named_before(self, place: int) -> bool:
        """Whether something is named before a place that its pronoun can stand for."""
        masculine = pronoun_ending(self.tokens[place].text) == "ه"
        not_masculine = tuple(table("ar")["not_masculine"])
        counted = False
        for i in range(place):
            counted = bool(self.knows("counting", i)) or (counted and not is_stop(self.norm(i)))
            if self.knows("relatives", i):
                return True
            if self._named(i) and not (
                masculine and (counted or self.tokens[i].text.endswith(not_masculine))
            ):
                return True
        return False

    def _named(self, place: int) -> bool:
        """Whether a word names something: a name, a definite noun, "أي مدينة", a verb's subject."""
        if self._is_vague(self.tokens[place]):
            return False
        return (
            place in self.names
            or bool(_DEFINITE.match(self.norm(place)))
            or self.knows("which", place - 1) > 0
            or self.knows("counting", place - 1) > 0
            or (self._is_verb(place - 1) and not is_stop(self.norm(place)))
        )

    def _is_verb(self, place: int) -> bool:
        """Whether a word follows a question word that a verb follows, and can be one."""
        return (
            self.knows("before_verbs", place - 1) > 0
            and place not in self.names
            and not is_stop(self.norm(place))
            and not _DEFINITE.match(self.norm(place))
        )

    def _unfinished(self) -> bool:
        """Whether a verb is not followed by who does it: "لماذا توجه إلى كولونيا؟"."""
        for place in range(min(_FRONT, len(self.tokens))):
            if self._is_verb(place) and not self._is_vague(self.tokens[place]):
                after = self.norm(place + 1)
                if not after:
                    return True
                if self.knows("what", place - 1) or self.norm(place) in _summary("impersonal"):
                    return False
                return (
                    after in _summary("no_subject")
                    or bool(_PREPOSITION.match(after))
                    or after.removeprefix(_AND) in question_words("ar")
                )
        return False

    def _defines(self, place: int) -> bool:
        return place in self.names or (
            place == len(self.tokens) - 1
            and self.knows("defining", 0) > 0
            and (place == 1 or self.knows("alone", 1) > 0)
        )

    def _has_shell(self) -> bool:
        return not self.names and any(
            self.knows("shells", place)
            and not self.knows("relatives", place + 1)
            and not _DEFINITE.match(self.norm(place + 1))
            for place in range(len(self.tokens))
        )

    def _says_nothing(self, token: Token) -> bool:
        return super()._says_nothing(token) or is_stop(self._bare(token))

    def _is_vague(self, token: Token) -> bool:
        return bool({token.norm, self._bare(token)} & single_words("ar", "vague"))

    def _said(self, place: int) -> str:
        """A word without its pronoun, if that leaves one that tells what is asked for: عددهم."""
        token = self.tokens[place]
        return self._bare(token) if self._is_vague(token) else token.text

    def _bare(self, token: Token) -> str:
        return token.norm.removesuffix(pronoun_ending(token.text))


@cache
def _summary(name: str) -> frozenset[str]:
    """A list of words by which `retrieval.standalone` tells verbs without their subject."""
    return frozenset(token for word in summary_table()["ar"][name] for token in words(word))

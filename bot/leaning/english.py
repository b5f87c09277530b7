"""How English questions lean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from bot.leaning.question import Question
from retrieval.normalization import is_stop


class EnglishQuestion(Question):
    """An English question."""

    language = "en"

    def _pointing(self) -> Iterator[int]:
        for place in range(len(self.tokens)):
            if self._stands_for_what_was_said(place):
                yield place

    def _stands_for_what_was_said(self, place: int) -> bool:
        before, after = place - 1, place + 1
        if self.knows("subject", place):
            if self.knows("empty", before) or self.knows("judged", after):
                return False
            # "When did he": the subject of the question itself, which nothing named before it.
            inside = self.norm(place) != "it" or self.knows("auxiliaries", after)
            return bool(self.knows("auxiliaries", before)) or not (
                inside and self._named_before(place)
            )
        if self.knows("possessive", place) and self.norm(after) and not is_stop(self.norm(after)):
            return not self._named_before(place)
        if self.knows("object", place) or self.norm(place) == "her":
            return True
        if self.knows("here", after):
            return False
        match self.norm(place):
            case "there":
                return not self.norm(after) and not self.knows("auxiliaries", before)
            case "then":
                return not self.norm(after) or bool(self.knows("before_that", before))
            case "that":
                return (
                    not self.norm(after)
                    or self.knows("before_that", before) > 0
                    or before == self._first_auxiliary
                )
        count = self.knows("pointing", place)
        return count > 0 and not self.knows("here", place + count)

    @cached_property
    def _first_auxiliary(self) -> int | None:
        places = range(len(self.tokens))
        return next((place for place in places if self.knows("auxiliaries", place)), None)

    def _named_before(self, place: int) -> bool:
        """Whether something is named before a place: a name, a noun with its article, a subject."""
        introduced = False
        for i in range(place):
            if i in self.content and (introduced or i in self.names or self._capital(i)):
                return True
            introduced = introduced or bool(
                self.knows("determiners", i) or self.knows("auxiliaries", i)
            )
        return False

    def _capital(self, place: int) -> bool:
        return place > 0 and self.tokens[place].text[0].isupper()

    def _is_thing(self) -> bool:
        asking = any(
            self.asks(place) or self.knows("auxiliaries", place)
            for place in range(len(self.tokens))
        )
        return super()._is_thing() and not asking

    def _defines(self, place: int) -> bool:
        if place in self.names or self._capital(place):
            return True
        joined = place > 0 and place == len(self.tokens) - 1
        return joined and bool(
            (self.knows("determiners", place - 1) and self.knows("auxiliaries", place - 2))
            or (self.knows("defining", 0) and self.knows("copulas", place - 1))
        )

    def _has_shell(self) -> bool:
        return not self.names and any(
            self.knows("definite", place - 1)
            and self.knows("shells", place)
            and not self.knows("telling_which", place + 1)
            for place in range(len(self.tokens))
        )

"""The process that translates: CTranslate2 and SentencePiece, driven by lines of JSON.

It runs by itself so that a crash of the native libraries ends it and nothing else, and so that
ending it gives all of its memory back. The first line says which models there are; each further
line is a job. What cannot be done is said in the reply to that line; the process goes on.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import ctranslate2
import sentencepiece

# Such models know 512 positions, of the source and of the translation. A longer sentence is cut
# into parts, whose translations have room.
_LONGEST, _POSITIONS = 240, 500
# Tokens that are computed at once.
_BATCH_TOKENS = 2048
# The longest translation, by the tokens of the source: two kinds, so that most texts share a batch.
_SHORT, _LONGEST_OF_SHORT = 128, 300
_WORD_START = "▁"


Name = tuple[int, int, str]  # as in bot.translator.process, of which nothing is imported here


@dataclass(frozen=True, slots=True)
class Search:
    """How to decode. CTranslate2's options of the same names."""

    beam_size: int = 2
    num_hypotheses: int = 1
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0


class Model:
    """A model of one direction, loaded when it is first needed."""

    def __init__(self, package: dict[str, Any], threads: int) -> None:
        self._package = package
        self._prefix: list[str] = package["source_prefix"]
        self._begin: list[str] = package["target_prefix"]
        self._threads = threads

    @cached_property
    def _translator(self) -> Any:
        return _loaded(self._package["model"], self._threads)

    @cached_property
    def _source(self) -> Any:
        return sentencepiece.SentencePieceProcessor(model_file=self._package["source"])

    @cached_property
    def _target(self) -> Any:
        return sentencepiece.SentencePieceProcessor(model_file=self._package["target"])

    def load(self) -> None:
        """Load everything now."""
        _ = self._translator, self._source, self._target

    def translate(self, texts: Sequence[str], search: Search) -> list[list[dict[str, Any]]]:
        """For each text its translations, the best first: text, and whether it was cut short.

        A text of more tokens than the model can take is cut into parts, whose translations are
        joined. How long a translation may become depends on its own text alone, so that it does
        not matter what else is translated at the same time.
        """
        parts = [
            (place, part)
            for place, text in enumerate(texts)
            for part in _parts(self._source.encode(text, out_type=str))
        ]
        by_limit: dict[int, list[int]] = defaultdict(list)
        for number, (_, part) in enumerate(parts):
            by_limit[_limit(len(part))].append(number)
        decoded: dict[int, list[tuple[str, bool]]] = {}
        for limit, numbers in by_limit.items():
            tokens = [parts[number][1] for number in numbers]
            decoded |= zip(numbers, self._decode(tokens, limit, search), strict=True)
        joined: list[list[list[tuple[str, bool]]]] = [[] for _ in texts]
        for number, (place, _) in enumerate(parts):
            joined[place].append(decoded[number])
        return [[_joined(ranked) for ranked in zip(*each, strict=True)] for each in joined]

    def force(self, texts: Sequence[str], names: Sequence[Name]) -> list[list[dict[str, Any]]]:
        """Each text's translation with a name in it where the model says that name; none if long.

        The model translates; where its attention first comes to the name, the translation so far
        and the wanted name are what it is made to begin with, and it goes on from there.
        """
        tokens = [self._source.encode(text, out_type=str) for text in texts]
        short = [place for place, each in enumerate(tokens) if len(each) <= _LONGEST]
        first = self._run([tokens[place] for place in short], return_attention=True)
        begun = []
        for place, result in zip(short, first, strict=True):
            start, end, wanted = names[place]
            before = len(self._source.encode(texts[place][:start].rstrip()))
            span = slice(before, len(self._source.encode(texts[place][:end])))
            said = result.hypotheses[0][len(self._begin) :]
            looks = [row[len(self._prefix) :] for row in result.attention[0]]
            at = _first_look(looks[len(looks) - len(said) :], span)
            while at > 0 and not said[at].startswith(_WORD_START):
                at -= 1
            begun.append([*said[:at], *self._target.encode(wanted, out_type=str)])
        forced = self._run([tokens[place] for place in short], begun)
        translations: list[list[dict[str, Any]]] = [[] for _ in texts]
        for place, result in zip(short, forced, strict=True):
            one = result.hypotheses[0]
            translations[place] = [{"text": self._text(one), "cut": len(one) >= _POSITIONS}]
        return translations

    def _decode(
        self, tokens: list[list[str]], limit: int, search: Search
    ) -> list[list[tuple[str, bool]]]:
        results = self._run(tokens, max_decoding_length=limit, **asdict(search))
        return [
            [(self._text(one), len(one) >= limit) for one in result.hypotheses]
            for result in results
        ]

    def _run(
        self,
        tokens: Sequence[list[str]],
        begun: Sequence[list[str]] | None = None,
        *,
        max_decoding_length: int = _POSITIONS,
        **search: Any,
    ) -> Any:
        """CTranslate2's results, for translations that are begun or not."""
        suffix = self._package["source_suffix"]
        begun = [[*self._begin, *each] for each in begun or [[] for _ in tokens]]
        return self._translator.translate_batch(
            [[*self._prefix, *each, *suffix] for each in tokens],
            target_prefix=begun if any(begun) else None,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=max_decoding_length,
            **search,
        )

    def _text(self, tokens: list[str]) -> str:
        return str(self._target.decode(tokens[len(self._begin) :]))


def _loaded(folder: str, threads: int) -> Any:
    """The model in a folder; one that serves both directions, by links, is in memory once."""
    state = Path(folder, "model.bin").stat()
    key = state.st_dev, state.st_ino
    if key not in _in_memory:
        _in_memory[key] = ctranslate2.Translator(
            folder, device="cpu", inter_threads=1, intra_threads=threads
        )
    return _in_memory[key]


_in_memory: dict[tuple[int, int], Any] = {}


def _first_look(looks: Sequence[Sequence[float]], span: slice) -> int:
    """The first target token whose attention is most of all on a span, or the one most on it."""
    on_span = [sum(row[span]) for row in looks]
    most = (place for place, row in enumerate(looks) if on_span[place] > max(row) / 2)
    return next(most, on_span.index(max(on_span)) if on_span else 0)


def _limit(tokens: int) -> int:
    """Tokens of the longest translation."""
    return _LONGEST_OF_SHORT if tokens <= _SHORT else _POSITIONS


def _parts(tokens: list[str]) -> Iterator[list[str]]:
    """Tokens in parts that the model can take, each ending with a word if there is one to end."""
    while len(tokens) > _LONGEST:
        starts = (i for i in range(_LONGEST, _LONGEST // 2, -1) if tokens[i][:1] == _WORD_START)
        end = next(starts, _LONGEST)
        yield tokens[:end]
        tokens = tokens[end:]
    yield tokens


def _joined(ranked: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    return {
        "text": " ".join(text.strip() for text, _ in ranked).strip(),
        "cut": any(cut for _, cut in ranked),
    }


def _serve(lines: IO[bytes], replies: IO[bytes]) -> None:
    told = json.loads(lines.readline())
    models = {
        direction: Model(package, told["threads"])
        for direction, package in told["packages"].items()
    }
    for line in lines:
        job = json.loads(line)
        try:
            model = models[job["direction"]]
            model.load()
            if names := job["names"]:
                translations = model.force(job["texts"], names)
            else:
                translations = model.translate(job["texts"], Search(**job["search"]))
            reply: dict[str, Any] = {"translations": translations}
        # Whatever a model's files make of the libraries is the caller's to know.
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def main() -> None:
    """Serve standard input until it ends; what libraries print goes to standard error."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()

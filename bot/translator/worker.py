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
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import ctranslate2
import sentencepiece

# Such models know 512 positions, of the source and of the translation. A longer sentence is cut
# into parts, whose translations have room.
_LONGEST, _POSITIONS = 240, 500
# Tokens that are computed at once.
_BATCH_TOKENS = 2048
# What a translation may have of its source's tokens, and in any case.
_LONGER, _AT_LEAST = 2, 24
_WORD_START = "▁"


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
        self._threads = threads

    @cached_property
    def _translator(self) -> Any:
        return ctranslate2.Translator(
            self._package["model"], device="cpu", inter_threads=1, intra_threads=self._threads
        )

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

    def _decode(
        self, tokens: list[list[str]], limit: int, search: Search
    ) -> list[list[tuple[str, bool]]]:
        package = self._package
        prefix, suffix = list(package["source_prefix"]), list(package["source_suffix"])
        begin = list(package["target_prefix"])
        results = self._translator.translate_batch(
            [[*prefix, *each, *suffix] for each in tokens],
            target_prefix=[begin] * len(tokens) if begin else None,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=limit,
            beam_size=search.beam_size,
            num_hypotheses=search.num_hypotheses,
            no_repeat_ngram_size=search.no_repeat_ngram_size,
            repetition_penalty=search.repetition_penalty,
        )
        return [
            [
                (self._target.decode(one[len(begin) :]), len(one) >= limit)
                for one in result.hypotheses
            ]
            for result in results
        ]


def _limit(tokens: int) -> int:
    """Tokens of the longest translation: in steps, so that texts share a batch."""
    step = 16
    while step < tokens:
        step *= 2
    return min(_LONGER * step + _AT_LEAST, _POSITIONS)


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
            reply: dict[str, Any] = {
                "translations": model.translate(job["texts"], Search(**job["search"]))
            }
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

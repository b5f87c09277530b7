"""Translators whose weights are set by hand: real CTranslate2 models that look every word up.

Token i of a translation is the counterpart of token i of the source, so output is known exactly
while everything else is as in a trained model: SentencePiece, padded batches, beams, alternatives,
int8. Nothing is learned; this is how the weights come about:

* A token's embedding is a random code of +1 and -1 in the first dimensions, the encoding of a
  position such a code in the dimensions after them. Codes hold as many +1 as -1 and are rounded to
  int8 without loss, so neither layer norms nor quantisation change them.
* The decoder knows only its own position. Its one working attention compares position codes, so
  sharply that it sees one source token alone, and brings over that token's code.
* The end has no position (the encoder's feed-forward layer takes it off) and is what the attention
  sees where the position looked for does not exist, so that all beams end in time.
* The output's row of a target token is the code of what it translates.
* All other attention and feed-forward layers write zeros.

Words are pieces of their own where they begin after a space or an opening mark; all else is cut
into characters, which stay as they are: digits, addresses, words that are not in the dictionary.
(Of four letters or more, they are found in longer unknown words, too: العراقي can be "Iraqي".)

Faults are made by a dictionary (a word that stays itself, is left out, or is told in two ways) or
by `reads`, the order in which the decoder reads: `lambda place: 0` says the first word for ever.
"""

from __future__ import annotations

import io
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

from tests.translators import (
    DIRECTIONS,
    TO_ARABIC,
    Form,
    argos_vocabulary,
    blank_transformer,
    opus_vocabulary,
    write,
)

Words = Mapping[str, str | Sequence[str]]
"""Translations of words: none (""), one, or several, of which the first is the likeliest.

A digit or a mark is one, too, wherever it stands: {"2": ""} drops every 2."""

Reads = Callable[[int], int | None]
"""Which source token the decoder renders at its position 0, 1, ...; None ends the translation."""

POSITIONS = 512
"""More source or target tokens than these are an error of CTranslate2's, as with OPUS-MT."""

WORDS = Path(__file__).parent / "data" / "words.tsv"

_SPACE = "▁"
_OPENING = '(“”"«'
_LETTERS = {
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
    "en": string.ascii_letters + "'’",
}
_CHARACTERS = "".join(
    chr(code)
    for first, last in ((0x21, 0x7E), (0xA1, 0x17F), (0x600, 0x6FF), (0x2010, 0x203A))
    for code in range(first, last + 1)
    if chr(code).isprintable()
)
_SHORT = 3
_NOTHING = "<nothing>"

_SHARPNESS = 100.0  # attention's score of the position looked for; others get up to 0.7 of it
_END = 85.0  # of the end, wherever the decoder is
_LOUDNESS = 16.0  # of what attention brings over, beside the decoder's own position
_LIKELY = 30.0  # score of a word's translation; other words get up to 0.7 of it
_SECOND = 0.95  # of it for each next translation of several
_EMPTY = 0.8  # of it for nothing where the end is: what comes when an end is not allowed yet


def word_for_word_translator(
    folder: Path,
    words: Words | None = None,
    *,
    directions: Sequence[str] = DIRECTIONS,
    form: Form = "opus",
    reads: Reads = lambda place: place,
) -> Path:
    """Write a translator that looks words up, in both directions.

    Args:
        folder: Gets `ar-en/` and `en-ar/`; may exist.
        words: English of Arabic words, reversed for the other direction; those of `WORDS` if None.
        directions: Those to write.
        form: Of the folders; see `tests.translators`.
        reads: The order of reading.

    Returns:
        `folder`.
    """
    for direction in directions:
        own = words and (_turned(words) if direction == "en-ar" else words)
        known = own or words_of(direction)
        word_for_word_direction(folder / direction, known, form=form, reads=reads)
    return folder


def word_for_word_direction(
    folder: Path,
    words: Words,
    *,
    form: Form = "opus",
    reads: Reads = lambda place: place,
    target_prefix: str = "",
    size: int = 128,
    heads: int = 1,
    layers: int = 1,
    inner: int = 128,
    openings: str = _OPENING,
) -> Path:
    """Write one direction of a translator that looks words up.

    Args:
        folder: Named "ar-en" or "en-ar"; may exist.
        words: Translations of words; a translation may have several words.
        form: Of the folder; see `tests.translators`. In Argos's form CTranslate2 adds `</s>` to the
            source itself: without an end to read, this model could not end.
        reads: The order of reading.
        target_prefix: A token that the model expects each translation to begin with.
        size: Dimensions of a token, as the other three below only a matter of cost.
        heads: Of each attention.
        layers: Of the encoder, and of the decoder.
        inner: Dimensions within a feed-forward layer: 124, or 2 x `size` / `heads`, at least.
        openings: Marks that words are known after without a space.

    Returns:
        `folder`.
    """
    source = folder.name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    translations = _pieces(words, openings, _LETTERS[source])
    targets = list(dict.fromkeys([_NOTHING, *chain.from_iterable(translations.values())]))
    if form == "opus":
        _save_pieces(folder / "source.spm", translations)
        _save_pieces(folder / "target.spm", targets)
        vocabulary = opus_vocabulary([*_CHARACTERS, _SPACE, *translations, *targets], folder.name)
    else:
        _save_pieces(folder / "sentencepiece.model", list(dict.fromkeys([*translations, *targets])))
        vocabulary = argos_vocabulary([*_CHARACTERS, _SPACE, *translations, *targets])
    if target_prefix:
        vocabulary.append(target_prefix)
    unread = {_NOTHING, *targets}.difference(_CHARACTERS) if form == "opus" else {_NOTHING}
    stay = {piece: [piece] for piece in vocabulary if piece not in unread}

    spec = blank_transformer(vocabulary, form, size, heads, inner, layers)
    spec.config.add_source_eos = form == "argos"
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = False
    places = (reads(max(position - bool(target_prefix), 0)) for position in range(POSITIONS))
    read = [None if place is None else place + (TO_ARABIC in vocabulary) for place in places]
    _set_weights(spec, vocabulary, {**stay, **translations}, read, heads)
    write(spec, folder)
    return folder


@cache
def words_of(direction: str) -> Mapping[str, str]:
    """Translations of `WORDS`, which are those of both example articles and of questions on them.

    The first line of a word counts; English words are known with a capital, too.
    """
    pairs = [line.split("\t") for line in WORDS.read_text("utf-8").splitlines()]
    if direction == "ar-en":
        return MappingProxyType({arabic: english for arabic, english in reversed(pairs) if arabic})
    reverse = {english: arabic for arabic, english in reversed(pairs)}
    capital = {english[0].upper() + english[1:]: arabic for english, arabic in reverse.items()}
    return MappingProxyType({**capital, **reverse})


def _pieces(words: Words, openings: str, letters: str) -> dict[str, list[str]]:
    """Pieces of the source with what they become: words after a space or an opening mark.

    Beginnings of e-mail addresses are no words, nor are short ones of longer words: a short word
    and one more letter are a piece that stays as it is.
    """
    pieces = {}
    for word in words:
        for letter in letters + "@" if len(word) <= _SHORT else "@":
            piece = f"{_SPACE}{word}{letter}"
            pieces[piece] = [piece]
    for word, translation in words.items():
        found = [translation] if isinstance(translation, str) else translation
        if len(word) == 1 and not word.isalpha():
            pieces[word] = [one or _NOTHING for one in found]
            continue
        for before in (_SPACE, *openings):
            pieces[_piece(before, word)] = [_piece(before, one) for one in found]
    return pieces


def _piece(before: str, words: str) -> str:
    if words:
        return before + words.replace(" ", _SPACE)
    return _NOTHING if before == _SPACE else before


def _save_pieces(path: Path, pieces: Iterable[str]) -> None:
    """A SentencePiece model of characters in which some strings are pieces of their own."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_CHARACTERS),
        model_writer=written,
        model_type="char",
        character_coverage=1.0,
        vocab_size=1_000_000,  # as many as there are
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        control_symbols=[_NOTHING],
        user_defined_symbols=[piece for piece in pieces if len(piece) > 1 and piece != _NOTHING],
        minloglevel=2,
    )
    path.write_bytes(written.getvalue())


def _set_weights(
    spec: TransformerSpec,
    vocabulary: Sequence[str],
    translations: Mapping[str, Sequence[str]],
    read: Sequence[int | None],
    heads: int,
) -> None:
    """Set the weights as the module says: dimensions of tokens, of positions, two of ends."""
    size = spec.encoder.embeddings[0].weight.shape[1]
    width = size // heads
    position = min(64, width) - 2
    token = size - position - 2
    of_token, of_position, of_end = np.split(np.arange(size), [token, token + position])
    numbers = np.random.default_rng(0)

    places = _codes(POSITIONS + 1, position, numbers)
    encoder_positions, decoder_positions = np.zeros((2, POSITIONS, size))
    encoder_positions[:, of_position] = places[:POSITIONS]
    for row, place in zip(decoder_positions, read, strict=True):
        if place is not None:  # a decoder without a position finds the end
            row[of_position] = places[place]
    spec.encoder.position_encodings.encodings = encoder_positions
    spec.decoder.position_encodings.encodings = decoder_positions

    # Takes the position off a token that is an end: relu(x - 2 + 2) - relu(-x - 2 + 2) is x.
    ffn = spec.encoder.layer[0].ffn
    ffn.linear_0.bias = np.full(len(ffn.linear_0.weight), -2.0)
    for first, sign in ((0, 1), (position, -1)):
        hidden = first + np.arange(position)
        ffn.linear_0.weight[hidden, of_position] = sign
        ffn.linear_0.weight[hidden, of_end[0]] = 2
        ffn.linear_1.weight[of_position, hidden] = -sign

    looking = spec.decoder.layer[0].attention
    query, key_value, output = (linear.weight for linear in looking.linear)
    looking.linear[0].bias = bias = np.zeros(size)
    for first in range(0, size, width):  # every head looks at the same position
        own = first + np.arange(position)
        query[own, of_position] = _SHARPNESS * (width / position / size) ** 0.5
        key_value[own, of_position] = 1
        bias[first + position] = _END * width**0.5
        key_value[first + position, of_end[0]] = ((size - position) / size) ** 0.5
    key_value[size + of_token, of_token] = 1
    output[of_token, of_token] = _LOUDNESS

    numbered = {name: number for number, name in enumerate(vocabulary)}
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)  # same translations, same code
    for source, targets in translations.items():
        groups[tuple(targets)].append(source)
    embeddings, projection = spec.encoder.embeddings[0].weight, spec.decoder.projection.weight
    variance = (token * _LOUDNESS**2 + position) / size
    likely = _LIKELY / (token * _LOUDNESS / variance**0.5)
    codes = _codes(len(groups), token, numbers)
    for code, (targets, sources) in zip(codes, groups.items(), strict=True):
        embeddings[[numbered[source] for source in sources], :token] = code
        for rank, target in enumerate(targets):
            projection[numbered[target], :token] += likely * _SECOND**rank * code
    end = numbered["</s>"]
    embeddings[end, of_end] = [1, -1]
    projection[numbered[_NOTHING], :token] += _EMPTY * projection[end, :token]


def _codes(count: int, width: int, numbers: np.random.Generator) -> np.ndarray:
    """Random rows that hold as many +1 as -1."""
    row = np.repeat(np.array([1, -1], np.int8), width // 2)
    return numbers.permuted(np.tile(row, (count, 1)), axis=1)


def _turned(words: Words) -> Words:
    """The other direction's words; of several with one translation, the first."""
    pairs = ((w, [t] if isinstance(t, str) else t) for w, t in reversed(list(words.items())))
    return {one: word for word, found in pairs for one in reversed(found)}

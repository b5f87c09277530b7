"""Small translators with random weights: real CTranslate2 models, made by code in a moment.

They load, take text in and give the other language's letters out, so that everything around a
translator can be tested; what they say means nothing. `tests.word_for_word` makes models that do
translate.

A direction's folder is in one of the two forms that published models come in:

* OPUS-MT, converted from Transformers: `source.spm`, `target.spm`; `</s>` is to be appended to the
  source, and English to Arabic wants `>>ara<<` before it.
* Argos (OpenNMT): one `sentencepiece.model`; nothing to be added. `pack` makes the `.argosmodel`.
"""

from __future__ import annotations

import io
import json
import string
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import ctranslate2
import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

Form = Literal["opus", "argos"]
Matrix = Callable[[int, int], np.ndarray]

DIRECTIONS = ("ar-en", "en-ar")
TO_ARABIC = ">>ara<<"

_EXAMPLES = Path(__file__).parents[1] / "examples"
_PIECES = {"ar": 200, "en": 150}
_SCRIPTS = {
    "ar": {chr(letter) for letter in range(0x600, 0x700)},
    "en": set(string.ascii_letters),
}
_END = 1.5
"""What the end of a sentence is favoured by: some ten to two hundred pieces come before it."""
_NEVER = -100.0


def random_translator(
    folder: Path, *, seed: int = 0, directions: Sequence[str] = DIRECTIONS, form: Form = "opus"
) -> Path:
    """Write a translator of random weights (64 dimensions, one layer, int8, 0.15 MB a direction).

    Args:
        folder: Gets `ar-en/` and `en-ar/`; may exist.
        seed: Of the weights: the same seed, the same translations.
        directions: Those to write.
        form: Of the folders; see the module.

    Returns:
        `folder`.
    """
    numbers = np.random.default_rng(seed)

    def weights(rows: int, columns: int) -> np.ndarray:
        return numbers.normal(0, columns**-0.5, (rows, columns))

    for direction in directions:
        source, target = direction.split("-")
        inside = folder / direction
        inside.mkdir(parents=True, exist_ok=True)
        if form == "opus":
            pieces = _train([source], inside / "source.spm")
            wanted = _train([target], inside / "target.spm")
            vocabulary = opus_vocabulary([*pieces, *wanted], direction)
        else:
            wanted = _train([source, target], inside / "sentencepiece.model")
            vocabulary = argos_vocabulary(wanted)
        spec = blank_transformer(vocabulary, form, size=64, heads=2, inner=64, fill=weights)
        bias = {token: 0.0 for token in wanted if _SCRIPTS[source].isdisjoint(token)}
        bias["</s>"] = _END
        spec.decoder.projection.bias = np.array([bias.get(token, _NEVER) for token in vocabulary])
        write(spec, inside)
    return folder


def pack(direction: Path, archive: Path, *, target_prefix: str = "") -> Path:
    """Pack a direction's folder in Argos's form as a `.argosmodel`, laid out as Argos does it.

    Args:
        direction: A folder named "ar-en" or "en-ar" with `sentencepiece.model`.
        archive: The file to write.
        target_prefix: Token that every translation is to begin with.

    Returns:
        `archive`.
    """
    source, target = direction.name.split("-")
    root = f"translate-{source}_{target}-1_0"
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.0",
        "from_code": source,
        "to_code": target,
        "target_prefix": target_prefix,
    }
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{root}/metadata.json", json.dumps(metadata))
        for file in sorted(direction.iterdir()):
            inside = file.name if file.suffix == ".model" else f"model/{file.name}"
            packed.write(file, f"{root}/{inside}")
    return archive


def opus_vocabulary(pieces: Sequence[str], direction: str) -> list[str]:
    """In Marian's order: the end of a sentence first, no beginning."""
    tokens = [TO_ARABIC] if direction == "en-ar" else []
    return list(dict.fromkeys(["</s>", "<unk>", *tokens, *pieces]))


def argos_vocabulary(pieces: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(["<unk>", "<s>", "</s>", *pieces]))


def blank_transformer(
    vocabulary: Sequence[str],
    form: Form,
    size: int,
    heads: int,
    inner: int,
    layers: int = 1,
    fill: Matrix = lambda rows, columns: np.zeros((rows, columns), np.float32),
) -> TransformerSpec:
    """A pre-norm Transformer whose matrices are all made by `fill`.

    Args:
        vocabulary: Of both sides.
        form: How the decoder starts: OPUS-MT from zeros, OpenNMT from `<s>`.
        size: Dimensions of a token, a multiple of `heads`.
        heads: Of each attention.
        inner: Dimensions within a feed-forward layer.
        layers: Of the encoder, and of the decoder.
        fill: Makes a matrix of so many rows (outputs) and columns (inputs).
    """
    spec = TransformerSpec.from_config(layers, heads)
    tokens = len(vocabulary)
    spec.register_source_vocabulary(list(vocabulary))
    spec.register_target_vocabulary(list(vocabulary))
    spec.encoder.embeddings[0].weight = fill(tokens, size)
    spec.decoder.embeddings.weight = fill(tokens, size)
    spec.decoder.projection.weight = fill(tokens, size)
    spec.decoder.start_from_zero_embedding = form == "opus"
    if form == "opus":
        spec.config.decoder_start_token = "</s>"
    norms = [spec.encoder.layer_norm, spec.decoder.layer_norm]
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        layer.self_attention.linear[0].weight = fill(3 * size, size)  # queries, keys, values
        layer.self_attention.linear[1].weight = fill(size, size)
        layer.ffn.linear_0.weight = fill(inner, size)
        layer.ffn.linear_1.weight = fill(size, inner)
        norms += [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    for layer in spec.decoder.layer:
        layer.attention.linear[0].weight = fill(size, size)  # queries
        layer.attention.linear[1].weight = fill(2 * size, size)  # keys, values
        layer.attention.linear[2].weight = fill(size, size)
        norms.append(layer.attention.layer_norm)
    for norm in norms:
        norm.gamma, norm.beta = np.ones(size), np.zeros(size)
    return spec


def write(spec: TransformerSpec, folder: Path, quantization: str = "int8") -> None:
    """Write a model into a folder that may hold its SentencePiece models already."""
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))


def translate(folder: Path, texts: Sequence[str], **options: Any) -> list[str]:
    """What a direction's model says: the best of `alternatives`, which has the arguments."""
    return [found[0] for found in alternatives(folder, texts, **options)]


def alternatives(
    folder: Path, texts: Sequence[str], *, prefix: Sequence[str] = (), **options: Any
) -> list[list[str]]:
    """What a direction's model says, called bare, for tests to compare with.

    Args:
        folder: A direction's folder, in either form.
        texts: Sentences.
        prefix: Tokens before each source, such as `TO_ARABIC`.
        options: Of `ctranslate2.Translator.translate_batch`; the search is greedy without.

    Returns:
        Each sentence's translations, the likeliest first.
    """
    translator = ctranslate2.Translator(str(folder), intra_threads=1)
    opus = (folder / "source.spm").exists()
    names = ("source.spm", "target.spm") if opus else ("sentencepiece.model",) * 2
    source, target = (
        sentencepiece.SentencePieceProcessor(model_file=str(folder / name)) for name in names
    )
    suffix = ["</s>"] if opus else []
    tokens = [[*prefix, *source.encode(text, out_type=str), *suffix] for text in texts]
    results = translator.translate_batch(tokens, **{"beam_size": 1, **options})
    return [[target.decode(tokens) for tokens in result.hypotheses] for result in results]


def _train(languages: Sequence[str], path: Path) -> list[str]:
    """Train a SentencePiece model on the example articles; its pieces."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(
            line
            for language in languages
            for line in (_EXAMPLES / f"article.{language}.txt").read_text("utf-8").splitlines()
        ),
        model_writer=written,
        normalization_rule_name="identity",
        vocab_size=sum(_PIECES[language] for language in languages),
        minloglevel=2,
    )
    path.write_bytes(written.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    return [processor.id_to_piece(number) for number in range(3, len(processor))]

"""What a translator's folder holds: for each direction a CTranslate2 model and its tokens.

OPUS-MT, Argos and NLLB all come down to the same: a CTranslate2 model, one SentencePiece model or
two, and the tokens that stand before and after a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypedDict, get_args

from bot.errors import SettingsError

Direction = Literal["ar-en", "en-ar"]

_NAMED = re.compile(r"(?<![a-z])(ar|en)[-_](ar|en)(?![a-z])")
_EOS = "</s>"
_INTO_ARABIC = ">>ara<<"  # OPUS-MT's models for several Arabic languages want to be told which


@dataclass(frozen=True, slots=True)
class Package:
    """A model of one direction.

    Attributes:
        direction: ``"ar-en"`` or ``"en-ar"``.
        model: The CTranslate2 model's folder.
        source: The SentencePiece model of what is translated.
        target: That of the translation; the same one in some models.
        source_prefix: Tokens before a sentence.
        source_suffix: Tokens after it.
        target_prefix: Tokens that the translation begins with, which are not a part of it.
    """

    direction: Direction
    model: Path
    source: Path
    target: Path
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "model": str(self.model),
            "source": str(self.source),
            "target": str(self.target),
            "source_prefix": self.source_prefix,
            "source_suffix": self.source_suffix,
            "target_prefix": self.target_prefix,
        }

    @classmethod
    def of_folder(cls, folder: Path) -> Self | None:
        """The model in a folder, if there is one and its direction can be told."""
        about = _json(folder / "metadata.json")  # of an Argos package
        model = folder / "model" if about else folder
        if not (model / "model.bin").is_file():
            return None
        direction = _direction(folder, about)
        pieces = _pieces(folder)
        if direction is None or pieces is None:
            return None
        tokens = _tokens(folder, model, about, direction)
        return cls(direction, model, *pieces, **tokens)


def find_packages(folder: Path) -> dict[Direction, Package]:
    """The models in a folder or in the folders right below it, by direction.

    Raises:
        SettingsError: There is none.
    """
    try:
        below = sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    except OSError:
        below = []
    found = [package for one in (folder, *below) if (package := Package.of_folder(one))]
    if not found:
        raise SettingsError("translator_folder", folder=folder)
    return {package.direction: package for package in reversed(found)}


def named_directions(name: str) -> list[Direction]:
    """The directions that a name of a folder or a repository tells: ``opus-mt-ar-en`` is one."""
    named = {"-".join(one) for one in _NAMED.findall(name.lower())}
    return [one for one in get_args(Direction) if one in named]


def _direction(folder: Path, about: Mapping[str, Any]) -> Direction | None:
    name = f"{about.get('from_code')}-{about.get('to_code')}" if about else folder.name
    known = named_directions(name)
    return known[-1] if known else None


def _pieces(folder: Path) -> tuple[Path, Path] | None:
    """The SentencePiece models of source and target."""
    for names in _PIECES:
        source, target = (folder / name for name in names)
        if source.is_file() and target.is_file():
            return source, target
    return None


_PIECES = (
    ("source.spm", "target.spm"),
    ("sentencepiece.model",) * 2,
    ("sentencepiece.bpe.model",) * 2,
)


class _Tokens(TypedDict, total=False):
    source_prefix: tuple[str, ...]
    source_suffix: tuple[str, ...]
    target_prefix: tuple[str, ...]


def _tokens(folder: Path, model: Path, about: Mapping[str, Any], direction: Direction) -> _Tokens:
    """Tokens around a sentence: as the folder says, or else as models of its form want them."""
    said = _json(folder / "translator.json")
    if said:
        return {
            "source_prefix": _strings(said.get("source_prefix")),
            "source_suffix": _strings(said.get("source_suffix")),
            "target_prefix": _strings(said.get("target_prefix")),
        }
    if about:
        prefix = about.get("target_prefix")
        return {"target_prefix": (str(prefix),)} if prefix else {}
    if not (folder / "source.spm").is_file():
        return {}
    ends_itself = _json(model / "config.json").get("add_source_eos")
    tokens: _Tokens = {} if ends_itself else {"source_suffix": (_EOS,)}
    if direction == "en-ar" and _INTO_ARABIC in _vocabulary(model):
        tokens["source_prefix"] = (_INTO_ARABIC,)
    return tokens


def _strings(listed: Any) -> tuple[str, ...]:
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def _vocabulary(model: Path) -> str:
    """Text of the vocabulary's file."""
    names = ("source_vocabulary", "shared_vocabulary")
    files = (model / f"{name}.{kind}" for name in names for kind in ("json", "txt"))
    return next((one.read_text("utf-8", "replace") for one in files if one.is_file()), "")


def _json(file: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}

"""The translators that are known: a table of data, read from ``known.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from bot.translator.packages import Direction

Format = Literal["ready", "conversion", "argosmodel"]
"""As CTranslate2 reads it; to be converted here, once; a file of Argos's, fetched by hand."""

RECOMMENDED = "translator"
"""The name that means the recommended translator."""

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a known model has for one direction.

    Attributes:
        repository: On the hub, ``owner/name``; empty where it is not there.
        revision: Commit that the entry was written for; empty for the newest one.
        address: Where the file is, if it is not on the hub.
        files: What is needed of the repository; ``"a|b"`` is the first of the two that is there.
        optional: What is taken too, if it is there.
        download: Bytes to fetch, as published.
        bleu: As published, see `Known.source`.
        source_prefix: Tokens before a sentence.
        source_suffix: Tokens after it.
        target_prefix: Tokens that a translation begins with.
    """

    download: int
    bleu: float
    repository: str = ""
    revision: str = ""
    address: str = ""
    files: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()

    @property
    def tokens(self) -> dict[str, tuple[str, ...]]:
        """What ``translator.json`` holds."""
        names = ("source_prefix", "source_suffix", "target_prefix")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A known translator.

    Attributes:
        name: What it is called here.
        title: What it is, and by whom.
        parts: What it has for each direction.
        licence: As published; empty where only the package says.
        disk: Bytes on disk once it is there.
        room: Bytes that converting it needs for a while.
        source: Where the BLEU figures come from, by language.
        tested: When it was run and with what; empty if it never was.
        recommended: Whether it is the one to take.
        non_commercial: Whether the licence forbids commercial use.
        conversion: What converting it needs, by the names of `conversion.Conversion`.
    """

    name: str
    title: str
    parts: Mapping[Direction, Part]
    licence: str
    disk: int
    source: Mapping[str, str]
    room: int = 0
    tested: str = ""
    recommended: bool = False
    non_commercial: bool = False
    conversion: Mapping[str, Any] = field(default_factory=dict)

    @property
    def format(self) -> Format:
        """Whether it can be used as it comes."""
        if self.conversion:
            return "conversion"
        return "ready" if all(part.repository for part in self.parts.values()) else "argosmodel"

    @property
    def download(self) -> int:
        """Bytes to fetch for all directions; what two of them share is counted once."""
        shared = {part.repository or part.address: part.download for part in self.parts.values()}
        return sum(shared.values())

    @property
    def scores(self) -> dict[str, float]:
        """Published BLEU of each direction, by the names that texts have for them: ``ar_en``."""
        return {direction.replace("-", "_"): part.bleu for direction, part in self.parts.items()}


@cache
def known_models() -> Mapping[str, Known]:
    """All known translators by name, the recommended one first."""
    table = tomllib.loads(files("bot.local_models").joinpath("known.toml").read_text("utf-8"))
    models = [_known(name, entry) for name, entry in table.items()]
    return {model.name: model for model in sorted(models, key=lambda one: not one.recommended)}


def recommended() -> Known:
    """The translator to take."""
    return next(iter(known_models().values()))


def find_known(name: str) -> Known | None:
    """The known translator of a name; ``"translator"`` is the recommended one."""
    return recommended() if name == RECOMMENDED else known_models().get(name)


def is_repository(name: str) -> bool:
    """Whether a name can be that of a repository on the hub."""
    return bool(_REPOSITORY.fullmatch(name)) and "--" not in name and ".." not in name


def _known(name: str, entry: Mapping[str, Any]) -> Known:
    values = {key: value for key, value in entry.items() if key not in get_args(Direction)}
    parts = {
        direction: Part(**{key: _frozen(value) for key, value in entry[direction].items()})
        for direction in get_args(Direction)
    }
    if conversion := values.get("conversion"):
        values["conversion"] = {key: _frozen(value) for key, value in conversion.items()}
    return Known(name=name, parts=parts, **values)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

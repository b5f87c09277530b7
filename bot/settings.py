"""Settings: one table of names, defaults and help, read from the environment.

Empty variables count as unset.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingsError
from prompts import name_of, versions

EMBEDDED_ENGINE = "extractive"
MODEL_ENGINE = "openai"


def _text(variable: str, value: str) -> str:
    return value


def _count(least: int) -> Callable[[str, str], int]:
    def parse(variable: str, value: str) -> int:
        if value.isdecimal() and int(value) >= least:
            return int(value)
        raise SettingsError("setting_count", variable=variable, value=value, least=least)

    return parse


def _url(variable: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # brackets or a port that are none
        usable = False
    if not usable:
        raise SettingsError("setting_url", variable=variable, value=_without_password(value))
    return value.rstrip("/")


def server_address(value: str) -> str:
    """The address of a model server, as it was typed.

    Raises:
        SettingsError: It is none.
    """
    try:
        return _url("OPENAI_BASE_URL", value)
    except SettingsError as error:
        raise SettingsError("address", value=error.values["value"]) from error


def _engine(variable: str, value: str) -> str:
    if value not in (EMBEDDED_ENGINE, MODEL_ENGINE):
        raise SettingsError(
            "setting_engine",
            variable=variable,
            value=value,
            embedded=EMBEDDED_ENGINE,
            model=MODEL_ENGINE,
        )
    return value


def _listed(variable: str, value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split(",") if one.strip())


def _path(variable: str, value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # ~ of somebody who has no home here
        raise SettingsError("setting_path", variable=variable, value=value) from error


def _default_data_dir() -> Path:
    import platformdirs

    return platformdirs.user_data_path("khulasa", appauthor=False)


def _setting(
    variable: str,
    default: Any,
    help: str,
    parse: Callable[[str, str], Any] = _text,
    *,
    secret: bool = False,
) -> Any:
    metadata = {"variable": variable, "help": help, "parse": parse, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Each field's metadata names its variable, help and parser."""

    openai_api_key: str = _setting(
        "OPENAI_API_KEY",
        "",
        "Key of OpenAI, or of a compatible server that asks for one.",
        secret=True,
    )
    openai_base_url: str = _setting(
        "OPENAI_BASE_URL",
        "",
        "Address of an OpenAI-compatible server, such as http://localhost:11434/v1 for Ollama.",
        _url,
    )
    engine: str = _setting(
        "KHULASA_ENGINE",
        "",
        "Forces an engine: extractive (embedded, no model) or openai. Unset: openai where a key "
        "or a base URL is set, otherwise extractive.",
        _engine,
    )
    model: str = _setting("KHULASA_MODEL", "gpt-4.1-mini", "Name of the model that answers.")
    embedding_model: str = _setting(
        "KHULASA_EMBEDDING_MODEL",
        "",
        "Name of an embedding model on the same server. Unset: the embedded embeddings.",
    )
    context_tokens: int = _setting(
        "KHULASA_CONTEXT_TOKENS",
        0,
        "The model's window in tokens; longer articles are summarised in parts. Unset: as "
        "published for a model of OpenAI's, 8192 for any other.",
        _count(512),
    )
    prompts: tuple[str, ...] = _setting(
        "KHULASA_PROMPTS",
        (),
        "Versions of prompts to use in place of the newest ones, such as answer@1,summarize@1.",
        _listed,
    )
    concurrency: int = _setting(
        "KHULASA_CONCURRENCY", 4, "Requests to the model at the same time, at most.", _count(1)
    )
    timeout: int = _setting(
        "KHULASA_TIMEOUT", 120, "Seconds to wait for the model's next words.", _count(1)
    )
    chunk_chars: int = _setting(
        "KHULASA_CHUNK_CHARS", 400, "Size of a chunk of the article, in characters.", _count(80)
    )
    data_dir: Path = _setting(
        "KHULASA_DATA_DIR",
        _default_data_dir,
        "Folder of the library and the index. Unset: the user's data folder of this system.",
        _path,
    )
    dictionary: Path | None = _setting(
        "KHULASA_DICTIONARY",
        None,
        "A dictionary of your own for questions in the other language without a model: a text "
        "file, each line an Arabic term, a tab, an English term.",
        _path,
    )
    translator: str = _setting(
        "KHULASA_TRANSLATOR",
        "",
        "A small translation model for the embedded engine: a folder (or .argosmodel file), or the "
        "name or hub repository of one that `khulasa models pull` fetched. Unset: the one that was "
        "fetched, if any.",
    )
    translator_threads: int = _setting(
        "KHULASA_TRANSLATOR_THREADS",
        4,
        "Threads that the translator computes with, at most: never more than processors.",
        _count(1),
    )
    translator_idle: int = _setting(
        "KHULASA_TRANSLATOR_IDLE",
        900,
        "Seconds without work after which the translator's memory is freed; 0 for never.",
        _count(0),
    )
    chroma_url: str = _setting(
        "CHROMA_URL", "", "Address of a Chroma server. Unset: Chroma in the data folder.", _url
    )

    def __post_init__(self) -> None:
        """Refuse prompts that do not exist, and two versions of one.

        Raises:
            SettingsError: It lists those that exist.
        """
        if not self.prompts:
            return
        known: dict[str, list[str]] = {}
        for reference in versions():
            known.setdefault(name_of(reference), []).append(reference)
        names = [name_of(reference) for reference in self.prompts]
        every = [reference for one in known.values() for reference in one]
        if len(set(names)) < len(names) or not set(self.prompts) <= set(every):
            raise SettingsError(
                "setting_prompts",
                variable="KHULASA_PROMPTS",
                known=", ".join(every),
                value=",".join(self.prompts),
            )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings of the environment.

        Raises:
            SettingsError: A variable has a value that means nothing.
        """
        environ = os.environ if environ is None else environ
        values = {}
        for setting in fields(cls):
            variable = setting.metadata["variable"]
            value = environ.get(variable, "").strip()
            if value:
                values[setting.name] = setting.metadata["parse"](variable, value)
        return cls(**values)

    @property
    def engine_in_force(self) -> str:
        """Name of the engine these settings choose."""
        if self.engine:
            return self.engine
        return MODEL_ENGINE if self.openai_api_key or self.openai_base_url else EMBEDDED_ENGINE

    def shown(self) -> dict[str, str]:
        """Variables and values in force, with keys and passwords masked."""
        shown = {}
        for setting in fields(self):
            value = getattr(self, setting.name) or ""
            value = ",".join(value) if isinstance(value, tuple) else str(value)
            if setting.metadata["secret"] and value:
                value = "…" + value[-4:] if len(value) >= 20 else "(set)"
            shown[setting.metadata["variable"]] = _without_password(value)
        return shown


def _without_password(value: str) -> str:
    """A value as it may be shown; what is no address is shown up to a password, too."""
    return re.sub(r"//[^/]*@", "//…@", value)

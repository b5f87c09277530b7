"""Recordings in a folder, made and played while cases run.

``FOLDER/MODEL/TOPIC/CASE.yaml``, and ``CASE.2.yaml`` for the second repeat. The project keeps those
made on purpose in ``tests/prompts/recordings``. A cache is such a folder too: a run that was
interrupted, or is made again, asks only what is not in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self

from bot.errors import NeedsModelError
from bot.evaluation.cases import Case
from bot.evaluation.costs import Rehearsal
from bot.evaluation.recordings import Origin, Recording, RecordingError
from bot.evaluation.runner import attempt
from bot.evaluation.runs import Attempt
from bot.evaluation.tapes import Mode, Tape, playing
from bot.settings import Settings

RECORDINGS = "recordings"
"""The folder of recordings, beside the cases."""

# Settings that shape what is asked of a model.
_SHAPING = ("embedding_model", "context_tokens", "chunk_chars", "prompts")
_OPENAI = "https://api.openai.com/v1"
# Where a replay's requests would go: nowhere, as no machine has that name (RFC 2606).
_NOWHERE = "http://recorded.invalid/v1"


@dataclass(frozen=True, slots=True)
class Archive:
    """The recordings of one model.

    Attributes:
        folder: Where they are, those of other models too.
        model: The model's name.
        mode: What is asked of the server.
        server: What the server calls itself; not needed for a replay.
    """

    folder: Path
    model: str
    mode: Mode
    server: str = ""

    @classmethod
    def asking(cls, settings: Settings, mode: Mode, folder: Path | None = None) -> Self:
        """For asking the model in force.

        Args:
            settings: They say which server and model.
            mode: ``record`` or ``cache``.
            folder: Of the recordings; None for a cache in the data folder.

        Raises:
            NeedsModelError: No model is in force.
            ModelError: Its server cannot be reached, or refuses the key.
        """
        from bot.model import server_name

        if not (settings.openai_api_key or settings.openai_base_url):
            raise NeedsModelError("live_needs_model")
        address = hashlib.sha256(_server(settings).encode()).hexdigest()[:12]
        folder = folder or settings.data_dir / "replies" / address
        return cls(folder, settings.model, mode, server_name(settings))

    async def attempt(
        self, case: Case, settings: Settings, repeat: int, judge: str = ""
    ) -> Attempt:
        """As `bot.evaluation.runner.attempt`, recorded or replayed.

        Raises:
            RecordingError: There is no recording to replay, or it cannot be read or written.
        """
        path, known = self._path(case.id, repeat), self._known(case.id, repeat)
        if self.mode == "replay":
            if known is None:
                raise RecordingError(f"There is no {path}. {self._how(case.id)}")
            settings = _as_recorded(settings, known.origin)
        tape = Tape(self.mode, _server(settings), known.exchanges if known else ())
        with playing(tape):
            tried = await attempt(case, "model", settings, repeat, judge)
        if self.mode == "replay" and tape.difference:
            return _stale(tried, f"{path} is out of date. {self._how(case.id)}\n{tape.difference}")
        if tape.asked and (self.mode == "cache" or tried.error is None):
            recording = Recording(self._origin(case.id, repeat, settings), tape.exchanges)
            recording.save(path, secrets=[settings.openai_api_key])
        return replace(tried, paid=tape.asked > 0)

    async def rehearse(
        self, case: Case, settings: Settings, repeat: int, judge: str = ""
    ) -> Rehearsal:
        """What `attempt` would ask of the server."""
        known = self._known(case.id, repeat)
        # Vectors stand for nothing in a count of words; the embedded ones need no server.
        settings = replace(settings, embedding_model="")
        tape = Rehearsal(case, _server(settings), known.exchanges if known else ())
        with playing(tape):
            await attempt(case, "model", settings, repeat, judge)
        return tape

    def repeats(self, case: str) -> int:
        """How many repeats of a case are recorded, from the first on."""
        count = 0
        while self._path(case, count + 1).exists():
            count += 1
        return count

    def _known(self, case: str, repeat: int) -> Recording | None:
        path = self._path(case, repeat)
        return Recording.load(path) if self.mode != "record" and path.exists() else None

    def _path(self, case: str, repeat: int) -> Path:
        name = f"{case}.yaml" if repeat == 1 else f"{case}.{repeat}.yaml"
        return self.folder / _safe(self.model) / name

    def _origin(self, case: str, repeat: int, settings: Settings) -> Origin:
        shaping = {name: getattr(settings, name) for name in _SHAPING}
        return Origin(
            case=case,
            repeat=repeat,
            model=self.model,
            server=self.server,
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            settings={**shaping, "prompts": list(settings.prompts)},
            khulasa=version("khulasa"),
        )

    def _how(self, case: str) -> str:
        return (
            "Record it, with the model's server in force: "
            f"khulasa prompts test --record --model {self.model} --cases {case}"
        )


def recorded(folder: Path) -> Iterator[Archive]:
    """The archives of a folder, for replays, by model."""
    for model in sorted(path for path in folder.glob("*") if path.is_dir()):
        first = next(iter(sorted(model.rglob("*.yaml"))), None)
        if first:
            origin = Recording.load(first).origin
            yield Archive(folder, origin.model, "replay", origin.server)


def _safe(name: str) -> str:
    """A model's name as that of a folder."""
    return re.sub(r"[^\w.-]+|^\.+", "-", name)


def _server(settings: Settings) -> str:
    return settings.openai_base_url or _OPENAI


def _as_recorded(settings: Settings, origin: Origin) -> Settings:
    shaping = {**origin.settings, "prompts": tuple(origin.settings["prompts"])}
    return replace(
        settings,
        openai_api_key="",
        openai_base_url="" if origin.server == "OpenAI" else _NOWHERE,
        model=origin.model,
        **shaping,
    )


def _stale(tried: Attempt, message: str) -> Attempt:
    outcomes = tuple(replace(one, passed=False, found=message) for one in tried.outcomes)
    return replace(tried, outcomes=outcomes, error=message, text="", usage=None)

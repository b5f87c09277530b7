"""Makes CTranslate2 models of Transformers repositories, once, on the user's machine.

CTranslate2's own converter needs PyTorch and Transformers: a gigabyte that Khulasa never imports.
They are installed into an environment of their own, which is made beside the model to be and is
gone when the model is there, or is not. The user's settings of pip (mirrors, certificates, cache)
hold; the converter itself sees neither the network's settings nor any key.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import Literal

from bot.errors import DownloadError

Step = Literal["environment", "packages", "converting"]

# 8-bit integers, and float32 where they do not serve. Plain "int8" leaves these as they come, and
# OPUS-MT big comes in float16: CTranslate2 would warn, and convert it each time it is loaded.
_QUANTIZATION = "int8_float32"

_PREFIX = ".converting-"
_LOCK = "lock"  # held by the process that is at work in the folder
_POLL = 0.1  # seconds

# Measured with OPUS-MT big, see bench/LOG.md: 1.1 GB of packages while wheels and the result lie
# beside them, 1.5 GB of memory.
_DISK_GB = 2
_MEMORY_GB = 2

_DISK_FULL = (f"[Errno {errno.ENOSPC}]", os.strerror(errno.ENOSPC))
_MEMORY_FULL = ("MemoryError", "bad_alloc", "not enough memory", os.strerror(errno.ENOMEM))
_LAST_LINES = 4
_LINE_CHARS = 300
_URL = re.compile(r"(\w+://)(?:\S*@)?([^/\s]+)\S*")

_SYSTEM = re.compile(r"PATH|LD_LIBRARY_PATH|HOME|USER|LANG|LC_\w+|TZ|XDG_\w+|OMP_NUM_THREADS")
_FETCHING = re.compile(
    r"PIP_\w+|NETRC|(?:ALL|HTTPS?|NO)_PROXY|SSL_CERT_(?:FILE|DIR)|(?:REQUESTS|CURL)_CA_BUNDLE",
    re.IGNORECASE,
)
_CONVERTING = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "PYTHONDONTWRITEBYTECODE": "1",  # nothing there is started twice
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What converting a model needs.

    Attributes:
        requirements: The converter and what it imports, as pip's requirements with versions.
        index: A package index beside the user's own; empty for none. PyTorch's index of CPU wheels
            spares Linux users gigabytes of CUDA: pip prefers ``2.13.0+cpu`` to ``2.13.0``.
        copy_files: Files of the repository that the model's folder needs too.
    """

    requirements: tuple[str, ...]
    index: str = ""
    copy_files: tuple[str, ...] = ()


def convert(
    source: Path,
    target: Path,
    conversion: Conversion,
    *,
    on_step: Callable[[Step], None],
    cancel: Event | None = None,
) -> None:
    """Convert a Transformers repository to a CTranslate2 model of 8-bit integers.

    Leftovers beside the target are removed first, see `remove_leftovers`.

    Args:
        source: The repository's folder.
        target: The model's folder: it is there wholly or not at all. One that exists is replaced.
        conversion: What is needed.
        on_step: Told what is done next, in this thread.
        cancel: Stops it within a moment when set, from any thread.

    Raises:
        DownloadError: A package could not be installed, the converter failed, the disk or the
            memory was full, or it was cancelled.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target.parent)
        with _locked_folder(target) as folder:
            workshop = _Workshop(folder, cancel or Event())
            on_step("environment")
            workshop.make_environment()
            on_step("packages")
            workshop.install(conversion.requirements, conversion.index)
            on_step("converting")
            made = workshop.convert(source.resolve(), conversion.copy_files)
            if target.exists():
                target.rename(folder / "replaced")
            made.rename(target)
    except OSError as error:
        raise _fault("conversion_failed", str(error), target.parent) from error


def remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left in a folder when they were converting into it.

    What a running process is at work with is left alone.
    """
    from filelock import FileLock, Timeout

    for left in folder.glob(f"{_PREFIX}*"):
        try:
            with FileLock(left / _LOCK, timeout=0):
                shutil.rmtree(left, ignore_errors=True)
        except (Timeout, OSError):  # at work, or not ours to remove
            continue


@contextmanager
def _locked_folder(target: Path) -> Iterator[Path]:
    """A locked folder beside the target, which is removed afterwards."""
    from filelock import FileLock

    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{target.name}-", dir=target.parent.resolve()))
    try:
        with FileLock(folder / _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Workshop:
    """A folder with an environment in it, and the commands that are run there."""

    folder: Path
    cancel: Event

    def make_environment(self) -> None:
        """Make the environment, without packages."""
        command = [sys.executable, "-m", "venv", str(self._environment)]
        if _has_pip():
            command.append("--without-pip")  # it takes ten times as long with one
        self._run("conversion_packages", command, _passed_on(_SYSTEM))

    def install(self, requirements: Sequence[str], index: str) -> None:
        """Install packages into the environment."""
        python = str(self._environment / "bin" / "python")
        command = [sys.executable, "-m", "pip", "--python", python]
        if not _has_pip():
            command = [python, "-m", "pip"]
        command += ["install", "--quiet", "--no-input", "--disable-pip-version-check"]
        command += ["--progress-bar=off", "--only-binary=:all:", "--no-compile"]
        if index:
            command += ["--extra-index-url", index]
        self._run("conversion_packages", [*command, *requirements], _passed_on(_SYSTEM, _FETCHING))

    def convert(self, source: Path, copy_files: Sequence[str]) -> Path:
        """Run the converter.

        Returns:
            The folder of the model, in the workshop.
        """
        made = self.folder / "converted"
        command = [str(self._environment / "bin" / "ct2-transformers-converter")]
        command += ["--model", str(source), "--output_dir", str(made)]
        command += ["--quantization", _QUANTIZATION]
        if copy_files:
            command += ["--copy_files", *copy_files]
        ours = _CONVERTING | {"HF_HOME": str(self.folder / "hub")}  # the user's holds a token
        self._run("conversion_failed", command, _passed_on(_SYSTEM) | ours)
        for name in ("model.bin", *copy_files):
            (made / name).stat()
        try:
            json.loads((made / "config.json").read_text("utf-8"))
        except ValueError as error:
            raise DownloadError("conversion_failed", detail=f"config.json: {error}") from error
        return made

    @property
    def _environment(self) -> Path:
        return self.folder / "environment"

    def _run(self, failure: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command to its end, or until it is cancelled.

        Args:
            failure: Key of the error if it fails.
            command: The command.
            environment: Its environment; temporary files, which can be large, go into the folder.
        """
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        output = self.folder / "output.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**environment, "TMPDIR": str(temporary)},
                start_new_session=True,  # so that what it starts can be ended with it
            )
        try:
            while process.poll() is None:
                if self.cancel.wait(_POLL):
                    raise DownloadError("conversion_cancelled")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            text = output.read_text("utf-8", "replace")
            raise _fault(failure, text, self.folder.parent, code=process.returncode)


def _has_pip() -> bool:
    return find_spec("pip") is not None


def _passed_on(*names: re.Pattern[str]) -> dict[str, str]:
    """The variables of our environment that have one of these names."""
    return {
        name: value
        for name, value in os.environ.items()
        if any(pattern.fullmatch(name) for pattern in names)
    }


def _fault(key: str, output: str, folder: Path, *, code: int = 1) -> DownloadError:
    """The error for a command that ended with this output and exit code."""
    if any(sign in output for sign in _DISK_FULL):
        return DownloadError("conversion_disk", folder=folder, size=_DISK_GB)
    if code == -signal.SIGKILL or any(sign in output for sign in _MEMORY_FULL):
        return DownloadError("conversion_memory", size=_MEMORY_GB)
    return DownloadError(key, detail=_last_lines(output))


def _last_lines(output: str) -> str:
    """The end of a command's output, on one line; of addresses only the host: some hold keys."""
    lines = [line.strip()[:_LINE_CHARS] for line in _URL.sub(r"\1\2", output).splitlines()]
    return " / ".join([line for line in lines if line][-_LAST_LINES:])

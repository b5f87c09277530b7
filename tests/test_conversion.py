"""Converting a model in an environment that is thrown away: a real one, with a real pip.

In place of CTranslate2's converter, PyTorch and Transformers stands a package of one line, whose
`ct2-transformers-converter` does what the file `behaviour.py` in the model's folder says.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from threading import Event, Thread

import pytest

from bot.errors import DownloadError
from bot.local_models.conversion import Conversion, convert, remove_leftovers
from tests.wheels import write_wheel

WORKS = """
    out.mkdir()
    (out / "model.bin").write_text("weights")
    (out / "config.json").write_text(json.dumps({"arguments": sys.argv, "seen": dict(os.environ)}))
    (out / "source.spm").write_bytes((model / "source.spm").read_bytes())
"""
WAITS = """
    import time
    pipe = (model / "pipe").open("w")
    subprocess.Popen(["sleep", "600"], pass_fds=[pipe.fileno()])
    print("ready", file=pipe, flush=True)
    time.sleep(600)
"""
WAITS_FOR_ITS_FOLDER = """
    import time
    pipe = (model / "pipe").open("w")
    print("ready", file=pipe, flush=True)
    while out.parent.exists():
        time.sleep(0.02)
"""


@pytest.fixture(scope="module")
def conversion(tmp_path_factory: pytest.TempPathFactory) -> Conversion:
    """The converter in an index of its own; what it requires is where the user's pip looks."""
    folder = tmp_path_factory.mktemp("packages")
    index = folder / "simple" / "stand-in-converter"
    index.mkdir(parents=True)
    code = """\
        import json, os, pathlib, signal, subprocess, sys
        import stand_in_torch
        def main():
            model, out = (pathlib.Path(sys.argv[at]) for at in (2, 4))
            exec((model / "behaviour.py").read_text("utf-8"), globals() | locals())
        """
    write_wheel(
        index,
        "stand_in_converter",
        dedent(code),
        requires="stand-in-torch",
        script="ct2-transformers-converter",
    )
    (index / "index.html").write_text(
        "".join(f'<a href="{one.name}">{one.name}</a>' for one in index.glob("*.whl"))
    )
    write_wheel(folder, "stand_in_torch")
    return Conversion(
        ("stand-in-converter==1.0",), (folder / "simple").as_uri(), copy_files=("source.spm",)
    )


@pytest.fixture(autouse=True)
def settings_of_pip(conversion: Conversion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the stand-ins can be installed, whatever this machine's pip would find."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    packages = conversion.index.removesuffix("/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{packages}/nothing")
    monkeypatch.setenv("PIP_FIND_LINKS", packages)
    monkeypatch.setenv("PIP_RETRIES", "0")


@pytest.fixture
def model(tmp_path: Path) -> Callable[[str], Path]:
    """Write a model's repository; the converter does what `behaviour` says."""

    def write(behaviour: str) -> Path:
        folder = tmp_path / "repository"
        folder.mkdir()
        (folder / "source.spm").write_text("pieces")
        (folder / "behaviour.py").write_text(dedent(behaviour), "utf-8")
        os.mkfifo(folder / "pipe")
        return folder

    return write


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def ignore(step: str) -> None:
    """For those who need not know how far it is."""


def test_a_model_is_converted_and_nothing_else_is_left(
    tmp_path: Path,
    conversion: Conversion,
    model: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Packages come from both indexes; the converter sees neither keys nor the network's settings;
    an older result is replaced; Khulasa's own environment gets nothing.
    """
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("HF_TOKEN", "hf-secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@localhost:1")
    target = tmp_path / "made" / "ar-en"
    target.mkdir(parents=True)
    (target / "older").touch()
    steps: list[str] = []

    convert(model(WORKS), target, conversion, on_step=steps.append)

    assert steps == ["environment", "packages", "converting"]
    assert names_in(target) == ["config.json", "model.bin", "source.spm"]
    assert names_in(target.parent) == ["ar-en"]
    config = json.loads((target / "config.json").read_text("utf-8"))
    assert config["arguments"][5:] == [
        "--quantization",
        "int8_float32",
        "--copy_files",
        "source.spm",
    ]
    assert config["seen"]["HF_HUB_OFFLINE"] == "1"
    assert not re.search(r"secret|PIP_|PYTHONPATH", json.dumps(config["seen"]))
    assert find_spec("stand_in_torch") is None


@pytest.mark.parametrize(
    ("behaviour", "key", "said"),
    [
        (
            """
            out.mkdir()
            (out / "model.bin").touch()
            print("first of many\\n" * 9)
            sys.exit("KeyError: fetched from https://user:hidden@mirror.example/hidden/simple")
            """,
            "conversion_failed",
            r"first of many / KeyError: fetched from https://mirror\.example$",
        ),
        (WORKS + "    (out / 'config.json').unlink()", "conversion_failed", "config.json"),
        ("raise OSError(28, 'No space left on device')", "conversion_disk", "about 2 GB"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "conversion_memory", "about 2 GB"),
    ],
)
def test_a_converter_that_fails_leaves_the_older_result_and_says_why(
    tmp_path: Path,
    conversion: Conversion,
    model: Callable[[str], Path],
    behaviour: str,
    key: str,
    said: str,
) -> None:
    target = tmp_path / "made" / "ar-en"
    target.mkdir(parents=True)
    (target / "older").touch()

    with pytest.raises(DownloadError) as raised:
        convert(model(behaviour), target, conversion, on_step=ignore)

    assert raised.value.key == key
    assert re.search(said, raised.value.message("en"))
    assert "hidden" not in raised.value.message("ar")
    assert names_in(target.parent) == ["ar-en"]
    assert names_in(target) == ["older"]


def test_packages_that_cannot_be_installed(
    tmp_path: Path, conversion: Conversion, model: Callable[[str], Path]
) -> None:
    """pip's last words are told, without the password in an index's address."""
    unreachable = replace(conversion, index="http://user:secret@localhost:1/simple")

    with pytest.raises(DownloadError, match="No matching distribution found") as raised:
        convert(model(WORKS), tmp_path / "made" / "ar-en", unreachable, on_step=ignore)

    assert raised.value.key == "conversion_packages"
    assert "secret" not in str(raised.value)
    assert names_in(tmp_path / "made") == []


def test_cancelling_ends_the_converter_and_all_that_it_started(
    tmp_path: Path, conversion: Conversion, model: Callable[[str], Path]
) -> None:
    """The other end of the pipe is closed only when no process has it any more."""
    source = model(WAITS)
    cancel = Event()
    rest: list[str] = []

    def cancel_when_ready() -> None:
        with (source / "pipe").open() as pipe:
            assert pipe.readline() == "ready\n"
            cancel.set()
            rest.append(pipe.read())

    reader = Thread(target=cancel_when_ready)
    reader.start()
    with pytest.raises(DownloadError) as raised:
        convert(source, tmp_path / "made" / "ar-en", conversion, on_step=ignore, cancel=cancel)

    reader.join(30)
    assert rest == [""]
    assert raised.value.key == "conversion_cancelled"
    assert names_in(tmp_path / "made") == []


def test_what_a_killed_process_left_is_removed_but_not_while_it_works(
    tmp_path: Path, conversion: Conversion, model: Callable[[str], Path]
) -> None:
    source, target = model(WAITS_FOR_ITS_FOLDER), tmp_path / "made" / "ar-en"
    code = f"""if True:
        from pathlib import Path
        from bot.local_models.conversion import Conversion, convert
        convert(Path({str(source)!r}), Path({str(target)!r}), {conversion!r}, on_step=print)
    """
    with (
        subprocess.Popen([sys.executable, "-c", code]) as working,
        (source / "pipe").open() as pipe,
    ):
        assert pipe.readline() == "ready\n"
        [left] = names_in(target.parent)
        remove_leftovers(target.parent)
        assert names_in(target.parent) == [left]
        working.kill()
        working.wait()

        remove_leftovers(target.parent)

        assert pipe.read() == ""  # the converter ended, too
    assert left.startswith(".converting-ar-en-")
    assert names_in(target.parent) == []

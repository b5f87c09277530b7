"""Fetching translators: the real client against a small hub on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import DownloadError, NeedsModelError
from bot.local_models.catalogue import known_models, recommended
from bot.local_models.pull import Progress, pull
from bot.local_models.store import find_installed, installed, remove, translator_folder
from bot.settings import Settings
from bot.translator import Translator
from bot.translator.packages import find_packages
from bot.translator.shared import translator_for
from tests.servers import Hub, Refusal
from tests.translators import random_translator
from tests.wheels import write_wheel
from ui.cli import main
from ui.models import interrupting

SENTENCE = "وأعلن العراق انتصاره على التنظيم أواخر العام 2017."
TWO_WAYS = "someone/arabic-both-ways"
CONVERTER = """
import pathlib, shutil, sys
def main():
    model, out = (pathlib.Path(sys.argv[at]) for at in (2, 4))
    out.mkdir()
    for made, given in {
        "model.bin": "pytorch_model.bin",
        "config.json": "config.json",
        "shared_vocabulary.json": "vocab.json",
        "source.spm": "source.spm",
        "target.spm": "target.spm",
    }.items():
        shutil.copy(model / given, out / made)
"""


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_translator(tmp_path_factory.mktemp("translator"))


@pytest.fixture
def hub(translator: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with what `opus-mt` names, NLLB's folder, and a repository of both directions."""
    with Hub() as hub:
        both = {}
        for direction in ("ar-en", "en-ar"):
            files = {one.name: one.read_bytes() for one in (translator / direction).iterdir()}
            hub.add(f"gaudi/opus-mt-{direction}-ctranslate2", {**files, "README.md": b"# hello"})
            both |= {f"{direction}/{name}": content for name, content in files.items()}
        hub.add(TWO_WAYS, both | {"config.json": b"{}", "../../evil.json": b"{}"})
        one = translator / "ar-en"
        names = ("model.bin", "config.json", "shared_vocabulary.json")
        nllb = {name: (one / name).read_bytes() for name in names}
        nllb["sentencepiece.bpe.model"] = (one / "source.spm").read_bytes()
        hub.add("skywood/nllb-200-distilled-600M-ct2-int8", nllb)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_HOME", str(translator / "no-token"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield hub


@pytest.fixture
def khulasa(tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """A command in a process of its own, with the data folder of the test."""

    def start(
        *arguments: str, stderr: int = subprocess.PIPE, **environ: str
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, "KHULASA_DATA_DIR": str(tmp_path), "LANG": "en", **environ},
        )

    return start


def refused(tmp_path: Path, name: str = "opus-mt") -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        pull(tmp_path, name)
    assert installed(tmp_path) == []
    return caught.value


def test_a_pulled_translator_is_the_one_in_force_and_translates(hub, tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert translator_for(settings) is None
    steps: list[Progress] = []

    model = pull(tmp_path, "opus-mt", steps.append)

    assert model == find_installed(tmp_path, "opus-mt") == installed(tmp_path)[0]
    assert model.directions == ("ar-en", "en-ar")
    assert [one["commit"] for one in model.about["repositories"]] == [
        hub.repositories[f"gaudi/opus-mt-{one}-ctranslate2"].commit for one in model.directions
    ]
    fetched = [one for one in steps if one.step == "fetch"]
    assert [one.done for one in fetched] == sorted(one.done for one in fetched)
    assert fetched[-1].done == fetched[-1].total
    assert [one.step for one in steps if one.step != "fetch"] == ["look", "place", "place"]
    assert not any("README" in one.path for one in hub.asked)
    packages = find_packages(model.folder)
    assert packages["en-ar"].source_prefix == (">>ara<<",)
    assert packages["ar-en"].source_suffix == ("</s>",)
    found = translator_for(settings)
    assert found is not None
    try:
        assert found.folder == model.folder
        assert said(found)
    finally:
        found.end()


def test_one_model_for_both_directions_is_fetched_and_kept_once(hub, tmp_path):
    model = pull(tmp_path, "nllb-200-600m")
    assert len(hub.sent("model.bin")) == 1
    both = [model.folder / direction / "model.bin" for direction in model.directions]
    assert len(both) == 2
    assert model.bytes < sum(one.stat().st_size for one in both) + 500_000
    packages = find_packages(model.folder)
    assert packages["ar-en"].source_prefix == packages["en-ar"].target_prefix == ("arb_Arab",)
    assert packages["en-ar"].source_prefix == packages["ar-en"].target_prefix == ("eng_Latn",)


def test_the_recommended_one_is_converted(hub, translator, tmp_path, monkeypatch):
    """By a real pip in a real environment; what it installs there only copies files."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for requirement in recommended().conversion["requirements"]:
        package, version = requirement.split("==")
        code, script = "", ""
        if package == "ctranslate2":
            code, script = CONVERTER, "ct2-transformers-converter"
        write_wheel(wheels, package, code, version=version, script=script)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    for direction, part in recommended().parts.items():
        files = {one.name: one.read_bytes() for one in (translator / direction).iterdir()}
        files["pytorch_model.bin"] = files.pop("model.bin")
        files["vocab.json"] = files.pop("shared_vocabulary.json")
        hub.add(part.repository, files | {"tf_model.h5": b"1"}, part.revision)
    steps: list[Progress] = []

    model = pull(tmp_path, "translator", steps.append)

    assert model.name == "opus-mt-big"
    assert model.directions == ("ar-en", "en-ar")
    said_of = [one.detail for one in steps if one.step == "convert"]
    assert said_of == ["environment", "packages", "converting"] * 2
    assert find_packages(model.folder)["en-ar"].source_prefix == (">>ara<<",)
    assert not any("tf_model" in one.path for one in hub.asked)
    assert [one.name for one in (tmp_path / "downloads").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("repository", "directions"),
    [(TWO_WAYS, ("ar-en", "en-ar")), ("gaudi/opus-mt-ar-en-ctranslate2", ("ar-en",))],
)
def test_a_repository_that_nobody_described(hub, tmp_path, repository, directions):
    assert pull(tmp_path, repository).directions == directions
    folder = translator_folder(Settings(data_dir=tmp_path, translator=repository))
    assert folder is not None
    assert folder.parent == tmp_path / "models"
    assert find_packages(folder).keys() == set(directions)


def test_a_repository_that_holds_no_translator(hub, tmp_path):
    hub.add("someone/else", {"model.safetensors": b"1"})
    error = refused(tmp_path, "someone/else")
    assert error.key == "download_no_translator"


def test_a_connection_that_breaks_off_is_made_again_where_it_broke(hub, tmp_path):
    hub.behaviour.cuts = [50_000]
    pull(tmp_path, "gaudi/opus-mt-ar-en-ctranslate2")
    [cut, rest] = [sent for sent in hub.sends if sent[0] == hub.sends[0][0]]
    assert cut[1:] == (0, 50_000)
    assert rest[1] == 50_000


def test_a_hub_that_ignores_range_sends_everything_again(hub, tmp_path):
    hub.behaviour.cuts, hub.behaviour.whole = [50_000], True
    done: list[int] = []
    model = pull(tmp_path, "opus-mt", lambda progress: done.append(progress.done))
    assert len(model.directions) == 2
    assert min(done) >= 0
    assert max(done) == sum(one["bytes"] for one in model.about["repositories"])


def test_a_killed_pull_goes_on_where_it_was(hub, tmp_path, khulasa):
    """Also: while it runs, no second one may; and a half of a model is no model."""
    hub.behaviour.wait = 0.05
    first = khulasa("models", "pull", "opus-mt")
    downloads = tmp_path / "downloads"
    until(lambda: sum(one.stat().st_size for one in downloads.rglob("model.bin*.part")) > 60_000)
    assert refused(tmp_path).key == "pull_under_way"
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert installed(tmp_path) == []
    [part] = downloads.rglob("model.bin*.part")
    had = part.stat().st_size

    hub.behaviour.wait = 0.0
    output, errors = khulasa("models", "pull", "opus-mt").communicate()

    assert b"opus-mt is installed" in output
    assert b"no revision was known" in output
    assert errors.decode().splitlines() == [
        "Looking at OPUS-MT (Helsinki-NLP), converted by gaudi",
        "Fetching gaudi/opus-mt-ar-en-ctranslate2",
        "Fetching gaudi/opus-mt-en-ar-ctranslate2",
        "Putting into place: gaudi/opus-mt-ar-en-ctranslate2",
        "Putting into place: gaudi/opus-mt-en-ar-ctranslate2",
    ]
    assert had in [begin for begin, _ in hub.sent("ar-en-ctranslate2/model.bin")]
    assert list(downloads.rglob("*.part")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
def test_on_a_terminal_one_line_changes_and_ctrl_c_keeps_what_came(hub, tmp_path, khulasa):
    import pty

    hub.behaviour.wait = 0.05
    screen, terminal = pty.openpty()
    command = khulasa("models", "pull", "opus-mt", stderr=terminal)
    os.close(terminal)
    shown = b""
    while b" MB  2" not in shown:  # a fifth of all
        shown += os.read(screen, 1000)
    command.send_signal(signal.SIGINT)
    while b"goes on from there" not in shown:
        shown += os.read(screen, 1000)
    assert command.wait() == 130
    os.close(screen)
    assert b"\r\x1b[KFetching gaudi/opus-mt-ar-en-ctranslate2  0/0 MB  2" in shown
    assert b"Traceback" not in shown
    assert installed(tmp_path) == []
    assert list((tmp_path / "downloads").rglob("model.bin*.part"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_a_clean_up_swallows_stops_a_pull_all_the_same(hub, tmp_path):
    class CleansUp:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)
            ""  # Python has the handler run between two calls, and ignores what it raises here

    def progress(told: Progress) -> None:
        if told.done:
            held.clear()

    held = [CleansUp()]
    interrupted = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    with interrupting(interrupted), pytest.raises(DownloadError) as caught:
        pull(tmp_path, "opus-mt", progress, interrupted)
    assert caught.value.key == "download_stopped"
    assert installed(tmp_path) == []
    assert signal.getsignal(signal.SIGINT) is before


def test_stopped_from_another_thread_it_keeps_what_came(hub, tmp_path):
    hub.behaviour.wait = 0.02
    cancel = threading.Event()

    def stop(progress: Progress) -> None:
        if progress.done > 30_000:
            cancel.set()

    with pytest.raises(DownloadError) as caught:
        pull(tmp_path, "opus-mt", stop, cancel)
    assert caught.value.key == "download_stopped"
    there = (tmp_path / "downloads").rglob("*-ctranslate2/*")
    assert sum(one.stat().st_size for one in there) > 30_000
    hub.behaviour.wait = 0.0
    assert len(pull(tmp_path, "opus-mt").directions) == 2


def test_other_bytes_than_promised_are_thrown_away(hub, tmp_path):
    hub.behaviour.spoiled = True
    error = refused(tmp_path)
    assert error.key == "download_checksum"
    assert list(Path(str(error.values["folder"])).glob("model.bin*")) == []
    hub.behaviour.spoiled = False
    assert pull(tmp_path, "opus-mt")


@pytest.mark.parametrize(
    ("path", "refusal", "key"),
    [
        ("/api/", Refusal(404), "download_no_repository"),
        ("/api/", Refusal(401, "RepoNotFound"), "download_no_repository"),
        ("/api/", Refusal(401), "download_refused"),
        ("/api/", Refusal(403, "GatedRepo"), "download_gated"),
        ("/resolve/", Refusal(403, "GatedRepo"), "download_gated"),
        ("/api/", Refusal(404, "RevisionNotFound"), "download_no_revision"),
        ("/resolve/", Refusal(404, "EntryNotFound"), "download_no_file"),
        ("/large/", Refusal(500), "download_fault"),
        ("/api/", Refusal(200), "download_fault"),
    ],
)
def test_each_refusal_says_what_it_is_and_where_files_can_be_put(hub, tmp_path, path, refusal, key):
    hub.behaviour.refusals = {path: refusal}
    error = refused(tmp_path)
    assert error.key == key
    folder = tmp_path / "downloads" / "gaudi--opus-mt-ar-en-ctranslate2"
    for language in ("en", "ar"):
        assert str(folder) in error.message(language)
        assert "gaudi/opus-mt-ar-en-ctranslate2" in error.message(language)


def test_a_file_that_is_needed_and_not_there(hub, tmp_path):
    repository = hub.repositories["gaudi/opus-mt-en-ar-ctranslate2"]
    repository.files = {k: v for k, v in repository.files.items() if k != "target.spm"}
    error = refused(tmp_path)
    assert (error.key, error.values["file"]) == ("download_no_file", "target.spm")
    assert hub.sends == []


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({"HF_HUB_OFFLINE": "1"}, "download_offline"),
        ({"HF_ENDPOINT": "http://hub.invalid"}, "download_unreachable"),
        ({"HF_ENDPOINT": "http://127.0.0.1:9"}, "download_unreachable"),
    ],
)
def test_without_a_network_files_put_by_hand_are_taken(
    hub, translator, tmp_path, monkeypatch, environ, key
):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for direction in ("ar-en", "en-ar"):
        error = refused(tmp_path)
        assert error.key == key
        folder = Path(str(error.values["folder"]))
        folder.mkdir(parents=True)
        for file in (translator / direction).iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
    model = pull(tmp_path, "opus-mt")
    assert [one["commit"] for one in model.about["repositories"]] == ["", ""]
    assert hub.asked == []


def test_a_token_goes_to_the_hub_and_not_to_where_it_leads(hub, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    caplog.set_level("DEBUG")
    pull(tmp_path, "opus-mt")
    large = [one for one in hub.asked if one.path.startswith("/large/")]
    others = [one for one in hub.asked if not one.path.startswith("/large/")]
    assert large
    assert not any("authorization" in map(str.lower, one.headers) for one in large)
    assert all("Bearer hf_secret" in one.headers.values() for one in others)
    assert "hf_secret" not in caplog.text
    agents = " ".join(one.headers.get("user-agent", "") for one in hub.asked)
    assert "torch" not in agents
    assert "agent/" not in agents
    assert not any("harness" in one.path for one in hub.asked)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said(hub, tmp_path):
    folder = tmp_path / "downloads" / "gaudi--opus-mt-ar-en-ctranslate2"
    folder.mkdir(parents=True)
    content = hub.repositories["gaudi/opus-mt-ar-en-ctranslate2"].files["config.json"]
    from bot.local_models import hub as client

    snapshot = client.look("gaudi/opus-mt-ar-en-ctranslate2", "", folder)
    file = snapshot.files["config.json"]
    (folder / f"config.json.{file.digest[:12]}.part").symlink_to("/dev/full")
    assert content
    assert refused(tmp_path).key == "download_disk_full"


def test_too_little_room_is_said_before_anything_is_fetched(hub, tmp_path, monkeypatch):
    import shutil

    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=100_000))
    assert refused(tmp_path).key == "download_room"
    assert hub.sends == []


def test_a_removed_translator_is_out_of_memory_and_off_the_disk(hub, tmp_path):
    settings = Settings(data_dir=tmp_path, translator="opus-mt")
    with pytest.raises(NeedsModelError) as caught:
        translator_for(settings)
    assert caught.value.key == "translator_not_fetched"
    model = pull(tmp_path, "opus-mt")
    used = translator_for(settings)
    assert used is not None
    assert said(used)
    assert used.pid

    assert remove(tmp_path, "opus-mt") == model.bytes

    assert used.pid is None
    assert installed(tmp_path) == []
    assert not any(one.is_file() for one in (tmp_path / "models").rglob("*"))
    with pytest.raises(NeedsModelError):
        translator_for(settings)
    with pytest.raises(DownloadError, match="not on this machine"):
        remove(tmp_path, "opus-mt")


def test_what_another_process_removed_is_ended_too(hub, tmp_path, khulasa):
    settings = Settings(data_dir=tmp_path)
    pull(tmp_path, "opus-mt")
    used = translator_for(settings)
    assert used is not None
    assert said(used)
    assert khulasa("models", "remove", "opus-mt").wait() == 0
    assert translator_for(settings) is None
    assert used.pid is None


@pytest.mark.parametrize("name", ["../outside", "/etc", "a/../b", ".hidden", "no-such-model", ""])
def test_no_name_leads_outside(tmp_path, name):
    outside = tmp_path / "outside"
    outside.mkdir()
    data = tmp_path / "data"
    for act in (remove, pull):
        with pytest.raises(DownloadError):
            act(data, name)
    assert outside.is_dir()
    assert not (data / "models").exists()


def test_argos_is_fetched_by_hand(tmp_path):
    error = refused(tmp_path, "argos")
    assert error.key == "download_by_hand"
    assert "translate-ar_en-1_0.argosmodel" in str(error)


def test_the_list_says_what_is_known_and_what_is_here(hub, tmp_path, monkeypatch, capsys):
    pull(tmp_path, "opus-mt")
    pull(tmp_path, TWO_WAYS)
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["models", "list"]) == 0
    english = capsys.readouterr().out
    assert "opus-mt-big  [recommended, not installed, untested]" in english
    assert "opus-mt  [installed, in use, untested]" in english
    assert re.search(rf"{TWO_WAYS}  \[installed\]\n  ar-en, en-ar, .*\n  licence: mit", english)
    assert "CC BY-NC 4.0 (not for commercial use)" in english
    assert "published BLEU: 42.6 into English, 29.4 into Arabic" in english
    assert main(["models", "--json"]) == 0
    here = {one["name"]: one["installed"] for one in json.loads(capsys.readouterr().out)}
    assert here == {name: name == "opus-mt" for name in known_models()} | {TWO_WAYS: True}
    monkeypatch.setenv("LC_ALL", "ar_SA.UTF-8")
    assert main(["models", "list"]) == 0
    assert "لغير الاستخدام التجاري" in capsys.readouterr().out


def test_what_goes_wrong_at_the_command_line_ends_with_1_and_says_what(
    hub, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert main(["models", "pull", "opus-mt"]) == 1
    assert "HF_HUB_OFFLINE" in capsys.readouterr().err


def said(translator: Translator) -> str:
    [translated] = asyncio.run(translator.translate([SENTENCE], "ar-en"))
    return translated.text


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)

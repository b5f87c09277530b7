"""Which translator is in force, and Argos's files."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest

from bot.errors import KhulasaError, NeedsModelError, SettingsError
from bot.local_models.catalogue import find_known, known_models, recommended
from bot.local_models.store import installed, remove, translator_folder
from bot.settings import Settings
from bot.translator.packages import find_packages
from tests.translators import pack, random_translator


@pytest.fixture(scope="module")
def argos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Argos's files of both directions."""
    made = random_translator(tmp_path_factory.mktemp("argos"), form="argos")
    packed = tmp_path_factory.mktemp("packed")
    for direction in ("ar-en", "en-ar"):
        pack(made / direction, packed / f"translate-{direction}.argosmodel")
    return packed


def put(data_dir: Path, name: str) -> Path:
    """A folder as `pull` leaves it, as far as finding it goes."""
    folder = data_dir / "models" / name / "ar-en"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"model")
    return folder.parent


def test_each_known_model_says_all_that_a_user_must_know():
    for name, model in known_models().items():
        assert model.parts.keys() == {"ar-en", "en-ar"}
        assert model.download
        assert model.disk
        assert model.source.keys() == {"en", "ar"}
        assert model.licence or model.format == "argosmodel"
        for part in model.parts.values():
            assert bool(part.repository) == bool(part.files) != bool(part.address)
        assert find_known(name) is model
    assert recommended() is find_known("translator") is known_models()["opus-mt-big"]
    assert [one.name for one in known_models().values() if one.non_commercial] == ["nllb-200-600m"]
    assert [one.format for one in known_models().values()] == [
        *("conversion", "ready", "ready", "argosmodel")
    ]


def test_unset_the_recommended_one_comes_before_others_and_others_before_none(tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert translator_folder(settings) is None
    for name in ("someone--else", "opus-mt", "opus-mt-big"):
        assert translator_folder(settings) != tmp_path / "models" / name
        put(tmp_path, name)
        assert translator_folder(settings) == tmp_path / "models" / name
    remove(tmp_path, "translator")
    assert translator_folder(settings) == tmp_path / "models" / "opus-mt"
    assert [one.name for one in installed(tmp_path)] == ["opus-mt", "someone--else"]


def test_unfinished_work_and_other_files_are_no_models(tmp_path):
    put(tmp_path, ".incoming-opus-mt")
    (tmp_path / "models" / "notes").mkdir()
    (tmp_path / "models" / "file.txt").write_text("x", "utf-8")
    assert installed(tmp_path) == []
    assert translator_folder(Settings(data_dir=tmp_path)) is None


def test_the_setting_names_a_folder_a_known_model_or_a_repository(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    assert translator_folder(Settings(data_dir=tmp_path, translator=str(folder))) == folder
    for name in ("opus-mt", "translator", "owner/name"):
        settings = Settings(data_dir=tmp_path, translator=name)
        with pytest.raises(NeedsModelError, match="khulasa models pull " + name):
            translator_folder(settings)
    put(tmp_path, "owner--name")
    there = translator_folder(Settings(data_dir=tmp_path, translator="owner/name"))
    assert there == tmp_path / "models" / "owner--name"
    with pytest.raises(SettingsError, match="no translation model"):
        translator_folder(Settings(data_dir=tmp_path, translator="/no/such/folder"))


def test_looking_for_the_translator_is_quick(tmp_path):
    """It is done for each request; a hundred models are more than anyone has."""
    for number in range(100):
        put(tmp_path, f"someone--model-{number}")
    settings = Settings(data_dir=tmp_path)
    translator_folder(settings)
    begin = time.process_time()
    for _ in range(100):
        translator_folder(settings)
    assert time.process_time() - begin < 0.3


@pytest.mark.parametrize("both", [True, False])
def test_argos_files_are_unpacked_once(argos, tmp_path, both):
    path = argos if both else argos / "translate-en-ar.argosmodel"
    settings = Settings(data_dir=tmp_path, translator=str(path))
    folder = translator_folder(settings)
    assert folder is not None
    assert folder.parent == tmp_path / "models"
    assert find_packages(folder).keys() == ({"ar-en", "en-ar"} if both else {"en-ar"})
    written = (folder / "about.json").stat().st_mtime_ns
    assert translator_folder(settings) == folder
    assert (folder / "about.json").stat().st_mtime_ns == written
    remove(tmp_path, folder.name)
    assert not folder.exists()
    assert translator_folder(settings) == folder


def archive(path: Path, **changes: bytes) -> Path:
    """A file as Argos makes it, with contents by their path; "/" is written "__"."""
    about = json.dumps({"from_code": "ar", "to_code": "en"}).encode()
    content = {
        "root__metadata.json": about,
        "root__sentencepiece.model": b"pieces",
        "root__model__model.bin": b"model",
        **changes,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            packed.writestr(name.replace("__", "/"), data)
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"root__..__..__evil": b"x"},
        {"__tmp__evil": b"x"},
        {"root__model__..\\..\\evil": b"x"},
        {"root__metadata.json": b'{"from_code": "fr", "to_code": "en"}'},
        {"root__metadata.json": b'{"from_code": "../..", "to_code": "en"}'},
        {"root__metadata.json": b"[]"},
        {"root__metadata.json": b"not JSON"},
    ],
)
def test_an_archive_that_is_no_translator_or_wants_out(tmp_path, changes):
    file = archive(tmp_path / "bad.argosmodel", **changes)
    with pytest.raises(SettingsError) as caught:
        translator_folder(Settings(data_dir=tmp_path / "data", translator=str(file)))
    assert caught.value.key == "argos_file"
    assert list((tmp_path / "data" / "models").iterdir()) == []
    assert [one.name for one in tmp_path.iterdir() if "evil" in one.name] == []


def test_what_an_archive_holds_beside_the_model_is_left_out(tmp_path):
    file = archive(tmp_path / "more.argosmodel", root__stanza__code=b"x", root__run_sh=b"x")
    folder = translator_folder(Settings(data_dir=tmp_path / "data", translator=str(file)))
    assert folder is not None
    assert {one.name for one in folder.rglob("*") if one.is_file()} == {
        *("about.json", "metadata.json", "sentencepiece.model", "model.bin")
    }


def test_an_archive_that_says_it_is_enormous(tmp_path):
    """The sizes in its directory are made up; not a byte of it is unpacked."""
    file = archive(tmp_path / "bomb.argosmodel")
    content = bytearray(file.read_bytes())
    at = content.rindex(b"root/model/model.bin") - 46
    content[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="3,000,000,"):
        translator_folder(Settings(data_dir=tmp_path / "data", translator=str(file)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"<html>no</html>"])
def test_a_file_that_is_no_archive(tmp_path, content):
    file = tmp_path / "page.argosmodel"
    file.write_bytes(content)
    with pytest.raises(KhulasaError, match=r"page\.argosmodel cannot be used"):
        translator_folder(Settings(data_dir=tmp_path / "data", translator=str(file)))

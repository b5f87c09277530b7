"""The glossary in the data folder, as people and the app write it."""

import os

import pytest
import yaml

from bot.errors import SettingsError
from bot.translator.glossary import Glossary, Term
from bot.translator.glossary_file import GLOSSARY_FILE, MOST_CHARS, MOST_TERMS, load, save

IRAQ, NORWAY = Term("العراق", "Iraq"), Term("النرويج", "NO")


def write(folder, text: str) -> None:
    (folder / GLOSSARY_FILE).write_text(text, "utf-8")


def test_without_a_file_there_are_no_terms(tmp_path):
    assert load(tmp_path) == Glossary()


def test_what_was_saved_is_loaded(tmp_path):
    kept = Glossary((IRAQ, NORWAY, Term("«داعش»: تنظيم", "ISIS: “the # group”"), Term("٧", "7")))
    folder = tmp_path / "new"
    with pytest.raises(SettingsError) as caught:
        save(folder, kept)
    assert caught.value.key == "glossary_not_arabic"
    assert not folder.exists()
    save(folder, Glossary(kept.terms[:3]))
    assert load(folder).terms == kept.terms[:3]
    assert [one.name for one in folder.iterdir()] == [GLOSSARY_FILE]
    assert "العراق" in (folder / GLOSSARY_FILE).read_text("utf-8")


def test_a_file_written_by_hand_is_read_as_it_stands(tmp_path):
    write(
        tmp_path,
        "\ufeff# my names\n"
        "- {ar: العراق, en: Iraq}\n"
        "- ar:  \u200fالنرويج\u200f\n  en: NO\n\n"
        '- {ar: "أحداث  11 سبتمبر", en: 9/11}\n',
    )
    assert load(tmp_path).terms == (IRAQ, NORWAY, Term("أحداث 11 سبتمبر", "9/11"))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]", "---\n"])
def test_a_file_without_entries_has_no_terms(text, tmp_path):
    write(tmp_path, text)
    assert load(tmp_path) == Glossary()


def test_a_change_of_the_file_counts_at_once(tmp_path):
    write(tmp_path, "- {ar: العراق, en: Iraq}")
    first = load(tmp_path)
    assert load(tmp_path) is first
    write(tmp_path, "- {ar: العراق, en: Irak}")  # of the same size
    os.utime(tmp_path / GLOSSARY_FILE, ns=(1, 1))
    assert load(tmp_path).terms == (Term("العراق", "Irak"),)
    (tmp_path / GLOSSARY_FILE).unlink()
    assert load(tmp_path) == Glossary()


GOOD = "- {ar: العراق, en: Iraq}\n"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("- {ar: مصر, en: Egypt, fr: Égypte}", "glossary_key"),
        ("- {ar: مصر, en: Egypt, en: Masr}", "glossary_key_twice"),
        ("- {ar: مصر, <<: {en: Egypt}}", "glossary_form"),
        ("- {ar: مصر}", "glossary_empty"),
        ("- {ar: مصر, en: }", "glossary_empty"),
        ('- {ar: " \u200f ", en: Egypt}', "glossary_empty"),
        ("- {ar: Egypt, en: مصر}", "glossary_not_arabic"),
        ("- {ar: مصر, en: مصر}", "glossary_not_english"),
        ("- {ar: مصر, en: Египет}", "glossary_not_english"),
        ("- {ar: مصر, en: '?!'}", "glossary_not_english"),
        (f"- {{ar: {'م' * (MOST_CHARS + 1)}, en: Egypt}}", "glossary_long"),
        (GOOD, "glossary_twice"),
        ("- مصر: Egypt", "glossary_key"),
        ("- مصر", "glossary_form"),
        ("- [مصر, Egypt]", "glossary_form"),
        ("- {ar: [مصر], en: Egypt}", "glossary_form"),
        ("- {ar: مصر, en: Egypt", "glossary_yaml"),
        ("- ar: مصر: en", "glossary_yaml"),
        ("- {ar: مصر, en: \x01}", "glossary_yaml"),
    ],
)
def test_a_line_that_means_nothing_is_named(line, key, tmp_path):
    write(tmp_path, f"# names\n{GOOD}{line}")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert caught.value.key == key
    assert "ine 3 " in caught.value.message("en") or "ine 3:" in caught.value.message("en")
    assert "السطر 3" in caught.value.message("ar")


@pytest.mark.parametrize("text", ["ar: العراق", "a word", "[" * 2_000, "- &a [*a]", "- *a"])
def test_a_file_that_is_no_list_of_entries_is_refused(text, tmp_path):
    write(tmp_path, text)
    with pytest.raises(SettingsError, match=r"^Line 1 of the glossary"):
        load(tmp_path)


def test_too_many_terms_are_refused(tmp_path):
    terms = tuple(Term(f"اسم {i}", f"name {i}") for i in range(MOST_TERMS + 1))
    with pytest.raises(SettingsError, match="too large"):
        save(tmp_path, Glossary(terms))
    write(tmp_path, yaml.safe_dump([{"ar": one.ar, "en": one.en} for one in terms]))
    with pytest.raises(SettingsError, match="too large"):
        load(tmp_path)
    write(tmp_path, "#" * (2 << 20))
    with pytest.raises(SettingsError, match="too large"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_or_written_says_so(tmp_path):
    (tmp_path / GLOSSARY_FILE).write_bytes("- {ar: العراق, en: Iraq}".encode("cp1256"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="cannot be saved"):
        save(tmp_path / "file", Glossary((IRAQ,)))


def test_what_cannot_be_saved_leaves_the_file_as_it_was(tmp_path):
    save(tmp_path, Glossary((IRAQ,)))
    before = (tmp_path / GLOSSARY_FILE).read_bytes()
    with pytest.raises(SettingsError, match=r"^Line 2 "):
        save(tmp_path, Glossary((NORWAY, NORWAY)))
    assert (tmp_path / GLOSSARY_FILE).read_bytes() == before

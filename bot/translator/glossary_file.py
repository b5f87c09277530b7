"""The glossary in the data folder: ``glossary.yaml``, which people write by hand, too.

- {ar: وزارة الدفاع, en: Ministry of Defence}
- {ar: العراق, en: Iraq}
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from bot.errors import SettingsError
from bot.translator.glossary import Glossary, Term

if TYPE_CHECKING:
    import yaml

GLOSSARY_FILE = "glossary.yaml"
MOST_TERMS = 1_000
MOST_CHARS = 100
_MOST_BYTES = 1 << 20

_KEYS = ("ar", "en")
_ARABIC = regex.compile(r"[\p{Arabic}&&\p{L}]", regex.V1)
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_LATIN_OR_FIGURE = regex.compile(r"[\p{Latin}\p{Nd}]")
# Marks of direction that editors leave in mixed lines, and what else is not seen.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}--[\s\u200c\u200d]]", regex.V1)
_HEAD = """\
# Names and how to translate them, both ways; of two lines for one name the first counts.
# أسماء وترجمتها، في الاتجاهين؛ إذا تكرر اسم فالسطر الأول هو المعمول به.
"""

Row = tuple[int, str, str]
"""Number of a line, the Arabic name, the English one."""

_Version = tuple[int, int, int]
_read: dict[Path, tuple[_Version, Glossary]] = {}


def load(data_dir: Path) -> Glossary:
    """The glossary as the file now has it; an empty one where there is no file.

    The file is read again only after it changed.

    Raises:
        SettingsError: It cannot be read, or a line of it means nothing.
    """
    path = data_dir / GLOSSARY_FILE
    try:
        about = path.stat()
        version = about.st_mtime_ns, about.st_size, about.st_ino
        if path in _read and _read[path][0] == version:
            return _read[path][1]
        if about.st_size > _MOST_BYTES:
            raise SettingsError("glossary_size", terms=MOST_TERMS, chars=MOST_CHARS)
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Glossary()
    except (OSError, UnicodeError) as error:
        raise SettingsError("glossary_unreadable", path=path, detail=error) from None
    glossary = checked(_rows(text))
    _read[path] = version, glossary
    return glossary


def save(data_dir: Path, glossary: Glossary) -> None:
    """Write the glossary in place of what the file holds; comments in it are lost.

    Raises:
        SettingsError: A term means nothing (the line is its number), or the file cannot be
            written. It stays as it was.
    """
    import yaml

    rows = enumerate(glossary.terms, 1)
    terms = checked((line, term.ar, term.en) for line, term in rows).terms
    entries = [{"ar": term.ar, "en": term.en} for term in terms]
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=2**20)
    path = data_dir / GLOSSARY_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        _write(path, _HEAD + text)
    except OSError as error:
        raise SettingsError("glossary_unwritable", path=path, detail=error.strerror) from None


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def checked(rows: Iterable[Row]) -> Glossary:
    """A glossary of lines, spaces and unseen marks in them set right.

    Args:
        rows: Lines of the file, or rows of a table, with the numbers by which to name them.

    Raises:
        SettingsError: A name is empty, too long or in the other script, an entry stands there
            twice, or there are too many.
    """
    seen: dict[Term, int] = {}
    for line, arabic, english in rows:
        term = Term(_name(line, "ar", arabic), _name(line, "en", english))
        if term in seen:
            raise SettingsError("glossary_twice", line=line, first=seen[term])
        seen[term] = line
        if len(seen) > MOST_TERMS:
            raise SettingsError("glossary_size", terms=MOST_TERMS, chars=MOST_CHARS)
    return Glossary(tuple(seen))


def _name(line: int, key: str, value: str) -> str:
    name = " ".join(_UNSEEN.sub("", value).split())
    if not name:
        raise SettingsError("glossary_empty", line=line, key=key)
    if len(name) > MOST_CHARS:
        raise SettingsError("glossary_long", line=line, key=key, chars=MOST_CHARS)
    if key == "ar" and not _ARABIC.search(name):
        raise SettingsError("glossary_not_arabic", line=line, name=name)
    if key == "en" and (_NOT_LATIN.search(name) or not _LATIN_OR_FIGURE.search(name)):
        raise SettingsError("glossary_not_english", line=line, name=name)
    return name


def _rows(text: str) -> Iterator[Row]:
    """The lines of a file. Values count as written: ``en: NO`` is the letters NO, not a falsehood.

    Raises:
        SettingsError: The text is not a list of ``ar`` and ``en``.
    """
    import yaml

    try:
        entries = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError("glossary_yaml", line=line, detail=error.problem) from None
    except yaml.YAMLError as error:  # a character that YAML does not have
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise SettingsError("glossary_yaml", line=line, detail=error) from None
    except RecursionError:
        raise SettingsError("glossary_form", line=1) from None
    if entries is None or entries.value == "":
        return
    if not isinstance(entries, yaml.SequenceNode):
        raise SettingsError("glossary_form", line=_line(entries))
    for entry in entries.value:
        yield _row(entry)


def _row(entry: yaml.Node) -> Row:
    import yaml

    if not isinstance(entry, yaml.MappingNode):
        raise SettingsError("glossary_form", line=_line(entry))
    values: dict[str, str] = {}
    for key, value in entry.value:
        if not (isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)):
            raise SettingsError("glossary_form", line=_line(key))
        if key.value not in _KEYS:
            raise SettingsError("glossary_key", line=_line(key), key=key.value[:MOST_CHARS])
        if key.value in values:
            raise SettingsError("glossary_key_twice", line=_line(key), key=key.value)
        values[key.value] = value.value
    return _line(entry), values.get("ar", ""), values.get("en", "")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1

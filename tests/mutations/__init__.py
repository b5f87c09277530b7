"""Breaks the project on purpose, in a copy of it, and looks whether its tests say so.

``make mutations`` tries all of ``mutations.toml``; a few are tried in ``make test``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
_COPIED = ("bot", "prompts", "retrieval", "ui", "tests", "examples", "pyproject.toml", "README.md")


class MutationError(Exception):
    """A mutation cannot be made, or the tests fail before it."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A breakage.

    Attributes:
        name: What it does, in words.
        file: Which file it changes.
        find: What it takes out.
        replace: What it puts there.
        tests: Files of tests that must fail.
        told: A regular expression for the name or message of the first failure.
        count: How often `find` stands in the file.
    """

    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    told: str
    count: int = 1

    @contextmanager
    def made(self, tree: Path) -> Iterator[None]:
        """The mutation in a copy, until the end of the block.

        Raises:
            MutationError: The file is not what it was when the mutation was thought of.
        """
        path = tree / self.file
        sound = path.read_text("utf-8")
        if sound.count(self.find) != self.count:
            found = sound.count(self.find)
            raise MutationError(f"{self.name}: {self.file} has {self.find!r} {found} times")
        path.write_text(sound.replace(self.find, self.replace), "utf-8")
        try:
            yield
        finally:
            path.write_text(sound, "utf-8")

    def is_told(self, failure: str | None) -> bool:
        """Whether a failure names what broke."""
        return failure is not None and re.search(self.told, failure, re.DOTALL) is not None


def load() -> list[Mutation]:
    """The mutations of ``mutations.toml``."""
    content = tomllib.loads(Path(__file__).with_name("mutations.toml").read_text("utf-8"))
    return [Mutation(**{**one, "tests": tuple(one["tests"])}) for one in content["mutation"]]


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the project, which is gone at the end of the block."""
    with TemporaryDirectory(prefix="khulasa-mutations-") as folder:
        tree = Path(folder)
        ignored = shutil.ignore_patterns("__pycache__", "screenshots")
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, tree / name)
        yield tree


def first_failure(tree: Path, tests: Sequence[str]) -> str | None:
    """Name and message of the first test of a copy that fails; None where all pass."""
    report = tree / "report.xml"
    report.unlink(missing_ok=True)
    # Compiled files go by a source's time in seconds: one that changes twice in a second is stale.
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"),
            *("--tb=short", f"--junitxml={report}", *tests),
        ],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        raise MutationError(f"pytest did not run:\n{done.stdout}{done.stderr}")
    for test in ElementTree.parse(report).iter("testcase"):
        for failure in [*test.findall("failure"), *test.findall("error")]:
            return f"{test.get('name')}\n{failure.get('message')}\n{failure.text}"
    return None


def check_sound(tree: Path, mutations: Sequence[Mutation]) -> None:
    """Raises MutationError where tests fail before anything is broken: they would prove nothing."""
    tests = sorted({test for one in mutations for test in one.tests})
    if failure := first_failure(tree, tests):
        raise MutationError(f"this fails before anything is broken:\n{failure}")

"""Two cases about a bakery, and `khulasa prompts` on them with a scripted model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

CASES = """
topic: Bakeries
defaults: { text: The bakery opened in 1998. It sells bread and cakes. }
cases:
- id: opened
  why: A year is found.
  question: When did it open?
  expect: { contains: 1998 }
- id: sold
  why: Its wares are told.
  question: What does it sell?
  passes: 0.5
  engines: [model]
  expect: { contains: cakes, rubric: It names all it sells. }
"""


@dataclass
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def khulasa(tmp_path, scripted_server, monkeypatch, capsys):
    """Runs ``khulasa prompts …`` with the scripted server in force, or offline."""
    from ui.cli import main

    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "bakery.yaml").write_text(CASES)
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(Path(__file__).parents[1])

    def run(*arguments, offline=False):
        monkeypatch.setenv("OPENAI_BASE_URL", "" if offline else scripted_server.base_url)
        monkeypatch.setenv("KHULASA_MODEL", "" if offline else "scripted")
        where = () if arguments[0] in ("list", "show", "judge") else ("--folder", str(folder))
        return Done(main(["prompts", *arguments, *where]), *capsys.readouterr())

    return run


def right(body):
    """What a model would say that passes both cases."""
    sold = "sell?" in body["messages"][-1]["content"]
    return "Bread and cakes [1]." if sold else "It opened in 1998 [1]."

"""What README says is so."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

from bot import Settings

README = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_settings():
    for setting in fields(Settings):
        default = setting.default if setting.default is not MISSING else ""
        cell = f"`{default}`" if default else ""
        row = f"| `{setting.metadata['variable']}` | {cell} | {setting.metadata['help']} |"
        assert row in README
    section = README.partition("\n## Settings\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| `[A-Z_]+` ", section, re.MULTILINE)) == len(fields(Settings))


def test_the_python_code_runs(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(Path(__file__).parents[1])
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "أواخر العام 2017" in capsys.readouterr().out


def test_every_command_named_is_a_command():
    from ui.cli import _parser

    usage = _parser().format_help()
    for command in set(re.findall(r"^khulasa (\w+)", README, re.MULTILINE)):
        assert command in usage

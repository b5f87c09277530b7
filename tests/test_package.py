"""Importing the package is light, and offers what the contracts name."""

import subprocess
import sys

HEAVY = (
    *("chromadb", "docx", "gradio", "langchain", "langchain_core", "langchain_openai", "numpy"),
    *("openai", "typst"),
)


def loaded_by(code: str) -> set[str]:
    """Names of the heavy libraries that are loaded after some code ran in a new process."""
    program = f"import sys\n{code}\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(result.stdout.splitlines()[-1].split())


def test_importing_bot_loads_no_heavy_library():
    assert loaded_by("import bot") == set()


def test_help_loads_no_heavy_library():
    code = "from ui.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert loaded_by(code) == set()


def test_an_answer_by_the_embedded_engine_loads_no_model_library():
    assert "openai" not in loaded_by(
        "import bot\nbot.answer('Who?', 'Ada Lovelace wrote the first program in 1843.')"
    )


def test_every_name_of_the_contract_is_there():
    import bot

    for name in bot.__all__:
        assert getattr(bot, name) is not None

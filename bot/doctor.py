"""What is in force, and whether it works."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

from bot.errors import KhulasaError
from bot.settings import MODEL_ENGINE, Settings
from bot.workspace import workspace
from retrieval.index import collection_name

_LIBRARIES = ("khulasa", "langchain", "openai", "chromadb", "gradio")


def examine(settings: Settings) -> Iterator[tuple[str, str | KhulasaError]]:
    """Names and findings: versions, settings with secrets masked, and checks.

    A check that fails gives the error and does not stop the others.
    """
    yield "python", platform.python_version()
    for library in _LIBRARIES:
        yield library, version(library)
    yield "engine", settings.engine_in_force
    for variable, value in settings.shown().items():
        yield variable, value or "(unset)"
    try:
        yield "articles kept", str(len(workspace(settings).library.list()))
    except KhulasaError as error:
        yield "articles kept", error
    try:
        embeddings = workspace(settings).embeddings
        yield "collection", collection_name(embeddings.identity, settings.chunk_chars)
    except KhulasaError as error:
        yield "collection", error
    try:
        translator = workspace(settings).translator
        found = sorted(translator.directions) if translator else []
        yield "translator", f"{translator.name}: {', '.join(found)}" if translator else "(none)"
    except KhulasaError as error:
        yield "translator", error
    if settings.engine_in_force == MODEL_ENGINE:
        from bot.model import offered_models

        try:
            yield "models offered", ", ".join(offered_models(settings)) or "(none named)"
        except KhulasaError as error:
            yield "models offered", error

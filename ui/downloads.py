"""Files that the page gives to its reader: replies and translations, exported."""

from __future__ import annotations

import base64
import re
from typing import Any

import gradio as gr
from gradio.events import Dependency

from bot.export import Document, Exported, Format, export
from ui.panes import PRIVATE

_TYPES: dict[Format, str] = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_NAME_CHARS = 80
_SAVE = "(file) => window.khulasa.save(file)"


class Download:
    """Adds what hands a file to the browser to the Blocks being built.

    The file goes there within the event's answer: none is written to the server's disk, where
    others could find it.
    """

    def __init__(self) -> None:
        self.file = gr.HTML(visible="hidden", html_template="", js_on_load=None)

    def after(self, event: Dependency) -> None:
        """Save in the browser what an event has put into `file`; None is nothing."""
        event.then(None, self.file, None, js=_SAVE, **PRIVATE)


def as_download(document: Document, kind: Format, title: str) -> tuple[dict[str, Any], Exported]:
    """A document as a value for `Download.file`, and as it was exported.

    Args:
        document: What the file is to hold.
        kind: Of file.
        title: What the file is called after.

    Raises:
        ExportError: The file cannot be made.
    """
    exported = export(document, kind)
    name = _NOT_IN_NAMES.sub(" ", title)[:_NAME_CHARS].strip(" .") or "khulasa"
    file = {
        "name": f"{name}.{kind}",
        "type": _TYPES[kind],
        "data": base64.b64encode(exported.data).decode("ascii"),
    }
    return file, exported

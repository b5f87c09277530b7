"""Replies, conversations and translations as Markdown, Word and PDF files.

    from bot.export import export, of_reply

    file = export(of_reply(question, reply, [article]), "pdf")
    Path("reply.pdf").write_bytes(file.data)

Libraries that write files are loaded when a file is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.export.building import of_conversation, of_reply
from bot.export.document import Document

__all__ = [
    "FORMATS",
    "Document",
    "Exported",
    "Format",
    "export",
    "of_conversation",
    "of_reply",
]

Format = Literal["md", "docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""Kinds of file, by the ending of their names."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file.

    Attributes:
        data: What it holds. The same document always gives the same bytes.
        warnings: What the file could not show as it is, in the document's language.
    """

    data: bytes
    warnings: tuple[str, ...] = ()


def export(document: Document, kind: Format) -> Exported:
    """A document as a file.

    Args:
        document: From `of_reply` or `of_conversation`.
        kind: ``"md"``, ``"docx"`` or ``"pdf"``.

    Raises:
        ExportError: The PDF file cannot be made.
        ValueError: There is no such kind of file.
    """
    match kind:
        case "md":
            from bot.export.markdown_file import markdown_file

            return Exported(markdown_file(document))
        case "docx":
            from bot.export.word_file import word_file

            return Exported(word_file(document))
        case "pdf":
            from bot.export.pdf_file import pdf_file

            return Exported(*pdf_file(document))
        case _:
            raise ValueError(f"a file can be {', '.join(FORMATS)}, not {kind!r}")

"""What is exported, before it is a file: blocks of text, each with its direction and language.

The three writers (`bot.export.markdown_file`, `word_file`, `pdf_file`) know these and nothing of
replies or articles. All text in them is text: what looks like markup is escaped by the writers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from bot.direction import Direction, direction_of
from bot.reply import ReplyLanguage


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    Attributes:
        text: What it says, without line breaks.
        bold: Strong.
        italic: Emphasised. Arabic has no italics: there it is bold.
        code: Code, left-to-right.
        technical: An address or the name of a variable, left-to-right and kept together.
        link: The web address that it leads to, or empty.
        source: The `Source.anchor` that it leads to, or empty.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    technical: bool = False
    link: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Attributes:
        runs: What it says.
        direction: Which way it reads.
        language: ``"ar"``, ``"en"``, or empty where it is another one.
    """

    runs: tuple[Run, ...]
    direction: Direction
    language: str

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(str(self).strip())


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: of level 1 right below the title, each at most one level below the one before."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: What it says.
        kind: A ``note`` is about the text around it and not of it; a ``heading`` stands inside a
            list, a quotation or a cell, and heads no section of the document.
    """

    text: Text
    kind: Literal["body", "note", "heading"] = "body"


@dataclass(frozen=True, slots=True)
class ListItems:
    """A list; its markers stand on the side that it begins on.

    Attributes:
        items: The blocks of each item.
        start: Number of the first item, or None for a list with bullets.
        direction: Which side the markers stand on.
    """

    items: tuple[tuple[Block, ...], ...]
    start: int | None
    direction: Direction


@dataclass(frozen=True, slots=True)
class Quotation:
    """Blocks that are quoted."""

    blocks: tuple[Block, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code."""

    text: str
    direction: Direction = "ltr"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its first row the head.

    Attributes:
        rows: As many cells in each.
        direction: Which side the first column stands on.
    """

    rows: tuple[tuple[Text, ...], ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Parallel:
    """A text and its translation side by side, the original in the first column.

    Attributes:
        heads: What stands above the columns.
        rows: What belongs together of each.
        direction: Which side the first column stands on.
    """

    heads: tuple[Text, Text]
    rows: tuple[tuple[tuple[Block, ...], tuple[Block, ...]], ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a reply cites.

    Attributes:
        anchor: A name of its own within the document: letters, digits and hyphens.
        mark: ``[number]``, as in the reply.
        passage: The passage, and the article that it stands in where there are several.
    """

    anchor: str
    mark: Run
    passage: Text


@dataclass(frozen=True, slots=True)
class Sources:
    """The passages that the reply above cites."""

    sources: tuple[Source, ...]
    direction: Direction


Block = Heading | Paragraph | ListItems | Quotation | Code | Table | Parallel | Sources


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        title: Of the document; also in its properties.
        language: Of what surrounds the blocks, and of most of them.
        blocks: What it holds, in order.
    """

    title: Text
    language: ReplyLanguage
    blocks: tuple[Block, ...]

    @property
    def direction(self) -> Direction:
        """Which way its pages read."""
        return direction_of(self.language)


def texts(part: object) -> Iterator[str]:
    """Every text in a document or a part of one."""
    if isinstance(part, Run | Code):
        yield part.text
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))

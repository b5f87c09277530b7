"""A document as Markdown: CommonMark with tables, to be read as text and on GitHub alike.

Blocks that read from right to left stand in ``<div dir="rtl">``, the one way that GitHub leaves to
turn lists and tables; a page that does not know it shows the same text. A translation stands
paragraph by paragraph, the original quoted above: columns of paragraphs cannot be read as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import regex

from bot.direction import Direction
from bot.export.document import (
    Block,
    Code,
    Document,
    Heading,
    ListItems,
    Paragraph,
    Parallel,
    Quotation,
    Run,
    Source,
    Sources,
    Table,
    Text,
)
from bot.export.parsing import plain_text
from bot.export.words import words
from bot.reply import ReplyLanguage

# Signs that mean something anywhere in a line; ``_`` does not amid a word.
_MARKUP = regex.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=\w+;|#)")
# What at the beginning of a line makes it something else than a paragraph.
_OPENING = regex.compile(r"(?:#{1,6}|[-+]|\d{1,9}(?=[.)]))(?=[.)]?(?:\s|$))|>|=+$|-{2}|\|")
_CLOSING = regex.compile(r"(?<!\\)#+$")  # of a heading, where it would be left out
_TICKS = regex.compile("`+")
_NO_ADDRESS = regex.compile(r"[\s<>()\\]")


def markdown_file(document: Document) -> bytes:
    """The document, in UTF-8."""
    blocks = list(_spread(document.blocks, document.language))
    pieces = [(document.title.direction, _block(Heading(0, document.title), False))]
    pieces += zip(map(_side, blocks), _blocks(blocks), strict=True)
    parts = []
    for side, group in groupby(pieces, key=lambda piece: piece[0]):
        text = "\n\n".join(text for _, text in group)
        parts.append(f'<div dir="rtl">\n\n{text}\n\n</div>' if side == "rtl" else text)
    return ("\n\n".join(parts) + "\n").encode()


def _spread(blocks: Iterable[Block], language: ReplyLanguage) -> Iterator[Block]:
    """Blocks with translations and sources spread into simpler ones."""
    for block in blocks:
        match block:
            case Parallel():
                yield Paragraph(plain_text(words("original_first", language), language), "note")
                for original, translated in block.rows:
                    yield Quotation(original, _side(original[0]))
                    yield from translated
            case Sources():
                yield from map(_source, block.sources)
            case _:
                yield block


def _source(source: Source) -> Paragraph:
    passage = source.passage
    return Paragraph(replace(passage, runs=(source.mark, Run(" "), *passage.runs)))


def _side(block: Block) -> Direction:
    return block.text.direction if isinstance(block, Heading | Paragraph) else block.direction


# --- blocks --------------------------------------------------------------------------------------


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    after: Block | None = None
    other_marker = False
    for block in blocks:
        # A list right after one with the same markers would go on with it.
        other_marker = _are_alike(after, block) and not other_marker
        yield _block(block, other_marker)
        after = block


def _are_alike(before: Block | None, block: Block) -> bool:
    return (
        isinstance(before, ListItems)
        and isinstance(block, ListItems)
        and (before.start is None) == (block.start is None)
    )


def _block(block: Block, other_marker: bool) -> str:
    match block:
        case Heading():
            line = _CLOSING.sub(r"\\\g<0>", _line(block.text))
            return f"{'#' * min(6, block.level + 1)} {line}"
        case Paragraph(kind="body"):
            return _line(block.text)
        case Paragraph(kind="note"):
            return f"*{_line(block.text)}*"
        case Paragraph():
            return f"**{_line(block.text)}**"
        case ListItems():
            return _list(block, other_marker)
        case Quotation():
            text = "\n\n".join(_blocks(block.blocks))
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        case Code():
            fence = _longer_than("``", block.text)
            return f"{fence}\n{block.text}\n{fence}"
        case Table():
            return _table(block)
        case _:
            raise AssertionError(f"{block} was to be spread")


def _list(block: ListItems, other_marker: bool) -> str:
    items = []
    for index, item in enumerate(block.items):
        bullet = "*" if other_marker else "-"
        sign = ")" if other_marker else "."
        marker = f"{bullet} " if block.start is None else f"{block.start + index}{sign} "
        text = "\n\n".join(_blocks(item))
        items.append(marker + text.replace("\n", "\n" + " " * len(marker)))
    is_tight = all(len(item) == 1 for item in block.items)
    lines = ("\n" if is_tight else "\n\n").join(items).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _table(block: Table) -> str:
    rows = [[_inline(cell.runs).strip().replace("|", "\\|") for cell in row] for row in block.rows]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


# --- lines ---------------------------------------------------------------------------------------


def _line(text: Text) -> str:
    """A text as one line that cannot be taken for anything but a paragraph."""
    line = _inline(text.runs).strip()
    return _OPENING.sub(_escaped_opening, line, count=1) if _OPENING.match(line) else line


def _escaped_opening(match: regex.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdecimal() else f"\\{match[0]}"


def _inline(runs: Sequence[Run]) -> str:
    """Runs with their styles, the widest outside: strong, emphasised, linked."""
    return _styled(runs, [("bold", _strong), ("italic", _emphasised), ("link", _linked)])


Wrap = Callable[[str, Run, str, str], str]


def _styled(runs: Sequence[Run], styles: Sequence[tuple[str, Wrap]]) -> str:
    if not styles:
        return _plain(runs)
    (name, wrap), *inner = styles
    groups = [tuple(group) for _, group in groupby(runs, key=lambda run: getattr(run, name))]
    texts = [_styled(group, inner) for group in groups]
    for index, group in enumerate(groups):
        if getattr(group[0], name):
            before = "".join(texts[:index])[-1:]
            after = "".join(texts[index + 1 :])[:1]
            texts[index] = wrap(texts[index], group[0], before, after)
    return "".join(texts)


def _strong(text: str, run: Run, before: str, after: str) -> str:
    return _emphasis(text, "**", "strong", before, after)


def _emphasised(text: str, run: Run, before: str, after: str) -> str:
    return _emphasis(text, "*", "em", before, after)


def _emphasis(text: str, marks: str, tag: str, before: str, after: str) -> str:
    """Emphasis by asterisks, or by HTML where they would not be taken for it (CommonMark 6.2)."""
    inside = text.strip()
    if not inside:
        return text
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    opens = inside[0].isalnum() or not (left or before).isalnum()
    closes = inside[-1].isalnum() or not (right or after).isalnum()
    if opens and closes and "*" not in (before, after, inside[0], inside[-1]):
        return f"{left}{marks}{inside}{marks}{right}"
    return f"{left}<{tag}>{inside}</{tag}>{right}"


def _linked(text: str, run: Run, before: str, after: str) -> str:
    address = _NO_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", run.link)
    return f"[{text.strip()}]({address})"


def _plain(runs: Sequence[Run]) -> str:
    pieces = []
    # GitHub takes what stands between two of them for a formula.
    several = sum(run.text.count("$") for run in runs if not run.code) > 1
    for run, before in zip(runs, (None, *runs), strict=False):
        if run.code:
            pieces.append(_code(run.text))
        elif run.source:
            pieces.append(run.text)
        else:
            text = str(_MARKUP.sub(r"\\\g<0>", run.text))
            text = text.replace("$", r"\$") if several else text
            # `[1](` would be a link, and `[1]:` the definition of one.
            is_taken = before is not None and before.source and text[:1] in ("(", ":")
            pieces.append(f"\\{text}" if is_taken else text)
    return "".join(pieces)


def _code(text: str) -> str:
    ticks = _longer_than("", text)
    pad = " " if text[:1] + text[-1:] != (text[:1] + text[-1:]).strip("` ") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _longer_than(least: str, text: str) -> str:
    """A run of backticks longer than any in the text, and than the least."""
    return "`" * (max(map(len, [least, *_TICKS.findall(text)])) + 1)

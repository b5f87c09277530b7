"""The article on a web page: its text without menus, advertisements and other articles' titles.

Trafilatura finds the main text. Before it, tables used for layout are undone and boxes dropped that
point elsewhere; after it, lines that do. What Trafilatura found is written out here, because its
plain text does not tell a paragraph from a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from retrieval.errors import ArticleError
from retrieval.normalization import normalize
from retrieval.reading.boilerplate import (
    heads_comments,
    is_byline,
    is_caption,
    is_paywall,
    is_promotion,
    reading_table,
)

MAX_ELEMENTS = 50_000
"""Of a larger page no article is looked for: Trafilatura's time grows with the square of them."""

_LITTLE_TEXT = 250
_LAYOUT_CELL = 400
_LEADING_BLOCKS = 3
_MOST_LABELS = 200  # a page has some dozen; each may cost time in proportion to the page
_LONG_TITLE = 10
_MOSTLY_LINKS, _MANY_LINKS = 0.5, 0.2

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_TITLE_SEPARATOR = re.compile(r"\s+[|–—:·»«-]+\s+|\s*\|\s*")
_NO_LETTERS = re.compile(r"[\W_]+")

_NO_TEXT = (
    "//script|//style|//noscript|//template|//iframe|//svg|//button|//select|//textarea"
    "|//*[@hidden]|//*[@role='dialog']|//*[@aria-modal='true']"
)
_BLOCKS = frozenset(
    {"p", "div", "section", "aside", "figure", "ul", "ol", "li", "dl", "dt", "dd", "table", "td"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "article", "main"}
)
_NEVER_DROPPED = frozenset(("html", "body", "main", "article"))
_FOUND_INLINE = frozenset(("hi", "ref", "del", "graphic", "span"))  # as Trafilatura names them


class _Block(NamedTuple):
    kind: str  # "heading", "paragraph", "item" or "row"
    text: str


def read_html(html: str) -> tuple[str, str | None]:
    """Text of the article on a page, a blank line between paragraphs, and its title.

    Raises:
        ArticleError: The page holds no article: it is drawn by JavaScript, for subscribers only, or
            has no text; or it is too large.
    """
    import lxml.html
    import trafilatura

    html = _NOT_IN_HTML.sub("", _XML_DECLARATION.sub("", html))
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(html or "<p>", parser=parser)
    except lxml.etree.LxmlError as error:
        raise ArticleError("page_empty") from error
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise ArticleError("page_too_large")
    has_scripts = bool(tree.xpath("//script"))
    headings = [_flat(heading.text_content()) for heading in tree.xpath("//h1|//h2")]
    page_title = _flat(tree.findtext(".//title") or "")
    _prune(tree)
    found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    assert not isinstance(found, dict)  # only where as_dict asks for one
    blocks = list(_blocks(found.body)) if found else []
    title = _title(found.title if found else None, page_title, headings, blocks)
    blocks = _without_boilerplate(blocks, title)
    text = _written(blocks)
    if len(text) < _LITTLE_TEXT:
        _check_little_text(text, _flat(tree.text_content()), has_scripts)
    return text, title


def _flat(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return _NO_LETTERS.sub(" ", normalize(text)).strip()


def _prune(tree: Any) -> None:
    """Drop what is no text, and what stands beside the text without being marked as such."""
    for element in tree.xpath(_NO_TEXT):
        element.drop_tree()
    for table in tree.xpath("//table"):
        if _is_layout(table):
            for part in table.xpath("self::*|.//tbody|.//tr|.//td|.//th"):
                part.tag = "div"
    for element in tree.xpath("//*[self::div or self::font or self::center or self::body][br]"):
        _make_paragraphs(element)
    most = len(tree.text_content()) / 3
    for element in tree.xpath("//*[@class or @id]"):
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        if element.tag not in _NEVER_DROPPED and _part_names().search(names):
            _drop(element, most)
    labels = ((element, _flat(element.text or "")) for element in tree.iter("*"))
    labelled = [(element, label) for element, label in labels if _may_head(label)]
    for element, label in labelled[:_MOST_LABELS]:
        if element.getroottree().getroot() is not tree:
            continue
        if heads_comments(label):
            _drop_box(element, links=0.0)
        elif not _drop_box(element, links=_MANY_LINKS):
            _drop_promotion(element, most)


def _may_head(label: str) -> bool:
    return bool(label) and (heads_comments(label) or is_promotion(label))


def _is_layout(table: Any) -> bool:
    """Whether a table arranges a page and not data: cells hold tables, or running text."""
    return bool(table.xpath(".//table")) or any(
        len(cell.text_content()) > _LAYOUT_CELL and cell.xpath(".//br|.//p|.//div")
        for cell in table.iter("td")
    )


def _make_paragraphs(element: Any) -> None:
    """Put text that only line breaks part into paragraphs."""
    if element.tag in ("font", "center"):
        element.tag = "div"
    pieces = [element.text, *(piece for child in element for piece in (child, child.tail))]
    element.text = None
    for child in list(element):
        child.tail = None
        element.remove(child)
    paragraph = None
    for piece in pieces:
        is_text = piece is None or isinstance(piece, str)
        if not is_text and (piece.tag == "br" or piece.tag in _BLOCKS or piece.xpath(".//br")):
            paragraph = None
            if piece.tag != "br":
                element.append(piece)
        elif not is_text or (piece and (piece.strip() or paragraph is not None)):
            if paragraph is None:
                paragraph = element.makeelement("p")
                element.append(paragraph)
            if not is_text:
                paragraph.append(piece)
            elif len(paragraph):
                paragraph[-1].tail = (paragraph[-1].tail or "") + piece
            else:
                paragraph.text = (paragraph.text or "") + piece


def _drop(element: Any, most: float) -> None:
    if element.getparent() is not None and len(element.text_content()) < most:
        element.drop_tree()


@cache
def _part_names() -> re.Pattern[str]:
    names = "|".join(map(re.escape, reading_table()["page_parts"]["names"]))
    return re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])")


def _drop_box(element: Any, *, links: float) -> bool:
    """Drop the box that a label is the heading of, if so much of it is links."""
    heading = _block_around(element)
    box = heading.getparent()
    if box is None or box.tag in _NEVER_DROPPED or (box.text or "").strip():
        return False
    before = heading.getprevious()
    if before is not None and (before.getprevious() is not None or _flat(before.text_content())):
        return False
    if box.xpath(".//h1") or _share_of_links(box) < links:
        return False
    box.drop_tree()
    return True


def _drop_promotion(element: Any, most: float) -> None:
    """Drop the block that a label such as "read also" begins, and blocks of links after it."""
    block = _block_around(element)
    if _share_of_links(block) >= _MOSTLY_LINKS:
        _drop(block, most)
    elif is_promotion(_flat(block.text_content())):
        following = block.getnext()
        while following is not None and _share_of_links(following) >= _MOSTLY_LINKS:
            following, links = following.getnext(), following
            _drop(links, most)
        _drop(block, most)


def _block_around(element: Any) -> Any:
    """The block that an element begins, and those that hold nothing but this block."""
    around = (one for one in (element, *element.iterancestors()) if one.tag in _BLOCKS)
    block = next(around, element)
    while (parent := block.getparent()) is not None and len(parent) == 1:
        if (parent.text or "").strip() or (block.tail or "").strip():
            break
        block = parent
    return block


def _share_of_links(element: Any) -> float:
    text = len(_flat(element.text_content()))
    links = sum(len(_flat(link.text_content())) for link in element.iter("a"))
    return links / text if text else 0.0


def _blocks(element: Any, kind: str = "paragraph") -> Iterator[_Block]:
    """What Trafilatura found, as blocks: ``lb`` is a line break, ``head`` a heading."""
    line = [element.text or ""]
    for child in element:
        if child.tag in _FOUND_INLINE:
            line.append("".join(child.itertext()))
        else:
            yield from _block(line, kind)
            line = []
            if child.tag == "head":
                yield from _block(child.itertext(), "heading")
            elif child.tag == "item":
                yield from _blocks(child, "item")
            elif child.tag == "row":
                yield from _row(child)
            elif child.tag != "lb":
                yield from _blocks(child, kind)
        line.append(child.tail or "")
    yield from _block(line, kind)


def _block(parts: Iterable[str], kind: str) -> Iterator[_Block]:
    if text := _flat("".join(parts)):
        yield _Block(kind, text)


def _row(row: Any) -> Iterator[_Block]:
    cells = [cell for cell in row if _flat("".join(cell.itertext()))]
    if len(cells) == 1:
        yield from _blocks(cells[0])
    else:
        yield from _block([" | ".join(_flat(" ".join(cell.itertext())) for cell in cells)], "row")


def _title(
    found: str | None, of_page: str, headings: list[str], blocks: list[_Block]
) -> str | None:
    """The article's title without the site's name."""
    parts = {_key(part): part for part in _TITLE_SEPARATOR.split(of_page)}
    whole = _key(of_page)
    known = {_key(found or ""), *parts} - {""}
    for heading in [*headings, *(block.text for block in blocks[:_LEADING_BLOCKS])]:
        key = _key(heading)
        if key in known or (len(key) > _LONG_TITLE and key in whole):
            return heading
    if found and _key(found) not in parts:
        return found
    return max(parts.values(), key=len) or None


def _without_boilerplate(blocks: list[_Block], title: str | None) -> list[_Block]:
    kept: list[_Block] = []
    after_promotion = False
    for i, block in enumerate(blocks):
        after_promotion = after_promotion and block.kind == "item"
        leads = len(kept) <= 1 and i < 2 * _LEADING_BLOCKS
        if (leads and title and _key(block.text) == _key(title)) or after_promotion:
            continue
        if block.kind != "row" and is_promotion(block.text):
            after_promotion = block.kind == "heading"
        elif not is_caption(block.text) and not (leads and is_byline(block.text)):
            kept.append(block)
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return kept


def _written(blocks: list[_Block]) -> str:
    text = ""
    for before, block in pairwise([_Block("", ""), *blocks]):
        together = before.kind == block.kind and block.kind in ("item", "row")
        text += ("\n" if together else "\n\n") + ("- " if block.kind == "item" else "") + block.text
    return text.strip()


def _check_little_text(text: str, whole: str, has_scripts: bool) -> None:
    if is_paywall(text) or (is_paywall(whole) and len(whole) < 4 * _LITTLE_TEXT):
        raise ArticleError("page_for_subscribers")
    if has_scripts and len(whole) < _LITTLE_TEXT:
        raise ArticleError("page_needs_javascript")
    if not text:
        raise ArticleError("page_empty")

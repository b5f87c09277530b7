"""The Word file around the text: page, styles, numbering, properties, and packing."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bot.export.document import Document
from bot.export.words import words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# Twentieths of a point: A4, margins of 22 mm.
_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = 11906, 16838, 1247
TEXT_WIDTH = _PAGE_WIDTH - 2 * _MARGIN
"""From margin to margin, in twentieths of a point."""

_LANGUAGES = {"ar": "ar", "en": "en-GB"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_HEADER_CHARS = 90


def empty_word(document: Document) -> WordDocument:
    """A Word file that looks as the document's should, without its text."""
    import docx
    from docx.oxml import parse_xml

    word = docx.Document()
    part = word.part
    for near, name in ((part._styles_part, "styles"), (part.numbering_part, "numbering")):
        data = files("bot.export").joinpath(f"word/{name}.xml").read_bytes()
        near._element = parse_xml(data)  # python-docx's own are of 2010, and Latin only
    _set_properties(word, document)
    _set_page(word, document)
    return word


def element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element of WordprocessingML; its attributes are in the same namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def listed(word: WordDocument, start: int | None, level: int) -> int:
    """Number of a new list in the file's numbering: with bullets, or numbered from `start`."""
    numbering = word.part.numbering_part.element
    number = len(numbering) - 1  # behind the two definitions, from 1
    kind = element("w:abstractNumId", val=0 if start is None else 1)
    made = element("w:num", kind, numId=number)
    if start is not None:
        override = element("w:lvlOverride", element("w:startOverride", val=start), ilvl=level)
        made.append(override)
    numbering.append(made)
    return number


def packed(word: WordDocument) -> bytes:
    """The file, without the time of day that zip archives hold."""
    written, archive = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(archive, "w") as made:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            made.writestr(entry, parts.read(name), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _set_properties(word: WordDocument, document: Document) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    properties = word.core_properties
    properties.title = str(document.title)
    properties.language = _LANGUAGES[document.language]
    properties.author = words("made_with", document.language)
    properties.comments = ""
    root = properties._element
    for child in list(root):  # of the template that python-docx starts from
        if child.tag in (qn("dcterms:created"), qn("dcterms:modified")):
            root.remove(child)
    package = word.part.package
    for identifier, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[identifier]


def _set_page(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = _twips(_PAGE_WIDTH), _twips(_PAGE_HEIGHT)
    section.left_margin = section.right_margin = _twips(_MARGIN)
    section.top_margin = section.bottom_margin = _twips(_MARGIN)
    if document.direction == "rtl":
        section._sectPr.append(element("w:bidi"))
    section.different_first_page_header_footer = True
    for footer in (section.footer, section.first_page_footer):
        number = element("w:fldSimple", element("w:r", element("w:t")), instr=" PAGE ")
        _set_style(footer.paragraphs[0]._p, "Footer")
        footer.paragraphs[0]._p.append(number)
    header = section.header.paragraphs[0]
    _set_style(header._p, "Header")
    if document.title.direction == "rtl":
        header._p.pPr.append(element("w:bidi"))
    title = str(document.title)
    run = header.add_run(title if len(title) <= _HEADER_CHARS else title[:_HEADER_CHARS] + "…")
    if document.title.direction == "rtl":
        run.font.rtl = True


def _set_style(paragraph: Any, style: str) -> None:
    paragraph.get_or_add_pPr().style = style


def _twips(number: int) -> Any:
    from docx.shared import Twips

    return Twips(number)

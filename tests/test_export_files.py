"""Exported files, read back: by our own reader, by PDFium, by a Markdown parser, as XML."""

from __future__ import annotations

import ctypes
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from pypdfium2 import raw

from bot import Article, Citation, Reply
from bot.export import export, of_reply
from bot.export.document import Document, texts
from bot.export.glyphs import _characters, has_glyph
from bot.export.pdf_file import LACKING
from retrieval.normalization import words
from retrieval.reading import read_bytes
from tests.strategies import mixed_text
from tests.test_export import ENGLISH, translation

ROOT = Path(__file__).parents[1]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VOWELLED = "ثُمَّ ٱسْتَقَٰمُوا۟ فَلَا خَوْفٌ عَلَيْهِمْ وَلَا هُمْ يَحْزَنُونَ، مؤكداً وشكرًا وتطلّعٌ شَدَّ وَلِأَحْمَدَ كِتَابٌ."
ARABIC = [
    "وأعلن العراق انتصاره على التنظيم أواخر العام 2017، لكنه لا يزال يحتفظ ببعض الخلايا.",
    "لا إله إلا الله، والإسلام والآن ولأن الأمل في الآلات؛ فلا بأس، ألا ترى؟ آلاف الأبطال.",
    "قال NATO إن النسبة بلغت 56.2 في المئة (أي ٥٦٪) بين 12/10/2017 و 3 آذار، وفق Jens أيضا.",
    VOWELLED,
]
ENGLISH_ONES = [
    "The council of Marrow Bay voted on 3 March to spend 2.4 million pounds; nobody objected.",
    "It was called الجزيرة in Arabic, which means the island, and was built in 1996 by engineers.",
]
ARTICLE = Article.from_text("\n\n".join(ARABIC), "الأخبار")


def document(text: str, language: str = "ar", quote: str = ARABIC[0]) -> Document:
    citation = Citation(1, quote, 0, len(quote), ARTICLE.id)
    reply = Reply(text, language, (citation,), engine="openai")  # type: ignore[arg-type]
    return of_reply("ماذا حدث؟", reply, [ARTICLE])


def glyphs(pdf: bytes) -> Iterator[tuple[int, float, float]]:
    """Character, left and right of what PDFium finds on the pages."""
    file = pypdfium2.PdfDocument(pdf)
    for page in file:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            if not raw.FPDFText_IsGenerated(text, i):
                left, _, right, _ = text.get_charbox(i)
                yield raw.FPDFText_GetUnicode(text, i), left, right
    file.close()


# --- PDF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("paragraph", "language"),
    [*((one, "ar") for one in ARABIC), *((one, "en") for one in ENGLISH_ONES)],
)
def test_every_word_is_read_back_in_order(paragraph, language, kind):
    reply = Reply(paragraph, language, engine="openai")
    article = Article.from_text(ENGLISH.text, "Town") if language == "en" else ARTICLE
    read = read_bytes(export(of_reply("", reply, [article]), kind).data, f"reply.{kind}").text
    said, found = words(paragraph), words(read)
    assert any(found[i : i + len(said)] == said for i in range(len(found))), read


def test_vowel_signs_are_on_their_letters_once():
    """Typst alone has every letter with a sign twice in the text that is searched and copied."""
    pdf = export(document(VOWELLED), "pdf").data
    assert VOWELLED in read_bytes(pdf, "reply.pdf").text
    shown = [chr(code) for code, *_ in glyphs(pdf)]
    said = "".join(texts(document(VOWELLED)))
    for letter in "شقحسك" + "\u064b\u064e\u0650\u064c":
        assert shown.count(letter) == said.count(letter), letter


def test_a_long_reply_is_read_back_over_pages():
    text = (ROOT / "examples" / "article.ar.txt").read_text("utf-8")
    pdf = export(document(text), "pdf").data
    found = " ".join(words(read_bytes(pdf, "reply.pdf").text))
    assert len(pypdfium2.PdfDocument(pdf)) > 1
    for sentence in re.split(r"[.\n]", text):  # one of them goes on behind a header
        assert " ".join(words(sentence)[:6]) in found
        assert " ".join(words(sentence)[-6:]) in found


def test_every_character_that_is_promised_has_a_glyph():
    """PDF/UA-1 admits no missing glyph: Typst refuses a file with one."""
    signs = "".join(chr(code) for code in sorted(_characters()) if not chr(code).isspace())
    lines = [signs[i : i + 50] for i in range(0, len(signs), 50)]
    exported = export(document(" ", quote="\n".join(lines)), "pdf")
    assert exported.warnings == ()


@pytest.mark.parametrize("sign", ["漢", "😀", "👩‍👧", "\ue000", "ހ"])
def test_what_has_no_glyph_is_seen_and_told(sign):
    exported = export(document(f"قبل {sign} بعد"), "pdf")
    [warning] = exported.warnings
    assert sign in warning
    assert "1" in warning
    assert [code for code, *_ in glyphs(exported.data)].count(ord(LACKING)) == 1
    for kind in ("md", "docx"):
        assert export(document(f"قبل {sign} بعد"), kind).warnings == ()


def test_joiners_and_selectors_count_as_no_character():
    assert export(document("می‌خواهم ❤\ufe0f ه‍"), "pdf").warnings == ()
    assert has_glyph("\u200c")


@pytest.mark.parametrize("text", ["x" * 3000, "https://e.org/" + "a/" * 900, "ـ" * 2000, "م" * 900])
def test_no_word_runs_off_the_page(text):
    wide = "|a|b|c|\n|---|---|---|\n" + f"|{text}|b|c|"
    for body in (text, wide, f"- {text}", f"> {text}", f"```\n{text}\n```"):
        placed = [(left, right) for _, left, right in glyphs(export(document(body), "pdf").data)]
        assert min(left for left, _ in placed) > 20
        assert max(right for _, right in placed) < 595 - 20


def test_lines_of_code_stay_lines():
    read = read_bytes(export(document("```\nfirst = 1\n  second = 2\n```"), "pdf").data, "a.pdf")
    assert re.search(r"first = 1\n+second = 2", read.text)


def test_a_pdf_says_what_it_is():
    pdf = export(document("نعم [1]."), "pdf").data
    file = pypdfium2.PdfDocument(pdf)
    assert file.get_metadata_value("Title") == "الأخبار"
    assert file.get_metadata_value("CreationDate") == ""
    assert b"/Lang(ar)" in pdf
    assert b"/Marked true" in pdf
    assert b"pdfuaid" in pdf
    assert [one.get_title() for one in file.get_toc()] == ["ماذا حدث؟", "المصادر"]
    assert (round(file[0].get_width()), round(file[0].get_height())) == (595, 842)


def test_pages_are_numbered_in_the_digits_of_the_document():
    for text, digit in (("عام ٢٠١٧ و ٢٠١٨", "١"), ("عام 2017", "1")):
        pdf = export(document(text, quote="بلا أرقام"), "pdf").data
        last = [chr(code) for code, *_ in glyphs(pdf) if not chr(code).isspace()][-1]
        assert last == digit


def test_marks_lead_to_sources():
    """The one that is cited does; the other leads nowhere."""
    file = pypdfium2.PdfDocument(export(document("نعم [1] و[2]."), "pdf").data)
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    found = 0
    while raw.FPDFLink_Enumerate(file[0], position, link):
        found += bool(raw.FPDFLink_GetDest(file, link))
    assert found == 1


# --- Word ----------------------------------------------------------------------------------------


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def test_arabic_is_set_from_right_to_left_in_word():
    body = "**نص** عربي (NATO)\n\nEnglish here\n\n1. أول\n2. ثان\n\n|أ|ب|\n|---|---|\n|ج|د|"
    data = export(document(body), "docx").data
    root = part(data, "word/document.xml")
    by_text = {"".join(p.itertext(f"{W}t")): p for p in root.iter(f"{W}p")}
    arabic = by_text["نص عربي (NATO)"]
    assert arabic.find(f"{W}pPr/{W}bidi") is not None
    runs = [("".join(r.itertext(f"{W}t")), r.find(f"{W}rPr")) for r in arabic.iter(f"{W}r")]
    assert [text for text, _ in runs] == ["نص", " عربي (", "NATO", ")"]
    assert [look.find(f"{W}rtl") is not None for _, look in runs] == [True, True, False, True]
    assert runs[0][1].find(f"{W}bCs") is not None
    assert by_text["English here"].find(f"{W}pPr/{W}bidi") is None
    item = by_text["أول"].find(f"{W}pPr")
    assert item.find(f"{W}numPr/{W}numId").get(f"{W}val") == "1"
    assert item.find(f"{W}bidi") is not None
    assert root.find(f".//{W}tblPr/{W}bidiVisual") is not None
    assert root.find(f".//{W}trPr/{W}tblHeader") is not None
    defaults = part(data, "word/styles.xml").find(f".//{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}lang").get(f"{W}bidi") == "ar-SA"
    assert defaults.find(f"{W}rFonts").get(f"{W}cs") == "Arial"
    core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    assert "<dc:language>ar</dc:language>" in core
    assert "الأخبار" in core


def test_every_list_begins_with_its_own_number():
    data = export(document("3. ج\n4. د\n\nنص\n\n1. أ\n\nنص\n\n- نقطة"), "docx").data
    numbering = part(data, "word/numbering.xml")
    starts = [one.get(f"{W}val") for one in numbering.iter(f"{W}startOverride")]
    assert starts == ["3", "1"]


def test_marks_in_word_lead_to_bookmarks():
    root = part(export(document("نعم [1] و[2]."), "docx").data, "word/document.xml")
    anchors = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")}
    assert anchors == {"source_1_1"}
    assert anchors == {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}


def test_a_translation_is_a_table_of_two_columns_in_word():
    root = part(export(of_reply("", translation(), [ENGLISH]), "docx").data, "word/document.xml")
    [table] = root.iter(f"{W}tbl")
    rows = [
        ["".join(cell.itertext(f"{W}t")) for cell in row.iter(f"{W}tc")]
        for row in table.iter(f"{W}tr")
    ]
    assert rows[0] == ["الأصل", "الترجمة"]
    assert rows[3] == ["- A boat came.", "- جاء قارب."]
    assert table.find(f"{W}tblPr/{W}bidiVisual") is not None


# --- Markdown ------------------------------------------------------------------------------------

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_DIV = re.compile(r"</?div.*?>")


def shown(markdown: str) -> str:
    """The text that a Markdown parser shows, without white space."""
    pieces = []
    for token in PARSER.parse(markdown):
        if token.type in ("fence", "code_block"):
            pieces.append(token.content)
        elif token.type == "html_block":
            assert _DIV.sub("", token.content).strip() == ""
        for child in token.children or ():
            assert child.type not in ("image", "s_open")
            if child.type == "html_inline":
                assert child.content in ("<strong>", "</strong>", "<em>", "</em>")
            else:
                pieces.append(child.content)
    return "".join("".join(pieces).split())


def said(markdown_document: Document) -> str:
    return "".join("".join(texts(markdown_document)).split())


def test_markdown_reads_as_text_and_turns_arabic():
    markdown = export(document("نعم، *حقا* [1].\n\n- English item"), "md").data.decode()
    assert markdown.startswith('<div dir="rtl">\n\n# الأخبار\n')
    assert "\nنعم، *حقا* [1].\n" in markdown
    assert f"\n### المصادر\n\n[1] {ARABIC[0]}\n" in markdown
    assert "</div>\n\n- English item\n\n<div" in markdown


HOSTILE = [
    *(
        "# not a heading",
        "1. not a list",
        "- nor this",
        "+ nor",
        "> quote",
        "---",
        "===",
        "    code",
    ),
    *("a | b\n--- | ---\nc | d", "<script>alert(1)</script>", "<b>x</b> &lt; &amp; &#35; AT&T"),
    *("*a* _b_ **c** `d` ~~e~~ snake_case __f__", "[1]: https://evil.org", "[1](https://evil.org)"),
    *("![x](https://evil.org/x.png)", "$5 and $6", "\\ back \\*", "```", "~~~", "| a |", "[x]: y"),
    *("</div>", "<!-- -->", "<https://e.org>", "`` ` ``", "**«نص»**بعد", "1) one", "#", "12.", "="),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_markdown_stays_text(text):
    """In the article's words; as a reply's Markdown it comes out as what it means."""
    quoted = document("نعم [1].", quote=text)
    assert shown(export(quoted, "md").data.decode()) == said(quoted)
    reply = document(text)
    markdown = export(reply, "md").data.decode()
    assert shown(markdown) == said(reply)


def test_a_translation_stands_paragraph_by_paragraph_in_markdown():
    markdown = export(of_reply("", translation(), [ENGLISH]), "md").data.decode()
    original = markdown.index("> The light was lit in 1871.")
    assert markdown.index("**البلدة**") < original < markdown.index("أضيء عام 1871.")


# --- whatever comes in ---------------------------------------------------------------------------

PIECES = ["# ", "- ", "1. ", "> ", "**", "*", "`", "[1]", "[", "](", "|", "\n", "\n\n", "|---|"]
PIECES += ["```", "   ", "<b>", "&", "\\"]
MARKDOWN = st.lists(st.sampled_from(PIECES) | mixed_text, max_size=12).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reply=MARKDOWN, quote=mixed_text)
def test_nothing_breaks_a_file_or_is_lost(reply, quote):
    made = document(reply, quote=quote)
    assert shown(export(made, "md").data.decode()) == said(made)
    root = part(export(made, "docx").data, "word/document.xml")
    in_word = "".join("".join(root.itertext()).replace("\u200e", "").replace("\u200f", "").split())
    assert in_word.replace("‎", "") == said(made).replace("\u200e", "").replace("\u200f", "")
    assert export(made, "pdf").data.startswith(b"%PDF-")

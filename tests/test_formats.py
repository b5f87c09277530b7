"""What each kind of file says: encodings, Markdown, web pages, PDF, Word."""

import io
import json
import random
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from retrieval.errors import ArticleError
from retrieval.reading import word
from retrieval.reading.encoding import decode
from retrieval.reading.formats import text_of
from retrieval.reading.pdf_lines import lines
from retrieval.reading.visual_order import logical_order

DATA = Path(__file__).parent / "data" / "reading"
ROOT = Path(__file__).parents[1]
PRINTED = (DATA / "print.txt").read_text("utf-8").splitlines()
ENGLISH = next(i for i, line in enumerate(PRINTED) if line.startswith("A sundial"))


def paragraphs(text):
    return [line for line in text.split("\n") if line]


def fails(key, data, name, content_type=""):
    with pytest.raises(ArticleError) as error:
        text_of(data, name, content_type)
    assert error.value.key == key


# Encodings

ARABIC = (ROOT / "examples" / "article.ar.txt").read_text("utf-8")
FRENCH = (
    "L'été dernier, le préfet a déclaré que « la sécheresse » était là : où ça ? À Orléans, Noël."
)
SPANISH = "El niño comió en la mañana; ¿cómo está usted? Según él, habrá más años así."
GERMAN = "Die Straße war größtenteils überflutet; schöne Grüße aus Köln, für Äpfel und Öl."
RUSSIAN = "Привет, это обычный текст на русском языке, который рассказывает о погоде."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [ARABIC, "أهلا", "Just English.", "نص فيه English و 123"])
def test_unicode_is_recognised_with_and_without_a_byte_order_mark(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("chars", [20, 40, 100, 1000])
def test_old_arabic_encodings_are_recognised_in_short_texts_too(encoding, chars):
    """Of pieces cut anywhere from the article nearly all, of longer ones all."""
    text = ARABIC.encode(encoding, "ignore").decode(encoding)
    cut = random.Random(1)
    starts = [cut.randrange(len(text) - chars) for _ in range(60)]
    pieces = [text[start : start + chars].strip() for start in starts]
    right = sum(decode(piece.encode(encoding)) == piece for piece in pieces)
    assert right >= (57 if chars == 20 else 60)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(FRENCH, "cp1252"), (SPANISH, "cp1252"), (GERMAN, "cp1252"), (RUSSIAN, "cp1251")],
)
def test_other_languages_are_not_taken_for_arabic(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_decides_where_the_bytes_do_not():
    assert decode("Ђорђе".encode("cp1251"), "windows-1251") == "Ђорђе"


def test_a_wrongly_declared_encoding_is_overruled():
    assert decode(ARABIC.encode("cp1256", "ignore"), "iso-8859-1").startswith(ARABIC[:40])
    assert decode(ARABIC.encode("utf-8"), "windows-1256") == ARABIC
    assert decode(ARABIC.encode("utf-8"), "no-such-charset") == ARABIC


def test_a_few_damaged_bytes_do_not_change_the_encoding():
    damaged = ARABIC[:300].encode() + b"\xff" + ARABIC[300:].encode()
    assert decode(damaged) == ARABIC[:300] + "\ufffd" + ARABIC[300:]


@pytest.mark.parametrize("name", ["picture.png", "picture.txt", "unknown"])
def test_a_picture_is_not_text_whatever_its_name(name):
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(1).randbytes(2000)
    fails("binary", png, name)


def test_an_unknown_ending_is_read_as_text():
    assert text_of("نص عادي".encode(), "notes.xyz") == ("نص عادي", None)


# Markdown


def test_markdown_is_kept_as_written_without_its_front_matter():
    written = "---\ntitle: عنوان المقال\ntags: [a, b]\n---\n# Heading\n\n- **one**\n- two\n"
    text, title = text_of(written.encode(), "a.md")
    assert text == "# Heading\n\n- **one**\n- two\n"
    assert title == "عنوان المقال"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("text\n\n## The heading ##\n\ntext", "The heading"),
        ("The heading\n===========\n\ntext", "The heading"),
        ("---\ntitle: [broken\n---\n# Heading\n", "Heading"),
        ("no heading at all", None),
        ("text\n---\ntitle: this is no front matter\n---\n", None),
    ],
)
def test_title_of_markdown(written, title):
    assert text_of(written.encode(), "a.md")[1] == title


# Web pages

PAGES = json.loads((DATA / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_its_article_and_nothing_else(name):
    text, title = text_of((DATA / name).read_bytes(), name)
    assert paragraphs(text.replace("\u200f", "")) == PAGES[name]["paragraphs"]
    assert title == PAGES[name]["title"]


def test_paragraphs_are_parted_by_a_blank_line_and_list_items_are_not():
    text, _ = text_of((DATA / "news.ar.html").read_bytes(), "news.ar.html")
    assert "الآن:\n\n- ركنا للأطفال يتسع لستين قارئا\n- أرشيفا" in text
    assert "حاسوبا\n\nما الذي ينقصها؟\n\nلا تزال" in text


@pytest.mark.parametrize("name", ["page.txt", "page", "page.php"])
def test_a_page_is_told_by_what_it_holds(name):
    data = (DATA / "blog.en.html").read_bytes()
    assert text_of(data, name)[1] == "Why our buses run late"


def test_the_servers_charset_counts_if_it_fits():
    html = f"<html><body><p>{ARABIC[:400]}</p></body></html>".encode("cp1256", "ignore")
    assert ARABIC[:60] in text_of(html, "a", "text/html; charset=windows-1256")[0]
    assert ARABIC[:60] in text_of(html, "a", "text/html; charset=utf-8")[0]


def test_a_page_drawn_by_javascript_is_refused():
    fails("page_needs_javascript", (DATA / "app.en.html").read_bytes(), "app.html")


def test_a_page_for_subscribers_is_refused():
    fails("page_for_subscribers", (DATA / "paywall.ar.html").read_bytes(), "paywall.html")


@pytest.mark.parametrize("html", ["<html></html>", "<html><body><p> </p></body></html>"])
def test_a_page_without_text_is_refused(html):
    fails("page_empty", html.encode(), "a.html")


def test_a_page_that_is_too_large_is_refused():
    fails("page_too_large", b"<html><body>" + b"<p>text" * 60_000, "a.html")
    fails("page_too_large", b"<html><body>" + b"text " * 3_000_000, "a.html")


def test_a_heading_of_other_articles_takes_their_links_along():
    html = """<html><title>T</title><body><div><h1>The title of it all</h1>
        <p>The first paragraph of the article tells what happened, and where, and when.</p>
        <h3>اقرأ أيضاً</h3><ul><li><a href="/1">Another article altogether</a></li></ul>
        <p>The second paragraph, <a href="/2">with a link</a>, tells why it happened at all.</p>
        <p>They read also the other newspapers, and follow us on our way home, she said.</p>
        </div></body></html>"""
    assert paragraphs(text_of(html.encode(), "a.html")[0])[1:2] == [
        "The second paragraph, with a link, tells why it happened at all."
    ]


# PDF


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chromium.pdf", PRINTED),
        ("libreoffice.pdf", PRINTED),
        ("presentation_forms.pdf", PRINTED),
        ("columns.pdf", PRINTED[ENGLISH:] * 2),
    ],
)
def test_a_pdf_says_what_was_printed(name, expected):
    """Logical order, joined letters, whole paragraphs, no running heads: in files of four
    writers, of which one stores letter shapes in visual order and one sets two columns."""
    text, _ = text_of((DATA / name).read_bytes(), name)
    assert text.split("\n\n") == expected


def test_a_pdf_keeps_no_letter_shapes():
    text, _ = text_of((DATA / "presentation_forms.pdf").read_bytes(), "a.pdf")
    assert not [c for c in text if "\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufeff"]


def test_a_pdfs_title_is_kept_unless_it_is_a_file_name():
    assert text_of((DATA / "chromium.pdf").read_bytes(), "a.pdf")[1] == PRINTED[0]
    assert text_of((DATA / "presentation_forms.pdf").read_bytes(), "a.pdf")[1] is None


def test_a_locked_pdf_is_refused():
    fails("pdf_locked", (DATA / "locked.pdf").read_bytes(), "a.pdf")


def test_a_scanned_pdf_is_refused():
    fails("pdf_scanned", (DATA / "scanned.pdf").read_bytes(), "a.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing more", b"no PDF at all"])
def test_a_damaged_pdf_is_refused(data):
    fails("pdf_damaged", data, "a.pdf")


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("غرب (وتانلا) 2017 يف", "في 2017 (الناتو) برغ"),
        ("ديدجلا Windows 10 ماظن", "نظام Windows 10 الجديد"),
        ("3.5 نم 10:30 ةعاسلا 11/25/2026", "11/25/2026 الساعة 10:30 من 3.5"),
        ("تلاق Panthers (NFL) ةكرش", "شركة Panthers (NFL) قالت"),
        ("يف (Super Bowl) 2016 ماع", "عام 2016 (Super Bowl) في"),
        ("2018-2017 نيب", "بين 2017-2018"),
        (")ةيناثلا( و »ةطخلا«", "«الخطة» و (الثانية)"),
    ],
)
def test_what_is_seen_from_left_to_right_is_read_from_right_to_left(seen, read):
    assert logical_order(seen, right_to_left=True) == read


def test_arabic_within_an_english_line_is_turned_alone():
    seen = "The word (ةرم 25 مكيلع مالسلا) means peace."
    assert logical_order(seen, right_to_left=False) == "The word (السلام عليكم 25 مرة) means peace."


def test_an_empty_column_has_no_lines():
    assert lines([]) == []


# Word


def packed(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_file_is_read_in_document_order():
    document = docx.Document()
    document.add_heading("عنوان المقال", level=1)
    document.add_paragraph("فقرة أولى.")
    document.add_paragraph("بند أول", style="List Bullet")
    document.add_paragraph("بند ثان", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], "أبجد", strict=True):
        cell.text = text
    document.add_heading("فصل", level=2)
    document.add_paragraph("سطر\nآخر")
    text, title = text_of(packed(document), "a.docx")
    assert text == (
        "عنوان المقال\n\nفقرة أولى.\n\n- بند أول\n- بند ثان\n\nأ | ب\nج | د\n\nفصل\n\nسطر\nآخر"
    )
    assert title == "عنوان المقال"


def test_a_word_file_keeps_insertions_and_leaves_out_deletions_and_hidden_text():
    document = docx.Document()
    paragraph = document.add_paragraph("kept ")
    for tag, text in (("w:ins", "inserted "), ("w:del", "deleted ")):
        change = OxmlElement(tag)
        change.append(paragraph.add_run(text)._r)
        paragraph._p.append(change)
    paragraph.add_run("hidden").font.hidden = True
    assert text_of(packed(document), "a.docx")[0] == "kept inserted"


def test_a_word_files_own_title_comes_first():
    document = docx.Document()
    document.core_properties.title = "Its title"
    document.add_heading("A heading", level=1)
    assert text_of(packed(document), "a.docx")[1] == "Its title"


@pytest.mark.parametrize("damage", [lambda data: data[:-200], lambda data: data[:400]])
def test_a_damaged_word_file_is_refused(damage):
    fails("docx_damaged", damage(packed(docx.Document())), "a.docx")


def test_a_zip_with_broken_xml_is_a_damaged_word_file():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    fails("docx_damaged", file.getvalue(), "a.docx")


def test_a_word_file_that_unpacks_to_too_much_is_refused_unread(monkeypatch):
    file = io.BytesIO(packed(docx.Document()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros", b"\0" * 2_000_000)
    monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 1_000_000)
    fails("docx_too_large", file.getvalue(), "a.docx")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("stream", "key"),
    [
        ("WordDocument", "doc_old"),
        ("EncryptedPackage", "docx_locked"),
        ("Workbook", "not_readable"),
    ],
)
def test_old_and_locked_office_files_are_told_apart(stream, key):
    fails(key, OLE + stream.encode("utf-16-le"), "a.doc")


def test_other_packed_and_rich_text_files_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    fails("not_readable", file.getvalue(), "a.odt")
    fails("not_readable", b"PK\x03\x04 broken", "a.zip")
    fails("not_readable", b"{\\rtf1 text}", "a.rtf")

"""How the PDF files beside this script were made from print.txt, each by another writer.

Not run by the tests. It needs Chromium, LibreOffice, the fonts Noto Naskh Arabic and DejaVu, and
`pip install weasyprint pyphen reportlab arabic-reshaper python-bidi python-docx pypdf pillow`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import arabic_reshaper
import docx
from bidi.algorithm import get_display
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from weasyprint import HTML

HERE = Path(__file__).parent
LINES = (HERE / "print.txt").read_text("utf-8").splitlines()
ENGLISH = next(i for i, line in enumerate(LINES) if line[0].isascii() and line[0].isalpha())
HEADINGS = {0, 4, ENGLISH}
RUNNING_HEAD = "مجلة الساعات، العدد 7"
STYLE = """
    @page { size: A5; margin: 2cm; @top-center { content: "%s" } @bottom-center {
        content: counter(page) } }
    body { font: 11pt "Noto Naskh Arabic", "DejaVu Serif"; text-align: justify }
    %s
"""


def is_arabic(line: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in line[:10])


def html(style: str, *, lines: list[str], lang: str) -> str:
    body = []
    for line in lines:
        direction = "rtl" if is_arabic(line) else "ltr"
        tag = "h2" if LINES.index(line) in HEADINGS else "p"
        body.append(f'<{tag} dir="{direction}">{line}</{tag}>')
    style = STYLE % (RUNNING_HEAD, style)
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{lines[0]}</title>'
        f"<style>{style}</style>{''.join(body)}"
    )


def chromium(folder: Path) -> None:
    page = folder / "page.html"
    page.write_text(html("", lines=LINES, lang="ar"), "utf-8")
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={HERE / 'chromium.pdf'}", page.as_uri()),
        ],
        check=True,
    )


def weasyprint() -> None:
    columns = "body { columns: 2; column-gap: 1cm; hyphens: auto; font-size: 9pt }"
    english = LINES[ENGLISH:]
    HTML(string=html(columns, lines=english * 2, lang="en")).write_pdf(HERE / "columns.pdf")


def libreoffice(folder: Path) -> None:
    document = docx.Document()
    for i, line in enumerate(LINES):
        paragraph = document.add_paragraph(style="Heading 2" if i in HEADINGS else None)
        run = paragraph.add_run(line)
        if is_arabic(line):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
            fonts = OxmlElement("w:rFonts")
            fonts.set(qn("w:cs"), "Noto Naskh Arabic")
            run._r.get_or_add_rPr().append(fonts)
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
    document.sections[0].footer.paragraphs[0].text = RUNNING_HEAD
    document.save(folder / "libreoffice.docx")
    subprocess.run(
        [
            *("soffice", "--headless", "--convert-to", "pdf", "--outdir", HERE),
            folder / "libreoffice.docx",
        ],
        check=True,
    )


def reportlab(path: Path, lines: list[str]) -> None:
    """Arabic as presentation forms in visual order, as many older programs write it."""
    reshaper = arabic_reshaper.ArabicReshaper({"delete_harakat": False})
    pdfmetrics.registerFont(TTFont("DejaVu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
    page = canvas.Canvas(str(path), pagesize=A5)
    width, height = A5
    number, y = 1, height - 60

    def begin() -> None:
        page.setFont("DejaVu", 8)
        page.drawCentredString(width / 2, 25, f"- {number} -")
        page.setFont("DejaVu", 10)

    def shaped(text: str, arabic: bool) -> str:
        return get_display(reshaper.reshape(text), base_dir="R" if arabic else "L")

    begin()
    for line in lines:
        arabic = is_arabic(line)
        rows = [""]
        for word in line.split():
            longer = f"{rows[-1]} {word}".strip()
            if pdfmetrics.stringWidth(shaped(longer, arabic), "DejaVu", 10) > width - 100:
                rows.append(word)
            else:
                rows[-1] = longer
        for row in rows:
            if y < 60:
                page.showPage()
                number, y = number + 1, height - 60
                begin()
            draw = page.drawRightString if arabic else page.drawString
            draw(width - 50 if arabic else 50, y, shaped(row, arabic))
            y -= 16
        y -= 8
    page.save()


def locked_and_scanned(folder: Path) -> None:
    short = folder / "short.pdf"
    reportlab(short, LINES[:2])
    writer = PdfWriter(clone_from=PdfReader(short))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(HERE / "locked.pdf")
    picture = Image.new("L", (300, 400), 255)
    ImageDraw.Draw(picture).text((20, 20), "A scanned page", fill=0)
    picture.save(HERE / "scanned.pdf")


if __name__ == "__main__":
    work = Path(sys.argv[1])
    chromium(work)
    weasyprint()
    libreoffice(work)
    reportlab(HERE / "presentation_forms.pdf", LINES)
    locked_and_scanned(work)

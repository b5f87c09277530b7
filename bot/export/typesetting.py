"""Sets a document with Typst: a program of its own, from JSON to PDF.

Typst keeps what it has set in memory for the next ten documents: 2 GB, where these have 145 pages.
It gives it back when the program ends; so do pages that it fails at.

    python -P typesetting.py PAGE.typ FONTS < document.json > document.pdf
"""

import sys
from pathlib import Path

import typst


def main(page: str, fonts: str) -> None:
    """Read the document, write the file."""
    pdf = typst.compile(
        Path(page).read_bytes(),
        sys_inputs={"document": sys.stdin.buffer.read().decode()},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
        pdf_standards="ua-1",
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])

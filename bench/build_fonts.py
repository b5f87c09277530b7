"""Makes the fonts of exported PDF files: Noto, without the characters that are not needed.

    pip install fonttools
    apt-get install fonts-noto-core        # 20201225-1
    python -m bench.build_fonts /usr/share/fonts/truetype/noto

Noto is under the SIL Open Font License 1.1 and has no reserved font names, so a part of it may be
given on under its name; the licence goes with it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

FONTS = Path(__file__).parents[1] / "bot" / "export" / "fonts"

# Letters with their accents, punctuation, currency signs, letterlike signs; Greek and Cyrillic.
_LATIN = "0020-007E,00A0-024F,0259,02B0-036F,1E00-1EFF,2000-206F,20A0-20CF,25CC,FB00-FB06,FFFD"
_LATIN_AND_KIN = f"{_LATIN},0370-052F,2070-209F,2100-218F"
# Those of every language in Arabic letters, vowel signs, presentation forms.
_ARABIC = "0020-007E,00A0,00AB,00BB,00D7,00F7,0600-06FF,0750-077F,08A0-08FF,200B-200F,2010-2026,"
_ARABIC += "2039,203A,204F,25CC,2E41,FB50-FDFF,FE70-FEFF"
_ARROWS_AND_MATHEMATICS = "2190-21FF,2200-22FF"
_SIGNS = "2300-232B,2460-24FF,2500-25FF,2600-27BF,2B00-2B59"

PARTS = {
    "NotoNaskhArabic-Regular": _ARABIC,
    "NotoNaskhArabic-Bold": _ARABIC,
    "NotoSans-Regular": _LATIN_AND_KIN,
    "NotoSans-Bold": _LATIN_AND_KIN,
    "NotoSans-Italic": _LATIN,
    "NotoSansMath-Regular": _ARROWS_AND_MATHEMATICS,
    "NotoSansSymbols-Regular": _SIGNS,
    "NotoSansSymbols2-Regular": _SIGNS,
}


def main() -> None:
    """Write the fonts."""
    from fontTools import subset

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("noto", type=Path, help="folder of the Noto fonts")
    options = parser.parse_args()
    for name, characters in PARTS.items():
        subset.main(
            [
                str(options.noto / f"{name}.ttf"),
                f"--unicodes={characters}",
                f"--output-file={FONTS / name}.ttf",
                "--no-hinting",
                "--name-IDs=*",
                "--drop-tables+=DSIG",
            ]
        )


if __name__ == "__main__":
    main()

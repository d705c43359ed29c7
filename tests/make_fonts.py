"""Makes the fonts in ``cnnstat/typesetting/fonts``: a few glyphs of fonts that anybody may change and pass on.

    pip install fonttools==4.68.0 brotli==1.2.0
    apt-get download fonts-noto-cjk fonts-liberation2    # of Debian 12: 1:20220127+repack1-1, 2.1.5-1
    npm pack @fontsource/noto-sans-math@5.3.0
    mkdir fonts; for each in *.deb; do dpkg -x $each fonts; done; tar xzf fontsource-*.tgz -C fonts
    python tests/make_fonts.py fonts cnnstat/typesetting/fonts

The same input gives the same bytes. None of the three licences reserves a name that stands in a file made here: that of
Noto Sans CJK reserves "Source" and that of Liberation "Liberation", wherefore its few glyphs have a name of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

DEBIAN = "usr/share/fonts"
CJK = DEBIAN + "/opentype/noto/NotoSansCJK-{}.ttc"
LIBERATION = DEBIAN + "/truetype/liberation2/LiberationSans-{}.ttf"
MATH = "package/files/noto-sans-math-latin-400-normal.woff2"
KOREAN_FACE = 1
"""Of the collection: Noto Sans CJK KR."""


def between(*pairs: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in pairs for code in range(first, last + 1))


SYLLABLES = "".join(bytes((row, cell)).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
"""The 2,350 syllables of KS X 1001, in which Korean is written but for a few words."""
LATIN = between((0x20, 0x7E), (0xA0, 0xFF))
SIGNS = "–—―‘’“”„•…‰′″‹›⁄€₩™←↑→↓↔⇒⇔∂∆∏∑−√∞∫≈≠≤≥∈∩∪⊂∴■□▲△▼▽◆◇○●★☆✓" + between((0x2070, 0x2071), (0x2074, 0x208E))
HANGUL = between((0x3131, 0x3163), (0x3000, 0x3003), (0x3008, 0x3015), (0x2460, 0x2473)) + "※℃〜～・㎜㎝㎞㎡％"
GREEK = between((0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9))
FORMULAS = (
    between((0x20, 0x7E)) + "×÷·−±⌊⌋⌈⌉‖∣√∑∏∞≈≠≤≥→∈…⋯′" + GREEK + between((0x1D44E, 0x1D467), (0x1D434, 0x1D44D)) + "ℎ"
)
"""Of the font for formulas; ``<mi>`` takes the letters of mathematics for single ones."""


def made(font: TTFont, text: str, features: list[str], family: str, style: str) -> TTFont:
    """A font with the glyphs of a text alone, under a name."""
    options = Options(
        layout_features=features, hinting=False, glyph_names=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 5, 6, 13, 14], name_languages=[0x409],
        drop_tables=[*Options().drop_tables, "vhea", "vmtx", "VORG", "BASE", "meta", "DSIG", "FFTM"],
    )  # fmt: skip
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    for key, value in {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}.items():
        font["name"].setName(value, key, 3, 1, 0x409)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [f"{family.replace(' ', '')}-{style}"]
        top[0].rawDict.pop("Notice", None)
        top[0].FullName, top[0].FamilyName = f"{family} {style}", family
    font["head"].modified = font["head"].created
    return font


def opened(path: Path, number: int = -1) -> TTFont:
    return TTFont(path, fontNumber=number, recalcTimestamp=False)


def main(source: Path, target: Path) -> None:
    """Make every file, and say how large it is and what its source lacks."""
    korean = SYLLABLES + HANGUL + LATIN + SIGNS + GREEK
    for style in ("Regular", "Bold"):
        font = opened(source / CJK.format(style), KOREAN_FACE)
        lacking(font, korean)
        made(font, korean, ["kern", "ccmp", "mark", "mkmk"], "Noto Sans KR", style)
        written(font, target / f"NotoSansKR-{style}.otf", None)
        if style == "Regular":  # browsers make it bold themselves; Typst does not
            written(font, target / f"NotoSansKR-{style}.woff2", "woff2")
        font = opened(source / LIBERATION.format(style))
        latin = LATIN + between((0x100, 0x17F)) + SIGNS + GREEK
        lacking(font, latin)
        made(font, latin, ["kern", "ccmp", "mark", "mkmk"], "Cnnstat Sans", style)
        written(font, target / f"CnnstatSans-{style}.ttf", None)
    font = opened(source / MATH)
    lacking(font, FORMULAS)
    made(font, FORMULAS, ["ccmp", "kern"], "Noto Sans Math", "Regular")
    written(font, target / "NotoSansMath-Regular.woff2", "woff2")


def lacking(font: TTFont, text: str) -> None:
    print("lacks", "".join(sorted(set(text) - {chr(code) for code in font.getBestCmap()})) or "nothing")


def written(font: TTFont, path: Path, flavor: str | None) -> None:
    font.flavor = flavor
    font.save(path, reorderTables=None)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

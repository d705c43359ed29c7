"""TikZ, as a LaTeX document that compiles on its own, whose picture other documents can take over.

It needs the packages standalone, TikZ and, for a script that LaTeX's own fonts lack, LuaLaTeX or XeLaTeX with a font of
the system: pdfLaTeX puts a question mark in the place of such signs and says so. Each text is made as wide as it was
measured, so that none leaves its box whatever the font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.drawing.palette import COLORS
from cnnstat.drawing.scene import Item, Line, Point, Scene, Shape, Text
from cnnstat.text.printable import one_line
from cnnstat.text.tex import escape, unknown

ENDINGS = (".tex",)
EXTRA = ""
OWN = re.compile("([×·±²³–—“”‘’…•]+)")
"""Signs that the text's own font has in every engine, and that need no mathematics."""
SCRIPTS = (
    "Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans CJK SC", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo",
    "Microsoft YaHei", "Noto Sans", "DejaVu Sans",
)  # fmt: skip
"""Fonts in which scripts are looked for; the first that there is sets them all."""
HEAD = r"""\documentclass[tikz,border=0pt]{standalone}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{tgheros.sty}{\usepackage{tgheros}}{\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}}
\else
  \usepackage{fontspec}
  \defaultfontfeatures[\rmfamily,\sffamily]{}
  \IfFontExistsTF{texgyreheros-regular.otf}{\setsansfont{texgyreheros}[Extension=.otf,
    UprightFont=*-regular, BoldFont=*-bold]}{\setsansfont{lmsans10-regular.otf}[BoldFont=lmsans10-bold.otf]}
\fi
\renewcommand\familydefault{\sfdefault}
\usetikzlibrary{arrows.meta,patterns}
"""
SCRIPT = r"""% Signs that LaTeX's own fonts lack: compile with lualatex or xelatex.
\ifPDFTeX
  \newcommand\others[1]{\typeout{Signs left out: compile with lualatex}?}
\else
  \newcommand\others[1]{#1}
FONTS\fi
"""
MACROS = r"""\newsavebox\measured
\newcommand\fitted[2]{% a text as wide as it was measured, in points of 1/72 inch
  \sbox\measured{#2}\ifdim\wd\measured>0pt\resizebox{#1bp}{\height}{\usebox\measured}\fi}
\tikzset{
  box/.style={draw=outline, line width=0.7bp},
  link/.style={draw=line, line width=1bp},
  thin link/.style={draw=line, line width=0.5bp},
  head/.style={-{Triangle[length=5bp, width=5bp]}},
  words/.style={anchor=base west, inner sep=0pt, outer sep=0pt},
  hatch/.style={pattern=north east lines, pattern color=dropout!55},
}
"""


def written(scene: Scene) -> str:
    """The scene as one LaTeX file; equal scenes are equal bytes."""
    drawn = picture(scene)
    return f"{HEAD}{script_for(drawn)}{definitions()}\n\\begin{{document}}\n{drawn}\n\\end{{document}}\n"


def picture(scene: Scene) -> str:
    """The scene as a picture of TikZ; it needs what :func:`definitions` and :func:`script_for` give."""
    return "\n".join(
        [
            "\\begin{tikzpicture}[x=1bp, y=-1bp]",
            f"\\useasboundingbox[fill=paper] (0,0) rectangle ({number(scene.width)},{number(scene.height)});",
            *(line for item in scene.items for line in lines_of(item)),
            "\\end{tikzpicture}",
        ]
    )


def script_for(source: str) -> str:
    """The definition of what sets scripts that LaTeX's own fonts lack; "" where a source has none."""
    return SCRIPT.replace("FONTS", fonts()) if "\\others{" in source else ""


def definitions() -> str:
    """What pictures need: macros, styles and colours."""
    colors = [f"\\definecolor{{{named(name)}}}{{HTML}}{{{code[1:].upper()}}}" for name, code in COLORS.items()]
    return MACROS + "\n".join(colors)


def fonts() -> str:
    """The choice of the first font that there is."""
    tried = "".join(f"  \\IfFontExistsTF{{{each}}}{{\\newfontfamily\\othersfont{{{each}}}}}{{%\n" for each in SCRIPTS)
    last = f"  \\newcommand\\othersfont{{}}{'}' * len(SCRIPTS)}\n"
    return f"{tried}{last}  \\renewcommand\\others[1]{{{{\\othersfont #1}}}}\n"


def lines_of(item: Item) -> Iterator[str]:
    if isinstance(item, Text):
        if item.text.strip():
            yield text_line(item)
    elif isinstance(item, Line):
        styles = "thin link" if item.thin else "link"
        yield f"\\draw[{styles}{', head' if item.arrow else ''}] {path(item.points)};"
    else:
        yield from shape_lines(item)


def text_line(item: Text) -> str:
    size = number(item.size)
    font = f"\\fontsize{{{size}bp}}{{{size}bp}}\\selectfont" + ("\\bfseries" if item.bold else "")
    return (
        f"\\node[words, text={named(item.color)}] at ({number(item.x)},{number(item.y)}) "
        f"{{\\fitted{{{number(item.width)}}}{{{font}{{}}{text(item.text)}}}}};"
    )


def shape_lines(item: Shape) -> Iterator[str]:
    rounded = f", rounded corners={number(item.radius)}bp" if item.radius else ""
    dashed = ", dash pattern=on 3bp off 2bp" if item.dashed else ""
    outline = f"{path(item.points)} -- cycle"
    yield f"\\draw[box, fill={named(item.fill)}{rounded}{dashed}] {outline};"
    if item.hatched:
        yield f"\\path[hatch{rounded}] {outline};"
        yield f"\\draw[box{rounded}{dashed}] {outline};"  # the hatch lies on the outline too


def named(color: str) -> str:
    """A colour of the palette as LaTeX can call it."""
    return color.replace(":", "")


def path(points: Sequence[Point]) -> str:
    return " -- ".join(f"({number(x)},{number(y)})" for x, y in points)


def text(words: str) -> str:
    """What is written, as LaTeX takes it; scripts that its own fonts lack are marked."""
    parts = OWN.split(one_line(words))
    return "".join(each if at % 2 else marked(escape(each)) for at, each in enumerate(parts))


def marked(source: str) -> str:
    others = unknown(source)
    return re.sub(f"[{re.escape(others)}]+", r"\\others{\g<0>}", source) if others else source


def number(value: float) -> str:
    """A length with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"

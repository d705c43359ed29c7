"""LaTeX that compiles on its own: booktabs for tables, TikZ for pictures, amsmath for formulas.

For Korean it takes LuaLaTeX or XeLaTeX, and a font of the system. Text that comes from strangers is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cnnstat.algebra.notation import TEX, Notation, Writer
from cnnstat.algebra.words import notation_in
from cnnstat.derivation.steps import Equation
from cnnstat.drawing.formats import tikz
from cnnstat.errors import UsageError
from cnnstat.publishing.content import (
    Beside,
    Blank,
    Block,
    Document,
    Equations,
    Formula,
    Grid,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Run,
)  # fmt: skip
from cnnstat.publishing.medium import Written
from cnnstat.render.formats.latex import points
from cnnstat.text.printable import one_line
from cnnstat.text.tex import escape, row, unknown

ENDINGS = (".tex",)
EXTRA = ""
STYLES = {"strong": r"\textbf{%s}", "code": r"\texttt{%s}", "quiet": r"\textcolor{quiet}{%s}"}
BRIEF = TEX._replace(fraction=lambda above, below: f"{above}/{below}", inline=True)
"""For formulas in lines of text, where fractions would be small."""
WIDE, GAP, SMALL = 505.0, 8.0, 0.77
"""Points of a line, points between two columns, and how large a table's letters are, of the standard size."""
NARROWEST = 55.0
"""Points that a column of sentences has at least."""
HEAD = r"""\documentclass[a4paper,10pt,fleqn]{article}
\usepackage[a4paper,hmargin=15mm,top=14mm,bottom=15mm,headsep=4mm,footskip=8mm]{geometry}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  \IfFileExists{tgheros.sty}{\usepackage{tgheros}}{}
\else
  \usepackage{fontspec}
  \IfFontExistsTF{texgyreheros-regular.otf}{\setsansfont{texgyreheros}[Extension=.otf,
    UprightFont=*-regular, BoldFont=*-bold, Scale=0.95]}{\setsansfont{lmsans10-regular.otf}[BoldFont=lmsans10-bold.otf]}
\fi
\usepackage{amsmath,array,booktabs,graphicx,longtable,tikz,fancyhdr}
\usetikzlibrary{arrows.meta,patterns}
\IfFileExists{hyperref.sty}{\usepackage[hidelinks,bookmarks=false]{hyperref}TITLE}{}
"""
LAYOUT = r"""
\definecolor{quiet}{gray}{0.35}
\AtBeginDocument{\fontsize{8.6}{10.4}\selectfont\abovedisplayskip=3pt\belowdisplayskip=3pt\jot=1pt}
\setlength\parindent{0pt}\setlength\parskip{1.5pt}\setlength\mathindent{0pt}\raggedbottom\sloppy
\setlength\tabcolsep{4pt}\setlength\LTpre{2pt}\setlength\LTpost{2pt}
\setlength\aboverulesep{1pt}\setlength\belowrulesep{1.5pt}
\newcommand\heading[1]{\par\addvspace{7pt}{\fontsize{10}{11}\bfseries\strut #1\par}\nobreak
  \vskip-\parskip\vskip1.5pt{\color{black!55}\hrule height 0.6pt}\nobreak\vskip 2pt}
\newcommand\smallheading[1]{\par\addvspace{6pt}{\bfseries #1\par}\nobreak}
\newcommand\note[1]{{\fontsize{7.5}{9}\selectfont\textcolor{quiet}{#1}\par}}
\newcommand\blank[1]{\underline{\hspace{#1}}}
\newcommand\scene[1]{\par\addvspace{3pt}{\centering\sffamily
  \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{#1}\par}\addvspace{3pt}}
\newcommand\equationline[1]{{\hangindent=1.5em\relax #1\par}}
\newcommand\smalltable{\fontsize{7.7}{9}\selectfont}
\pagestyle{fancy}\fancyhf{}\renewcommand\headrulewidth{0pt}
"""


class Page:
    """Writes one document, and the logo beside it."""

    def __init__(self, document: Document, name: str) -> None:
        self.document, self.name = document, name
        self.brief, self.long = (notation_in(document.language, each) for each in (BRIEF, TEX))

    def written(self) -> str:
        """The whole file."""
        document = self.document
        left, right = document.head
        furniture = [
            rf"\fancyhead[L]{{\textcolor{{quiet}}{{\small {text(left)}}}}}",
            rf"\fancyhead[R]{{\textcolor{{quiet}}{{\small {text(right)}}}}}",
            rf"\fancyfoot[L]{{\parbox{{0.93\linewidth}}{{\fontsize{{7}}{{8.4}}\selectfont\textcolor{{quiet}}"
            rf"{{{text(document.foot)}}}}}}}",
            r"\fancyfoot[R]{\fontsize{7}{8.4}\selectfont\textcolor{quiet}{\thepage}}",
        ]
        begin = rf"{{\raggedright\fontsize{{19}}{{22}}\bfseries {text(document.title)}\par}}"
        if document.under:
            begin += f"\n\\textcolor{{quiet}}{{{text(document.under)}}}\\par"
        if document.logo:
            file = f"{self.name}_files/logo{document.logo[1]}"
            logo = rf"\includegraphics[height=13mm,width=\linewidth,keepaspectratio]{{{file}}}"
            begin = (
                f"\\begin{{minipage}}[t]{{0.8\\linewidth}}\\vspace{{0pt}}{begin}\\end{{minipage}}\\hfill\n"
                f"\\begin{{minipage}}[t]{{0.18\\linewidth}}\\vspace{{0pt}}\\raggedleft {logo}\\end{{minipage}}\\par"
            )
        body = "\n".join([*furniture, begin, self.blocks(document.blocks)])
        head = HEAD.replace("TITLE", title_of(document.title))
        used = f"{head}{tikz.script_for(body)}{tikz.definitions()}{LAYOUT}"
        return f"{used}\\begin{{document}}\n{body}\n\\end{{document}}\n"

    def blocks(self, given: Iterable[Block]) -> str:
        return "\n\n".join(self.block(each) for each in given)

    def block(self, given: Block) -> str:
        match given:
            case Heading(words, level):
                return rf"\{'heading' if level < 3 else 'smallheading'}{{{text(words)}}}"
            case Paragraph(runs, small, apart, keep):
                said = self.sentence(runs)
                said = rf"\note{{{said}}}" if small else said + r"\par"
                return (r"\addvspace{5pt}" if apart else "") + said + (r"\nobreak" if keep else "")
            case Equations(equations, brief):
                return "\n".join(self.line(each) if brief else self.display(each) for each in equations)
            case Grid():
                return self.table(given)
            case Picture(scene):
                return f"\\scene{{%\n{tikz.picture(scene)}%\n}}"
            case Items(across=True):
                return self.across(given)
            case Items(items, marks, start):
                return self.items(items, marks, start)
            case Beside(left, right, share):
                sides = ((left, share - 0.015), (right, 1 - share - 0.015))
                return "\\par\\noindent" + "\\hfill\n".join(self.column(each, wide) for each, wide in sides) + r"\par"
            case PageBreak():
                return r"\clearpage"
        raise TypeError(given)

    def column(self, blocks: Sequence[Block], share: float) -> str:
        """Blocks in a part of the line, where a table cannot be longer than a page."""
        inside = self.blocks(blocks).replace("{longtable}", "{tabular}")
        return f"\\begin{{minipage}}[t]{{{share:.3f}\\linewidth}}\\vspace{{0pt}}\n{inside}\n\\end{{minipage}}"

    def items(self, items: Sequence[Sequence[Block]], marks: str, start: int) -> str:
        signs = [sign_of(marks, start + at) for at in range(len(items))]
        body = "\n".join(f"\\item[{sign}] {self.blocks(each)}" for sign, each in zip(signs, items, strict=True))
        kind = r"\setlength\leftmargin{1.6em}\setlength\labelwidth{1.2em}\setlength\labelsep{0.4em}"
        kind += r"\setlength\itemsep{2pt}\setlength\parsep{1pt}\setlength\topsep{2pt}"
        return f"\\begin{{list}}{{}}{{{kind}}}\n{body}\n\\end{{list}}"

    def across(self, given: Items) -> str:
        """Short items beside each other."""
        texts = [self.blocks(each).removesuffix(r"\par") for each in given.items]
        signs = [sign_of(given.marks, given.start + at) for at in range(len(texts))]
        return r" \quad ".join(rf"\mbox{{{sign}~{each}}}" for sign, each in zip(signs, texts, strict=True)) + r"\par"

    def sentence(self, runs: Iterable[Inline]) -> str:
        return "".join(map(self.inline, runs))

    def inline(self, given: Inline) -> str:
        match given:
            case Run(words, style):
                return STYLES.get(style, "%s").replace("%s", text(words)) if words.strip() else text(words)
            case Formula(expression, reading):
                return f"${tikz.marked(Writer(self.brief, reading).write(expression))}$"
            case Blank(letter):
                return blank(letter, "4.5em")
        raise TypeError(given)

    def line(self, given: Equation) -> str:
        """A derivation as a line of text, which may break in front of an equals sign."""
        notation = self.brief
        pieces = [f"${tikz.marked(each)}$" for each in pieces_of(given, notation)]
        return rf"\equationline{{{' '.join(pieces)}}}"

    def display(self, given: Equation) -> str:
        notation = self.long
        begin, *rest = given.lines(notation)
        lines = [f"{notation.word(given.label)} &= {begin}", *(f"&= {step}" for step in rest)]
        body = " \\\\\n".join(tikz.marked(each) for each in lines)
        return f"\\[\\begin{{aligned}}\n{body}\n\\end{{aligned}}\\]"

    def table(self, given: Grid) -> str:
        """A table over as many pages as it needs, with rules above, below its heads, and below."""
        columns = specs(given)
        stretch = r"\extracolsep{\fill}" if given.wide and "p{" not in "".join(columns) else ""
        lines = [
            rf"{{\smalltable\setlength\LTleft{{0pt}}\setlength\LTright{{{'0pt' if stretch else chr(92) + 'fill'}}}%",
            rf"\begin{{longtable}}{{@{{{stretch}}}{''.join(columns)}@{{}}}}",
            r"\toprule",
            f"{cells(given.head, 'strong')} \\\\ \\midrule",
        ]
        for at, line in enumerate(given.rows):
            style = "quiet" if at in given.weak else "strong" if at in given.strong else ""
            lines.append(f"{cells(line, style)} \\\\" + (r"[3pt]" if given.open else ""))
        if given.total:
            lines.append(rf"\midrule {cells(given.total, 'strong')} \\")
        lines += [r"\bottomrule", r"\end{longtable}}"]
        return "\n".join(lines) + (f"\n\\note{{{text(given.caption)}}}" if given.caption else "")


def title_of(words: str) -> str:
    """The title that a viewer shows; pdfLaTeX cannot write every script there."""
    said = escape(one_line(words))
    told = rf"\hypersetup{{pdftitle={{{said}}}}}"
    return rf"\ifPDFTeX\else{told}\fi" if unknown(said) else told


def sign_of(marks: str, number: int) -> str:
    return f"{number}." if marks == "1" else f"{chr(64 + number)}." if marks == "A" else r"\textbullet"


def pieces_of(given: Equation, notation: Notation) -> list[str]:
    return [notation.word(given.label), *(f"{notation.equals.strip()} {each}" for each in given.chain(notation))]


def specs(given: Grid) -> list[str]:
    """The columns as LaTeX takes them: those of sentences get a width where a line would be too long."""
    every = [given.head, *given.rows, *([given.total] if given.total else [])]
    wide = [max(SMALL * points(plain_of(row[at])) for row in every) for at in range(len(given.head))]
    room = WIDE - GAP * len(wide) - sum(each for each, right in zip(wide, given.numeric, strict=True) if right)
    texts = sum(each for each, right in zip(wide, given.numeric, strict=True) if not right)
    shrink = room / texts if texts else 1.0
    return [
        "r" if right
        else "l" if shrink >= 1 or each < NARROWEST
        else rf">{{\raggedright\arraybackslash}}p{{{max(NARROWEST, each * shrink):.0f}bp}}"
        for each, right in zip(wide, given.numeric, strict=True)
    ]  # fmt: skip


def plain_of(given: str | Blank) -> str:
    return given if isinstance(given, str) else "M" * 5


def cells(given: Sequence[str | Blank], style: str = "") -> str:
    return row(cell(each, style) for each in given)


def cell(given: str | Blank, style: str) -> str:
    if isinstance(given, Blank):
        return blank(given.letter, "3.2em")
    return STYLES.get(style, "%s").replace("%s", text(given)) if given else ""


def blank(letter: str, width: str) -> str:
    return (rf"\textbf{{{text(letter)}}}~" if letter else "") + rf"\blank{{{width}}}"


def text(words: str) -> str:
    """Escaped, with places to break behind the joints of long words."""
    return JOINT.sub(r"\\allowbreak{}", tikz.text(words))


JOINT = re.compile(r"(?<=[a-z0-9][./@=])(?=[a-zA-Z])")


def written(document: Document, name: str = "handout") -> Written:
    """The document as one file, and its logo beside it.

    Raises:
        UsageError: the logo is an SVG, which LaTeX cannot show.
    """
    beside = {}
    if document.logo:
        data, ending = document.logo
        if ending == ".svg":
            raise UsageError("--logo: LaTeX shows png and jpg, no svg")
        beside[f"{name}_files/logo{ending}"] = data
    return Written(Page(document, name).written(), beside)

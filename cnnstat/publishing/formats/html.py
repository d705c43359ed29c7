"""HTML: one file that needs nothing else, for screens of any width, light and dark, and for paper.

Formulas are MathML, in pieces between which lines may break, as browsers break none inside.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape as quoted
from itertools import count

from cnnstat.algebra.mathml import MATHML
from cnnstat.algebra.notation import Notation, Writer
from cnnstat.algebra.words import notation_in
from cnnstat.drawing.formats import svg
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
from cnnstat.text.printable import printable
from cnnstat.typesetting.fonts import KOREAN, woff2

ENDINGS = (".html", ".htm")
EXTRA = ""
TAGS = {"strong": "strong", "code": "code", "quiet": 'span class="quiet"'}
BRIEF = MATHML._replace(fraction=lambda above, below: f"{above}<mo>/</mo>{below}", inline=True)
"""For formulas in lines of text, where fractions would be small."""
STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --soft: #555; --paper: #fff; --line: #bbb; --mark: #eef3fa }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --soft: #aaa; --paper: #161719; --line: #555; --mark: #22303f }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 FONTS }
main, header, footer { max-width: 54rem; margin: 0 auto; padding: 0 1.2rem }
header { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); font-size: .85rem }
header, main { padding-top: 1rem } footer { padding-bottom: 2rem; color: var(--soft); font-size: .85rem }
h1 { font-size: 2rem; line-height: 1.2; margin: .4rem 0 .2rem } .under { color: var(--soft); margin: 0 0 1rem }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem } p { margin: .45rem 0 } .apart { margin-top: 1.1rem }
.small, caption { color: var(--soft); font-size: .85rem } .quiet { color: var(--soft) }
.logo { max-height: 3.2rem; max-width: 35%; float: right; margin-left: 1rem } math math { font-size: 1em }
math { font-family: "Cnnstat Math", math; font-size: 1.02em }
.equation { padding-left: 1.5rem; text-indent: -1.5rem; overflow-x: auto; overflow-y: hidden }
.equation math { text-indent: 0 }
.steps { overflow-x: auto; margin: .6rem 0 } .steps mtd { padding: .2em .15em; text-align: left }
.scroll { overflow-x: auto; margin: .6rem 0 }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums;
  border-top: 1.5px solid; border-bottom: 1.5px solid }
table.wide { width: 100% } caption { caption-side: bottom; text-align: left; padding-top: .3rem }
th, td { padding: .16rem .7rem .16rem .2rem; text-align: left; font-weight: normal; vertical-align: top }
thead th, thead td { font-weight: 600; border-bottom: 1px solid }
tfoot td, tfoot th { font-weight: 600; border-top: 1px solid }
.number { text-align: right; padding-left: .5rem; white-space: nowrap }
th:not(.number), td:not(.number) { min-width: 3.5rem } :lang(ko) { word-break: keep-all } .weak { color: var(--soft) }
.strong th, .strong td { font-weight: 600; background: var(--mark) } .open td, .open th { padding-block: .45rem }
.blank { display: inline-block; min-width: 4.5em; border-bottom: 1px solid currentColor; height: 1em }
figure { margin: .8rem 0; text-align: center } figure svg { max-width: 100%; height: auto; border-radius: 6px }
.beside { display: grid; grid-template-columns: minmax(0, var(--left, 1fr)) minmax(0, var(--right, 1fr));
  gap: 1.6rem; align-items: start }
ol { padding-left: 1.6rem } ol > li { margin: .5rem 0 } ol.letters { list-style: upper-alpha }
.across { display: flex; flex-wrap: wrap; gap: .1rem 2.6rem } ol.across > li { margin: .1rem 0 } .across p { margin: 0 }
code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace }
@media (max-width: 40rem) {
  .beside { grid-template-columns: minmax(0, 1fr) } body { font-size: 15px } h1 { font-size: 1.6rem }
  figure { overflow-x: auto } figure.wide svg { max-width: none !important; width: 34rem }
}
@media print {
  @page { size: A4 portrait; margin: 12mm 14mm }
  :root { font-size: 8.6pt }
  body { font-size: 1rem; line-height: 1.3; background: #fff; color: #000; print-color-adjust: exact }
  main, header, footer { max-width: none; padding: 0 } .scroll, .equation { overflow: visible }
  h1 { font-size: 1.8em } h2 { margin: .9em 0 .3em; break-after: avoid } figure, tr, li { break-inside: avoid }
  p, figure, .scroll { margin: .25em 0 } th, td { padding: .06em .6em .06em .2em }
  .beside { grid-template-columns: minmax(0, var(--left, 1fr)) minmax(0, var(--right, 1fr)); gap: 1em }
  .break { break-before: page } table { font-size: .9em }
}
""".strip()
MATH_FONT = "Cnnstat Math"
FONTS = {"en": 'system-ui, "Liberation Sans", sans-serif', "ko": f'"{KOREAN}", system-ui, sans-serif'}


class Page:
    """Writes one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = document.language
        self.pictures = count(1)

    def written(self) -> str:
        """The whole file."""
        document = self.document
        left, right = document.head
        head = f"<header><span>{text(left)}</span><span>{text(right)}</span></header>\n" if left or right else ""
        under = f'<p class="under">{text(document.under)}</p>\n' if document.under else ""
        logo = f"{logo_of(document.logo, self.language.say('logo'))}\n" if document.logo else ""
        foot = f"<footer><p>{text(document.foot)}</p></footer>\n" if document.foot else ""
        body = "\n".join(self.block(each) for each in document.blocks)
        style = STYLE.replace("FONTS", FONTS[self.language.code])
        return (
            f'<!doctype html>\n<html lang="{self.language.code}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            'img-src data:; font-src data:">\n'
            f"<title>{text(document.title)}</title>\n<style>\n{faces(self.language.code)}{style}\n</style>\n</head>\n"
            f"<body>\n{head}<main>\n{logo}<h1>{text(document.title)}</h1>\n{under}{body}\n</main>\n{foot}"
            "</body>\n</html>\n"
        )

    def blocks(self, given: Iterable[Block]) -> str:
        return "\n".join(self.block(each) for each in given)

    def block(self, given: Block) -> str:
        match given:
            case Heading(words, level):
                return f"<h{level}>{text(words)}</h{level}>"
            case Paragraph(runs, small, apart):
                kind = ' class="small"' if small else ' class="apart"' if apart else ""
                return f"<p{kind}>{self.sentence(runs)}</p>"
            case Equations():
                return self.equations(given)
            case Grid():
                return self.table(given)
            case Picture(scene):
                wide = ' class="wide"' if scene.width > WIDE else ""
                return f"<figure{wide}>{svg.written(scene, prefix=f'p{next(self.pictures)}-')}</figure>"
            case Items(items, marks, start, across):
                names = [*(["letters"] if marks == "A" else []), *(["across"] if across else [])]
                tag, kind = "ol" if marks else "ul", f' class="{" ".join(names)}"' if names else ""
                first = f' start="{start}"' if start != 1 else ""
                body = "\n".join(f"<li>{self.blocks(each)}</li>" for each in items)
                return f"<{tag}{kind}{first}>\n{body}\n</{tag}>"
            case Beside(left, right, share):
                kind = f'beside" style="--left: {share:g}fr; --right: {1 - share:g}fr' if share != 0.5 else "beside"
                return f'<div class="{kind}">\n<div>{self.blocks(left)}</div>\n<div>{self.blocks(right)}</div>\n</div>'
            case PageBreak():
                return '<div class="break"></div>'
        raise TypeError(given)

    def sentence(self, runs: Iterable[Inline]) -> str:
        return "".join(map(self.inline, runs))

    def inline(self, given: Inline) -> str:
        match given:
            case Run(words, style):
                if not style:
                    return text(words)
                return f"<{TAGS[style]}>{text(words)}</{TAGS[style].split()[0]}>"
            case Formula(expression, reading):
                return math(Writer(notation_in(self.language, BRIEF), reading).write(expression))
            case Blank():
                return self.blank(given)
        raise TypeError(given)

    def blank(self, given: Blank) -> str:
        letter = f"<strong>{text(given.letter)}</strong> " if given.letter else ""
        said = quoted(self.language.say("blank"))
        return f'{letter}<span class="blank" role="img" aria-label="{said}"></span>'

    def equations(self, given: Equations) -> str:
        """Derivations: brief ones as lines that break between steps, others as steps one below the other."""
        return "\n".join(
            brief(each.label, each.chain(notation), notation)
            if given.brief
            else steps(each.label, each.lines(notation), notation)
            for notation in [notation_in(self.language, BRIEF if given.brief else MATHML)]
            for each in given.equations
        )

    def table(self, given: Grid) -> str:
        head = "".join(
            f'<th scope="col"{NUMBER if right else ""}>{text(each)}</th>' if each else "<td></td>"
            for each, right in zip(given.head, given.numeric, strict=True)
        )
        rows = "\n".join(
            self.row(row, given.numeric, "weak" if at in given.weak else "strong" if at in given.strong else "")
            for at, row in enumerate(given.rows)
        )
        foot = f"<tfoot>{self.row(given.total, given.numeric)}</tfoot>\n" if given.total else ""
        caption = f"<caption>{text(given.caption)}</caption>\n" if given.caption else ""
        kind = " ".join([*(["wide"] if given.wide else []), *(["open"] if given.open else [])])
        named = f" class={kind!r}" if kind else ""
        return (
            f'<div class="scroll"><table{named}>\n{caption}<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody>\n{foot}</table></div>"
        )

    def row(self, row: Sequence[str | Blank], numeric: Sequence[bool], kind: str = "") -> str:
        cells = [
            f"<td{NUMBER if right else ''}>{self.blank(each) if isinstance(each, Blank) else text(each)}</td>"
            for each, right in zip(row, numeric, strict=True)
        ]
        if isinstance(row[0], str) and row[0]:
            cells[0] = cells[0].replace("<td", '<th scope="row"', 1).replace("</td>", "</th>")
        return f"<tr{f' class={kind!r}' if kind else ''}>{''.join(cells)}</tr>"


WIDE = 400.0
"""Points of a picture of which a phone shows a part, so that one can read it."""
NUMBER = ' class="number"'


def written(document: Document, name: str = "") -> Written:
    """The document as one file."""
    return Written(Page(document).written())


def text(words: str) -> str:
    return quoted(printable(words), quote=False)


def math(inside: str, display: str = "") -> str:
    return f"<math{display}>{inside}</math>"


def brief(label: str, chain: Sequence[str], notation: Notation) -> str:
    pieces = [math(f"<mrow>{notation.word(label)}</mrow>"), *(math(f"{notation.equals}{step}") for step in chain)]
    return f'<p class="equation">{" ".join(pieces)}</p>'


def steps(label: str, lines: Sequence[str], notation: Notation) -> str:
    begin, *rest = lines
    rows = [(notation.word(label), begin), *(("", step) for step in rest)]
    body = "".join(
        f"<mtr><mtd><mrow>{left}</mrow></mtd><mtd><mrow>{notation.equals}{step}</mrow></mtd></mtr>"
        for left, step in rows
    )
    return f'<div class="steps"><math displaystyle="true"><mtable displaystyle="true">{body}</mtable></math></div>'


TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def logo_of(logo: tuple[bytes, str], said: str) -> str:
    data, ending = logo
    return f'<img class="logo" alt="{quoted(said)}" src="data:{TYPES[ending]};base64,{b64encode(data).decode()}">'


def faces(code: str) -> str:
    """The fonts that the page brings along: one whose brackets grow, and for Korean one with Hangul."""
    found = {MATH_FONT: "NotoSansMath-Regular", **({KOREAN: "NotoSansKR-Regular"} if code == "ko" else {})}
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url(data:font/woff2;base64,{b64encode(woff2(name)).decode()}) '
        'format("woff2") }\n'
        for family, name in found.items()
    )

"""Typst, whose pages are PDF: one source that holds its pictures and needs no package.

What comes from strangers reaches Typst escaped, in content or in strings. Equations and pictures have texts for those
who do not see them, as PDF/UA demands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from cnnstat.algebra.notation import TEXT, TYPST, Notation, Writer, typst_text
from cnnstat.algebra.words import notation_in
from cnnstat.derivation.steps import Equation
from cnnstat.drawing.formats import svg
from cnnstat.drawing.page import PAGES
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
from cnnstat.publishing.style import ABOVE, BELOW, HEAD, WORDS, style
from cnnstat.text.printable import one_line
from cnnstat.text.typst import escape
from cnnstat.text.typst import sentence as begin_with
from cnnstat.typesetting.fonts import KOREAN, LATIN
from cnnstat.typesetting.pieces import Pieces

ENDINGS = (".typ",)
EXTRA = ""
DRAWN = f"'{LATIN}', '{KOREAN}'"
TOP, BOTTOM = ABOVE * 72 / 25.4, PAGES["a4"][1] - BELOW * 72 / 25.4
"""Points from the top of a page to the begin and the end of its text."""
STYLES = {"strong": "#strong[{}]", "code": "#code[{}]", "quiet": "#quiet[{}]"}
BRIEF = TYPST._replace(fraction=lambda above, below: rf"{above}\/{below}", inline=True)
"""For formulas in lines of text, where fractions would be small."""
MARKS = {"1": "1.", "A": "A."}


def written(document: Document, name: str = "") -> Written:
    """The pages as one source of Typst."""
    return Written(source(document))


def source(document: Document, pieces: Pieces | None = None) -> str:
    """The pages in Typst's language; with pieces, these hold all that follows the title."""
    begin, used = (style(each, document, escape(document.foot), header(document)) for each in (HEAD, WORDS))
    keep = pieces.put if pieces is not None else str
    body = "\n\n".join(kept(each, document, keep) for each in document.blocks)
    if pieces is not None:
        used, body = pieces.use(used), pieces.list(body)
    return "\n".join([used + begin, *title(document), "", body, ""])


def title(document: Document) -> list[str]:
    """What stands at the head of the first page, with a logo beside it where there is one."""
    made = [f"= {escape(document.title)}"]
    if document.under:
        made += ["", f"#quiet[{words(document.under)}]"]
    if document.logo is not None:
        data, _ = document.logo
        logo = f"#logo(bytes(({', '.join(map(str, data))},)), {typst_text(document.language.say('logo'))})"
        return ["#grid(columns: (1fr, auto), gutter: 8pt, [", *made, "], [", logo, "])"]
    return made


def header(document: Document) -> str:
    left, right = document.head
    if not left and not right:
        return "none"
    return (
        "[#set text(size: 0.82em, fill: luma(30%))\n"
        f"    #grid(columns: (1fr, auto), gutter: 10pt, [{escape(left)}], [{escape(right)}])]"
    )


def blocks(given: Iterable[Block], document: Document) -> str:
    return "\n\n".join(block(each, document) for each in given)


def block(given: Block, document: Document) -> str:
    """One block as content of Typst."""
    inner = partial(blocks, document=document)
    match given:
        case Heading(text, level):
            return f"{'=' * level} {escape(text)}"
        case Paragraph(runs, small, apart, keep):
            said = f"#small[{sentence(runs, document)}]" if small else f"#par[{sentence(runs, document)}]"
            gap = "#gap" if apart else ""
            return f"{gap}#block(sticky: true)[{said}]" if keep else f"{gap}{said}"
        case Equations():
            return equations(given, document)
        case Grid():
            return table(given)
        case Picture(scene):
            return picture(svg.written(scene, DRAWN), scene.width, one_line(scene.about))
        case Items(items, marks, start, True) if marks:
            signs = [chr(64 + start + at) if marks == "A" else str(start + at) for at in range(len(items))]
            boxes = (f"#box[{sign}.~#box[{inner(each)}]]" for sign, each in zip(signs, items, strict=True))
            return f"#par[{' #h(1.4em) '.join(boxes)}]"
        case Items():
            return listed(given, document)
        case Beside(left, right, share):
            wide = f"({share:g}fr, {1 - share:g}fr)"
            return f"#grid(columns: {wide}, gutter: 14pt, [{inner(left)}], [{inner(right)}])"
        case PageBreak():
            return "#pagebreak(weak: true)"
    raise TypeError(given)


def kept(given: Block, document: Document, keep: Callable[[str], str]) -> str:
    """A block of a page in pieces, a list as a piece for each item."""
    return listed(given, document, keep) if isinstance(given, Items) else keep(block(given, document))


def listed(given: Items, document: Document, keep: Callable[[str], str] = str) -> str:
    """A list, whose short items stay on one page."""
    made = (blocks(each, document) for each in given.items)
    whole = (
        f"#block(breakable: false)[{each}]" if len(item) <= SHORT else each
        for item, each in zip(given.items, made, strict=True)
    )
    body = ", ".join(f"[{keep(each)}]" for each in whole)
    return f'#numbered("{MARKS[given.marks]}", {given.start}, {body})' if given.marks else f"#list({body})"


def picture(drawing: str, width: float, about: str) -> str:
    """An SVG in its own size, or in the width of the text where that is less."""
    return (
        f"#block(above: 0.9em, below: 0.9em, layout(size => align(center, image(bytes({typst_text(drawing)}), "
        f'format: "svg", width: calc.min(size.width, {width:g}pt), alt: {typst_text(about)}))))'
    )


HANGUL = re.compile("[가-힣]")
LONGEST_WORD = 24
"""Signs of a word that is kept whole."""


def words(text: str) -> str:
    """A text, in which no line ends inside of a Korean word, as Typst would let it behind every syllable."""
    if not HANGUL.search(text):
        return begin_with(text)
    pieces = re.split(r"(\s+)", text)
    return "".join(
        f"#box[{begin_with(each)}];" if len(HANGUL.findall(each)) > 1 and len(each) <= LONGEST_WORD
        else escape(each) if at else begin_with(each)
        for at, each in enumerate(pieces)
    )  # fmt: skip


def sentence(runs: Iterable[Inline], document: Document) -> str:
    return "".join(inline(each, document) for each in runs)


def inline(given: Inline, document: Document) -> str:
    """A piece of a sentence; a semicolon ends each call, which would take what follows, as ``(``, for its own."""
    match given:
        case Run(text, style):
            return f"{STYLES[style]};".replace("{}", words(text)) if style else words(text)
        case Formula(expression, reading):
            writers = (Writer(notation_in(document.language, each), reading) for each in (BRIEF, TEXT))
            shown, said = (each.write(expression) for each in writers)
            return f"{equation(shown, said)};"
        case Blank(letter):
            return f"#blank(4.5em, {typst_text(letter) if letter else 'none'});"
    raise TypeError(given)


def equation(shown: str, said: str, block: bool = False) -> str:
    space = " " if block else ""
    return f"#math.equation(block: {str(block).lower()}, alt: {typst_text(said)}, ${space}{shown}{space}$)"


def equations(given: Equations, document: Document) -> str:
    """Derivations: brief ones as lines of text, others one step below the other."""
    typst, plain = (notation_in(document.language, each) for each in (BRIEF if given.brief else TYPST, TEXT))
    made = []
    for each in given.equations:
        if given.brief:
            made.append(brief(each, typst, plain))
        else:
            said = " = ".join([plain.word(each.label), *each.chain(plain)])
            begin, *rest = each.lines(typst)
            steps = [f"{typst.word(each.label)} &= {begin}", *(f"&= {step}" for step in rest)]
            made.append(equation(r" \ ".join(steps), said, True))
    lines = "\n".join(made)
    return f"#block(breakable: false)[\n{lines}\n]" if given.brief and len(made) <= TOGETHER else lines


TOGETHER = 6
"""Short derivations that stay on one page."""


def brief(given: Equation, typst: Notation, plain: Notation) -> str:
    """A derivation as a line of text, which breaks in front of an equals sign, and inside of a long step alone."""
    pieces = [equation(typst.word(given.label), plain.word(given.label))]
    for shown, said in zip(given.chain(typst), given.chain(plain), strict=True):
        step = equation(f"{typst.equals.strip()} {shown}", f"= {said}")
        pieces.append(f"#box({step[1:]})" if len(said) < LONGEST_STEP else step)
    return f"#par(hanging-indent: 1.5em)[{' '.join(pieces)}]"


SHORT = 3
"""Blocks of a list's item that stay on one page, as a question does with its table and choices."""
LONGEST_STEP = 90
"""Characters of a step that is kept on one line."""


def table(given: Grid) -> str:
    """A table with rules above, below its heads, and below."""
    align = ", ".join("right" if right else "left" for right in given.numeric)
    rule = "table.hline(stroke: {}pt)"
    room = "inset: (x: 4pt, y: 4pt), " if given.open else ""
    columns = ", ".join("1fr" if right and given.wide else "auto" for right in given.numeric)
    lines = [
        f"#table(columns: ({columns},), align: ({align},), {room}",
        f"  {rule.format(0.9)},",
        f"  table.header({cells(given.head, 'strong')}),",
        f"  {rule.format(0.5)},",
    ]
    for at, row in enumerate(given.rows):
        style = "quiet" if at in given.weak else "strong" if at in given.strong else ""
        lines.append(f"  {cells(row, style)},")
    if given.total:
        lines += [f"  {rule.format(0.5)},", f"  {cells(given.total, 'strong')},"]
    made = "\n".join([*lines, f"  {rule.format(0.9)})"])
    return made + (f"\n#small[{words(given.caption)}]" if given.caption else "")


def cells(row: Sequence[str | Blank], style: str = "") -> str:
    return ", ".join(f"[{cell(each, style)}]" for each in row)


def cell(given: str | Blank, style: str) -> str:
    if isinstance(given, Blank):
        return f"#blank(3.2em, {typst_text(given.letter) if given.letter else 'none'})"
    return STYLES.get(style, "{}").replace("{}", words(given)) if given else ""

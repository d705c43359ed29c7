"""Places of Markdown and HTML in which no mark may stand, though it would be read there.

A mark makes its line longer, which breaks tables whose columns are told by the place of their signs (Pandoc's grid,
simple and multiline ones), and its text is part of a label that leads elsewhere; what other programs read as their own,
LaTeX, a template, JavaScript, a declaration, takes no comment of HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_BEFORE = r"^[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?"
RULER = re.compile(rf"{_BEFORE}(?:-{{2,}}[ \t]+)+-{{2,}}[ \t]*\r?$", re.MULTILINE)
"""The line below the headings of a simple table, or above it where it has none; also in quotations and items."""
GRID = re.compile(rf"{_BEFORE}\+(?:[-=:]+\+)+[ \t]*\r?$", re.MULTILINE)
"""A line of a grid."""
LINE = re.compile(r"^[ \t>]*-{3,}[ \t]*\r?$", re.MULTILINE)
"""The line that ends a multiline table, and begins it."""
BLANK = re.compile(r"\n[ \t>]*\r?\n")
PAIRS = (
    re.compile(r"\\begin[ \t]?\{[^{}\n]{1,40}\}|(?P<ends>\\end[ \t]?\{[^{}\n]{1,40}\})"),
    re.compile(r"\{\{|(?P<ends>\}\})"),
    re.compile(r"\{%|(?P<ends>%\})"),
    re.compile(r"<%|(?P<ends>%>)"),
    re.compile(r"\[\[|(?P<ends>\]\])"),
)
"""What encloses LaTeX, expressions of templates, links to pages by their names."""
_GAP = r"[ \t]*(?:\r?\n[ \t]*)?"
COMMAND = re.compile(
    rf"(?P<command>\\[A-Za-z]{{1,30}}\*?{_GAP}(?:\[[^\[\]\n]{{0,100}}\]{_GAP})?)?\{{|(?P<ends>\}}){_GAP}"
)
"""Braces, of which those behind a command of LaTeX enclose what it takes, as do those behind these."""
FORMULAS = re.compile(r"\\\(|(?P<ends>\\\))"), re.compile(r"\\\[|(?P<ends>\\\])")
DOLLARS = re.compile(r"\$\$[^$]{1,2000}\$\$")
"""Formulas of a page, which scripts set."""
INSIDE = (
    re.compile(
        r"(?:\{[a-z][\w:.-]{0,40}\})?(?<!`)(?P<fence>`{1,3})(?!`)[^`\n]{1,300}(?P=fence)(?!`)(?:\{[^{}\n]{1,100}\})?"
    ),
    re.compile(r"!\[[^\[\]\n]{1,300}\](?=[\[(])"),
    re.compile(r"(?<![\\$])\$(?![\s$])[^$\n]{1,200}(?<![\s\\])\$(?![0-9$])"),
    re.compile(r"(?<!~)~{1,2}(?![\s~])[^~\n]{1,200}(?<!\s)~{1,2}(?!~)"),
    DOLLARS,
)
"""Code, what is said of an image, a formula and what is struck out: none but a parser of the text around knows what a
comment in it is, which is another one inside of HTML, and where lines of a formula begin as those of a list do."""
DIAGRAM = re.compile(
    r"""<(?P<tag>div|pre)\s[^<>]{0,200}class=["']?[^<>"']{0,100}(?<![\w-])mermaid(?![\w-])[^<>]{0,200}>""",
    re.IGNORECASE,
)
"""The beginning of an element that a script turns into a drawing."""
SCRIPT = re.compile(r"\{(?!/\*)|(?P<ends>(?<!\*/)\})")
"""An expression of MDX, and no comment."""
SIGNS = re.compile(r"\{\{|\{%|<%|<!(?!--)|<\?|^[ \t]*@[A-Za-z]{3,20}\{", re.MULTILINE)
"""Signs of other programs, in whose paragraph no mark is set: where such an expression ends is theirs to say."""
DECLARED = re.compile(r"<(?:!(?!--)|\?)")
MODULE = re.compile(r"^(?:import|export)(?=[ \t{*\"'])", re.MULTILINE)
"""A line with which JavaScript begins in MDX, up to an empty one, or where a bracket is open to the line of its end."""
OPEN = re.compile(r"[\[({,=][ \t]*\Z")
CLOSES = re.compile(r"^[\])}]", re.MULTILINE)
OWN_LINE = re.compile(
    r"^[ \t>]*(?:\\[A-Za-z]{2,30}\*?[\[{]|\+{3}|#\||-{1,2}8<-|(?:`{3,}|~{3,}|:{3,})[ \t]*\{"
    r"|\([^()\n]*\)=[ \t]*\r?$)[^\n]*",
    re.MULTILINE,
)
"""A line of LaTeX, of a cell's data (MyST, Quarto), of another file (MkDocs), of a directive's title, of a target."""
HEADING = re.compile(
    r"^[ \t>]{0,6}#{1,6}[ \t][^\n]*|^[ \t>]*[^\s>][^\n]*+\n(?=[ ]{0,3}(?:=+|-{2,})[ \t]*\r?$)", re.MULTILINE
)
"""A heading, from whose text, comments among it, many programs make the name by which links find it."""
FRONT = re.compile(r"\A\ufeff?(?P<sign>\+\+\+|\{)[ \t]*\r?\n")
"""Data ahead of a page, in TOML or JSON."""
SETTINGS = re.compile(
    r"(?:\A\ufeff?|(?<=\n)[ \t]*\r?\n)---[ \t]*\r?\n"
    r"(?=[ \t]*(?:#[^\n]*\n[ \t]*)?[\"']?[A-Za-z_][\w -]{0,40}[\"']?[ \t]*:[ \t\r\n])"
)
CLOSED = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
"""Data in YAML ahead of a page, of a slide, or of Pandoc somewhere in it, and the line that ends them."""
FIELDS = re.compile(
    r"\A\ufeff?(?:title|subtitle|authors?|date|summary|description|abstract|tags|keywords|category|categories|slug|status"
    r"|template|layout|language|lang|copyright|affiliation|css|html header)[ \t]*:[ \t][^\n]*"
    r"(?:\n[ \t]*\S[^\n]*)*",
    re.IGNORECASE,
)
"""Data ahead of a page as MultiMarkdown, MkDocs and Pelican have them, a field on each line, up to an empty one."""
BLOCK = re.compile(r"^[ \t]*/{3,}[ \t]*[A-Za-z][^\n]*(?:\n[ \t]{4,}\S[^\n]*)*", re.MULTILINE)
"""The title and the options of a block between slashes (MkDocs)."""
TAG = re.compile(r"""<[A-Za-z][\w.:-]*(?=[\s/>])(?>=\s*(?:"[^"]*"|'[^']*')|[^<>])*+>""")
"""A tag, which in MDX goes on behind an empty line."""
OPTIONS = re.compile(r"^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{[^\n]*\n[ \t>]*---[ \t]*\r?\n", re.MULTILINE)
"""The options of a directive of MyST between two lines."""
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,500}+)\](?P<defines>:)?", re.DOTALL)
"""A text in brackets; with a colon behind it may be a definition, wherever it stands."""
CSV = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,}|:{3,})\{csv-table\}", re.MULTILINE)
LONGEST = 2000
"""Characters of a paragraph above a ruler, in which its table begins."""
Span = tuple[int, int]


def places(text: str, kind: str = "markdown", scripted: bool = False) -> list[Span]:
    """The stretches of a text in which no mark may stand, in order.

    Args:
        text: the text.
        kind: its format.
        scripted: whether it is MDX, in which braces enclose JavaScript.
    """
    every = [*declared(text), *settings(text, kind), *diagrams(text)]
    for pattern in (*PAIRS, *(FORMULAS if kind == "html" else ())):
        every += enclosed(text, pattern)
    if kind == "html":
        every += (each.span() for each in DOLLARS.finditer(text))
    if kind == "markdown":
        every += [*tables(text), *own_lines(text), *labels(text), *commands(text)]
        every += signed(text, SIGNS)
    if scripted:
        every += [*enclosed(text, SCRIPT), *signed(text, SCRIPT), *modules(text)]
        every += (each.span() for each in TAG.finditer(text))
    return joined(every)


def undivided(text: str) -> list[Span]:
    """The stretches of a text that a mark may enclose, and in which none may begin or end, in order."""
    return joined(each.span() for pattern in INSIDE for each in pattern.finditer(text))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches of a text in order, those that overlap or touch as one."""
    found = list[Span]()
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def ends(text: str, at: int) -> int:
    """Where the paragraph ends in which an offset is."""
    blank = BLANK.search(text, at)
    return blank.start() if blank else len(text)


def signed(text: str, signs: re.Pattern[str]) -> Iterator[Span]:
    """The paragraphs that have one of some signs."""
    edges = [0, *(each.end() for each in BLANK.finditer(text)), len(text)]
    at = 0
    while match := signs.search(text, at):
        place = bisect_right(edges, match.start(), hi=len(edges) - 1)
        at = max(edges[place], match.end())
        yield edges[place - 1], at


def declared(text: str) -> Iterator[Span]:
    """Declarations, instructions and data of a page, up to the first sign like a tag's end."""
    for match in DECLARED.finditer(text):
        end = text.find(">", match.end())
        if end < 0:
            return
        yield match.start(), end


def settings(text: str, kind: str) -> Iterator[Span]:
    """Data in YAML between two lines; further down without an empty line among them; of HTML, those ahead of it."""
    at = 0
    while match := SETTINGS.search(text, at):
        at, ahead = match.end(), not match.start()
        if kind == "html" and not ahead:
            return
        if closed := CLOSED.search(text, at, len(text) if ahead else ends(text, at)):
            at = closed.end()
            yield match.start(), at


def diagrams(text: str) -> Iterator[Span]:
    """The elements that a script turns into drawings."""
    at = 0
    while match := DIAGRAM.search(text, at):
        end = re.compile(rf"</{match['tag']}", re.IGNORECASE).search(text, match.end())
        if end is None:
            return
        at = end.start()
        yield match.start(), at


def modules(text: str) -> Iterator[Span]:
    """The paragraphs of MDX that are JavaScript."""
    at = 0
    while match := MODULE.search(text, at):
        at = ends(text, match.end())
        if OPEN.search(text[max(0, at - 200) : at].rstrip("\r\n")) and (closes := CLOSES.search(text, at)):
            at = closes.end()
        yield match.start(), at


def own_lines(text: str) -> Iterator[Span]:
    """The lines that other programs read as their own, data ahead of a page, and options of directives."""
    yield from (each.span() for pattern in (OWN_LINE, FIELDS, BLOCK, HEADING) for each in pattern.finditer(text))
    if front := FRONT.match(text):
        close = text.find("\n+++" if front["sign"] != "{" else "\n}", front.end() - 1)
        yield 0, close if close >= 0 else front.end()
    for match in OPTIONS.finditer(text):
        line = LINE.search(text, match.end())
        yield match.start(), line.end() if line else match.end()


def labels(text: str) -> Iterator[Span]:
    """The texts in brackets that a definition elsewhere makes a link."""
    every = [*LABEL.finditer(text)]
    known = {plain(each[1]) for each in every if each["defines"]}
    yield from (each.span() for each in every if plain(each[1]) in known)


def plain(label: str) -> str:
    """A label as links are compared by it."""
    return " ".join(label.split()).casefold()


def separated(text: str) -> Iterator[Span]:
    """The tables of MyST whose cells a comma ends, and a quotation mark begins."""
    at = 0
    while match := CSV.search(text, at):
        end = re.compile(rf"^[ \t]*{match['fence']}", re.MULTILINE).search(text, match.end())
        at = end.start() if end else len(text)
        yield match.start(), at
        at = max(at, match.end())


def tables(text: str) -> Iterator[Span]:
    """The tables whose columns are told by place."""
    at = 0
    while grid := GRID.search(text, at):
        at = ends(text, grid.end())
        yield grid.start(), at
    at = 0
    while ruler := RULER.search(text, at):
        starts = [each.end() for each in BLANK.finditer(text, max(at, ruler.start() - LONGEST), ruler.start())]
        start = starts[-1] if starts else max(at, ruler.start() - LONGEST)
        opened = LINE.search(text, start, ruler.start())
        closed = LINE.search(text, ruler.end()) if opened else None
        at = closed.end() if closed else ends(text, ruler.end())
        yield start, at


def commands(text: str) -> Iterator[Span]:
    """What commands of LaTeX take, in one pair of braces behind the other."""
    begun, behind = list[tuple[int, bool]](), -1
    for match in COMMAND.finditer(text):
        if not match["ends"]:
            begun.append((match.start(), match["command"] is not None or match.start() == behind))
        elif begun:
            start, counts = begun.pop()
            if counts:
                yield start, match.start() + 1
                behind = match.end()


def enclosed(text: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    """What stands between two signs that belong together, as a pattern has them; what nothing ends is none."""
    begun = list[int]()
    for match in pattern.finditer(text):
        if not match["ends"]:
            begun.append(match.start())
        elif begun:
            yield begun.pop(), match.end()

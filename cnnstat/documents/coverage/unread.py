"""Stretches of a document that readers do not read as text: code, layout, list markers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.latex import ENVIRONMENTS
from cnnstat.documents.formats.rst import in_code

CODE_TAG = re.compile(r"<(/?)(?:code|kbd|samp)\b[^<>]{0,300}>", re.IGNORECASE)
ASIDE = re.compile(r"<(/?)(head|script|style|svg|textarea|template)\b[^<>]{0,1000}>", re.IGNORECASE)
"""Elements of a page whose inside is no text of it; drawings and slides are read for themselves."""
TICKS = re.compile(r"(?<!`)(`{1,20}+)(?!`)([^`\n](?:[^\n]{0,300}?[^`\n])?)\1(?!`)")
"""Code in a line of Markdown."""
LITERAL = re.compile(r"(?<!`)``(?!`)[^`\n]{1,500}``(?!`)")
"""Code in a line of reStructuredText."""
TITLE = re.compile(r"\\title\{[^{}]{0,300}\}")
VERBATIM = re.compile(
    rf"\\(?P<edge>begin|end)\{{(?P<name>{ENVIRONMENTS}|tikzpicture)\}}|\\verb\*?(?P<sign>[^A-Za-z\s*])[^\n]{{0,300}}?(?P=sign)"
)
LAYOUT = re.compile(
    r"\\(?:(?:[vh]space|setlength|addtolength|setcounter|addtocounter|includegraphics|documentclass|usepackage|linespread"
    r"|bibliography(?:style)?|input|include|pagestyle|thispagestyle|multicolumn|multirow|cmidrule|cline|rule|resizebox|scalebox"
    r"|raisebox|parbox|texttt|path|url|bibitem|newcommand|renewcommand|definecolor|rowcolor|cellcolor)\*?"
    r"|begin\{(?:tabular[xy*]?|longtable|tabulary|array|minipage|wrapfigure|subfigure|thebibliography)\})"
    r"(?:\([^()\n]{0,30}\))?(?:\[[^\[\]\n]{0,200}\]){0,2}(?:\{(?:[^{}\n]|\{[^{}\n]{0,80}\}){0,300}\})?"
    r"|\\(?:\\|[a-z]{2,20}skip)\s?\[[^\[\]\n]{0,30}\]|[0-9.]+\\(?:text|line|column)(?:width|height)"
)
"""Commands of LaTeX whose numbers are no text."""
DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]{1,100}\|[ \t]+)?(?:image|figure|include|csv-table)::", re.M)
OPTION = re.compile(
    r"^[ \t]+:(?:width|widths|height|scale|header-rows|stub-columns|maxdepth|lines|lineno-start|emphasize-lines"
    r"|start-line|end-line|figwidth|number-lines|numbered|target|name|class):[^\n]*", re.M
)  # fmt: skip
LISTED = re.compile(r"^[ \t]*[0-9]{1,9}[.)](?=[ \t])", re.M)


def unread(passage: Passage) -> list[tuple[int, int]]:
    """The stretches of a passage that are no text to readers; they may overlap."""
    text = passage.text
    if passage.kind == "markdown":
        found = [*(match.span() for match in TICKS.finditer(text)), *in_tags(text), *aside(text)]
    elif passage.kind == "html":
        found = [*in_tags(text), *aside(text)]
    elif passage.kind == "latex":
        found = [*in_latex(text), *(match.span() for match in LAYOUT.finditer(text))]
    elif passage.kind == "rst":
        code = in_code([passage.lines.line(number) for number in range(len(passage.lines.starts))])
        found = [passage.lines.range(number, number + 1) for number, hides in enumerate(code) if hides]
        found += [passage.lines.range(*[passage.lines.of(each.start()) + at for at in (0, 1)])
                  for each in DIRECTIVE.finditer(text)]  # fmt: skip
        found += [match.span() for each in (OPTION, LISTED, LITERAL) for match in each.finditer(text)]
    else:
        found = [match.span() for match in LISTED.finditer(text)]
    return found


def in_tags(text: str) -> Iterator[tuple[int, int]]:
    """Code inside of sentences of HTML."""
    begin = -1
    for match in CODE_TAG.finditer(text):
        if match[1] and begin != -1:
            yield begin, match.end()
        begin = -1 if match[1] else match.end()


def aside(text: str) -> Iterator[tuple[int, int]]:
    """Elements of a page whose inside is no text of it."""
    opened: re.Match[str] | None = None
    for match in ASIDE.finditer(text):
        if opened is None:
            opened = None if match[1] else match
        elif match[1] and match[2].lower() == opened[2].lower():
            yield opened.start(), match.end()
            opened = None


def in_latex(text: str) -> Iterator[tuple[int, int]]:
    """Code of LaTeX, and what stands before the document begins, but for its title."""
    document = text.find("\\begin{document}")
    if document != -1:
        title = TITLE.search(text, 0, document)
        yield 0, title.start() if title else document
        yield title.end() if title else document, document
    opened: re.Match[str] | None = None
    for match in VERBATIM.finditer(text):
        if opened is None and match["sign"]:
            yield match.span()
        elif opened is None:
            opened = match if match["edge"] == "begin" else None
        elif match["edge"] == "end" and match["name"] == opened["name"]:
            yield opened.start(), match.end()
            opened = None

"""The text that readers see, without markup, and where each of its signs stands in the file."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

ANY = r"<!--.*?(?:-->|\Z)|&(?:[A-Za-z]{2,20}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5});|</?[A-Za-z][^<>]{0,300}>"
TEX = (
    r"\\(?:times|cdot|approx|sim|leq?|geq?|pm|quad|qquad|ldots|cdots|dots|rightarrow|to)(?![A-Za-z])|\\[,;:!% &_#$]"
    r"|\{,\}"
    r"|\\(?:text|math)?(?:bf|it|rm|tt|sf|sc|normal|textbf|textit|texttt|emph|mbox|num|SI|qty|multicolumn)\{"
)
TEX_SIGNS = {"\\times": "×", "\\cdot": "×", "\\approx": "≈", "\\sim": "~", "\\le": "≤", "\\leq": "≤", "\\ge": "≥",
             "\\geq": "≥", "\\pm": "±", "{,}": ",", "\\%": "%", "\\_": "_", "\\&": "&", "\\#": "#", "\\$": "$",
             "\\rightarrow": "→", "\\to": "→", "\\!": ""}  # fmt: skip
MARKDOWN = re.compile(
    rf"{ANY}"
    r"|\$`(?=[^`$\n]{1,300}`\$)|(?<=[^\s`])`\$(?![0-9`])"  # mathematics, as GitHub and GitLab have it in a line
    r"|(?<!`)(?P<ticks>`{1,20}+)(?!`)(?P<code>[^`\n](?:[^\n]{0,300}?[^`\n])??)(?P=ticks)(?!`)"
    r"|!\[[^\[\]\n]{0,300}\](?:\([^()\s]{0,600}(?:\s[^()\n]{0,200})?\)|\[[^\[\]\n]{0,100}\])"  # an image
    r"|\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,600}\)|\[[^\[\]\n]{0,100}\])"  # where a link's label ends
    r"|:[a-z:]{2,20}:`[^`\n]{0,200}`"  # a role, as of a citation
    r"|\\\\?[()\[\]](?=.)|\$\$?|https?://[^\s<>)\]]{1,600}"
    rf"|{TEX}|\\[!-/:-@\[-`{{-~]"
    r"|(?<=[0-9]) ?· ?(?=[0-9])"
    r"|(?P<times>(?<= )\*(?= )|(?:(?<=[0-9)])|(?<=[0-9)] ))\*(?= ?[0-9(]))"  # a product
    r"|\*{1,3}|~~|(?<![^\W_])_{1,2}(?=\S)"
    r"|_{1,2}(?![^\W_])|`{1,3}"
    r"|(?<![ \t])[ \t]*+\r?\n[ \t>]*",
    re.DOTALL,
)
HTML = re.compile(
    rf"{ANY}|\$\$?|\\\\?[()\[\]](?=.)|{TEX}|https?://[^\s<>)\]]{{1,600}}|(?<![ \t])[ \t]*+\r?\n[ \t]*", re.DOTALL
)
LATEX = re.compile(
    rf"%[^\n]*|\$\$?|\\[()\[\]]|{TEX}|\\(?:cite[a-z]*|ref|label|footnote|includegraphics)(?:\[[^\]\n]{{0,100}}\])?"
    r"\{[^{}]{0,300}\}|\\[A-Za-z]+\*?|[{}]|~|(?<![ \t])[ \t]*+\r?\n[ \t]*",
)
RST = re.compile(
    r":[a-zA-Z:]{2,30}:`[^`\n]{0,200}`|`{1,2}|\*{1,2}|_{1,2}(?![^\W_])|https?://[^\s<>)\]]{1,600}|\\[*_`|]"
    r"|\|[A-Za-z][\w .-]{0,40}\|_{0,2}|(?<![ \t])[ \t]*+\r?\n[ \t]*"
)
WIDE = {ord("％"): "%", ord("．"): ".", **{ord("０") + digit: str(digit) for digit in range(10)}}
"""Wide signs of figures in Chinese and Japanese."""
COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}m")
"""Colours of terminals."""
SIGNS = {"code": COLOURS, "markdown": MARKDOWN, "html": HTML, "latex": LATEX, "rst": RST}
RAISED = re.compile(r"<sup\b", re.IGNORECASE | re.ASCII)
BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?td|/?tr)\b", re.IGNORECASE | re.ASCII)


class Run(NamedTuple):
    """A stretch of shown text: where it begins there, and where in the file begins and ends what it stands for."""

    at: int
    source: int
    close: int
    same: bool


class Shown:
    """A stretch of a document as readers see it.

    Attributes:
        text: what they see, in one line.
    """

    def __init__(self, runs: Sequence[Run], text: str) -> None:
        self.text, self._runs = text.translate(WIDE), runs
        self._starts = [each.at for each in runs]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the file of a stretch of the text, which must not be empty."""
        return self.begin(start), self.end(end)

    def begin(self, at: int) -> int:
        """Where in the file a sign of the text begins."""
        run = self._runs[bisect_right(self._starts, at) - 1]
        return run.source + (at - run.at if run.same else 0)

    def end(self, at: int) -> int:
        """Where in the file ends what stands in front of an offset of the text, which must not be its first."""
        run = self._runs[bisect_left(self._starts, at) - 1]
        return run.source + at - run.at if run.same else run.close

    def part(self, start: int, end: int) -> Shown:
        """A part of the text, which must not be empty."""
        return Shown([each._replace(at=each.at - start) for each in self._runs], self.text[start:end])

    def moved(self, by: int) -> list[Run]:
        """Its stretches, in a text in which so much stands before it."""
        return [each._replace(at=each.at + by) for each in self._runs]

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the text is a part of some markup that stands for more, as of code in a sentence."""
        run = self._runs[bisect_right(self._starts, start) - 1]
        shown = bisect_right(self._starts, start)
        close = self._starts[shown] if shown < len(self._starts) else len(self.text)
        return not run.same and close - run.at > end - start + (len(self.text) == close)


def joined(parts: Sequence[Shown]) -> Shown:
    """Several stretches as one text, with a blank between them."""
    runs, at = list[Run](), 0
    for part in parts:
        if at:
            close = runs[-1].source
            runs.append(Run(at - 1, close, close, same=False))
        runs += part.moved(at)
        at += len(part.text) + 1
    return Shown(runs, " ".join(each.text for each in parts))


def shown(text: str, start: int, end: int, kind: str) -> Shown:
    """What readers see of a stretch of a document.

    Args:
        text: the document.
        start, end: the offsets of the stretch.
        kind: its format.
    """
    stands = _markdown if kind == "markdown" else _plain
    runs, parts, at, source = list[Run](), list[str](), 0, start
    for match in SIGNS[kind].finditer(text, start, end):
        sign = stands(match)
        runs.append(Run(at, source, match.start(), same=True))
        parts += text[source : match.start()], sign
        at += match.start() - source
        if sign:
            runs.append(Run(at, *match.span(), same=False))
            at += len(sign)
        source = match.end()
    runs.append(Run(at, source, end, same=True))
    return Shown(runs, "".join([*parts, text[source:end]]))


def _plain(match: re.Match[str]) -> str:
    """What stands for a piece of markup of any format."""
    piece = match[0]
    if piece.isspace() or piece == "~":
        return " "
    if piece[0] == "<":
        return "^" if RAISED.match(piece) else " " if BREAK.match(piece) else ""
    if piece[0] == "&":
        return unescape(piece).replace("\u00a0", " ")
    if piece.strip() in TEX_SIGNS:
        return TEX_SIGNS[piece.strip()]
    return " " if piece[:1] == "\\" and piece[1:2] in " ,;:" else ""


def _markdown(match: re.Match[str]) -> str:
    """What stands for a piece of markup of Markdown."""
    piece = match[0]
    if match["code"]:
        return match["code"]
    if "·" in piece:
        return "×"
    if match["times"]:
        return piece
    if len(piece) == 2 and piece[0] == "\\" and piece[1] not in ",;: !()[]":
        return TEX_SIGNS.get(piece, piece[1])
    return _plain(match)

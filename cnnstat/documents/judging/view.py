"""The text around a place of a document as readers see it: markup, comments and what is hidden are passed over."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from string import ascii_letters, digits, punctuation

from cnnstat.documents.formats.html import END
from cnnstat.documents.judging.elements import TAG, elements, labels
from cnnstat.effort import spend

MOST = 24
"""Signs on each side of a figure that are looked at."""
UNSEEN = 300
"""Tags, comments and other pieces without a sign that are passed over on each side; beyond them nothing is told."""
COST = 0.5
"""Units of work for a piece."""
FARTHEST = 20_000
"""Characters of a comment or an instruction that are looked through for its other end."""
INSTRUCTION = re.compile(r"<(?:\?|![A-Za-z\[])")
"""Begins what is no text and ends with the next >: a processing instruction, a declaration."""
NAME = re.compile("/?([A-Za-z][A-Za-z0-9-]*)")
RAISES = {"sup": "^"}
BREAKS = re.compile(
    "address|article|aside|blockquote|br|center|caption|d[dlt]|details|div|fig(?:caption|ure)|footer|form|h[1-6]|header|hr"
    "|img|input|li|main|nav|[ou]l|option|p|pre|section|select|summary|t(?:able|body|d|foot|h|head|r)",
    re.IGNORECASE,
)
"""Elements whose tags separate the text on both sides of them; other tags are invisible."""
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
RUN = re.compile(r"\*{1,3}|_{1,3}|~~|`{1,3}|\$")
PAIRED = 60
"""Characters in which a sign of emphasis or mathematics has its other half."""
LINK = re.compile(r"\](?:\([^()\s]{0,2000}\)|\[([^\[\]\n]{1,200})\])")
OPENED = re.compile(rf"\[[^\]]{{0,{PAIRED}}}\](?:\(|\[([^\[\]\n]{{1,200}})\])")
LONGEST_TAG, LONGEST_LINK, LONGEST_COMMAND = 300, 2010, 17
PLAIN, FAR = re.compile(r" ?[A-Za-z0-9.,:/%]+(?: [A-Za-z0-9.,:/%]+)*+"), MOST + LONGEST_COMMAND
"""Text of which readers see every sign, as nearly all is, and as far in front of a mark as a command may begin."""
COMMANDS = re.compile(r"[\\*_~`$]")
"""Begin what readers do not see as it stands."""
LETTERS = frozenset(ascii_letters + digits)
"""Stand for themselves."""
TEX = re.compile(
    r"\\(?:times|cdot|pm|thinspace|textpermille|textperthousand)(?![A-Za-z])|\\[-/,;:! %]|\{,\}"
    r"|\\(?:text|math)(?:[a-z]{2}|normal|md|up)\{|\\(?:emph|text|mbox|hbox)\{|\\(?:char ?|symbol\{)[0-9]{1,3}[ }]?"
)
TEX_SIGNS = {
    "\\times": "×", "\\cdot": "·", "\\pm": "±", "{,}": ",", "\\%": "%", "\\,": "\u2009", "\\thinspace": "\u2009",
    "\\!": "", "\\-": "", "\\/": "", "\\textpermille": "‰", "\\textperthousand": "‰",
}  # fmt: skip
MARK = re.compile(r"<!--\s*(?:=|/|cnnstat:)")
LITERAL = re.compile(
    r"""\{\s{0,20}(?:"([^"\\\n]{0,300})"|'([^'\\\n]{0,300})'|`([^`\\$\n]{0,300})`"""
    r"""|((?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?))\s{0,20}\}"""
)
"""An expression of JavaScript whose value stands in it: a string, or a number as it would be printed."""
COMPUTED = "\ufffc"
"""Stands for what is known only when the page is built: an expression of MDX, a template's ``{{ name }}``."""

UNDRAWN, FILLERS = ("Cc", "Cf", "Mn", "Me"), "\u115f\u1160\u3164\uffa0"
"""Signs that have no place of their own in a line: controls, those that go with another sign, Korean fillers."""
BLANK, BLANKS_OR_QUOTES = " \t\r\n", " \t\r\n>"
HARD = re.compile(r" {2,}\r?\n")
"""Blanks that break a line of Markdown."""
LONGEST_BLANK = 300
"""Characters of blanks that are looked through for their other end."""
ALIKE = str.maketrans("КМВТкмтΚΜΒΤ", "KMBTkmtKMBT")
"""Cyrillic and Greek letters that readers take for the Latin letters of multipliers."""
SUPERSCRIPTS, LONGEST_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", 60
RAISED = re.compile(f"[{SUPERSCRIPTS}]{{1,{LONGEST_RAISED}}}")
LOWERED = str.maketrans(SUPERSCRIPTS, "0123456789-")


class View:
    """The text around a place as readers see it; what is not shown is skipped."""

    def __init__(self, text: str, begin: int, close: int, kind: str, scripted: bool = False) -> None:
        self.text, self.begin, self.close, self.kind = text, begin, close, kind
        self.braces = ("", "") if kind not in ("markdown", "html") else ("{", "}") if scripted else ("{{", "}}")
        self.scripted, self.computed = scripted, ""
        self.emphasis, self.latex = kind not in ("html", ""), kind == "latex"
        self.elements = elements(text)
        self.told, self.unseen = True, 0

    def forward(self) -> tuple[str, tuple[int, ...], frozenset[int], frozenset[int]]:
        """What stands behind, where each sign ends, before which signs marks begin or end, and which ^ raises."""
        seen, ends, marks, raised, at, self.unseen = "", list[int](), set[int](), set[int](), self.close, 0
        self.computed = self.braces[0]
        if plain := PLAIN.fullmatch(self.text, at, at + MOST):
            spend(COST)
            return plain[0], tuple(range(at + 1, at + MOST + 1)), frozenset(), frozenset()
        while at < len(self.text) and len(seen) < MOST:
            length, shown = self.piece(at)
            if length == 0 or self.is_far(shown):
                break
            if MARK.match(self.text, at):
                marks.add(len(seen))
            if shown[:1] == "^" and (self.latex or self.text[at] != "^" or self.text[at - 1] == "$"):
                raised.add(len(seen))
            seen += shown
            ends += [at + length] * len(shown)
            at += length
        return seen, tuple(ends), frozenset(marks), frozenset(raised)

    def backward(self) -> tuple[str, frozenset[int]]:
        """What stands in front, and at which signs, counted from the end, marks begin or end."""
        seen, marks, at, self.unseen = "", set[int](), self.begin, 0
        self.computed = self.braces[1]
        if at > FAR and PLAIN.fullmatch(self.text, at - FAR, at):
            spend(COST)
            return self.text[at - MOST : at], frozenset()
        while at > 0 and len(seen) < MOST:
            start = self.piece_before(at)
            length, shown = self.piece(start)
            if length == 0 or self.is_far(shown):
                break
            if MARK.match(self.text, start):
                marks.add(len(seen))
            seen = shown + seen
            at = start
        return seen, frozenset(marks)

    def is_far(self, shown: str) -> bool:
        """Whether what follows a piece is too far from the mark to be told."""
        spend(COST)
        self.unseen += not shown
        self.told = self.told and self.unseen <= UNSEEN
        return not self.told

    def piece(self, at: int) -> tuple[int, str]:
        """The length of the piece of text or markup at an offset, and what readers see of it; 0 at a visible break."""
        return (1, self.text[at]) if self.text[at] in LETTERS else self.sign(at)

    def sign(self, at: int) -> tuple[int, str]:
        """What :meth:`piece` tells, at anything but a letter or a digit."""
        text, sign = self.text, self.text[at]
        if sign in BLANK:
            return self.blanks(at)
        if sign == "<" and (found := self.markup(at)):
            return found
        if sign in "{}" and (value := self.value(at)):
            return value
        if sign == "&" and (entity := ENTITY.match(text, at)):
            return len(entity[0]), _visible(unescape(entity[0]))
        if sign in "\\{" and (command := TEX.match(text, at)):
            code = re.search("[0-9]+", command[0])
            other = chr(int(code[0])) if code else "" if command[0][-1] == "{" else " "
            return len(command[0]), TEX_SIGNS.get(command[0], other)
        if sign == "\\" and at + 1 < len(text) and text[at + 1] in punctuation:
            return 2, text[at + 1 : at + 2]
        if raised := RAISED.match(text, at):
            return len(raised[0]), f"^{raised[0].translate(LOWERED)}"
        if sign == "]" and (link := LINK.match(text, at)) and self.is_link(link[1]):
            return len(link[0]), ""
        if sign in "*_~`$" and (run := RUN.match(text, at)) and self.is_paired(run[0], at):
            return len(run[0]), ""
        if sign == "[" and (link := OPENED.match(text, at)) and self.is_link(link[1]):
            return 1, ""
        if self.latex and sign in "{}":
            return 1, ""
        return (0, "") if sign == "|" else (1, _visible(sign))

    def value(self, at: int) -> tuple[int, str] | None:
        """The piece that an expression in braces is, or its end that is nearer to the mark; None where none is."""
        if self.scripted and (literal := LITERAL.match(self.text, at)):
            return len(literal[0]), _visible(literal[literal.lastindex or 0])
        found = self.computed and self.text.startswith(self.computed, at)
        return (len(self.computed), COMPUTED) if found else None

    def blanks(self, at: int) -> tuple[int, str]:
        """How long blanks and a line's end are, with the signs of a quotation in front of the next line.

        Readers see one blank; where a paragraph or a line ends they see a break.
        """
        text, end, lines = self.text, at, 0
        marked = self.kind == "markdown"
        while (
            end < len(text)
            and end - at < LONGEST_BLANK
            and (text[end] in BLANK or (text[end] == ">" and lines and marked))
        ):
            lines += text[end] == "\n" or (text.startswith("\r", end) and not text.startswith("\r\n", end))
            end += 1
        hard = marked and lines == 1 and HARD.match(text, at)
        return (0, "") if hard or (lines > 1 and self.kind != "html") else (end - at, " ")

    def blanks_before(self, at: int) -> int:
        """Where blanks begin that end somewhere."""
        text, start = self.text, at - 1
        while (
            start > 0
            and at - start < LONGEST_BLANK
            and text[start - 1] in (BLANKS_OR_QUOTES if self.quotes(start) else BLANK)
        ):
            start -= 1
        length, shown = self.blanks(start)
        return start if not shown or length == at - start else at - 1

    def quotes(self, at: int) -> bool:
        """Whether nothing but blanks and signs of a quotation stands in front of a place in its line."""
        line = self.text[max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at), at - LONGEST_BLANK) + 1 : at]
        return self.kind == "markdown" and not line.strip(" \t>")

    def markup(self, at: int) -> tuple[int, str] | None:
        """The piece that a comment, an element that is not shown, a tag or an instruction is; None where it is none."""
        text = self.text
        if text.startswith("<!--", at):
            first = at + 2 if text.startswith(("<!-->", "<!--->"), at) else at + 4
            close = END.search(text, first, at + FARTHEST)
            self.told = self.told and (close is not None or at + FARTHEST >= len(text))
            return (close.end() - at, "") if close else (0, "")
        end = self.elements.end(at)
        if self.elements.is_hidden(at):
            return end - at, ""
        if end == -1 and (tag := TAG.match(text, at, at + LONGEST_TAG)):
            end = tag.end()
        if end != -1:
            name = NAME.match(text, at + 1)
            return (0, "") if name is None or BREAKS.fullmatch(name[1]) else (end - at, RAISES.get(name[0].lower(), ""))
        end = text.find(">", at, at + FARTHEST) if INSTRUCTION.match(text, at) else -1
        return (end + 1 - at, "") if end != -1 else None

    def piece_before(self, at: int) -> int:
        """The offset at which the piece begins that ends at ``at``."""
        text, sign = self.text, self.text[at - 1]
        if sign == ">" and self.quotes(at):
            return self.blanks_before(at)
        if sign == ">" and (start := self.markup_before(at)) != -1:
            return start
        closes = "{" if self.scripted else "{,"
        opener = {";": "&", ")": "](", "]": "][", "{": "\\", "}": closes}.get(sign, "")
        start = text.rfind(opener, max(0, at - LONGEST_LINK), at) if opener else -1
        if start != -1 and self.piece(start)[0] == at - start:
            return start
        if self.computed and text.endswith(self.computed, 0, at):
            return at - len(self.computed)
        if sign in SUPERSCRIPTS:
            first = max(0, at - LONGEST_RAISED)
            return first + len(text[first:at].rstrip(SUPERSCRIPTS))
        for command in COMMANDS.finditer(text, at - LONGEST_COMMAND, at - 1):
            if command.start() + self.piece(command.start())[0] == at:
                return command.start()
        return self.blanks_before(at) if sign in BLANK else at - 1

    def markup_before(self, at: int) -> int:
        """Where a comment, an element that is not shown, a tag or an instruction begins that ends somewhere, or -1."""
        text, least = self.text, max(0, at - FARTHEST)
        if text.endswith(("-->", "--!>"), 0, at):
            nearest = text.rfind("<!--", least, at)
            first = text.find("<!--", max(least, text.rfind("-->", least, at - 3)), at)
            self.told = self.told and (nearest != -1 or least == 0)
            if self.kind != "html" and first != nearest and not MARK.match(text, nearest):
                self.told = False  # the first may be an example in code
            return first if self.kind == "html" else nearest
        if (start := self.elements.start(at)) != -1:
            return start
        first = max(least, text.rfind(">", least, at - 1))
        if begun := INSTRUCTION.search(text, first, at):
            return begun.start()
        start = text.rfind("<", max(0, at - LONGEST_TAG), at)
        return start if start != -1 and TAG.fullmatch(text, start, at) else -1

    def is_link(self, label: str | None) -> bool:
        """Whether brackets are those of a link: with an address, or with a label that is defined."""
        return label is None or label.lower() in labels(self.text)

    def is_paired(self, run: str, at: int) -> bool:
        """Whether a sign of emphasis or mathematics has its other half nearby, so that it is not shown."""
        if not self.emphasis:
            return False
        text, first, last = self.text, at, at + len(run)
        while last - first <= PAIRED and first and text[first - 1] == run[0]:
            first -= 1
        while last - first <= PAIRED and last < len(text) and text[last] == run[0]:
            last += 1
        run = text[first:last]
        return run in text[last : last + PAIRED] or run in text[max(0, first - PAIRED) : first]


def _visible(text: str) -> str:
    """A text without invisible characters; line ends become spaces."""
    text = re.sub(r"[\r\n\t]", " ", text).translate(ALIKE)
    return "".join(_plain(sign) for sign in text if unicodedata.category(sign) not in UNDRAWN and sign not in FILLERS)


def _plain(sign: str) -> str:
    """A letter of another width or style as the plain letter that readers take it for."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() and plain.isalpha() else sign

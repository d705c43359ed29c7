"""A file as the checker sees it: its text, where its lines are, and the passages in which marks may stand."""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from cnnstat import deadline
from cnnstat.documents.formats import endings, formats
from cnnstat.documents.formats.comment import Comment
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.notebook import Places
from cnnstat.documents.marks.exempt import Exempt, exemptions
from cnnstat.documents.rules import UNREAD
from cnnstat.errors import CnnstatError
from cnnstat.files import name_of, opened
from cnnstat.findings.finding import Edit, Finding, Span
from cnnstat.findings.rule import Rule

MARKS = re.compile(r"cnn[-_]?stat|(?:<!--|/\*)[-!/\s]*=|<!--[-!\s]*/[-!/\s]*-->", re.IGNORECASE)
RAW_MARKS = re.compile(rb"cnn[-_]?stat|<!--|/\*|\\u00", re.IGNORECASE)
"""What a document with marks holds somewhere, in text and in bytes, where JSON may escape it; others are not parsed."""
WIDE = b"\xff\xfe", b"\xfe\xff"
"""The first bytes of a text in UTF-16."""
LONGEST = 1000
"""Characters of a line that is shown with a finding; of a longer one only the place is named."""
OFTEN = 50
"""Findings with which a line is shown; of further ones only the place is named."""
LARGEST = 10_000_000
"""Bytes of a document that is parsed; one without marks may be larger."""
HUGE = 100_000_000
"""Bytes of any document: a file of nothing but zeros takes a stranger no room."""
ESCAPE = re.compile(r"\\u00([0-9A-Fa-f]{2})")

Editor = Callable[[str], str]


class UnreadableError(CnnstatError):
    """A document that cannot be read; has the line and column where there is one."""

    def __init__(self, problem: str, line: int = 1, column: int = 1) -> None:
        super().__init__(problem)
        self.line, self.column = line, column


class Passage(NamedTuple):
    """A stretch of prose with marks.

    Attributes:
        text: as people write it.
        kind: its format: markdown, html, rst, latex; "" of a document that a sidecar file speaks of.
        comments: those that speak to the program.
        lines: of the text.
        plain: the text in which figures of a region are looked for: without comments.
        places: where its characters stand in the file; None where the text is the file's.
        gap: what stands between the lines of a text in the file.
        written: how text is written into the file.
        exempt: stretches of the text whose numbers are exempt from being checked.
        scripted: whether what stands in braces is computed when the page is built, as MDX does.
        code: the language of the code that it is, ``text`` or ``html`` of what code printed; "" of prose.
    """

    text: str
    kind: str
    comments: Sequence[Comment]
    lines: Lines
    plain: str
    places: Places | None = None
    gap: str = ""
    written: Editor = str
    exempt: Sequence[Exempt] = ()
    scripted: bool = False
    code: str = ""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A stretch in offsets of the file."""
        return (start, end) if self.places is None else self.places.place(start, end)

    def edit(self, start: int, end: int, text: str) -> Edit | None:
        """A replacement, in offsets of the file; None where a figure stands in two of the strings of a notebook."""
        first, last = self.place(start, end)
        if self.places is not None and "\n" not in text and not self.places.together(start, end):
            return None
        written = self.written(text)
        return Edit(first, last, written.replace("\\n", f"\\n{self.gap}") if self.gap else written)


class Document:
    """A file and its text.

    Attributes:
        path: the file.
        name: how messages call it.
        text: its text, line ends and byte order mark as they are.
    """

    def __init__(self, path: Path, name: str, data: bytes) -> None:
        self.path, self.name, self.data = path, name, data
        self.text = decoded(data)
        self.lines = Lines(self.text)
        self._shown = Counter[int]()

    def shows(self, span: Span) -> str:
        """The line in which a stretch begins; "" for a long one, and for one that was shown often."""
        first, last = self.lines.range(span.line - 1, span.line)
        self._shown[span.line] += 1
        if last - first > LONGEST or self._shown[span.line] > OFTEN:
            return ""
        return self.lines.line(span.line - 1).removeprefix("\ufeff")

    @property
    def kind(self) -> str:
        """Its format; "" where only a sidecar file can speak of it."""
        return endings().get(self.path.suffix.lower(), "")

    @property
    def size(self) -> int:
        """Bytes in which figures are marked: none of a document without marks, of a notebook those of some cells."""
        return sum(len(each.text.encode("utf-8", "surrogatepass")) for each in self.passages if each.comments)

    @cached_property
    def passages(self) -> list[Passage]:
        """Where marks may stand.

        Raises:
            UnreadableError: a notebook that is none.
        """
        if not self.kind or not (self.kind == "notebook" or MARKS.search(self.text)):
            return []
        if self.is_large:
            if not MARKS.search(ESCAPE.sub(lambda found: chr(int(found[1], 16)), self.text)):
                return []  # a notebook whose outputs are large
            raise UnreadableError(f"has marks and more than {LARGEST // 10**6} MB: too large to be checked")
        try:
            return list(self.cells()) if self.kind == "notebook" else [self.whole()]
        except RecursionError as error:
            raise UnreadableError("nested too deep to be read") from error

    @property
    def prose(self) -> list[Passage]:
        """All that people read of it, with marks or without.

        Raises:
            UnreadableError: a notebook that is none, or a document that is too large.
        """
        if not self.kind or (self.kind != "notebook" and self.passages):
            return self.passages
        if self.is_large:
            return []
        if self.kind == "notebook":
            return list(self.cells(marked=False))
        return [self.whole() if self.kind == "mdx" else Passage(self.text, self.kind, (), self.lines, self.text)]

    @property
    def shown(self) -> list[Passage]:
        """All that people read of it, of a notebook also code and what it printed.

        Raises:
            UnreadableError: a notebook that is none, or a document that is too large.
        """
        if self.kind != "notebook" or self.is_large:
            return self.prose
        return list(self.cells(marked=False, code=True))

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be parsed."""
        return len(self.data) > LARGEST

    def whole(self) -> Passage:
        """All of a document that is no notebook."""
        if self.kind != "mdx":
            return passage(self.text, self.kind, self.lines)
        from cnnstat.documents.formats import mdx

        text, places = mdx.read(self.text)
        lines = Lines(text)
        found = passage(text, "markdown", lines, mdx.comments(text, lines, places, self.text))
        return found._replace(places=places, written=mdx.written, scripted=True)

    def says(self, text: str) -> str:
        """A message's text with marks as the document has them."""
        from cnnstat.documents.formats import mdx

        return mdx.written(text) if self.kind == "mdx" else text

    def cells(self, marked: bool = True, code: bool = False) -> Iterator[Passage]:
        """The cells of a notebook with Markdown; only those that hold marks, or all, or those with code as well."""
        from cnnstat.documents.formats.notebook import cells, escaped

        written = partial(escaped, ascii_only=self.data.isascii())
        try:
            for cell in cells(self.text, code):
                if cell.code:
                    yield Passage(cell.text, "markdown", (), Lines(cell.text), cell.text, cell.places, code=cell.code)
                elif not marked or MARKS.search(cell.text):
                    found = passage(cell.text, "markdown", Lines(cell.text))
                    yield found._replace(places=cell.places, gap=cell.gap, written=written)
        except ValueError as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            raise UnreadableError(f"no notebook: {getattr(error, 'msg', error)}", line, column) from error

    def span(self, start: int, end: int, passage: Passage | None = None) -> Span:
        """A stretch of it, in lines and columns."""
        start, end = passage.place(start, end) if passage is not None else (start, end)
        return Span(self.name, *self.lines.place(start), *self.lines.place(end))


def passage(text: str, kind: str, lines: Lines, comments: Iterable[Comment] | None = None) -> Passage:
    """A text with its comments, which are looked for unless they are given."""
    own = formats()[kind]
    found = list(own.comments(text, lines) if comments is None else comments)
    regions = any(each.region for each in found)
    exempt, found = exemptions(found, lines) if any(each.kind == "exempt" for each in found) else ([], found)
    return Passage(text, kind, found, lines, own.hidden(text, lines) if regions else text, exempt=exempt)


def decoded(data: bytes) -> str:
    """The text of a file, its byte order mark kept."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problem = "not UTF-8 text, but UTF-16 by its first two bytes" if data[:2] in WIDE else "not UTF-8 text"
        raise UnreadableError(problem, line, column) from error


def read_bytes(path: Path) -> bytes:
    """What a file holds; a pipe or a device would never end.

    Raises:
        OSError: it cannot be read, is none, or is too large.
    """
    try:
        if path.is_dir():
            raise OSError(errno.EINVAL, "a folder")
        with opened(path) as file:
            data = file.read(HUGE + 1)
    except UnicodeError as error:
        raise OSError(errno.EINVAL, "the file system cannot hold this name") from error
    if len(data) > HUGE:
        raise OSError(errno.EFBIG, f"more than {HUGE // 10**6} MB")
    deadline.read(len(data))
    return data


def may_be_marked(data: bytes) -> bool:
    """Whether a file may have marks; those of a text in UTF-16, which is then refused, have zeros in between."""
    return RAW_MARKS.search(data.replace(b"\0", b"") if data[:2] in WIDE else data) is not None


def is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def finding_at(
    rule: Rule, document: Document, passage: Passage | None, place: tuple[int, int], problem: str
) -> Finding:  # fmt: skip
    """A finding at a place of a passage."""
    problem = document.says(" ".join(problem.split()))
    span = document.span(*place, passage)
    return Finding(rule, span, problem, source=document.shows(span))


def unread(path: Path, problem: str, line: int = 1, column: int = 1) -> Finding:
    """A finding about a file that cannot be checked."""
    return Finding(UNREAD, Span(name_of(path), line, column, line, column + 1), problem)

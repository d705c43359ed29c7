"""HTML: comments as the standard library's parser finds them, so that scripts and styles are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from cnnstat.docs.comment import Comment, comment_of
from cnnstat.docs.lines import Lines


class _Comments(HTMLParser):
    """Collects comments with their offsets."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = lines
        self.found: list[Comment] = []

    def handle_comment(self, data: str) -> None:
        line, column = self.getpos()
        start = self.starts[line - 1] + column
        if not self.lines.text.startswith(f"<!--{data}-->", start):
            return  # a comment by courtesy, as <!anything>
        found = comment_of(start, start + len(data) + 7, data, start + 4)
        if found:
            self.found.append(found)

    @property
    def starts(self) -> list[int]:
        """The parser counts lines by LF alone."""
        return self._starts

    def read(self) -> list[Comment]:
        text = self.lines.text
        self._starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
        self.feed(text)
        self.close()
        return self.found


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments of a page that speak to the program."""
    yield from _Comments(lines).read()

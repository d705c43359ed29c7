"""Google's text format of protocol buffers, as far as Caffe's files use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cnnstat.errors import Position, SpecError, shown

TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n\f\v]+|\#[^\n]*)"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<word>[A-Za-z0-9_.+-]+)"""
    r"""|(?P<sign>[{}<>:;,\[\]])"""
)
DEEPEST = 20
MOST_FIELDS = 500_000
END = {"{": "}", "<": ">"}


class Value(NamedTuple):
    """A number, word or text of a field, and where it stands."""

    text: str
    place: Position


class Message(NamedTuple):
    """Fields by their names, each with its values in the order of the file."""

    fields: dict[str, list[Value | Message]]
    place: Position

    def texts(self, name: str) -> list[Value]:
        """The values of a field that are no messages."""
        return [each for each in self.fields.get(name, ()) if isinstance(each, Value)]

    def text(self, name: str, otherwise: str = "") -> str:
        """The last value of a field, which is the one that counts."""
        found = self.texts(name)
        return found[-1].text if found else otherwise

    def messages(self, name: str) -> list[Message]:
        """The values of a field that are messages."""
        return [each for each in self.fields.get(name, ()) if isinstance(each, Message)]

    def inner(self, name: str) -> Message:
        """The last message of a field; an empty one if there is none."""
        found = self.messages(name)
        return found[-1] if found else Message({}, self.place)

    def place_of(self, name: str) -> Position:
        """Where a field stands; the message itself where there is none."""
        found = self.fields.get(name)
        return found[-1].place if found else self.place


class Token(NamedTuple):
    kind: str
    text: str
    place: Position


def tokens(text: str, file: str) -> Iterator[Token]:
    """The words, texts and signs of a file."""
    at, line, begin = 0, 1, 0
    while at < len(text):
        found = TOKEN.match(text, at)
        place = Position(file, line, at - begin + 1)
        if found is None:
            raise SpecError(f"no prototxt: unexpected {shown(text[at])}", place)
        kind = str(found.lastgroup)
        if kind != "blank":
            yield Token(kind, found[0], place)
        if breaks := found[0].count("\n"):
            line, begin = line + breaks, at + found[0].rindex("\n") + 1
        at = found.end()
    yield Token("end", "", Position(file, line, at - begin + 1))


def read(text: str, file: str) -> Message:
    """The message that a text holds.

    Raises:
        SpecError: it cannot be read; the position is that in the text.
    """
    root = Message({}, Position(file, 1, 1))
    opened, ends = [root], [""]
    stream = tokens(text, file)
    fields = 0
    for token in stream:
        if token.text in ends[-1:] and token.kind in ("sign", "end"):
            opened.pop()
            ends.pop()
            if not opened:
                return root
            continue
        if token.text in (",", ";") and token.kind == "sign":
            continue
        if token.kind != "word":
            wanted = f"a field or {ends[-1]!r}" if ends[-1] else "a field"
            raise SpecError(f"no prototxt: expected {wanted}, got {said(token)}", token.place)
        fields += 1
        if fields > MOST_FIELDS:
            raise SpecError(f"more than {MOST_FIELDS:,} fields; a network never has that many", token.place)
        values = opened[-1].fields.setdefault(token.text, [])
        following = next(stream)
        if following.text == ":" and following.kind == "sign":
            following = next(stream)
        if following.kind == "sign" and following.text in END:
            inner = Message({}, token.place)
            values.append(inner)
            opened.append(inner)
            ends.append(END[following.text])
            if len(opened) > DEEPEST:
                raise SpecError(f"nested more than {DEEPEST} levels deep", following.place)
        else:
            values += several(following, stream)
    return root


def several(token: Token, stream: Iterator[Token]) -> Iterator[Value]:
    """The value of a field, or those of a list in brackets."""
    if token.text != "[" or token.kind != "sign":
        yield value(token)
        return
    for each in stream:
        if each.kind == "sign" and each.text == "]":
            return
        if each.kind != "sign" or each.text != ",":
            yield value(each)


def value(token: Token) -> Value:
    if token.kind not in ("word", "text"):
        raise SpecError(f"no prototxt: expected a value, got {said(token)}", token.place)
    return Value(token.text[1:-1] if token.kind == "text" else token.text, token.place)


def said(token: Token) -> str:
    return "the end of the file" if token.kind == "end" else shown(token.text)

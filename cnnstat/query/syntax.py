"""The grammar of queries: text in, a tree of references and arithmetic out.

::

    sum       = product, {("+" | "-"), product}
    product   = signed, {("*" | "/"), signed}
    signed    = ["-"], power
    power     = operand, ["**", digits]
    operand   = number | "(", sum, ")" | function, "(", sum, {",", sum}, ")" | reference
    reference = network, {".", name | "@", setting, {",", setting} | "[", type, {word}, "]"}

A network is a name of the catalog, a path that ends in .yaml (optionally with ``:variant``), a name in Python code as
``torchvision.models:resnet50``, or anything in quotes. Its name may contain hyphens and dots, so a minus needs spaces
around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.importing import ENDING
from cnnstat.spec.code import IN_QUERY

LONGEST = 1000
DEEPEST = 40
MOST_REFERENCES = 100
MOST_OPERATORS = 100
LARGEST_POWER = 64
FUNCTIONS = ("sum", "share", "count", "min", "max", "abs")
SINGLE = ("share", "count", "abs")
"""Functions that take only one argument."""

NUMBER = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][0-9]{1,2})?(?![0-9A-Za-z_.])", re.ASCII)
QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")
FILE = re.compile(rf"[^\s()*+,'\"@\[\]]+?\.{ENDING}(?::[A-Za-z0-9_-]+)?(?=[.@\[)\s,*/+]|$)")
NAME = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*", re.ASCII)
KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=", re.ASCII)
SIZE = re.compile(r"[0-9]{1,7}(?:[x×][0-9]{1,7})?", re.ASCII)
VALUE = re.compile(
    r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?(?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_-]*|\[[\w.,+-]+\]", re.ASCII
)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:=[A-Za-z0-9_.x×-]+)?", re.ASCII)


class Selector(NamedTuple):
    """A choice of layers: of any of these types, or inside blocks of these templates, with these values of keys."""

    words: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([*self.words, *(f"{key}={value}" for key, value in self.conditions)])


class Reference(NamedTuple):
    """A figure of a network, or of a part of it.

    Attributes:
        path: the parts between dots: the network (unless it is in :attr:`network`), blocks and layer, the figure.
        network: the network, if it was written in quotes or as a file; otherwise "", and ``path`` begins with it.
        settings: values for params and for the words of :data:`cnnstat.query.bench.SETTINGS`.
        selector: restricts the reference to some layers; None if there is none.
        text: the reference as it was written.
    """

    path: tuple[str, ...]
    network: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    selector: Selector | None = None
    text: str = ""


class Number(NamedTuple):
    """A number as written."""

    value: Fraction


class Operation(NamedTuple):
    """Two queries with one of the operators ``+ - * / **`` between them."""

    sign: str
    left: Query
    right: Query


class Call(NamedTuple):
    """A call of one of :data:`FUNCTIONS`."""

    function: str
    arguments: tuple[Query, ...]


Query = Reference | Number | Operation | Call


def references(query: Query) -> Iterator[Reference]:
    """The references in a query, from left to right."""
    match query:
        case Reference():
            yield query
        case Operation(left=left, right=right):
            yield from references(left)
            yield from references(right)
        case Call(arguments=arguments):
            for each in arguments:
                yield from references(each)


def mapped(query: Query, change: Callable[[Reference], Query]) -> Query:
    """A query with every reference changed."""
    match query:
        case Reference():
            return change(query)
        case Operation(sign=sign, left=left, right=right):
            return Operation(sign, mapped(left, change), mapped(right, change))
        case Call(function=function, arguments=arguments):
            return Call(function, tuple(mapped(each, change) for each in arguments))
    return query


def read_query(text: str) -> Query:
    """The tree of a query. Networks and figures are looked up only when it is evaluated.

    Raises:
        UsageError: the text does not follow the grammar; the message gives the column and what was expected.
    """
    if len(text) > LONGEST:
        raise UsageError(f"query {shown(text)}: longer than {LONGEST:,} characters")
    return _Reader(text).whole()


class _Reader:
    """Reads a text from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.found, self.operators = text, 0, 0, 0, 0

    def refuse(self, problem: str) -> UsageError:
        return UsageError(f"query {shown(self.text)}, column {self.at + 1}: {problem}")

    def expected(self, what: str) -> UsageError:
        rest = self.text[self.at :].split()
        return self.refuse(f"expected {what}, got {shown(rest[0]) if rest else 'the end'}")

    def blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def sign(self, *signs: str) -> str:
        """Consume and return the next sign if it is one of these; otherwise return ""."""
        self.blanks()
        for each in signs:
            if self.text.startswith(each, self.at) and not (each == "*" and self.text.startswith("**", self.at)):
                self.at += len(each)
                return each
        return ""

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def whole(self) -> Query:
        found = self.sum()
        self.blanks()
        if self.at < len(self.text):
            raise self.expected("an operator or the end")
        return found

    def sum(self) -> Query:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refuse(f"nested more than {DEEPEST} levels deep")
        found = self.product()
        while sign := self.sign("+", "-", "−"):
            found = self.operation("-" if sign == "−" else sign, found, self.product())
        self.depth -= 1
        return found

    def product(self) -> Query:
        found = self.signed()
        while sign := self.sign("*", "×", "/"):
            found = self.operation("*" if sign == "×" else sign, found, self.signed())
        return found

    def signed(self) -> Query:
        if self.sign("-", "−"):
            return self.operation("-", Number(Fraction(0)), self.power())
        return self.power()

    def power(self) -> Query:
        base = self.operand()
        if not self.sign("**"):
            return base
        self.blanks()
        match = self.take(NUMBER)
        if not match or not match[0].isdigit() or int(match[0]) > LARGEST_POWER:
            raise self.refuse(f"expected a whole exponent from 0 to {LARGEST_POWER} behind **")
        return self.operation("**", base, Number(Fraction(match[0])))

    def operation(self, sign: str, left: Query, right: Query) -> Query:
        self.operators += 1
        if self.operators > MOST_OPERATORS:
            raise self.refuse(f"more than {MOST_OPERATORS} operators")
        return Operation(sign, left, right)

    def operand(self) -> Query:
        if self.sign("("):
            inner = self.sum()
            self.close()
            return inner
        self.blanks()
        if match := self.take(NUMBER):
            return Number(Fraction(match[0]))
        return self.call() or self.reference()

    def close(self) -> None:
        if not self.sign(")"):
            raise self.expected("')'")

    def call(self) -> Call | None:
        if not (match := re.compile(r"([A-Za-z_]+)\(").match(self.text, self.at)):
            return None
        name = match[1]
        if name not in FUNCTIONS:
            raise self.refuse(f"there is no function {shown(name)}{nearest(name, FUNCTIONS)}")
        self.at = match.end()
        arguments = [self.sum()]
        while self.sign(","):
            arguments.append(self.sum())
        self.close()
        if name in SINGLE and len(arguments) > 1:
            raise self.refuse(f"{name}() takes one argument, got {len(arguments)}")
        return Call(name, tuple(arguments))

    def reference(self) -> Reference:
        self.found += 1
        if self.found > MOST_REFERENCES:
            raise self.refuse(f"more than {MOST_REFERENCES} figures in one query")
        begin = self.at
        quoted = self.take(QUOTED)
        file = None if quoted else self.take(FILE) or self.take(IN_QUERY)
        network = (quoted[1] or quoted[2]) if quoted else file[0] if file else ""
        path: list[str] = [] if network else [self.name("a figure, as alexnet.params")]
        settings: dict[str, str] = {}
        selector: Selector | None = None
        while self.at < len(self.text) and self.text[self.at] in ".@[":
            sign = self.text[self.at]
            self.at += 1
            if sign == ".":
                path.append(self.name("a layer or a figure behind the dot"))
            elif sign == "@":
                self.settings(settings)
            elif selector is not None:
                raise self.refuse("layers are selected twice")
            else:
                selector = self.selector()
        return Reference(tuple(path), network, tuple(settings.items()), selector, self.text[begin : self.at])

    def name(self, what: str) -> str:
        if not (match := self.take(NAME)):
            raise self.expected(what)
        return match[0]

    def settings(self, found: dict[str, str]) -> None:
        """Read ``input=224,width=0.5``; a comma not followed by ``key=`` separates arguments of a function."""
        while True:
            if not (key := self.take(KEY)):
                raise self.expected("settings as @input=224 or @width=0.5,input=192")
            if not (value := self.take(SIZE if key[1] == "input" else VALUE)):
                raise self.expected(f"a value for {key[1]}")
            if key[1] in found:
                raise self.refuse(f"{key[1]} is given twice")
            found[key[1]] = value[0]
            if not re.compile(r",[A-Za-z_][A-Za-z0-9_]*=").match(self.text, self.at):
                return
            self.at += 1

    def selector(self) -> Selector:
        words: list[str] = []
        conditions: dict[str, str] = {}
        while not self.sign("]"):
            if not (match := self.take(WORD)):
                raise self.expected("a layer type or key=value, as [conv kernel=1]")
            key, sign, value = match[0].partition("=")
            if not sign:
                words.append(key)
            elif key in conditions:
                raise self.refuse(f"{key} is given twice")
            else:
                conditions[key] = value
        if not words:
            raise self.refuse("expected a layer type in the brackets, as [conv kernel=1]")
        return Selector(tuple(words), tuple(conditions.items()))

"""YAML text as a tree of nodes that know their place in the file.

PyYAML's event stream is read directly, since its loaders forget positions, silently let the last of duplicate keys win,
guess types by the rules of YAML 1.1 (``off``, ``010``, ``1:30``), recurse without a bound and can build Python objects.
Here a scalar keeps its text, and everything that a spec never needs is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import decoded, is_elsewhere, quoted, read_to
from cnnstat.spec.mistakes import MOST_TOLD, together

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LARGEST_FILE = 1_000_000
DEEPEST = 60
MOST_NODES = 200_000
"""Values in one file, each alias counted with everything that it stands for."""
COST = 0.25
"""Units of work for a value, beside those for its characters."""

SECTION = r"""(?:^(?:\xef\xbb\xbf)?|[{,])[ \t]*+["']?%s["']?[ \t]*+:"""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Form(NamedTuple):
    """What a kind of file holds; one without it is something else, and no message may quote it.

    Attributes:
        name: of the kind.
        sections: at its top.
    """

    name: str
    sections: tuple[str, ...]

    def refusal(self, data: bytes) -> str:
        """What is wrong with a file that is none of this kind, to be said behind its name; "" of one that is."""
        if all(re.search((SECTION % each).encode("latin-1"), data, re.MULTILINE) for each in self.sections):
            return ""
        *others, last = self.sections
        return f" is no {self.name}: expected the sections {', '.join(others)} and {last}"


SPEC = Form("spec", ("input", "layers"))


class Scalar(NamedTuple):
    """One value as written; ``quoted`` distinguishes ``"96"`` from ``96``."""

    text: str
    quoted: bool
    position: Position


class Sequence(NamedTuple):
    items: list[Node]
    position: Position


class Mapping(NamedTuple):
    """Keys in the order of the file, each with the position of the key itself."""

    entries: dict[str, Node]
    key_positions: dict[str, Position]
    position: Position


Node = Scalar | Sequence | Mapping


def kind_of(node: Node) -> str:
    """A node's kind or text, for messages."""
    if isinstance(node, Scalar):
        return f"the text {shown(node.text)}" if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


def node_of(data: Any, position: Position) -> Node:
    """Plain data as a node, for specs that a program makes instead of a file.

    Its position is that of ``data.place``, where there is one, and otherwise that of what it stands in.
    """
    position = getattr(data, "place", position)
    if isinstance(data, dict):
        entries = {str(key): node_of(value, position) for key, value in data.items()}
        return Mapping(entries, dict.fromkeys(entries, position), position)
    if isinstance(data, list):
        return Sequence([node_of(each, position) for each in data], position)
    if isinstance(data, bool):
        return Scalar(str(data).lower(), False, position)
    return Scalar("" if data is None else str(data), False, position)


def read_file(path: Path | Traversable, form: Form = SPEC) -> Node:
    """Parse the YAML file at ``path``, which may be inside a zip file.

    Raises:
        UsageError: it cannot be opened, is too large, or a link leads to it and it is not of that ``form``.
        SpecError: it is not YAML as specs use it; the message says where and why.
    """
    data, name = read_to(path, LARGEST_FILE), quoted(str(path))
    if isinstance(path, Path) and is_elsewhere(path) and (problem := form.refusal(data)):
        raise UsageError(f"{name}{problem}")
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Node:
    """Parse what a YAML file holds, up to one byte more than is allowed; ``name`` stands for it in messages."""
    if len(data) > LARGEST_FILE:
        raise UsageError(f"{name}: more than {LARGEST_FILE:,} bytes; a spec is never that large")
    return read_text(decoded(data, name), name)


def read_text(text: str, name: str) -> Node:
    """Parse YAML ``text``; messages give ``name`` as the file."""
    composer = _Composer(name, yaml.parse(text, Loader=_Loader))
    try:
        return composed(composer, text, name)
    except FlawedError:
        raise
    except SpecError as error:
        raise together(error, composer.mistakes) from error.__cause__


def composed(composer: _Composer, text: str, name: str) -> Node:
    """What a composer makes of a text; what is no YAML is a SpecError."""
    try:
        return composer.document()
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes, the pure Python reader characters.
        until: int = error.position
        before = text.encode()[:until].decode("utf-8", "ignore") if _Loader is not yaml.SafeLoader else text[:until]
        place = Position(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise SpecError(f"not YAML: character {error.character!r} is not allowed", place) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Position(name, mark.line + 1, mark.column + 1) if mark else Position(name, 1, 1)
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise SpecError(f"not YAML: {reason}{index_hint(text, place)}", place) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise SpecError(f"not YAML: {error}", Position(name, 1, 1)) from error


def index_hint(text: str, place: Position) -> str:
    """A hint for YAML that breaks at the bracket of an index, or at the brace of an expression in a name.

    Inside of braces or brackets YAML takes these for the beginning of a list or a mapping.
    """
    row = "".join(text.split("\n")[place.line - 1 : place.line])  # none where the end is what breaks it
    before = row[: place.column]
    word = re.search(r"([A-Za-z_][A-Za-z0-9_]*)([\[{])\Z", before[-40:])
    if not word:
        return ""
    what, rest = ("an index", "[0]") if word[2] == "[" else ("an expression in a name", "{index}")
    return f'; inside of braces, {what} stands in quotes: "{word[1]}{rest}"'


class FlawedError(SpecError):
    """Mistakes behind which the file could be read on.

    Attributes:
        root: what stands there besides.
    """

    root: Node

    @classmethod
    def behind(cls, problems: list[SpecError], root: Node) -> FlawedError:
        """The error that tells these."""
        made = cls.of(sorted(problems, key=lambda each: each.position or ()))
        made.root = root
        return made


class _Composer:
    """Turns events into nodes, to a bounded depth; aliases share the node that they name."""

    def __init__(self, name: str, events: Iterator[yaml.Event]) -> None:
        self.name, self.events = name, events
        self.anchors: dict[str, Node | None] = {}
        self.sizes: dict[str, int] = {}
        self.count = 0
        self.mistakes: list[SpecError] = []

    def document(self) -> Node:
        next(self.events)  # stream start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise SpecError("the file is empty; a spec needs at least input and layers", Position(self.name, 1, 1))
        root = self.node(next(self.events), 0)
        next(self.events)  # document end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise SpecError("a second document starts here; one file holds one spec", self.place(event))
        if self.mistakes:
            raise FlawedError.behind(self.mistakes, root)
        return root

    def note(self, problem: str, place: Position) -> None:
        """Note a mistake behind which the file can be read on."""
        self.mistakes.append(SpecError(problem, place))
        if len(self.mistakes) > MOST_TOLD:
            raise self.mistakes.pop()

    def place(self, event: yaml.Event) -> Position:
        mark: Any = event.start_mark
        return Position(self.name, mark.line + 1, mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        place = self.place(event)
        before = self.count
        spend(COST)
        self.grow(1, place)
        if depth > DEEPEST:
            raise SpecError(f"nested more than {DEEPEST} levels deep", place)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(str(event.anchor), place)
        if getattr(event, "tag", None) is not None and event.tag != "!":
            self.note(f"tag {shown(event.tag)}: a spec is plain data, it has no tags and runs no code", place)
        if event.anchor:
            self.anchors[event.anchor] = None  # until it is complete
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, event.style is not None and event.style != "", place)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(list(self.items(depth)), place)
        else:
            node = self.mapping(place, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
            self.sizes[event.anchor] = self.count - before
        return node

    def grow(self, size: int, place: Position) -> None:
        self.count += size
        if self.count > MOST_NODES:
            raise SpecError(f"more than {MOST_NODES:,} values, aliases spelled out; a spec is never that large", place)

    def alias(self, anchor: str, place: Position) -> Node:
        if anchor not in self.anchors:
            raise SpecError(f"alias *{anchor} names no anchor above it", place)
        node = self.anchors[anchor]
        if node is None:
            raise SpecError(f"alias *{anchor} stands inside the very thing it names", place)
        self.grow(self.sizes[anchor], place)
        return node

    def items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, depth + 1)

    def mapping(self, place: Position, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        places: dict[str, Position] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise SpecError(f"expected a word as key, got {kind_of(key)}", key.position)
            value = self.node(next(self.events), depth + 1)
            if key.text in entries:
                self.note(f"key {shown(key.text)} is given twice, first in line {places[key.text].line}", key.position)
            elif key.text == "<<" and not key.quoted:
                self.note("merge keys (<<) are not part of the language; use a block", key.position)
            else:
                places[key.text], entries[key.text] = key.position, value
        return Mapping(entries, places, place)

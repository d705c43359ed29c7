"""Lines that a source groups by their names become blocks, and groups of one form one template.

``inception_3a/1x1`` and its neighbours are the block ``inception_3a``; it and ``inception_3b`` are instances of one
template, whose arguments are the values that differ. A group that is the only one of its form stays as it is, with
dots in its layers' names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnnstat.importing.lifted import INPUT
from cnnstat.importing.lines import Line, Placed, data_of, ordered
from cnnstat.layers import TYPES

MOST_ARGUMENTS = 24
TAKEN = {"name", "from", "when", "repeat", "auxiliary", "type", "block", "index", "channels", "input", "args", "layers"}
Form = tuple[Any, ...]


class Group(NamedTuple):
    """Lines that stand together in a block.

    Attributes:
        path: the block's name.
        lines: those inside of it.
        reads: the line outside that they read.
    """

    path: str
    lines: Sequence[Line]
    reads: str

    def inside(self, name: str) -> str:
        """A name as it is inside of the block, where what the block reads is its input."""
        return INPUT if name == self.reads else name.removeprefix(f"{self.path}.")

    def localized(self) -> list[Line]:
        """The lines with the names that they have inside."""
        found = []
        for line in self.lines:
            layer = line.layer
            own = Line(layer._replace(name=self.inside(layer.name), reads=tuple(map(self.inside, layer.reads))))
            own.followers = line.followers
            found.append(own)
        return found

    @property
    def form(self) -> Form:
        """What groups of one template have in common: all but the values of their keys.

        A key that is 0 or 1 by default, as a stride, may be left out in some of them.
        """
        return tuple(
            (line.layer.name, line.layer.type, line.layer.reads, tuple(stated(line)), repr(line.followers))
            for line in self.localized()
        )


def stated(line: Line) -> list[str]:
    """The keys of a line that its type has no number for by default."""
    return [key for key in line.layer.keys if default(line, key) is None]


def default(line: Line, key: str) -> int | None:
    """The number that a key is where it is left out; None where that is none, or more than 1."""
    known = TYPES[line.layer.type].keys[key]
    value = None if known.required or known.default is None else known.kind.dump(known.default)
    return value if isinstance(value, int) and not isinstance(value, bool) and value in (0, 1) else None


def grouped(lines: Sequence[Line]) -> Iterator[Line | Group]:
    """Lines, and in their places the groups that can be blocks."""
    at = 0
    while at < len(lines):
        path = lines[at].layer.name.rpartition(".")[0]
        end = at + 1
        while path and end < len(lines) and lines[end].layer.name.startswith(f"{path}."):
            end += 1
        group = group_of(path, lines, at, end) if path and end - at > 1 else None
        if group is None:
            yield lines[at]
            at += 1
        else:
            yield group
            at = end


def group_of(path: str, lines: Sequence[Line], at: int, end: int) -> Group | None:
    """The group of these lines; None if they read several lines outside, or others than the last are read there."""
    own = lines[at:end]
    names = {line.layer.name for line in own}
    outside = {read for line in own for read in line.layer.reads if read not in names}
    again = {read for line in lines[end:] for read in line.layer.reads if read in names}
    if len(outside) != 1 or not again <= {own[-1].layer.name}:
        return None
    if any(line.layer.name.startswith(f"{path}.") or line.layer.name == path for line in (*lines[:at], *lines[end:])):
        return None
    return Group(path, own, outside.pop())


class Template:
    """Groups of one form.

    Attributes:
        name: of the template.
        groups: its instances.
    """

    def __init__(self, name: str, groups: Sequence[Group]) -> None:
        self.name, self.groups = name, groups
        self.arguments: dict[tuple[int, str], str] = {}
        self._named()

    def _named(self) -> None:
        """Name the values that differ between the instances; those that are always equal share a name."""
        columns: dict[tuple[Any, ...], str] = {}
        first = self.groups[0].localized()
        differ = list(self.differing())
        often = Counter(key for _, key in differ)
        for at, key in differ:
            values = tuple(map(repr, self.values(at, key)))
            if values not in columns:
                own = first[at].layer.name
                alone = often[key] == 1 and key not in ("filters", "features")
                stem = key if alone else own if key in ("filters", "features") else f"{own}_{key}"
                columns[values] = self.free(identifier(stem), set(columns.values()))
            self.arguments[at, key] = columns[values]

    def differing(self) -> Iterator[tuple[int, str]]:
        """The lines' keys whose values differ between the instances, in the order of the lines."""
        for at in range(len(self.groups[0].lines)):
            for key in ordered({key: None for group in self.groups for key in group.lines[at].layer.keys}):
                if len(set(map(repr, self.values(at, key)))) > 1:
                    yield at, key

    def value(self, group: Group, at: int, key: str) -> Any:
        """The value of a key in an instance."""
        line = group.lines[at]
        return line.layer.keys[key] if key in line.layer.keys else default(line, key)

    def values(self, at: int, key: str) -> list[Any]:
        """The value of a key in each instance."""
        return [self.value(group, at, key) for group in self.groups]

    def free(self, name: str, taken: set[str]) -> str:
        own, number = name, 1
        while own in taken or own in TAKEN:
            number += 1
            own = f"{name}_{number}"
        return own

    @property
    def data(self) -> Placed:
        """The template as a spec has it."""
        group = self.groups[0]
        found, before = [], INPUT
        for at, line in enumerate(group.localized()):
            named = {key: name for (place, key), name in self.arguments.items() if place == at}
            own = Line(line.layer._replace(keys=ordered({**line.layer.keys, **named})))
            own.followers = line.followers
            found.append(data_of(own, line.layer.name, before))
            before = line.layer.name
        place = group.lines[0].layer.place
        args = {"args": Placed(place, self.defaults)} if self.arguments else {}
        return Placed(place, **args, layers=found)

    @property
    def defaults(self) -> dict[str, int | None]:
        """The arguments, in the order of the lines, each with its value where a line has none."""
        found: dict[str, int | None] = {}
        for (at, key), name in self.arguments.items():
            found[name] = default(self.groups[0].lines[at], key)
        return found

    def instance(self, group: Group, before: str) -> Placed:
        """The line of an instance."""
        found = Placed(group.lines[0].layer.place, name=group.path, block=self.name)
        if group.reads != before:
            found["from"] = group.reads
        given = {name: self.value(group, at, key) for (at, key), name in self.arguments.items()}
        found.update({name: value for name, value in given.items() if value != self.defaults[name]})
        return found


def identifier(text: str) -> str:
    """A text as the name of an argument."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")
    return name if name[:1].isalpha() else f"n{name}"


def begin(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    same = (len(set(signs)) == 1 for signs in zip(*texts, strict=False))
    return texts[0][: next((at for at, each in enumerate(same) if not each), min(map(len, texts)))]


def templates_of(parts: Sequence[Line | Group]) -> dict[Form, Template]:
    """The templates of groups of which there are several of one form."""
    forms: dict[Form, list[Group]] = {}
    for part in parts:
        if isinstance(part, Group):
            forms.setdefault(part.form, []).append(part)
    found: dict[Form, Template] = {}
    names: set[str] = {part.path if isinstance(part, Group) else part.layer.name for part in parts}
    for form, groups in forms.items():
        if len(groups) < 2:
            continue
        stem = identifier(begin([group.path.rpartition(".")[2] for group in groups]).rstrip("_-.0123456789"))
        stem = stem if len(stem) > 1 else "block"
        name, number = stem, 1
        while name in names or name in TAKEN:
            number += 1
            name = f"{stem}{number}"
        template = Template(name, groups)
        if len(set(template.arguments.values())) <= MOST_ARGUMENTS:
            names.add(name)
            found[form] = template
    return found


def written(lines: Sequence[Line]) -> tuple[dict[str, Placed], list[Placed]]:
    """The blocks and the layers of a spec."""
    parts = list(grouped(lines))
    templates = templates_of(parts)
    blocks = {template.name: template.data for template in templates.values()}
    rows: list[Placed] = []
    before = INPUT
    output: dict[str, str] = {}  # a block's output goes by the block's name
    for part in parts:
        template = templates.get(part.form) if isinstance(part, Group) else None
        inside = [part] if isinstance(part, Line) else part.lines
        if isinstance(part, Group) and template is not None:
            own = part._replace(reads=output.get(part.reads, part.reads))
            rows.append(template.instance(own, before))
            output[part.lines[-1].layer.name] = before = part.path
            continue
        for line in inside:
            reads = tuple(output.get(read, read) for read in line.layer.reads)
            own_line = Line(line.layer._replace(reads=reads))
            own_line.followers = line.followers
            rows.append(data_of(own_line, line.layer.name, before))
            before = line.layer.name
    return blocks, rows

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
from cnnstat.importing.names import around
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


class Grouping:
    """The groups that a network's lines can make: one for each name around several of them.

    A group has its lines in one piece. They read one line outside, and of them only the last is read there.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        names = {line.layer.name for line in lines}
        self.read_last = {read: at for at, line in enumerate(lines) for read in line.layer.reads}
        places: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            for path in around(line.layer.name):
                places.setdefault(path, []).append(at)
        found = (
            self.group(path, each[0], each[-1] + 1)
            for path, each in places.items()
            if 1 < len(each) == each[-1] + 1 - each[0] and path not in names
        )
        self.groups: dict[int, list[Group]] = {}  # by where they begin, the outermost first
        forms: dict[Form, list[Group]] = {}
        for at, group in filter(None, found):
            self.groups.setdefault(at, []).append(group)
            forms.setdefault(group.form, []).append(group)
        alike = (groups for groups in forms.values() if len(groups) > 1)
        few = (groups for groups in alike if len(set(Template("", groups).arguments.values())) <= MOST_ARGUMENTS)
        self.repeated = {group.path for groups in few for group in groups}
        self.stages: dict[str, bool] = {}

    def group(self, path: str, begin: int, end: int) -> tuple[int, Group] | None:
        """The group of these lines, and where it begins; None if it reads or is read otherwise than a block."""
        own = self.lines[begin:end]
        names = {line.layer.name for line in own}
        outside = {read for line in own for read in line.layer.reads if read not in names}
        inner = any(self.read_last.get(line.layer.name, 0) >= end for line in own[:-1])
        return None if len(outside) != 1 or inner else (begin, Group(path, own, outside.pop()))

    def best(self, at: int, inside: int) -> Group | None:
        """The outermost group of at most so many lines that begins here and repeats itself elsewhere.

        One that consists of nothing but such groups, as a stage does of its blocks, is left open.
        """
        for group in self.groups.get(at, ()):
            if len(group.lines) <= inside and group.path in self.repeated and not self.is_stage(at, group):
                return group
        return None

    def is_stage(self, begin: int, group: Group) -> bool:
        """Whether a group consists of nothing but smaller ones that repeat themselves."""
        if group.path not in self.stages:
            self.stages[group.path] = self.consists_of_groups(begin, group)
        return self.stages[group.path]

    def consists_of_groups(self, begin: int, group: Group) -> bool:
        at, end = begin, begin + len(group.lines)
        while at < end:
            smaller = self.best(at, min(end - at, len(group.lines) - 1))
            if smaller is None:
                return False
            at += len(smaller.lines)
        return True


def grouped(lines: Sequence[Line]) -> Iterator[Line | Group]:
    """Lines, and in their places the groups that become blocks."""
    grouping = Grouping(lines)
    at = 0
    while at < len(lines):
        group = grouping.best(at, len(lines))
        yield group or lines[at]
        at += 1 if group is None else len(group.lines)


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
        stem = stem if len(stem) > 1 else "unit"
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

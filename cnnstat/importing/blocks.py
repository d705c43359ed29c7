"""Lines that a source groups by their names become blocks, and groups of one form one template.

``inception_3a/1x1`` and its neighbours are the block ``inception_3a``; it and ``inception_3b`` are instances of one
template, whose arguments are the values that differ. A group that is the only one of its form stays as it is, with
dots in its layers' names. Where blocks lie in blocks, those become templates with which the spec is shortest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnnstat.importing.groups import Form, Group, default, groups_of
from cnnstat.importing.lifted import INPUT
from cnnstat.importing.lines import Line, Placed, data_of, ordered

MOST_ARGUMENTS = 24
TAKEN = {
    "name", "from", "when", "repeat", "auxiliary", "output", "type", "block", "index", "channels", "input", "args",
    "layers",
}  # fmt: skip
LINE = 4
"""What a line to be read weighs against an argument, and against a line that only names a template."""


class Template:
    """Groups of one form.

    Attributes:
        name: of the template.
        groups: its instances.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self.name, self.groups = "", groups
        self.arguments: dict[tuple[int, str], str] = {}
        self._named()

    def _named(self) -> None:
        """Name the values that differ between the instances; those that are always equal share a name."""
        columns: dict[tuple[str, ...], str] = {}
        first = self.groups[0].localized()
        differ = list(self.differing())
        often = Counter(key for _, key, _ in differ)
        for at, key, values in differ:
            if values not in columns:
                own = first[at].layer.name
                alone = often[key] == 1 and key not in ("filters", "features")
                stem = key if alone else own if key in ("filters", "features") else f"{own}_{key}"
                columns[values] = self.free(identifier(stem), set(columns.values()))
            self.arguments[at, key] = columns[values]

    def differing(self) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """The lines' keys whose values differ between the instances, in the order of the lines, with these values.

        No more of them than tell that they are too many: no template has so many arguments.
        """
        unlike = set[tuple[str, ...]]()
        for at in range(len(self.groups[0].lines)):
            for key in ordered({key: None for group in self.groups for key in group.lines[at].layer.keys}):
                values = tuple(map(repr, self.values(at, key)))
                if len(set(values)) > 1:
                    yield at, key, values
                    unlike.add(values)
                    if len(unlike) > MOST_ARGUMENTS:
                        return

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
    def saved(self) -> int:
        """How much shorter the spec is with it."""
        count, lines = len(self.groups), len(self.groups[0].lines)
        arguments = len(set(self.arguments.values()))
        return LINE * lines * (count - 1) - count - arguments * (count + 1)

    @property
    def data(self) -> Placed:
        """The template as a spec has it."""
        group = self.groups[0]
        found, before = [], INPUT
        named: dict[int, dict[str, str]] = {}
        for (at, key), name in self.arguments.items():
            named.setdefault(at, {})[key] = name
        for at, line in enumerate(group.localized()):
            own = Line(line.layer._replace(keys=ordered({**line.layer.keys, **named.get(at, {})})))
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


def templates_of(lines: Sequence[Line]) -> list[Template]:
    """Templates of groups of which there are several of one form; no two groups have a line in common.

    Of several ways to choose among groups that lie in each other, it is the one that saves most.
    """
    forms: dict[Form, list[Group]] = {}
    for group in groups_of(lines):
        forms.setdefault(group.form, []).append(group)
    several = [groups for groups in forms.values() if len(groups) > 1]
    return max((chosen(sorted(several, key=way)) for way in WAYS), key=lambda found: sum(each.saved for each in found))


WAYS: tuple[Callable[[Sequence[Group]], tuple[int, int]], ...] = (
    lambda groups: (-len(groups), -len(groups[0].lines)),
    lambda groups: (-len(groups[0].lines), -len(groups)),
    lambda groups: (-(len(groups) - 1) * len(groups[0].lines), -len(groups)),
)
"""Which forms come first: those of most groups, those of most lines, those that spare most lines."""


def chosen(forms: Sequence[Sequence[Group]]) -> list[Template]:
    """Templates of these forms, as far as the lines of their groups are not yet in others."""
    found: list[Template] = []
    taken: set[int] = set()
    for groups in forms:
        free = [group for group in groups if taken.isdisjoint(group.places)]
        if len(free) < 2:
            continue
        template = Template(free)
        if len(set(template.arguments.values())) <= MOST_ARGUMENTS and template.saved > 0:
            found.append(template)
            taken.update(place for group in free for place in group.places)
    return sorted(found, key=lambda template: template.groups[0].at)


def name_all(templates: Sequence[Template], taken: set[str]) -> None:
    """Name templates after what the names of their instances begin with, or else those of the blocks around them."""
    for template in templates:
        paths = [group.path for group in template.groups]
        stem = ""
        while len(stem) < 2 and any(paths):
            stem = identifier(begin([path.rpartition(".")[2] for path in paths]).rstrip("_-.0123456789") or "0")
            stem = "" if re.fullmatch("n[0-9]*", stem) else stem
            paths = [path.rpartition(".")[0] for path in paths]
        stem = stem if len(stem) > 1 and stem not in TAKEN else "unit"
        name, number = stem, 1
        while name in taken or name in TAKEN:
            number += 1
            name = f"{stem}_{number}"
        template.name = name
        taken.add(name)


def written(lines: Sequence[Line]) -> tuple[dict[str, Placed], list[Placed]]:
    """The blocks and the layers of a spec."""
    templates = templates_of(lines)
    starts = {group.at: (template, group) for template in templates for group in template.groups}
    arguments = {name for template in templates for name in template.arguments.values()}
    name_all(templates, {line.layer.name for line in lines} | {group.path for _, group in starts.values()} | arguments)
    rows: list[Placed] = []
    before, at = INPUT, 0
    output: dict[str, str] = {}  # a block's output goes by the block's name
    while at < len(lines):
        if at in starts:
            template, group = starts[at]
            rows.append(template.instance(group._replace(reads=output.get(group.reads, group.reads)), before))
            output[group.lines[-1].layer.name] = before = group.path
            at += len(group.lines)
            continue
        line = lines[at]
        own = Line(line.layer._replace(reads=tuple(output.get(read, read) for read in line.layer.reads)))
        own.followers = line.followers
        rows.append(data_of(own, line.layer.name, before))
        before = line.layer.name
        at += 1
    return {template.name: template.data for template in templates}, rows

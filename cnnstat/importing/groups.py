"""Lines that stand together in a block of their source, and which of them may be blocks of a spec.

A name with dots lies in several blocks, one inside the other: ``layer1.0.conv1`` in ``layer1.0`` and in ``layer1``.
Lines can be a block if they follow each other, read one line outside, and only the last of them is read there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnnstat.importing.lifted import INPUT
from cnnstat.importing.lines import Line
from cnnstat.importing.names import around
from cnnstat.layers import TYPES

Form = tuple[Any, ...]
DEEPEST = 8
"""Blocks inside each other, the outermost first; those further inside are told by names with dots alone."""


class Group(NamedTuple):
    """Lines that stand together in a block.

    Attributes:
        path: the block's name.
        lines: those inside of it.
        reads: the line outside that they read.
        at: the place of the first among all lines.
    """

    path: str
    lines: Sequence[Line]
    reads: str
    at: int

    @property
    def places(self) -> range:
        """The places of its lines among all."""
        return range(self.at, self.at + len(self.lines))

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

        A key that is 0 or 1 by default, as a stride, may be left out in some of them. A text for people is no value
        that an argument could stand for.
        """
        return tuple(
            (*line.layer[:3], line.layer.output, tuple(stated(line)), texts(line), repr(line.followers))
            for line in self.localized()
        )


def stated(line: Line) -> list[str]:
    """The keys of a line that its type has no number for by default."""
    return [key for key in line.layer.keys if default(line, key) is None]


def texts(line: Line) -> tuple[str, ...]:
    """The values of a line's keys that are texts for people."""
    kinds = TYPES[line.layer.type].keys
    return tuple(str(value) for key, value in line.layer.keys.items() if kinds[key].kind.verbatim)


def default(line: Line, key: str) -> int | None:
    """The number that a key is where it is left out; None where that is none, or more than 1."""
    known = TYPES[line.layer.type].keys[key]
    value = None if known.required or known.default is None else known.kind.dump(known.default)
    return value if isinstance(value, int) and not isinstance(value, bool) and value in (0, 1) else None


def groups_of(lines: Sequence[Line]) -> Iterator[Group]:
    """All groups that can be blocks; a group of one line is none."""
    runs: dict[str, list[int]] = {}  # the first line in each block, the last, and how many there are
    last_reader: dict[str, int] = {}
    for at, line in enumerate(lines):
        last_reader.update(dict.fromkeys(line.layer.reads, at))
        for path in around(line.layer.name)[:DEEPEST] if not line.layer.auxiliary else ():
            run = runs.setdefault(path, [at, at, 0])
            run[1] = at
            run[2] += 1
    for path, (first, last, count) in runs.items():
        if count == 1 or last - first + 1 != count:
            continue
        own = lines[first : last + 1]
        names = {line.layer.name for line in own}
        outside = {read for line in own for read in line.layer.reads if read not in names}
        inner = all(last_reader.get(line.layer.name, 0) <= last for line in own[:-1])
        if len(outside) == 1 and inner:
            yield Group(path, own, outside.pop(), first)

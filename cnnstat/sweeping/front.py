"""The best of the settings of a sweep: those than which no other is better in one respect and as good in all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.keys.kinds import is_number
from cnnstat.printed import read_figure
from cnnstat.quantities.totals import TOTALS
from cnnstat.sweeping.swept import FIGURES, Number, Swept


class Aim(NamedTuple):
    """A figure that should be small, or large."""

    key: str
    large: bool

    @property
    def text(self) -> str:
        return f"{self.key} ({'large' if self.large else 'small'})"


class Bound(NamedTuple):
    """What a figure may be at most, or at least."""

    key: str
    limit: Fraction
    least: bool = False

    def holds(self, value: Number | None) -> bool:
        """Whether a figure is within the bound; one that does not exist is not."""
        return value is not None and (smallest(value) >= self.limit if self.least else largest(value) <= self.limit)


def largest(value: Number) -> int | Fraction:
    """A figure, or the larger of its sides."""
    return max(value) if isinstance(value, tuple) else value


def smallest(value: Number) -> int | Fraction:
    return min(value) if isinstance(value, tuple) else value


def read_aims(text: str) -> list[Aim]:
    """``macs,+rf``: few MACs, and a large receptive field.

    Raises:
        UsageError: there is no such figure; the message suggests a similar one.
    """
    found = [Aim(word.lstrip("+-"), word.startswith("+")) for word in map(str.strip, text.split(",")) if word]
    for aim in found:
        refuse_unknown(aim.key, "--front")
    if not found or len({aim.key for aim in found}) < len(found):
        raise UsageError(f"--front: expected different figures, such as macs,+rf, got {shown(text)}")
    return found


def read_bounds(text: str, option: str, least: bool = False) -> list[Bound]:
    """``macs=300M,params=3M``: figures with what they may be at most, or at ``least``."""
    found = []
    for word in filter(None, map(str.strip, text.split(","))):
        key, sign, limit = (part.strip() for part in word.partition("="))
        if not sign or not limit:
            raise UsageError(f"{option}: expected FIGURE=LIMIT, such as macs=300M, got {shown(word)}")
        refuse_unknown(key, option)
        read, sized = read_figure(limit), TOTALS[key].unit == "bytes"
        if not read.plain or read.shape or (read.unit and read.sized != sized):
            raise UsageError(f"{option}: {key}: expected {'14MB or 14000000' if sized else '300M'}, got {shown(limit)}")
        found.append(Bound(key, read.value, least))
    return found


def refuse_unknown(key: str, option: str) -> None:
    if key not in FIGURES:
        raise UsageError(f"{option}: there is no figure {shown(key)} of a network{nearest(key, FIGURES)}")


def within(swept: Swept, bounds: Sequence[Bound]) -> list[int]:
    """The places of the settings at which the network runs and that keep all bounds."""
    return [place for place in swept.running if all(each.holds(swept.columns[each.key][place]) for each in bounds)]


def front(swept: Swept, places: Sequence[int], aims: Sequence[Aim]) -> list[int]:
    """Of some settings those than which none of them is better; of settings with equal figures the first.

    A setting at which a figure does not exist is not among them.
    """
    columns = [(swept.columns[aim.key], -1 if aim.large else 1) for aim in aims]
    points: dict[tuple[Any, ...], int] = {}
    for place in places:
        values = [(column[place], sign) for column, sign in columns]
        if all(value is not None for value, _ in values):
            points.setdefault(tuple(sign * largest(value) for value, sign in values if value is not None), place)
    return sorted(points[point] for point in undominated([*points]))


def largest_settings(swept: Swept, places: Sequence[int]) -> list[int]:
    """Of some settings those of which no number can be made larger, and none of the others smaller, among them.

    Words and truth values are no larger or smaller than others: each combination of them has its own.
    """
    names = [name for name, values in swept.axes.items() if all(map(is_number, values))]
    found: list[int] = []
    kinds: dict[Any, dict[tuple[Any, ...], int]] = {}
    for place in places:
        values = swept.values(place)
        kind = tuple(str(value) for name, value in values.items() if name not in names)
        kinds.setdefault(kind, {})[tuple(-values[name] for name in names)] = place
    for points in kinds.values():
        found += [points[point] for point in undominated([*points])]
    return sorted(found)


def nearest_first(swept: Swept, places: Sequence[int], bounds: Sequence[Bound]) -> list[int]:
    """Settings within some bounds, those first that use up most of the first one."""
    column, sign = swept.columns[bounds[0].key], 1 if bounds[0].least else -1
    return sorted(places, key=lambda place: (sign * largest(column[place] or 0), place))


def undominated(points: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of different points those than which no other is at most as large in every coordinate.

    In their order, a point can only be beaten by one before it; of those it suffices to ask the ones that stand.
    """
    standing: list[tuple[Any, ...]] = []
    if points and len(points[0]) == 2:
        least = None
        for point in sorted(points):
            if least is None or point[1] < least:
                least = point[1]
                standing.append(point)
        return standing
    for point in sorted(points):
        if not any(all(a <= b for a, b in zip(other, point, strict=True)) for other in standing):
            standing.append(point)
    return standing

"""A network at many settings, with the figures of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

from cnnstat.algebra.many import Many
from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import DEFAULT, Setting
from cnnstat.effort import Effort, spend
from cnnstat.errors import SpecError, UsageError, nearest, shown
from cnnstat.quantities.totals import TOTALS
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.sweeping.alike import Axis, Group, alike, whole
from cnnstat.sweeping.values import refuse_size

FIGURES = tuple(key for key, each in TOTALS.items() if each.numeric)
"""The figures that a sweep can have."""
PER_UNIT = 20
"""Settings at which a layer is looked at together for a unit of work (:mod:`cnnstat.effort`)."""
TOGETHER = 2
"""Units of work that looking at a layer at several settings takes besides, however many there are."""
USUAL = ("params", "macs", "peak_bytes", "rf")

Number = int | Fraction | tuple[int | Fraction, ...]
"""A figure; of one that differs along height and width both."""
Column = list[Number | None]


class Refused(NamedTuple):
    """Settings at which a network does not run."""

    places: Sequence[int]
    """of the settings in the grid"""
    problem: str


@dataclass(frozen=True, eq=False)
class Swept:
    """A network at all combinations of some values of its params.

    The settings are in order, the last param changes fastest; each column of figures has one entry for each.

    Attributes:
        network: its name.
        title: its name in tables.
        axes: the values of each param, by its name.
        columns: the figures by their keys, exact; None at settings at which the network does not run, or has none.
        refused: settings at which it does not run, with the reason.
        setting: what the figures depend on besides.
    """

    network: str
    title: str
    axes: Mapping[str, Axis]
    columns: Mapping[str, Column]
    refused: Sequence[Refused]
    setting: Setting = DEFAULT

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def __repr__(self) -> str:
        return f"<Swept {self.network}: {len(self):,} settings of {', '.join(self.axes)}>"

    def values(self, place: int) -> dict[str, Any]:
        """The params at a setting."""
        found = {}
        for name, axis in reversed([*self.axes.items()]):
            place, at = divmod(place, len(axis))
            found[name] = axis[at]
        return dict(reversed(found.items()))

    @cached_property
    def running(self) -> list[int]:
        """The places of the settings at which the network runs."""
        dead = {place for each in self.refused for place in each.places}
        return [place for place in range(len(self)) if place not in dead] if dead else [*range(len(self))]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Params and figures of each setting at which the network runs."""
        for place in self.running:
            yield {**self.values(place), **{key: column[place] for key, column in self.columns.items()}}

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a row for each setting at which the network runs.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise UsageError("to_pandas() needs pandas: pip install 'cnnstat[pandas]'") from error
        return pandas.DataFrame(list(self.rows()), columns=[*self.axes, *self.columns])


@dataclass(frozen=True)
class Work:
    """What is computed for each group of settings; it can be sent to another process.

    Attributes:
        network: a name of the catalog or of a file.
        params: the names of the params that are set.
        figures: keys of :data:`FIGURES`.
        setting: what the figures depend on besides.
    """

    network: str
    params: tuple[str, ...]
    figures: tuple[str, ...]
    setting: Setting = DEFAULT
    _found: list[tuple[Spec, str]] = field(default_factory=list, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_found": []}  # each process reads the spec itself

    @property
    def spec(self) -> tuple[Spec, str]:
        """The spec, read once, and the variant."""
        if not self._found:
            self._found.append(catalog.find(self.network))
        return self._found[0]

    def __call__(self, values: list[Any]) -> list[Any] | str:
        """The figures at some values of the params, or why the network does not run there."""
        spec, variant = self.spec
        try:
            network = expand(spec, variant, None, dict(zip(self.params, values, strict=True)))
        except SpecError as error:
            return str(error.problem)
        except UsageError as error:
            return str(error)
        together = [each.numerators.size for each in values if isinstance(each, Many)]
        spend(network.operations * (TOGETHER * bool(together) + prod(together) / PER_UNIT))
        analysis = analyze_network(network, self.setting)
        return [figure(analysis, key) for key in self.figures]


def figure(analysis: Analysis, key: str) -> Any:
    """A figure of a network as a number, or as sides; None if it has none."""
    value = TOTALS[key].of(analysis)
    return None if value is None else value.exact


def spread(value: Any, shape: Sequence[int]) -> Column:
    """A figure of a group as one number for each of its settings."""
    if isinstance(value, tuple):
        return list(zip(*(spread(each, shape) for each in value), strict=True))
    return list(value.spread(shape)) if isinstance(value, Many) else [value] * prod(shape)


def keys_of(names: Sequence[str]) -> tuple[str, ...]:
    """The figures that are asked for, each once; by default the usual ones.

    Raises:
        UsageError: there is no such figure; the message suggests a similar one.
    """
    for name in names:
        if name not in FIGURES:
            raise UsageError(f"there is no figure {name!r} of a network{nearest(name, FIGURES)}")
    return tuple(dict.fromkeys(names)) or USUAL


class Gathering:
    """Takes in what is found for one group after the other."""

    def __init__(self, work: Work, axes: Mapping[str, Axis]) -> None:
        self.work, self.axes = work, axes
        count = prod(map(len, axes.values()))
        self.columns: dict[str, Column] = {key: [None] * count for key in work.figures}
        self.refused: list[Refused] = []
        self.done = 0

    def take(self, group: Group, found: Sequence[Column] | str) -> None:
        """Take in the figures of a group's settings, or why they do not run."""
        self.done += group.size
        places = [*group.order([*self.axes.values()])]
        if isinstance(found, str):
            self.refused.append(Refused(places, found))
            return
        for column, values in zip(self.columns.values(), found, strict=True):
            for place, value in zip(places, values, strict=True):
                column[place] = value

    def swept(self) -> Swept:
        """All of it.

        Raises:
            UsageError: the network runs at no setting.
        """
        spec, variant = self.work.spec
        if sum(len(each.places) for each in self.refused) == self.done:
            raise UsageError(f"{variant} runs at none of these settings: {self.refused[0].problem}")
        title = spec.text("title", variant) or variant
        return Swept(variant, title, self.axes, self.columns, self.refused, self.work.setting)


def check_axes(work: Work, axes: Mapping[str, Axis]) -> None:
    """Refuse params that the spec does not declare, or calls like a figure, and words that they do not take."""
    refuse_size(axes)
    spec, variant = work.spec
    for name, values in axes.items():
        if name == "input" and name not in spec.params:
            continue
        if name not in spec.params:
            raise UsageError(f"{spec.name} has no param {shown(name)}{nearest(name, [*spec.params, 'input'])}")
        if name in work.figures:
            problem = f"{name} is a param and a figure, and a table has one of them: name other figures (--columns)"
            raise UsageError(problem)
        for value in (values[0], *(each for each in values if isinstance(each, str | bool | list))):
            spec.settings(variant, {name: value})


def columns_of(group: Group, found: list[Any] | str) -> list[Column] | str:
    """The figures of a group, one number for each setting."""
    return found if isinstance(found, str) else [spread(value, group.shape) for value in found]


class Portion(NamedTuple):
    """What a process of its own has found.

    Attributes:
        found: for each group its figures, or why they do not run.
        left: of the work that was allowed; less than none where it did not suffice.
    """

    found: list[tuple[Group, list[Column] | str]]
    left: float


def portion(work: Work, axes: Sequence[Axis], left: list[Group], most: float) -> Portion:
    """What is found for some groups, for a process of its own, by at most so much work."""
    effort = Effort(most)
    found = effort.within((group, columns_of(group, each)) for group, each in alike(axes, left, work))
    return Portion([*found], effort.left)


def begun(work: Work, axes: Mapping[str, Axis]) -> tuple[Gathering, list[Group]]:
    """An empty gathering, and the groups that are to be done.

    Raises:
        SpecError, UsageError: the network or a param does not exist, or a param does not take a value.
    """
    check_axes(work, axes)
    return Gathering(work, axes), [*reversed(whole([*axes.values()]))]

"""What a query about one network asks of another: the same figure there, of the layers that are one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.claims.audit import identity
from cnnstat.claims.counting import ADDITIVE
from cnnstat.comparing.align import align
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, UsageError, shown
from cnnstat.layers import TYPES
from cnnstat.network.recipe import Recipe
from cnnstat.query import Bench, Query, Reference, mapped
from cnnstat.query.bench import SETTINGS, Settings
from cnnstat.query.place import Place, network_of, place_of, templates_of
from cnnstat.query.syntax import Call
from cnnstat.query.value import SIDES, figure_of

SHAPE = ("output_shape", *SIDES)
"""The figures of a block that are those of its last layer."""
SUMS = tuple(key for key in ADDITIVE if key != "neurons")
"""The figures of a block that are sums over all its layers; neurons are summed over some of them."""
LEAST = 2
"""A block has a counterpart if at least one in so many of its layers has one."""


class NotApplicableError(CnnstatError):
    """The other network does not have what a query asks for; the text says why."""


class Moved(NamedTuple):
    """A layer or a block, and what it is called in the other network."""

    name: str
    there: str


class Twins:
    """Which layers of one network are those of another, at the same settings."""

    def __init__(self, one: Analysis, two: Analysis) -> None:
        spend(2 * (len(one.layers) + len(two.layers)))
        self.two = two
        alignment = align(one.layers, two.layers)
        self.there: Mapping[int, int] = {
            one.layers[first].order: two.layers[second].order for first, second in alignment.pairs
        }
        self.names = {each.order: each.name for each in two.layers}

    @cached_property
    def back(self) -> Mapping[int, int]:
        return {second: first for first, second in self.there.items()}

    def of(self, orders: Iterable[int]) -> list[int]:
        """The layers of the other network that are some of the first, in their order there."""
        return sorted(self.there[order] for order in orders if order in self.there)

    def block(self, orders: Sequence[int]) -> str:
        """The outermost block of the other network that holds the counterparts of these layers, and of no others.

        What was added inside of it belongs to it. "" if there is none.
        """
        own, twins = set(orders), self.of(orders)
        first, *others = (self.names[each].split(".") for each in twins)
        for length in range(1, len(first) + 1):
            if any(each[:length] != first[:length] for each in others):
                return ""
            path = ".".join(first[:length])
            inside = self.two.network.select(path)
            if all(self.back[each] in own for each in inside if each in self.back):
                return path
        return ""

    def added_between(self, twins: Sequence[int]) -> bool:
        """Whether layers without a counterpart stand between these, so that nobody can tell what they belong to."""
        return any(twins[0] < each < twins[-1] and each not in self.back for each in self.names)


class Counterparts:
    """Turns queries about one network into queries about another.

    Attributes:
        name: the other network, as it was typed.
        settings: those of the other network, where a query does not say otherwise.
        like: the network that the queries are about.
    """

    def __init__(self, name: str, settings: Settings, like: str, bench: Bench) -> None:
        self.name, self.settings, self.like, self.bench = name, settings, like, bench
        self.identity = identity(like, bench)
        self._twins: dict[Settings, Twins] = {}

    def meant(self, query: Query) -> tuple[Query, list[Moved]]:
        """A query about the other network, and the names that are others there.

        Raises:
            NotApplicableError: the other network does not have what is asked for.
        """
        moved: list[Moved] = []
        found = mapped(query, lambda reference: self._reference(reference, moved))
        return found, list(dict.fromkeys(each for each in moved if each.name != each.there))

    def is_like(self, reference: Reference) -> bool:
        """Whether a reference is to the network that the queries are about."""
        return identity(network_of(reference, self.bench)[0], self.bench) == self.identity

    def _reference(self, reference: Reference, moved: list[Moved]) -> Query:
        if not self.is_like(reference):
            return reference
        declared = self.bench.spec(self.name)[0].params
        for key, _ in reference.settings:
            if key not in SETTINGS and key not in declared:
                raise NotApplicableError(f"it has no param {key}")
        place, rest = place_of(reference, self.bench)
        there = self.analysis(reference.settings)
        if rest[:1] == ("recipe",) and place.whole and there.network.recipe == Recipe():
            raise NotApplicableError("it does not say how it is trained")
        for word in reference.selector.words if reference.selector else ():
            if word not in TYPES and word not in templates_of(there.network.blocks):
                raise NotApplicableError(f"it has no blocks {shown(word)}")
        if place.path in ("", "input"):
            return self._at(reference, place.path, rest)
        return self._part(reference, place, rest, moved)

    def _at(self, reference: Reference, path: str, rest: Sequence[str]) -> Reference:
        """The same reference to a layer or block of the other network."""
        parts = (*path.split("."), *rest) if path else tuple(rest)
        text = f"{self.name}.{'.'.join(parts)}"
        settings = self._settings(reference.settings)
        found = reference._replace(network=self.name, path=parts, settings=settings, text=text)
        if not rest:  # layers that are counted, and there may be none
            return found
        if reference.selector and not place_of(found, self.bench)[0].layers:
            raise NotApplicableError(f"no layer is {reference.selector}")
        key, asked = ".".join(rest), figure_of(reference, self.bench)
        try:
            figure = figure_of(found, self.bench)
        except UsageError:
            raise NotApplicableError(f"{path or 'it'} has no {key}") from None
        if (figure.key, figure.keyed is None) != (asked.key, asked.keyed is None):  # a word may be a figure's as well
            raise NotApplicableError(f"{path or 'it'} has no {key}")
        if figure.keyed is not None and getattr(figure.keyed, figure.key) is None:
            raise NotApplicableError(f"{path or 'it'} does not state its {key}")
        return found

    def _part(self, reference: Reference, place: Place, rest: Sequence[str], moved: list[Moved]) -> Query:
        """A reference to a layer or block, by what it is in the other network."""
        twins = self.twins(reference.settings)
        orders = place.analysis.network.select(place.path)  # of the whole block, whatever a selector leaves of it
        single = place.analysis.network.nodes[orders[0]].name == place.path
        found = twins.of(orders)
        if len(found) * LEAST < len(orders):
            raise NotApplicableError(f"{'' if single else 'most of '}{place.path} has no counterpart")
        path = twins.names[found[0]] if single else twins.block(orders)
        if not path:
            return self._flat(reference, place, rest, moved)
        moved.append(Moved(place.path, path))
        return self._at(reference, path, rest)

    def _flat(self, reference: Reference, place: Place, rest: Sequence[str], moved: list[Moved]) -> Query:
        """A figure of a block whose layers are in no block of their own in the other network."""
        twins = self.twins(reference.settings)
        orders = place.analysis.network.select(place.path)
        found = twins.of(orders)
        if not reference.selector and len(rest) == 1 and rest[0] in SHAPE and orders[-1] in twins.there:
            last = twins.names[twins.there[orders[-1]]]
            moved.append(Moved(place.path, last))
            return self._at(reference, last, rest)
        if not reference.selector and len(rest) == 1 and rest[0] in SUMS and not twins.added_between(found):
            moved.append(Moved(place.path, f"{twins.names[found[0]]} to {twins.names[found[-1]]}"))
            return Call("sum", tuple(self._at(reference, twins.names[each], rest) for each in found))
        raise NotApplicableError(f"{place.path}: its layers are no block of their own")

    def twins(self, settings: Settings) -> Twins:
        """Which layers are one another, of both networks at these settings."""
        key = tuple(sorted(settings))
        if key not in self._twins:
            one = self.bench.setup(self.like, settings).analysis
            self._twins[key] = Twins(one, self.analysis(settings))
        return self._twins[key]

    def analysis(self, settings: Settings = ()) -> Analysis:
        """The other network at the settings of a query."""
        return self.bench.setup(self.name, self._settings(settings)).analysis

    def _settings(self, settings: Settings) -> Settings:
        return tuple({**dict(self.settings), **dict(settings)}.items())

"""The figures of a place: which ones there are, and how each is taken from an analysis."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cnnstat.analysis.counts import total
from cnnstat.effort import spend
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.keys.keyed import Keyed
from cnnstat.keys.kinds import is_number
from cnnstat.layers.shape import Shape
from cnnstat.quantities import QUANTITIES, Row, Value, context_of
from cnnstat.quantities.totals import TOTALS
from cnnstat.quantities.values import Exact
from cnnstat.quantities.words import keys_of
from cnnstat.query.bench import Bench
from cnnstat.query.place import Place, instances, keyed_of, names_behind, place_of
from cnnstat.query.syntax import Reference

SIDES = {
    "channels": "maps of the output, or features",
    "height": "rows of each map of the output",
    "width": "columns of each map of the output",
}
PATHS = {"depth": "layers with weights on the longest path up to here", "layers": "lines of the unrolled spec"}
FIRST = ("params", "macs")
COLUMNS = (*FIRST, *(key for key, each in QUANTITIES.items() if each.numeric and key not in FIRST))
SUMMED = tuple(key for key in COLUMNS if QUANTITIES[key].sums)
OF_INPUT = ("output_shape", "neurons", *SIDES)


class Figure(NamedTuple):
    """A figure of a place, found but not computed yet.

    Attributes:
        place: the network, or the part of it, that it belongs to.
        key: the name of the figure.
        keyed: the layer, follower or recipe that it is a key of; None if it is a computed figure.
    """

    place: Place
    key: str
    keyed: Keyed | None = None

    @property
    def meaning(self) -> str:
        """What it means, in one sentence; the same as in tables and summaries."""
        if self.keyed is not None:
            return self.keyed.keys[self.key].meaning
        if self.place.whole and self.key in TOTALS:
            return TOTALS[self.key].meaning
        if self.key == "neurons" and self.place.selector is not None:
            return "output elements of the selected layers; of selected blocks, of their layers that have weights"
        return {**SIDES, **PATHS}.get(self.key) or QUANTITIES[self.key].meaning

    @property
    def unit(self) -> str:
        """Its unit; "" if it has none."""
        if self.keyed is not None:
            return ""
        if self.place.whole and self.key in TOTALS:
            return TOTALS[self.key].unit
        if self.key in SIDES or self.key in PATHS:
            return {"channels": "maps", "height": "pixels", "width": "pixels"}.get(self.key, "layers")
        return "" if QUANTITIES[self.key].unit == "%" else QUANTITIES[self.key].unit


def figures_of(place: Place) -> tuple[str, ...]:
    """The names of the figures that a place has."""
    if place.path == "input":
        return OF_INPUT
    if place.whole:
        return tuple(dict.fromkeys((*TOTALS, *COLUMNS, *SIDES, *PATHS)))
    if place.selector:
        return (*SUMMED, "layers")
    return (*COLUMNS, *SIDES, *PATHS)


def figure_of(reference: Reference, bench: Bench) -> Figure:
    """The figure that a reference names.

    Raises:
        UsageError: there is no such network, layer or figure; the message suggests a similar name.
    """
    return bench.figure(reference, lambda: named_figure(reference, bench))


def named_figure(reference: Reference, bench: Bench) -> Figure:
    place, rest = place_of(reference, bench)
    if place.selector and not place.layers:
        raise UsageError(f"{shown(reference.text)}: no layer is {place.selector}")
    for length in (len(rest), 2, 1):
        found = keyed_of(place, rest[:length])
        if found is None:
            continue
        keyed, key = found
        if key not in keyed.keys:
            raise UsageError(f"{shown(reference.text)}: there is no key {shown(key)}{nearest(key, keyed.keys)}")
        if rest[length:]:
            raise UsageError(f"{shown(reference.text)}: {'.'.join(rest[:length])} is a figure, nothing comes behind it")
        return Figure(place, key, keyed)
    known = figures_of(place)
    if not rest:
        raise UsageError(f"{shown(reference.text)}: which figure of {place.about}? It has {', '.join(known)}")
    words = other_words(*rest) if len(rest) == 1 else []
    if len(words) == 1 and words[0] in known:
        return Figure(place, words[0])
    if rest[0] in known:
        raise UsageError(f"{shown(reference.text)}: {rest[0]} is a figure, nothing comes behind it")
    hint = nearest(rest[0], [*known, *names_behind(place)], f"; it has {', '.join(known)}")
    hint += "; a minus has spaces around it" if "-" in rest[0] else ""
    kind = "" if rest[0] in QUANTITIES or rest[0] in TOTALS else "layer or "
    raise UsageError(f"{shown(reference.text)}: {place.about} has no {kind}figure {shown(rest[0])}{hint}")


def other_words(word: str) -> list[str]:
    """The keys that a word stands for, here as in ``explain``."""
    if word in SIDES or word in PATHS:
        return [word]
    try:
        return keys_of([word])
    except UsageError:
        return []


def value_of(figure: Figure) -> Exact:
    """The figure's value."""
    place, key = figure.place, figure.key
    kept = place.whole and key in TOTALS  # the analysis keeps these once computed
    spend(1 if kept else 5 / 4 + len(place.layers) / 5)
    if figure.keyed is not None:
        return key_value(figure.keyed, key, place)
    analysis = place.analysis
    if key in SIDES:
        return int(getattr(shape_of(place), key))
    if place.path == "input":
        shape = analysis.network.input
        return shape.elements if key == "neurons" else shape[:3]
    if key == "depth":
        return analysis.depth if place.whole else max(each.depth for each in place.layers)
    if key == "layers":
        return len(place.layers)
    if place.whole and key in TOTALS:
        return number(TOTALS[key].of(analysis), figure)
    if key == "neurons" and place.selector is not None:
        return sum(each.neurons for each in place.layers if place.counts_neurons(each))
    context = context_of(analysis)
    return number(QUANTITIES[key].of(row_of(place), context), figure)


def row_of(place: Place) -> Row:
    """A place as the row of a table, without its texts, which no figure needs."""
    layer = place.layer
    if layer is not None:
        return Row(layer.name, layer.type, "", "", (layer,), layer.counts)
    return Row(place.path, "", "", "", tuple(place.layers), total(each.counts for each in place.layers))


def shape_of(place: Place) -> Shape:
    """The shape of a place's output."""
    if place.path == "input":
        return place.analysis.network.input
    return place.analysis.output if place.whole else place.layers[-1].output


def number(value: Value | None, figure: Figure) -> Exact:
    """A figure's value as a number or as sides.

    Raises:
        UsageError: the figure has no value here.
    """
    if value is None:
        raise UsageError(f"{figure.place.about} has no {figure.key}: no map is wider than one position")
    if value.exact is None:
        raise UsageError(f"{figure.place.about} has no {figure.key}: the whole is 0")
    return value.exact


def key_value(keyed: Keyed, key: str, place: Place) -> Exact:
    """A key of a layer or of the recipe as a number."""
    plain = keyed.keys[key].kind.dump(getattr(keyed, key)) if getattr(keyed, key) is not None else None
    match plain:
        case [int() as down, int() as across]:
            return down, across
    if not is_number(plain):
        raise UsageError(f"{key} of {place.about} is no number: {shown(plain)}")
    return plain if isinstance(plain, int) else Fraction(repr(plain))


def whole_of(figure: Figure) -> Figure:
    """The same figure of the whole network."""
    place = figure.place
    return figure._replace(place=place._replace(path="", selector=None, layers=place.analysis.layers))


def count_of(reference: Reference, bench: Bench) -> int:
    """How many layers a reference means, or how many blocks if it selects a template."""
    place, rest = place_of(reference, bench)
    if rest:
        raise UsageError(f"count({reference.text}): {place.about} has no layer {shown('.'.join(rest))}")
    return instances(place)

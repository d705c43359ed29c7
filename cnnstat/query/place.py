"""The layers that a reference means, and the figure of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.effort import spend
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.keys.keyed import Keyed
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.layers.called import nearest_type
from cnnstat.query.bench import Bench, Setup
from cnnstat.query.syntax import Reference, Selector
from cnnstat.spec import catalog
from cnnstat.spec.literal import literal


class Place(NamedTuple):
    """A network or a part of it.

    Attributes:
        setup: the network with its analysis.
        path: the layer or block; "" for the whole network, ``input`` for the image.
        layers: its layers, in the order of the network; only the selected ones if there is a selector.
        selector: the selector that chose them; None if there is none.
    """

    setup: Setup
    path: str
    layers: Sequence[LayerAnalysis]
    selector: Selector | None = None

    @property
    def analysis(self) -> Analysis:
        return self.setup.analysis

    @property
    def whole(self) -> bool:
        """Whether it is the network itself."""
        return not self.path and self.selector is None

    @property
    def layer(self) -> LayerAnalysis | None:
        """The layer, if the place is a single layer and not a block; otherwise None."""
        single = len(self.layers) == 1 and self.selector is None and self.layers[0].name == self.path
        return self.layers[0] if single else None

    def counts_neurons(self, layer: LayerAnalysis) -> bool:
        """Whether the neurons of this place include those of a layer.

        For a single layer, or for layers selected by type, all outputs count; for a block or a network, only those of
        layers that have weights.
        """
        chosen = self.selector is not None and layer.type in self.selector.words
        return chosen or layer is self.layer or layer.node.layer.weighted

    @property
    def inside_total(self) -> bool:
        """Whether all its neurons are among those of the network."""
        if self.path == "input":
            return False
        return all(each.node.layer.weighted for each in self.layers if self.counts_neurons(each))

    def only(self, layer: LayerAnalysis) -> Place:
        """The place of a single one of its layers."""
        return Place(self.setup, layer.name, [layer])

    @property
    def about(self) -> str:
        """Its description for messages."""
        part = f"{self.path} of " if self.path else ""
        chosen = f"[{self.selector}] in " if self.selector else ""
        return f"{chosen}{part}{self.setup.network}"


def network_of(reference: Reference, bench: Bench) -> tuple[str, tuple[str, ...]]:
    """The network that a reference names, and the rest of its path."""
    if reference.network:
        return reference.network, reference.path
    for length in range(1, len(reference.path) + 1):
        name = ".".join(reference.path[:length])
        if not name.lower().endswith(catalog.FILES) and bench.known(name):  # files have their own syntax
            return name, reference.path[length:]
    names = bench.names()
    first = reference.path[0]
    hint = nearest(first, names, "; `cnnstat list` shows them all")
    raise UsageError(f"{shown(reference.text)}: there is no network {shown(first)}{hint}")


def place_of(reference: Reference, bench: Bench) -> tuple[Place, tuple[str, ...]]:
    """The part of a network that a reference means, and the rest of its path, which names the figure."""
    name, rest = network_of(reference, bench)
    setup = bench.setup(name, reference.settings)
    network = setup.analysis.network
    if rest[:1] == ("input",):
        return Place(setup, "input", ()), rest[1:]
    spend(len(setup.analysis.layers) / 40)
    length = len(rest)
    while length and not network.has(".".join(rest[:length])):
        length -= 1
    path = ".".join(rest[:length])
    layers: Sequence[LayerAnalysis] = setup.analysis.layers
    if path:
        wanted = set(network.select(path))
        layers = [each for each in layers if each.order in wanted]
        if not layers:
            raise UsageError(f"{shown(reference.text)}: {path} exists in training only; @mode=train counts it")
    if reference.selector:
        layers = selected(layers, network.blocks, reference.selector, reference.text)
    return Place(setup, path, layers, reference.selector), rest[length:]


def selected(
    layers: Sequence[LayerAnalysis], blocks: Mapping[str, str], selector: Selector, text: str
) -> list[LayerAnalysis]:  # fmt: skip
    """The layers that a selector means: of its types or inside blocks of its templates, with its values of keys."""
    templates = templates_of(blocks)
    for word in selector.words:
        if word not in TYPES and word not in templates:
            known = [*sorted(templates), *TYPES]
            raise UsageError(f"{shown(text)}: there is no layer type {shown(word)}{nearest_type(word, known)}")
    chosen = templates.intersection(selector.words)
    spend((len(layers) + len(blocks)) * (1 + len(selector.conditions)) / 20)
    inside = inside_of(path for path, template in blocks.items() if template in chosen)
    found = [each for each in layers if each.type in selector.words or inside(each.name)]
    for key, value in selector.conditions:
        found = filtered(found, selector, key, value, text)
    return found


def inside_of(blocks: Iterable[str]) -> Callable[[str], bool]:
    """Tells which paths lie inside some blocks, or are one; the answer is remembered for all that lead to a layer."""
    chosen = frozenset(blocks)

    @cache
    def inside(path: str) -> bool:  # no path has more than 50 parts
        return path in chosen or (bool(path) and inside(path.rpartition(".")[0]))

    return inside


def templates_of(blocks: Mapping[str, str]) -> set[str]:
    """The templates that a selector can name; a word that is also a layer type means the layer type."""
    return set(blocks.values()) - set(TYPES)


def filtered(
    layers: Sequence[LayerAnalysis], selector: Selector, key: str, value: str, text: str
) -> list[LayerAnalysis]:  # fmt: skip
    """The layers whose key has that value."""
    types = {word: TYPES[word] for word in selector.words if word in TYPES} or {
        each.type: TYPES[each.type] for each in layers
    }
    known = {name for kind in types.values() for name in kind.keys}
    if key not in known:
        raise UsageError(f"{shown(text)}: {', '.join(types)} has no key {shown(key)}{nearest(key, known)}")
    sides = [literal(side) for side in value.replace("×", "x").split("x")]
    only, *others = sides
    plain: Any = value if None in sides else sides if others else only
    wanted: dict[type[Keyed], Any] = {}
    for kind in {type(each.node.layer) for each in layers}:
        if key in kind.keys:
            try:
                wanted[kind] = kind.keys[key].kind.parse(plain)
            except ValueError as error:
                raise UsageError(f"{shown(text)}: {key}: {error}") from error
    return [
        each
        for each in layers
        if type(each.node.layer) in wanted and getattr(each.node.layer, key) == wanted[type(each.node.layer)]
    ]


def instances(place: Place) -> int:
    """How many layers there are; if templates were selected, how many blocks."""
    selector = place.selector
    blocks = place.analysis.network.blocks
    templates = [word for word in selector.words if word in templates_of(blocks)] if selector else []
    if not selector or not templates:
        return len(place.layers)
    if len(templates) < len(selector.words) or selector.conditions:
        raise UsageError(f"count: blocks and layers do not add up: {selector}")
    spend((len(place.layers) + len(blocks)) / 4)
    around: set[str] = set()
    for layer in place.layers:
        path = layer.name.rpartition(".")[0]
        while path and path not in around:
            around.add(path)
            path = path.rpartition(".")[0]
    return sum(template in templates and path in around for path, template in blocks.items())


def keyed_of(place: Place, rest: Sequence[str]) -> tuple[Keyed, str] | None:
    """The layer, follower or recipe whose key a path names, and the key; None if the path does not name a key."""
    if place.whole and rest[:1] == ("recipe",) and len(rest) == 2:
        return place.analysis.network.recipe, rest[1]
    layer = place.layer
    if layer is None or not rest:
        return None
    own: Keyed = layer.node.layer
    if rest[0] in FOLLOWERS:
        found = next((each for each in layer.node.followers if each.follows == rest[0]), None)
        if found is None or len(rest) > 2:
            return None
        key = rest[1] if len(rest) == 2 else type(found).short
        if not key:
            which = f"; which of its keys: {', '.join(found.keys)}?" if found.keys else ", which has no keys"
            raise UsageError(f"the {rest[0]} of {place.about} is {found.type}{which}")
        return found, key
    key = ".".join(rest)
    return (own, key) if key in own.keys else None


def names_behind(place: Place) -> Iterable[str]:
    """The names of layers and keys that may come after a place in a path."""
    before = f"{place.path}." if place.path else ""
    for layer in place.layers:
        if layer.name.startswith(before):
            yield layer.name.removeprefix(before).split(".")[0]
    if place.layer is not None:
        node = place.layer.node
        yield from node.layer.keys
        yield from (follower.follows for follower in node.followers)

"""A network as a spec again: flat, every value resolved, one line per layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import yaml

from cnnstat.keys.keyed import Keyed
from cnnstat.language import Told
from cnnstat.layers import AnyLayer
from cnnstat.network.graph import INPUT, Network, Node
from cnnstat.network.witness import WITNESS_KEYS

KEY_ORDER = ("filters", "features", "kernel", "size", "stride", "padding", "dilation", "groups", "bias")
"""Keys that come first in a line, in the order in which people write them."""


class _Plain(yaml.SafeDumper):
    """Writes values as plain data, whatever their class: a spec has no tags, and anchors are not used."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# PyYAML does not look at base classes by itself, as it must for a param's word (a str) or a traced integer.
_Plain.add_multi_representer(str, lambda dumper, value: dumper.represent_str(str(value)))
_Plain.add_multi_representer(int, lambda dumper, value: dumper.represent_int(int(value)))
_Plain.add_multi_representer(float, lambda dumper, value: dumper.represent_float(float(value)))
_Plain.add_multi_representer(Fraction, lambda dumper, value: dumper.represent_str(str(value)))  # as an expression: 1/3
_Plain.add_multi_representer(tuple, lambda dumper, value: dumper.represent_list(value))
_Plain.add_multi_representer(list, lambda dumper, value: dumper.represent_list(value))
_Plain.add_multi_representer(dict, lambda dumper, value: dumper.represent_dict(value))


def dump(value: Any, **options: Any) -> str:
    """YAML with keys in the order in which they are given."""
    text: str = yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, **options)
    return text


def keys_of(layer: Keyed) -> dict[str, Any]:
    """The keys that differ from their defaults, as plain values."""
    keys = {name: layer.keys[name].kind.dump(value) for name, value in layer.written().items()}
    first = [name for name in KEY_ORDER if name in keys]
    return {name: keys[name] for name in [*first, *(name for name in keys if name not in KEY_ORDER)]}


def follower_value(layer: AnyLayer) -> Any:
    """The value of a follower's key: ``norm``, ``activation``, ``lrn`` or ``dropout``."""
    keys = keys_of(layer)
    if layer.short:
        return getattr(layer, layer.short)
    if layer.follows == layer.type:
        return keys
    return {"type": layer.type, **keys} if keys else layer.type


def node_line(network: Network, node: Node, current: int) -> dict[str, Any]:
    """The line of a node; ``current`` is the node that a line without ``from`` would read here."""
    return place_of(network, node, current) | own_keys(node)


def place_of(network: Network, node: Node, current: int) -> dict[str, Any]:
    """The keys of a node's line that say where it stands."""
    line: dict[str, Any] = {"name": node.name, "type": node.layer.type}
    if node.inputs != (current,):
        names = ["input" if source == INPUT else network.nodes[source].name for source in node.inputs]
        line["from"] = names if len(names) > 1 else names[0]
    return line


def own_keys(node: Node) -> dict[str, Any]:
    """The keys of a node's line that say what it does, which instances of a line share."""
    line = keys_of(node.layer) | {follower.follows: follower_value(follower) for follower in node.followers}
    return line | {flag: True for flag in ("auxiliary", "output") if getattr(node, flag)}


def lines(network: Network) -> list[dict[str, Any]]:
    """The lines of all nodes."""
    return [node_line(network, node, current) for node, current in in_order(network)]


def in_order(network: Network) -> Iterator[tuple[Node, int]]:
    """Each node, and the one that its line reads without ``from``."""
    current = INPUT
    for index, node in enumerate(network.nodes):
        yield node, current
        current = current if node.auxiliary else index


def flow_lines(network: Network) -> Iterator[str]:
    """The lines of all nodes as YAML; what instances of a line share is written out once, and then copied."""
    known: dict[tuple[int, int, bool, bool], str] = {}
    for node, current in in_order(network):
        shared = id(node.layer), id(node.followers), node.auxiliary, node.output
        if shared not in known:
            known[shared] = flow(own_keys(node))
        begin, own = flow(place_of(network, node, current)), known[shared]
        yield begin if own == "{}" else f"{begin[:-1]}, {own[1:]}"


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if type(value) is int:
        return str(value)  # as YAML writes it, which takes a hundred times as long
    text = dump(value, default_flow_style=True, width=10**9)
    return text.strip().removesuffix("\n...")  # PyYAML appends this to a document that is a single scalar


def by_language(value: Any) -> Any:
    """A text in several languages by their codes; any other value as it is."""
    return {"en": str(value), **value.others} if isinstance(value, Told) else value


def write_spec(network: Network) -> str:
    """The text of a flat spec that describes the same network and gives the same figures."""
    head: dict[str, Any] = {"name": network.name, "title": by_language(network.title)}
    if network.source:
        head["source"] = dict(network.source)
    if network.about:
        head["about"] = by_language(network.about)
    channels, height, width, _ = network.input
    sides = {"size": height} if height == width else {"height": height, "width": width}
    if network.recipe.written():
        head["recipe"] = keys_of(network.recipe)
    if network.witnesses:
        head["witnesses"] = [
            {key: by_language(getattr(each, key)) for key in WITNESS_KEYS if getattr(each, key) != ""}
            for each in network.witnesses
        ]
    text = dump(head, width=118)
    rows = "\n".join(f"  - {line}" for line in flow_lines(network))
    return f"{text}input: {flow({'channels': channels, **sides})}\nlayers:\n{rows}\n"


def write_data(data: Mapping[str, Any]) -> str:
    """The text of a spec whose sections are plain data: one line for each layer, those of blocks too."""
    text = "".join(dump({name: data[name]}, width=118) for name in ("name", "title", "about") if name in data)
    text += f"input: {flow(data['input'])}\n"
    if "blocks" in data:
        text += "blocks:\n"
        for name, block in data["blocks"].items():
            each = block.get("args", {}).items()
            given = ", ".join(arg if value is None else f"{arg}: {flow(value)}" for arg, value in each)
            args = f"    args: {{{given}}}\n" if given else ""
            text += f"  {name}:\n{args}    layers:\n{rows_of(block['layers'], 6)}"
    return f"{text}layers:\n{rows_of(data['layers'], 2)}"


def rows_of(lines: Sequence[Mapping[str, Any]], indent: int) -> str:
    """Lines of a spec below each other."""
    return "".join(f"{' ' * indent}- {flow(line)}\n" for line in lines)

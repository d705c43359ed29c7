"""The names of a network as a tree: which blocks can stand as a class of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cnnstat.network.graph import INPUT, Network
from cnnstat.pytorch.model import Path


@dataclass(eq=False)
class Scope:
    """Layers and blocks under one name, or the whole network."""

    network: Network
    path: Path = ()
    children: dict[str, Scope | int] = field(default_factory=dict)
    """blocks, and layers by their index in the network, in the order of the state"""
    nodes: list[int] = field(default_factory=list)
    """every layer inside, at any depth"""
    ends: tuple[int, ...] = ()
    """the nodes that give the network's outputs, then those of the auxiliary heads"""
    readers: dict[int, list[int]] = field(default_factory=dict)
    """for each node of the network the nodes that read it; like ``ends`` shared by all scopes"""

    @cached_property
    def entries(self) -> list[int]:
        """What is read from outside."""
        inside = set(self.nodes)
        read = [source for node in self.nodes for source in self.network.nodes[node].inputs if source not in inside]
        return list(dict.fromkeys(read))

    @cached_property
    def outputs(self) -> list[int]:
        """The nodes that are read from outside, or are outputs of the network."""
        if not self.path:
            return list(self.ends)
        inside = set(self.nodes)
        read = (node for node in self.nodes if any(each not in inside for each in self.readers[node]))
        return sorted({*read, *inside.intersection(self.ends)})

    @cached_property
    def auxiliary(self) -> bool:
        """Whether all of it exists in training only."""
        return all(self.network.nodes[node].auxiliary for node in self.nodes)

    @cached_property
    def closed(self) -> bool:
        """Whether it is a function of one value to one value, run in one go, and more than a shell around another."""
        only = next(iter(self.children.values()))
        if len(self.children) == 1 and isinstance(only, Scope):
            return False
        in_one_go = self.nodes[-1] - self.nodes[0] + 1 == len(self.nodes)
        one_mode = len({self.network.nodes[node].auxiliary for node in self.nodes}) == 1
        return in_one_go and one_mode and len(self.entries) == len(self.outputs) == 1

    @cached_property
    def height(self) -> int:
        """Levels of classes below it: 0 for a block of layers only."""
        return max((child.height + 1 for child in self.parts()), default=0)

    def parts(self) -> Iterator[Scope]:
        """The closed blocks that it is made of, those inside blocks that are not closed included."""
        for child in self.children.values():
            if isinstance(child, Scope):
                if child.closed:
                    yield child
                else:
                    yield from child.parts()

    def all_parts(self) -> Iterator[Scope]:
        """The closed blocks at every depth, in order."""
        for part in self.parts():
            yield part
            yield from part.all_parts()

    def child(self, name: str) -> Scope:
        """The block of that name, made when there is none."""
        new = Scope(self.network, (*self.path, name), ends=self.ends, readers=self.readers)
        inner = self.children.setdefault(name, new)
        assert isinstance(inner, Scope)  # a name inside a layer is refused when the spec is read
        return inner


def tree(network: Network) -> Scope:
    """The network as the outermost scope."""
    readers: dict[int, list[int]] = {index: [] for index in range(INPUT, len(network))}
    root = Scope(network, ends=network.outputs + network.heads, readers=readers)
    for index, node in enumerate(network.nodes):
        for source in node.inputs:
            root.readers[source].append(index)
        scope, (*blocks, name) = root, node.name.split(".")
        scope.nodes.append(index)
        for block in blocks:
            scope = scope.child(block)
            scope.nodes.append(index)
        scope.children[name] = index
    return root

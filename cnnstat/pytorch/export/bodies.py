"""What stands in a class: the modules that ``__init__`` makes, and the steps of ``forward``."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from torch import nn

from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT
from cnnstat.pytorch.builders.base import described
from cnnstat.pytorch.builders.calls import Call
from cnnstat.pytorch.export.calls import constructor, skeleton
from cnnstat.pytorch.export.scopes import Scope
from cnnstat.pytorch.model import Model, Path

BLANK = nn.Module()
SAME = "{}"
"""the expression that changes nothing"""


class Made(NamedTuple):
    """A module that ``__init__`` makes."""

    path: Path
    """within the class"""
    call: Call
    last: int | None = None
    """the number of the last of a run of blocks that are made alike; the first's is its name"""


class Piece(NamedTuple):
    """A part of a step: the layer, its padding, or what follows on its line."""

    path: Path
    expression: str | None
    """what ``forward`` does, ``{}`` standing for what it reads; None where a module is called"""


class Step(NamedTuple):
    """A layer or a block as it is run."""

    path: Path
    pieces: tuple[Piece, ...]
    inputs: tuple[int, ...]
    """values: the node of the network that gives each, or INPUT"""
    output: int
    shape: Shape
    auxiliary: bool
    """whether it is run in training only while the class around it always runs"""


@dataclass(eq=False)
class Body:
    """The class of one closed block, or of the network."""

    path: Path
    entry: int
    given: Shape
    """of the entry"""
    outputs: tuple[int, ...]
    heads: int = 0
    """how many of the outputs, the last ones, are those of auxiliary heads"""
    made: list[Made] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    chain: bool = False
    """whether it only runs its blocks "1", "2", … one after the other"""

    def structure(self) -> tuple[Any, ...]:
        """What bodies must have in common to be one class: all but the values of arguments."""
        numbers = {self.entry: 0}
        steps = []
        for step in self.steps:
            inputs = tuple(numbers[source] for source in step.inputs)
            numbers[step.output] = len(numbers)
            steps.append((step.path, step.pieces, inputs, numbers[step.output], step.auxiliary))
        made = tuple((each.path, skeleton(each.call), each.last is None) for each in self.made)
        return self.chain, made, tuple(steps), tuple(numbers[output] for output in self.outputs)


def settable(name: str) -> bool:
    """Whether a module can have a child of that name as an ordinary attribute."""
    plain = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
    return plain and not hasattr(BLANK, name)


def table(names: Iterable[str]) -> str:
    """The class of a module with children of these names, some of which are no ordinary attributes."""
    own = nn.ModuleDict()
    data = any(hasattr(own, name) and not callable(getattr(own, name)) for name in names)
    return "Named" if data else "nn.ModuleDict"  # torch itself sets attributes that are data, such as "training"


class Builder:
    """Bodies of the scopes of a model; blocks inside must have their calls before the scope around them."""

    def __init__(self, model: Model, calls: Mapping[Path, Call]) -> None:
        self.model, self.network, self.shapes, self.calls = model, model.network, model.shapes, calls

    def shape(self, value: int) -> Shape:
        return self.network.input if value == INPUT else self.shapes[value]

    def body(self, scope: Scope) -> Body:
        """The body of a closed scope."""
        entry = scope.entries[0]
        heads = 0 if scope.path else len(self.network.heads)
        body = Body(scope.path, entry, self.shape(entry), tuple(scope.outputs), heads)
        if self.chained(scope):
            self.add_runs(body, scope)
            return body
        for node in scope.nodes:
            self.add(body, scope, node)
        return resolved(body)

    def add(self, body: Body, scope: Scope, node: int) -> None:
        """Add the layer, or at its first layer the block, that ``node`` belongs to."""
        depth = len(scope.path)
        names = self.network.nodes[node].name.split(".")
        inner = scope
        for name in names[depth:]:
            child = inner.children[name]
            if not isinstance(child, Scope):
                return self.add_line(body, scope, node)
            path = child.path[depth:]
            if child.closed:
                if child.nodes[0] == node:
                    body.made.append(Made(path, self.calls[child.path]))
                    body.steps.append(self.block_step(scope, child))
                return None
            if child.nodes[0] == node:
                kind = "nn.Module" if all(map(settable, child.children)) else table(child.children)
                body.made.append(Made(path, Call(kind)))
            inner = child
        return None

    def block_step(self, scope: Scope, child: Scope) -> Step:
        """A block as a step of the scope around it."""
        path, output = child.path[len(scope.path) :], child.outputs[0]
        auxiliary = child.auxiliary and not scope.auxiliary
        return Step(path, (Piece(path, None),), tuple(child.entries), output, self.shape(output), auxiliary)

    def add_line(self, body: Body, scope: Scope, index: int) -> None:
        """Add a layer and what follows on its line."""
        node, depth = self.network.nodes[index], len(scope.path)
        own = tuple(node.name.split("."))
        inputs = [self.shape(source) for source in node.inputs]
        pieces, made = [], []
        for path in self.model.steps[index].modules:
            module = self.model.at(path)
            write = described(module).expression
            expression = write(module, inputs if path == own else [self.shapes[index]]) if write else None
            pieces.append(Piece(path[depth:], expression))
            if expression is None:
                made.append(Made(path[depth:], constructor(module, node.layer)))
        made.sort(key=lambda each: len(each.path))  # the layer, then the padding that runs before it
        if made and made[0].path != own[depth:]:
            made.insert(0, Made(own[depth:], Call("nn.Module")))
        body.made += made
        kept = tuple(piece for piece in pieces if piece.expression != SAME)
        auxiliary = node.auxiliary and not scope.auxiliary
        body.steps.append(Step(own[depth:], kept, node.inputs, index, self.shapes[index], auxiliary))

    def chained(self, scope: Scope) -> bool:
        """Whether a scope only runs blocks "1", "2", … one after the other."""
        if not scope.path or list(scope.children) != [str(number + 1) for number in range(len(scope.children))]:
            return False
        blocks = list(scope.parts())
        if len(blocks) != len(scope.children) or len(blocks) < 2:
            return False
        given = [scope.entries[0], *(block.outputs[0] for block in blocks)]
        return all(block.entries == [source] for block, source in zip(blocks, given, strict=False)) and (
            scope.outputs == blocks[-1].outputs
        )

    def add_runs(self, body: Body, scope: Scope) -> None:
        """Add the blocks of a chain, those that are made alike in one go."""
        body.chain = True
        for number, block in enumerate(scope.parts(), 1):
            call = self.calls[block.path]
            if body.made and body.made[-1].call == call:
                body.made[-1] = body.made[-1]._replace(last=number)
            else:
                body.made.append(Made((str(number),), call, number))
        body.entry, body.outputs = INPUT, (INPUT,)


def resolved(body: Body) -> Body:
    """The body without steps that do nothing; who read such a step reads what that step read."""
    same: dict[int, int] = {}
    steps = []
    for step in body.steps:
        inputs = tuple(same.get(source, source) for source in step.inputs)
        if step.pieces:
            steps.append(step._replace(inputs=inputs))
        else:
            same[step.output] = inputs[0]
    body.steps = steps
    body.outputs = tuple(same.get(output, output) for output in body.outputs)
    return body

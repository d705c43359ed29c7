"""A spec with settings applied, unrolled into a network."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from cnnstat.effort import spend
from cnnstat.errors import LayerError, Position, SpecError, UsageError, nearest, shown
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node, infer
from cnnstat.spec.block import Block, check_arguments
from cnnstat.spec.document import Spec
from cnnstat.spec.ends import as_outputs, give, is_output, refuse_dead_ends, refuse_heads, refuse_other_input
from cnnstat.spec.image import asked_size
from cnnstat.spec.line import MOST_LAYERS, Line
from cnnstat.spec.lines import AnyLine, BlockLine, ChosenLine, LayerLine
from cnnstat.spec.literal import Value
from cnnstat.spec.names import Names
from cnnstat.spec.recipe import read_recipe
from cnnstat.spec.strides import Strides, strides_behind
from cnnstat.spec.witness import read_witnesses
from cnnstat.spec.work import Work

DEEPEST = 50
UNITS, UNLIKE, CALL = 3, 8, 1.5
"""Units of :mod:`cnnstat.effort` for a layer besides what :class:`Work` counts; one unlike all before; a block."""
OWN_WORD = "; a word of your own stands in quotes twice: \"'word'\""

Lines = list[AnyLine]


def expand(
    spec: Spec,
    variant: str = "",
    size: tuple[int, int] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Network:
    """Unroll a spec.

    Args:
        spec: the spec.
        variant: one of ``spec.names``; by default the file's own network.
        size: (height, width) of the image in pixels; by default the spec's.
        settings: values for params.

    Raises:
        SpecError: a line cannot be read, or a layer does not fit its input. It tells the other mistakes of the file
            too, but for those of sizes, of which one follows from another.
        UsageError: a setting is not declared by the spec, or not used by this network.
    """
    try:
        return _expand(spec, variant, size, settings)
    except SpecError as error:
        raise spec.with_others(error) from error.__cause__


def _expand(
    spec: Spec, variant: str, size: tuple[int, int] | None, settings: Mapping[str, Any] | None
) -> Network:  # fmt: skip
    variant = variant or spec.name
    chosen = dict(settings or {})
    size = asked_size(spec.name, "input" in spec.params, chosen, size)
    scope = (spec := spec.at(size)).settings(variant, chosen)
    builder = _Builder(spec, spec.input(variant, scope, size), spec.input(variant, scope, None), scope)
    builder.lines(spec.lines(variant), builder.params, "", INPUT, INPUT)
    refuse_dead_ends(builder.nodes, spec.top)
    spec.check()
    recipe, in_recipe = read_recipe(spec.section("recipe", variant), scope, {node.name for node in builder.nodes})
    used = builder.used | spec.names_in_input(variant, size is not None) | in_recipe
    for name in chosen:
        if name not in used and name != "input":
            raise UsageError(f"{variant} does not use the param {name}")
    return Network(
        name=variant,
        title=spec.text("title", variant) or variant,
        source=spec.source(variant),
        about=spec.text("about", variant),
        input=builder.input,
        nodes=as_outputs(builder.nodes),
        recipe=recipe,
        witnesses=read_witnesses(spec.witnesses(variant), builder.maps),
        blocks=builder.names.blocks,
        settings={name: value for name, value in scope.items() if name in used},
        file=spec.file,
        sized=builder.sized or "input" in builder.used,
        lines=builder.work.lines + builder.work.steps // 3,
    )


class _Builder:
    """Builds the nodes of a network from the lines of its spec, with the shape after each."""

    def __init__(self, spec: Spec, image: Shape, own: Shape, scope: dict[str, Value]) -> None:
        self.spec, self.input, self.own = spec, image, own
        self.params: dict[str, Value] = {**{name: name for name in spec.block_names}, **scope, "index": 1}
        self.nodes, self.shapes = list[Node](), [image]  # shapes are shifted by one: the input comes first
        self.names = Names()
        self.calls: list[str] = []
        self.work = Work(len(self.params))
        self.nesting = 0
        self.auxiliary = 0
        self.sized = False
        """whether a line computes with the length of a vector, which may depend on the size of the input"""
        self.strides = [Strides()]  # up to each of these shapes
        self.used: set[str] = set()
        """names in the lines that were reached, and in the defaults of their arguments"""
        self._seen: set[int] = set()
        self._inferred: dict[tuple[Any, ...], tuple[Shape, Strides, int]] = {}

    def lines(self, lines: Lines, scope: dict[str, Value], path: str, current: int, entry: int) -> int:
        """Unroll ``lines``, the first reading ``current``; returns the index of the last output.

        ``entry`` is what ``from: input`` means here: the input of the network or of the block.
        """
        self.nesting += 1
        for line in lines:
            self.note_names(line)
            if line.repeat is None and line.when is None:
                current = self.instance(line, scope, path, current, entry, 0)
                continue
            self.work.visit(line, 1, line.repeat.steps_in(scope) if line.repeat else 0)
            for index in range(1, line.times(self.scope_of(line, scope, path, current, entry)) + 1):
                numbered = scope if line.repeat is None else {**scope, "index": index}
                inner = self.scope_of(line, numbered, path, current, entry)
                steps = line.when.steps_in(inner) if line.when else 0
                self.work.visit(line, 1, steps + line.steps_of_names(inner))
                if line.flag(line.when, inner, "when", default=True):
                    current = self.instance(line, inner, path, current, entry, index if line.repeat else 0)
        self.nesting -= 1
        return current

    def note_names(self, line: Line) -> None:
        """Note the names that a line uses."""
        if id(line) not in self._seen:
            self._seen.add(id(line))
            self.used.update(*(value.names for _, value in line.values_by_key()))

    def scope_of(self, line: Line, scope: dict[str, Value], path: str, current: int, entry: int) -> dict[str, Value]:
        """The scope of ``repeat`` and ``when``.

        Since the line may be left out, a name under its ``from`` may not exist; ``channels`` is then the line above's.
        """
        given = current
        if line.sources:
            with suppress(SpecError):  # it is told where the line is not left out
                name = line.sources[0].name(scope, line.label)
                given = entry if name == "input" else self.names.outputs.get(path + name, current)
        return {**scope, "channels": self.channels(given)}

    def channels(self, index: int) -> int:
        return self.shapes[index + 1].channels

    def instance(
        self, line: AnyLine, scope: dict[str, Value], path: str, current: int, entry: int, index: int
    ) -> int:  # fmt: skip
        """One instance of a line; returns what the next line reads."""
        self.work.visit(line, 1 + len(line.sources), line.steps_in(scope))
        if self.nesting > DEEPEST:
            problem = f"blocks and branches nested more than {DEEPEST} levels deep"
            raise SpecError(problem, line.position, line.label)
        named = [(each.name(scope, line.label), each.position) for each in line.sources]
        sources = [self.resolve(name, place, path, entry, line) for name, place in named] or [current]
        scope = {**scope, "channels": self.channels(sources[0])}
        flat = self.shapes[sources[0] + 1].flat
        self.sized |= flat and self.reads_channels(line, scope)
        if isinstance(line, ChosenLine):
            line = line.chosen(scope)
            self.note_names(line)
            self.sized |= flat and self.reads_channels(line, scope)
        auxiliary = line.flag(line.auxiliary, scope, "auxiliary", default=False)
        self.auxiliary += auxiliary
        ends = is_output(line, scope, self.auxiliary > 0)
        if isinstance(line, BlockLine):
            if len(sources) > 1:
                raise SpecError("from: a block reads one layer", line.sources[1][1], line.label)
            output = self.call(line, scope, self.names.full(line, path, index), sources[0])
        else:
            output = self.layer(line, scope, path, sources, entry, index)
        self.auxiliary -= auxiliary
        if ends:
            give(self.nodes, output, line)
        return current if auxiliary else output

    def reads_channels(self, line: AnyLine, scope: dict[str, Value]) -> bool:
        """Whether a line's values, or the defaults of the block that it calls, depend on ``channels``."""
        values = [value for _, value in line.values_by_key()]
        if isinstance(line, BlockLine):
            values += filter(None, self.template(line, scope).args.values())
        return any("channels" in value.names for value in values)

    def resolve(self, name: str, place: Position, path: str, entry: int, line: Line) -> int:
        """The node that ``name`` means in the block at ``path``."""
        if name == "input":
            return entry
        return self.names.resolve(name, place, path, line, f"in block {self.calls[-1]}" if self.calls else "above")

    def call(self, line: BlockLine, scope: dict[str, Value], name: str, current: int) -> int:
        """Add an instance of a block; returns the index of its output."""
        block = self.template(line, scope)
        if block.name in self.calls:
            chain = " → ".join([*self.calls, block.name])
            raise SpecError(f"a block may not contain itself: {chain}", line.block_position, line.label)
        self.names.claim(name, line, block.name)
        spend(CALL)
        inner = {**self.params, **self.arguments(line, block, scope)}
        self.calls.append(block.name)
        try:
            output = self.lines(block.lines, inner, f"{name}.", current, current)
        except SpecError as error:
            if len(self.calls) == 1 and "; in " not in error.problem:
                raise SpecError(
                    f"{error.problem}; in {name}, line {line.position.line}", error.position, error.layer
                ) from error
            raise
        self.calls.pop()
        self.names.outputs[name] = output
        return output

    def template(self, line: BlockLine, scope: dict[str, Value]) -> Block:
        chosen = line.block if line.block in self.spec.block_names else scope.get(line.block, line.block)
        self.used.add(line.block)
        block = self.spec.block(str(chosen))
        if block is None:
            known = nearest(str(chosen), self.spec.block_names) if self.spec.block_names else "; this spec defines none"
            raise SpecError(f"block: there is no block {shown(str(chosen))}{known}", line.block_position, line.label)
        return block

    def arguments(self, line: BlockLine, block: Block, scope: dict[str, Value]) -> dict[str, Value]:
        check_arguments(line, block)
        self.work.enter(line, len(block.args))
        values: dict[str, Value] = {}
        given = {**self.params, "channels": scope["channels"], "index": scope["index"]}  # and the arguments before it
        for name, default in block.args.items():
            compiled = line.arguments.get(name, default)
            assert compiled is not None
            self.used |= compiled.names
            if name not in line.arguments:
                self.work.visit(line, 0, compiled.steps_in(given))
            where = scope if name in line.arguments else given
            values[name] = given[name] = compiled.value(where, name, line.label, OWN_WORD)
        return values

    def layer(
        self, line: LayerLine, scope: dict[str, Value], path: str, sources: list[int], entry: int, index: int
    ) -> int:
        """Add a node, after the branches that lead into it; returns its index."""
        name = self.names.full(line, path, index)
        if line.branches is not None:
            self.work.visit(line, len(line.branches))
            inner = {key: value for key, value in scope.items() if key != "channels"}
            sources = [self.lines(branch, inner, path, sources[0], entry) for branch in line.branches]
        elif len(sources) > 1 and not line.type.merges:
            raise SpecError(f"from: a {line.type.type} reads one layer", line.sources[1][1], line.label)
        if len(self.nodes) >= MOST_LAYERS:
            raise SpecError(f"more than {MOST_LAYERS:,} layers, repeats and blocks unrolled", line.position, line.label)
        spend(UNITS)
        self.work.read(line, len(sources))
        self.names.claim(name, line)
        layer, followers = line.make(scope, partial(self.work.visit, line, 0) if self.spec.counted else None)
        self.work.hold(line, (layer, *followers))
        node = Node(name, layer, followers, tuple(sources), self.auxiliary > 0, line.position)
        refuse_other_input(node, image=self.input, own=self.own)
        refuse_heads(node, self.nodes)
        shape, strides, steps = self.infer(node)
        self.work.visit(line, 0, steps)
        self.strides.append(strides)
        self.shapes.append(shape)
        self.nodes.append(node)
        self.names.outputs[name] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def infer(self, node: Node) -> tuple[Shape, Strides, int]:
        """The shape of a node's output, the strides up to there, and the steps of arithmetic that these take."""
        inputs = tuple(self.shapes[source + 1] for source in node.inputs)
        before = tuple(self.strides[source + 1] for source in node.inputs)
        different = len(set(node.inputs))
        key = (id(node.layer), id(node.followers), inputs, before, different)
        known = self._inferred.get(key)
        if known is None:
            spend(UNLIKE)
            try:
                shape = infer(node.layer, node.followers, inputs)
                axes = node.layer.axes(node.layer.input_of(inputs))
                strides = strides_behind(list(zip(inputs, before, strict=True)), axes)
            except LayerError as error:
                raise SpecError(str(error), node.position, node.label) from error
            known = self._inferred[key] = shape, strides, strides.steps(axes, different)
        return known

    @property
    def maps(self) -> set[str]:
        """The names of layers whose output is a map, merges excepted."""
        return {
            node.name
            for node, shape in zip(self.nodes, self.shapes[1:], strict=True)
            if not shape.flat and not node.layer.merges
        }

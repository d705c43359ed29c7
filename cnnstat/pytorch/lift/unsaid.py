"""A graph of which a spec can say a part: the rest becomes layers that are ``unavailable``.

What an operation gives that a spec cannot say is remembered with all that it was computed from. Whatever reads it
cannot be said either, as nobody knows how its axes lie, until an operation comes that tells: a convolution or a pool
reads a map, a linear layer or a layer norm has the channels last. What was computed up to there is then one layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from operator import getitem
from typing import Any

from cnnstat.errors import SpecError
from cnnstat.importing.lifted import Lifted
from cnnstat.importing.unsaid import Marks, Spot, Unsaid
from cnnstat.pytorch.lift.step import Remark, Step
from cnnstat.pytorch.lift.trace import Held, Traced
from cnnstat.pytorch.lift.value import BATCH, CHANNELS, HEIGHT, MAP, VECTOR, WIDTH, Dims, Response, Value
from cnnstat.pytorch.lift.walk import VIEWS, Walk

MAPS = {
    *("conv2d", "conv_transpose2d", "max_pool2d", "max_pool2d_with_indices", "avg_pool2d", "adaptive_avg_pool2d"),
    *("adaptive_max_pool2d", "group_norm", "upsample_nearest2d", "upsample_bilinear2d"),
}
"""Operations that read batch × channels × height × width."""
LAST = {"linear", "layer_norm"}
"""Operations that read tensors of which the channels are the last axis."""
OUTPUTS: dict[int, Dims] = {2: VECTOR, 3: ((BATCH,), (CHANNELS,), (HEIGHT, WIDTH)), 4: MAP}
"""How the axes of an output lie, which nothing reads: as torch has them."""


class UnsaidTensor(Unsaid):
    """A tensor of the graph that nothing in a spec computes.

    Attributes:
        node: of the graph, that computes it.
        value: the output of a layer that it has become, since its axes are known; None before.
    """

    def __init__(
        self, node: Any, spot: Spot, sources: Sequence[str | Unsaid], held: Sequence[Held], error: SpecError | None
    ) -> None:
        super().__init__(spot, sources, {each.name: prod(each.shape) for each in held}, error)
        self.node = node
        self.value: Value | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        found = self.node.meta.get("val")
        return tuple(getattr(found, "shape", ()))


class PartialWalk(Walk):
    """Lifts what of a graph can be said."""

    def __init__(self, traced: Traced) -> None:
        super().__init__(traced)
        self.unsaid: dict[str, UnsaidTensor] = {}
        self.marks = Marks(self.lifting, self.used)
        self._at = {node.name: at for at, node in enumerate(traced.nodes)}

    def run(self) -> list[Lifted]:
        layers = super().run()
        self.remarks += [Remark(each, True) for each in self.marks.told(layers)]
        return layers

    def refuse_attention(self) -> None:
        """Attention is marked like all else."""

    def step(self, node: Any) -> None:
        unsaid = [self.unsaid[each.name] for each in node.all_input_nodes if each.name in self.unsaid]
        open_ones = [each for each in unsaid if each.value is None]
        try:
            for each in open_ones:
                self.fix(each, self.layout(node, each))
            if node.target is getitem and unsaid:
                raise SpecError("a part of what cannot be said")
            self.lay_anew(node)
            super().step(node)
        except SpecError as error:
            self.join(node, None if open_ones else error)

    def lay_anew(self, node: Any) -> None:
        """Mark what put together a map of pieces in another order, where an operation reads it as a map."""
        read: Any = node.args[0] if node.args else None
        value = self.values.get(getattr(read, "name", ""))
        if not isinstance(value, Value) or value.is_map or not (value.rows or value.columns):
            return
        step = Step(node, self.traced, self.lifting, lambda given: given)
        shape = value.tensor
        if step.operation in {*MAPS, "batch_norm"} and len(shape) == len(MAP) and shape[0] == 1:
            what = step.refuse(f"a map of pieces that lie in another order, read by torch's {step.operation},")
            self.unsaid[read.name] = UnsaidTensor(read, self.spot(read), [value.layer], (), what)
            del self.values[read.name]
            self.fix(self.unsaid[read.name], MAP)

    def found(self, given: Any) -> Any:
        name = getattr(given, "name", None)
        if isinstance(name, str) and hasattr(given, "op") and name in self.unsaid:
            return self.unsaid[name].value or self.unsaid[name]
        return super().found(given)

    def layer_of(self, output: str) -> str:
        read = self.unsaid.get(output)
        if read is not None and read.value is None and len(read.shape) in OUTPUTS:
            read.value = self.fix(read, OUTPUTS[len(read.shape)])
        if read is not None and read.value is not None:
            self.values[output] = read.value
        return super().layer_of(output)

    def layout(self, node: Any, read: UnsaidTensor) -> Dims:
        """How the axes of a tensor lie that an operation reads.

        Raises:
            SpecError: the operation does not tell.
        """
        step = Step(node, self.traced, self.lifting, self.found)
        first = next(iter(step.arguments.values()), None)
        found: Dims | None = None
        if step.operation in MAPS:
            found = {4: MAP}.get(len(read.shape))
        elif step.operation == "batch_norm":
            found = {2: VECTOR, 4: MAP}.get(len(read.shape))
        elif step.operation in LAST and len(step.arguments.get("normalized_shape", "1")) == 1:
            found = channels_last(read.shape)
        if first is not read or found is None or (found[0] == (BATCH,) and read.shape[0] != 1):
            raise step.refuse(f"torch's {step.operation} of what cannot be said")
        return found

    def fix(self, read: UnsaidTensor, dims: Dims) -> Value:
        """Make a layer of all that a tensor was computed from, now that it is known how its axes lie.

        Raises:
            SpecError: nothing that a layer gives is among it.
        """
        layer = self.marks.close(read, sides(read.shape, dims))
        read.value = Value(layer, self.lifting.shapes[layer], dims)
        return read.value

    def spot(self, node: Any) -> Spot:
        """What an operation does, in torch's words."""
        step = Step(node, self.traced, self.lifting, lambda given: given)
        word = step.operation.rstrip("_")
        return Spot(word, step.place, step.path, self._at[node.name], word in VIEWS)

    def join(self, node: Any, error: SpecError | None) -> None:
        """Remember what an operation that cannot be said is computed from."""
        given = [self.found(each) for each in node.all_input_nodes]
        every = [part for each in given for part in held_in(each)]
        held = [each._replace(name=self.same(each.name)) for each in every if each.trained]
        sources = [each for read in node.all_input_nodes for each in self.tensors(read.name)]
        made = self.unsaid[node.name] = UnsaidTensor(node, self.spot(node), sources, held, error)
        self.values.pop(node.name, None)
        schema = getattr(node.target, "_schema", None)
        operation = str(schema.name).removeprefix("aten::") if schema is not None else ""
        first = node.args[0].name if node.args and hasattr(node.args[0], "name") else ""
        if not first:
            return
        returns = schema.returns[0].alias_info if schema is not None and schema.returns else None
        if operation in VIEWS or returns is not None or node.target is getitem:
            self.origin[node.name] = self.origin.get(first, first)
        aliases = [each.alias_info for each in schema.arguments] if schema is not None else []
        if any(each is not None and each.is_write for each in aliases):
            self.changed(first, made)

    def changed(self, target: str, made: UnsaidTensor) -> None:
        """An operation wrote into a tensor: what shares its numbers has others now."""
        source = self.origin.get(target, target)
        shared = {source, *(each for each, of in self.origin.items() if of == source)} - {made.node.name}
        nodes = {each.name: each for each in self.traced.nodes if each.name in shared}
        for name, node in nodes.items():
            self.unsaid[name] = UnsaidTensor(node, self.spot(node), [*self.tensors(name), made], (), None)
            self.values.pop(name, None)

    def tensors(self, name: str) -> list[str | Unsaid]:
        """What a name of the graph stands for."""
        if name in self.unsaid:
            return [self.unsaid[name]]
        found = self.values.get(name)
        several = found if isinstance(found, list) else [found]
        values = (each.value if isinstance(each, Response) else each for each in several)
        return [each.layer for each in values if isinstance(each, Value)]


def held_in(given: Any) -> list[Held]:
    """The parameters that an argument is computed from."""
    if isinstance(given, Response):
        return [*given.held]
    if not isinstance(given, Held):
        return []
    return [given] if given.gain is None else [given, given.gain]


def channels_last(shape: Sequence[int]) -> Dims | None:
    """How the axes of a tensor lie whose last one is the channels; positions may lie in one axis or in two.

    An axis of one is the batch; there may be none, where windows of an image are what a layer treats each by itself.
    """
    *around, _ = shape
    if len(around) > 3 or (len(around) == 3 and around[0] != 1):
        return None
    if len(around) == 1:
        return VECTOR if around == [1] else ((HEIGHT, WIDTH), (CHANNELS,))
    batch = around.index(1) if 1 in around else None
    places: list[tuple[str, ...]] = [(HEIGHT,), (WIDTH,)]
    if len(around) - (batch is not None) == 1:
        places = [(HEIGHT, WIDTH)]
    if batch is not None:
        places.insert(batch, (BATCH,))
    return (*places, (CHANNELS,))


def sides(shape: Sequence[int], dims: Dims) -> list[int]:
    """The shape that a spec states: positions that lie in one axis are a map of one row."""
    sizes = dict(zip(dims, shape, strict=True))
    if dims == VECTOR:
        return [sizes[CHANNELS,]]
    rows = sizes.get((HEIGHT,), 1)
    return [sizes[CHANNELS,], rows, sizes.get((WIDTH,), 0) or sizes[HEIGHT, WIDTH]]

"""A traced graph, operation by operation, as the layers of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from operator import getitem
from typing import Any

from cnnstat.errors import SpecError
from cnnstat.importing.lifted import INPUT, Lifted, Lifting, giving, needed_for
from cnnstat.layers.shape import Shape
from cnnstat.pytorch.lift.operations import OPERATIONS
from cnnstat.pytorch.lift.operations.response import advance
from cnnstat.pytorch.lift.step import Remark, Result, Step
from cnnstat.pytorch.lift.trace import Held, Traced
from cnnstat.pytorch.lift.value import MAP, Response, Value

ATTENTION = {
    "scaled_dot_product_attention", "_native_multi_head_attention", "matmul", "bmm", "baddbmm", "einsum",
}  # fmt: skip
"""Products of two computed tensors."""
AUXILIARY = "aux"
"""What the key of a head's output begins with, which torchvision's networks return beside their own."""
VIEWS = {
    "view", "reshape", "flatten", "unflatten", "_unsafe_view", "squeeze", "unsqueeze", "permute", "transpose",
    "swapaxes", "expand", "expand_as", "chunk", "split", "split_with_sizes", "slice", "alias", "detach", "dropout",
    "dropout_", "contiguous", "to", "tensor_split", "unsafe_chunk", "unsafe_split", "view_as", "reshape_as", "unbind",
}  # fmt: skip
"""Operations whose result may share its numbers with what they read."""


class Walk:
    """Lifts a graph.

    Attributes:
        lifting: the layers so far.
        used: the parameters and buffers that layers hold, each with the module that reads it.
        remarks: on what a spec has in other words.
    """

    def __init__(self, traced: Traced) -> None:
        self.traced = traced
        _, channels, height, width = traced.image
        image = Shape(channels, height, width)
        self.lifting = Lifting(image)
        self.values: dict[str, Result] = {traced.input: Value(INPUT, image, MAP)}
        self.origin: dict[str, str] = {}  # what a tensor shares its numbers with
        self.itself: dict[str, str] = {}  # what a tensor is, where an operation in place gave it another name
        self.used: dict[str, str] = {}
        self.remarks: list[Remark] = []
        self._same = same_numbers(traced)

    def run(self) -> list[Lifted]:
        """The layers of the graph.

        Raises:
            SpecError: it has what a spec cannot say.
        """
        self.refuse_attention()
        for node in self.traced.nodes:
            self.step(node)
        named = self.named_outputs()
        main = [key for key in named if not key.startswith(AUXILIARY)]
        if not main:
            raise self.refuse("a module that returns auxiliary heads alone cannot be said in a spec")
        heads = {key: self.layer_of(name) for key, name in named.items() if key not in main}
        for key in heads:
            text = f"its output {key} is an auxiliary head here, which counts in training only (--mode train)"
            self.remarks.append(Remark(text, True))
        layers = alive(self.lifting.layers, outputs := {key: self.layer_of(named[key]) for key in main}, heads)
        if len(main) > 1:
            at = {layer.name: place for place, layer in enumerate(layers)}
            order = sorted(main, key=lambda key: at[outputs[key]])
            self.remarks.append(Remark(f"its outputs, in the order of the spec: {', '.join(order)}", False))
        return layers

    def named_outputs(self) -> dict[str, str]:
        """The names of the tensors that the module returns, by their keys in a dictionary, else by their numbers."""
        outputs = self.traced.outputs
        keys = self.traced.keys if len(outputs) > 1 else []
        return dict(zip(keys or map(str, range(len(outputs))), outputs, strict=True))

    def layer_of(self, output: str) -> str:
        """The layer whose output the module returns.

        Raises:
            SpecError: it is something else.
        """
        result = self.values.get(output)
        if not isinstance(result, Value) or result.padded or result.spread or result.layer == INPUT:
            raise self.refuse("an output that no layer computes cannot be said in a spec")
        return result.layer

    def refuse(self, problem: str) -> SpecError:
        """The refusal of what the module returns."""
        place = self.traced.place(self.traced.nodes[-1]) if self.traced.nodes else None
        return SpecError(problem, place, type(self.traced.module).__name__)

    def step(self, node: Any) -> None:
        """Lift one operation."""
        if node.op == "call_function" and node.target is getitem:
            source, at = node.args
            found = self.values[source.name]
            assert isinstance(found, list)
            self.origin[node.name] = self.origin.get(source.name, source.name)
            if at < len(found):  # the indices of a max pool are no layer's
                self.values[node.name] = found[at]
            return
        step = Step(node, self.traced, self.lifting, self.found)
        if step.operation.startswith("_assert") or not (node.users or step.in_place):
            return
        name = step.operation.rstrip("_") if step.in_place else step.operation
        if name not in OPERATIONS:
            raise step.refuse(f"torch's {step.operation or node.target}")
        norming = any(isinstance(each, Response) for each in step.arguments.values())
        result = advance(step) if norming else OPERATIONS[name](step)
        if isinstance(result, Value):
            step.check(result)
        self.keep(step)
        self.remarks += step.remarks
        self.values[node.name] = result
        if step.operation in VIEWS:
            source = node.args[0].name
            self.origin[node.name] = self.origin.get(source, source)
        if step.in_place:
            self.overwrite(step, result)

    def refuse_attention(self) -> None:
        """Raise SpecError for a network with attention, by that and not by what prepares it."""
        for node in self.traced.nodes:
            schema = getattr(node.target, "_schema", None)
            if schema is not None and schema.name.removeprefix("aten::") in ATTENTION:
                step = Step(node, self.traced, self.lifting, lambda given: given)
                raise step.refuse(f"torch's {step.operation}", ", which has no layer for attention")

    def found(self, given: Any) -> Any:
        """An argument of an operation, with what the graph's names stand for."""
        if isinstance(given, list | tuple):
            return [self.found(each) for each in given]
        name = getattr(given, "name", None)
        if name is None or not hasattr(given, "op"):
            return given
        if name in self.traced.held:
            return self.traced.held[name]
        return self.values.get(name, Held(name))

    def keep(self, step: Step) -> None:
        """Note which parameters and buffers an operation reads.

        Raises:
            SpecError: another one reads them too: a spec's layers each have their own.
        """
        own: dict[str, str] = {}
        for held in step.reads:
            name = self.same(held.name)
            if other := self.used.get(name) or own.get(name):
                problem = f"{held.name} is shared with {other}, which"
                raise step.refuse(problem, ": each layer has its own weights")
            own[name] = step.where
        self.used.update(own)

    def same(self, name: str) -> str:
        """The first of the names that a parameter or a buffer goes by."""
        return self._same.get(name, name)

    def overwrite(self, step: Step, result: Result) -> None:
        """Let what an operation changed in place have its new value.

        Raises:
            SpecError: a view of it, or what it is a view of, is read later, and would be changed too.
        """
        target = step.node.args[0].name
        source, own = self.origin.get(target, target), self.itself.get(target, target)
        self.origin[step.node.name], self.itself[step.node.name] = source, own
        same = {own, *(each for each, of in self.itself.items() if of == own)}
        later = self.later(step.node)
        for name in {source, *(each for each, of in self.origin.items() if of == source)} - same:
            if name in later:
                raise step.refuse(f"torch's {step.operation}, which changes a view of what is read later,")
        self.values.update(dict.fromkeys(same, result))

    def later(self, node: Any) -> set[str]:
        """The names of what is read behind an operation."""
        nodes = self.traced.nodes
        behind = nodes[nodes.index(node) + 1 :]
        return {read.name for each in behind for read in each.all_input_nodes} | set(self.traced.outputs)


def same_numbers(traced: Traced) -> dict[str, str]:
    """For each name of a parameter or a buffer the first name that it goes by; modules may share one."""
    first: dict[int, str] = {}
    module = traced.module
    every = [*module.named_parameters(remove_duplicate=False), *module.named_buffers(remove_duplicate=False)]
    return {name: first.setdefault(id(tensor), name) for name, tensor in every}


def alive(layers: list[Lifted], outputs: Mapping[str, str], heads: Mapping[str, str]) -> list[Lifted]:
    """The layers that lead to the outputs, and behind them those that lead to heads alone.

    Some vectors were maps again before a layer read them.
    """
    main = needed_for(layers, outputs.values())
    beside = needed_for(layers, heads.values()) - main
    found = giving([each for each in layers if each.name in main], outputs.values())
    return found + [each._replace(auxiliary=True) for each in layers if each.name in beside]

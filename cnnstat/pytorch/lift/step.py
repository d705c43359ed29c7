"""One operation of a traced graph, on its way to become a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple

from cnnstat.errors import SpecError
from cnnstat.importing.lifted import Lifting, unsayable
from cnnstat.pytorch.lift.trace import Held, Traced
from cnnstat.pytorch.lift.value import BATCH, FLATTENED, HEIGHT, VECTOR, WIDTH, Response, Value, exchanged

Result = Value | list[Value] | Held | Response
"""What an operation gives: a tensor, or several; a parameter in another shape; or a part of a norm."""
Sides = tuple[int, int, int, int]


class Remark(NamedTuple):
    """A sentence on a lifted network, and whether it says that something is missing, or differs."""

    text: str
    apart: bool


class Step:
    """An operation with its arguments, by the names that torch's schema has for them.

    Attributes:
        node: of the graph.
        operation: torch's name for it, without the sign for "in place".
        place: where the source has it.
        arguments: numbers and words as they are, tensors as :class:`Value` or :class:`Held`.
        reads: the parameters and buffers that become those of a layer.
        remarks: what the layer does not do as the operation does it.
    """

    def __init__(self, node: Any, traced: Traced, lifting: Lifting, found: Callable[[Any], Any]) -> None:
        self.node, self.traced, self.lifting = node, traced, lifting
        self.path, self.place = traced.path(node), traced.place(node)
        self.operation, self.arguments = "", dict[str, Any]()
        self.reads: list[Held] = []
        self.remarks: list[Remark] = []
        schema = getattr(node.target, "_schema", None)
        if schema is None:
            return
        self.operation = str(schema.name).removeprefix("aten::")
        for at, each in enumerate(schema.arguments):
            given = node.args[at] if at < len(node.args) else node.kwargs.get(each.name, default_of(each))
            self.arguments[each.name] = found(given)

    @property
    def in_place(self) -> bool:
        return self.operation.endswith("_") and not self.operation.startswith("_")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the first tensor that comes out."""
        value = self.node.meta.get("val")
        first = value[0] if isinstance(value, list | tuple) else value
        return tuple(getattr(first, "shape", ()))

    @property
    def where(self) -> str:
        """The module for messages."""
        return self.path or type(self.traced.module).__name__

    def refuse(self, what: str, hint: str = "") -> SpecError:
        """The refusal of something that a spec cannot say."""
        return unsayable(what, self.place, self.where, hint)

    def named(self, what: str) -> str:
        """A name for a layer: that of the module, if it is one that has no others inside."""
        if self.path and self.path in self.traced.leaves:
            return self.path
        return f"{self.path}.{what}" if self.path else what

    def given(self, name: str) -> Any:
        """An argument that is no tensor."""
        found = self.arguments[name]
        if isinstance(found, Value | Held):
            raise self.refuse(f"torch's {self.operation} whose {name} is computed")
        return found

    def numbers(self, name: str, otherwise: Sequence[int] = ()) -> list[int]:
        """An argument with a number for each axis."""
        found = self.given(name)
        numbers = [int(each) for each in found] if isinstance(found, list | tuple) else [int(found)]
        numbers = numbers or list(otherwise)
        return numbers * 2 if len(numbers) == 1 else numbers

    def held(self, name: str, trained: bool = True) -> Held | None:
        """A parameter among the arguments, or one that is not ``trained``; None where there is none.

        Raises:
            SpecError: it is computed by other operations, or fixed where a layer's is trained.
        """
        found = self.arguments[name]
        if found is None:
            return None
        if not isinstance(found, Held) or not found.plain:
            raise self.refuse(f"torch's {self.operation} whose {name} is computed by other operations")
        if trained and not found.trained:
            raise self.refuse(f"torch's {self.operation} whose {name} {found.name} is no parameter")
        self.reads.append(found)
        return found

    def value(self, name: str = "") -> Value:
        """The tensor that the operation acts on, or another one by its name; its border, if any, is part of it."""
        found = self.arguments[name or next(iter(self.arguments))]
        if isinstance(found, Value) and found.spread:
            raise self.refuse(f"torch's expand before {self.operation}")
        if not isinstance(found, Value):
            what = f"the parameter {found.name}" if isinstance(found, Held) else "a constant"
            raise self.refuse(f"torch's {self.operation} of {what}")
        return self.bordered(found)

    def bordered(self, value: Value) -> Value:
        """A tensor with its border, which a layer of its own adds where the next one does not."""
        if not value.padded:
            return value
        if value.fill:
            raise self.refuse(f"a border of {value.fill:g} before torch's {self.operation}", ", where it is of zeros")
        left, right, top, bottom = value.padding
        made = self.put("pad", value, padding={"top": top, "bottom": bottom, "left": left, "right": right})
        return made._replace(padding=(0, 0, 0, 0))

    def map(self, padding: bool = False) -> Value:
        """The map that the operation acts on; with ``padding`` it may have a border that is still to come."""
        found = self.arguments[next(iter(self.arguments))]
        found = found if padding and isinstance(found, Value) and not found.spread else self.value()
        if not found.is_map:
            raise self.refuse(f"torch's {self.operation} of a tensor {shown(found)}, which is no map of an image")
        return found

    def add(self, type: str, reads: Sequence[Value], what: str = "", **keys: Any) -> Value:  # noqa: A002
        """Add a layer; what comes out has its axes where the first tensor read has them."""
        name = self.lifting.add(self.named(what or type), type, [each.layer for each in reads], self.place, **keys)
        return reads[0]._replace(layer=name, shape=self.lifting.shapes[name], before=None)

    def put(self, type: str, value: Value | None = None, **keys: Any) -> Value:  # noqa: A002
        """Add a layer that acts on one tensor."""
        return self.add(type, [value or self.value()], **keys)

    def vector(self, value: Value) -> Value:
        """A map whose axes lie in one dimension as a vector; any other tensor as it is."""
        if value.shape.flat or not value.is_vector:
            return value
        return self.add("flatten", [value])._replace(dims=VECTOR, before=value)

    def turned(self, value: Value) -> Value:
        """A tensor with its positions as channels, and its channels as positions, as they were if they were some.

        Raises:
            Reshaping: height and width do not lie behind each other.
        """
        dims = exchanged(value.dims)
        sides = value.sides if prod(value.sides) == value.shape.channels else ()
        keys: dict[str, Any] = {"size": list(sides)} if sides and sides != (1, value.shape.channels) else {}
        made = self.add("transpose", [value], **keys)
        return made._replace(dims=dims, sides=(value.shape.height, value.shape.width))

    def pooled(self, type: str, value: Value, kept: bool, axes: Sequence[str] = (HEIGHT, WIDTH)) -> Value:  # noqa: A002
        """Add a pool over whole axes, which are gone afterwards unless they are ``kept``."""
        made = self.put(type, value)
        if kept:
            return made
        return self.vector(made._replace(dims=FLATTENED)) if HEIGHT in axes else self.without(made, axes)

    def without(self, value: Value, axes: Sequence[str]) -> Value:
        """A tensor without the dimensions of these axes."""
        return value._replace(dims=tuple(each for each in value.dims if not set(each) & set(axes)))

    def check(self, result: Value) -> Value:
        """A tensor whose shape is held against that which torch has for it.

        Raises:
            SpecError: they differ; what the operation does was not understood.
        """
        if not result.spread and not result.padded and result.tensor != self.shape:
            raise self.refuse(f"torch's {self.operation} that gives {self.shape}, not {result.tensor},")
        return result


def default_of(argument: Any) -> Any:
    return argument.default_value if argument.has_default_value() else None


def shown(value: Value) -> str:
    """The axes of a tensor, as a message names them."""
    return " × ".join("".join(axes) or "1" for axes in value.dims if axes != (BATCH,))

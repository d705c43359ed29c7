"""Fully connected layers, and the flattening before them."""

from __future__ import annotations

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Flag, Whole
from cnnstat.keys.words import Codes
from cnnstat.layers.base import NO_OPS, POINT, Axis, Layer, Ops, Parameters, Weightless
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import Shape


class Flatten(Weightless[Shape]):
    """Turns a map into a flat vector of channels × height × width features."""

    type = "flatten"
    family = "reshape"
    sized = False
    saves = "nothing"
    view = True

    def check(self, x: Shape) -> None:
        if x.flat:
            raise LayerError(f"the input is already a flat vector of {x.channels:,}")

    def output(self, x: Shape) -> Shape:
        return Shape(x.elements, flat=True)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, view=True, passes=True),)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        # The receptive field of the whole vector is that of the whole map.
        return Axis(x.height), Axis(x.width)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS


class Dense(Layer[Shape]):
    """Base of layers that take a flat vector."""

    family = "linear"
    weighted = True
    sized = False
    saves = "input"

    def check(self, x: Shape) -> None:
        if not x.flat:
            raise LayerError(
                f"expected a flat vector, got a {x} map: put a flatten before it ({x.elements:,} features)"
            )

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return POINT, POINT


class Linear(Dense):
    """Fully connected layer (torch.nn.Linear)."""

    type = "linear"
    features: int = key(Whole(), "outputs")
    bias: bool = key(Flag(), "whether each output has a bias", default=True)

    def output(self, x: Shape) -> Shape:
        return Shape(self.features, flat=True)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(weights=x.channels * self.features, biases=self.features if self.bias else 0)

    def connections(self, x: Shape, y: Shape) -> int:
        held = self.parameters(x)
        return held.weights + held.biases

    def macs(self, x: Shape, y: Shape) -> int:
        return x.channels * self.features

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=self.features) if self.bias else NO_OPS


class RBF(Dense):
    """LeNet-5's output: squared distances to fixed ±1 codes, one per class (LeCun et al. 1998, section II.B).

    The codes are not trained, so they do not count as parameters; each use of one is a connection.
    """

    type = "rbf"
    features: int | None = key(Whole(), "classes; codes say it by their number", default=None)
    codes: tuple[str, ...] | None = key(Codes(), "the code of each class, # for +1 and . for -1", default=None)

    def validate(self) -> None:
        if (self.features is None) == (self.codes is None):
            raise LayerError("expected one of 'features' and 'codes'")

    def check(self, x: Shape) -> None:
        super().check(x)
        if self.codes is not None and len(self.codes[0]) != x.channels:
            raise LayerError(f"codes: expected {x.channels} signs, one per input, got {len(self.codes[0])}")

    def output(self, x: Shape) -> Shape:
        if self.codes is not None:
            return Shape(len(self.codes), flat=True)
        assert self.features is not None  # validate() sees to it
        return Shape(self.features, flat=True)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        each = y.channels * x.channels  # a difference for each class and feature, its square, and the sums of these
        differences, squares = Operation(each), Operation(each, "input", scratch=2 * each)
        return differences, squares, Operation(y.elements, passes=True)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(fixed=self.output(x).channels * x.channels)

    def connections(self, x: Shape, y: Shape) -> int:
        return y.channels * x.channels

    def macs(self, x: Shape, y: Shape) -> int:
        return 0

    def ops(self, x: Shape, y: Shape) -> Ops:
        # Σ (x − w)²: per connection a difference and a square; per output one addition fewer than differences.
        uses = y.channels * x.channels
        return Ops(add=2 * uses - y.channels, multiply=uses)

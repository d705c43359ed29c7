"""What a source does and the spec language has no words for: its output and its parameters are stated, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Sizes, Whole
from cnnstat.keys.words import Text
from cnnstat.layers.base import NO_OPS, POINT, Axis, Layer, Ops, Parameters, Shapes
from cnnstat.layers.shape import Shape

MOST_PARAMETERS = 10**12


def shape_of(sizes: Sequence[int]) -> Shape:
    """The shape that channels, height and width are, or features alone."""
    channels, *sides = sizes
    return Shape(channels, sides[0], sides[1]) if sides else Shape(channels, flat=True)


class Unavailable(Layer[Shapes]):
    """What cannot be said in a spec, such as attention, between layers that can.

    The output and the parameters are those that the source states, for the input that the spec states. What the layer
    computes is not known, so that all other totals of a network with one say "at least".
    """

    type = "unavailable"
    family = "unavailable"
    weighted = False
    sized = True
    saves = "nothing"
    merges = True
    known = False
    lettered = False
    shape: tuple[int, ...] = key(Sizes(), "of its output: [channels, height, width], or [features]")
    what: str = key(Text(), "what it does, in the words of its source", brief=lambda what: what)
    holds: int = key(Whole(0, MOST_PARAMETERS), "trainable numbers inside", default=0)

    def validate(self) -> None:
        if len(self.shape) not in (1, 3):
            raise LayerError(f"shape: expected [channels, height, width] or [features], got {len(self.shape)} sizes")

    def check(self, x: Shapes) -> None:
        if not x:
            raise LayerError("expected at least one input, got none")

    def output(self, x: Shapes) -> Shape:
        return shape_of(self.shape)

    def axes(self, x: Shapes) -> tuple[Axis, Axis]:
        return POINT, POINT

    def parameters(self, x: Shapes) -> Parameters:
        return Parameters(unsorted=self.holds)

    def connections(self, x: Shapes, y: Shape) -> int:
        return 0

    def macs(self, x: Shapes, y: Shape) -> int:
        return 0

    def ops(self, x: Shapes, y: Shape) -> Ops:
        return NO_OPS

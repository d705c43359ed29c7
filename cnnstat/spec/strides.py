"""Effective strides from the image to each layer, bounded so that receptive fields do not become huge work."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from cnnstat.algebra.arithmetic import most
from cnnstat.errors import LayerError
from cnnstat.layers import Axis
from cnnstat.layers.merge import effective_strides
from cnnstat.layers.shape import Shape

LARGEST_JUMP = 10**12
LONGEST_PERIOD = 4096
STEPS_PER_TAP = 8
"""Steps of arithmetic that following one cell of a window is as long as, with what asks for a network several times."""


class Strides(NamedTuple):
    """Strides up to a layer, along height and width.

    Attributes:
        jumps: the effective strides, fractions behind upsampling.
        periods: after how many outputs fields repeat their pattern; 1 where there is no upsampling before.
    """

    jumps: tuple[int | Fraction, int | Fraction] = (1, 1)
    periods: tuple[int, int] = (1, 1)

    def steps(self, axes: tuple[Axis, Axis], sources: int) -> int:
        """The work of following each output of a period through the windows that lead here, as steps of arithmetic.

        There is none where fields all move by the same step. Of several different sources each is followed.
        """
        taps = (-(-axis.kernel * gcd(axis.dilation, axis.up) // axis.up) for axis in axes)
        counts = zip(self.periods, map(most, taps), strict=True)
        followed = (each * min(count, 2 * each) for each, count in counts if each > 1)
        return STEPS_PER_TAP * sources * sum(followed)


def strides_behind(sources: Sequence[tuple[Shape, Strides]], axes: tuple[Axis, Axis]) -> Strides:
    """The strides up to a layer with these windows, given its inputs with the strides up to there.

    Raises:
        LayerError: they are beyond the bounds.
    """
    down, across = (axis.stride if axis.up == 1 else Fraction(axis.stride, axis.up) for axis in axes)
    jumps = effective_strides([(shape, before.jumps) for shape, before in sources], (down, across))
    if max(jumps) > LARGEST_JUMP:
        raise LayerError(f"strides up to here multiply to more than {LARGEST_JUMP:,}")
    rows, columns = (
        repeated(axis, lcm(*(before.periods[at] for _, before in sources))) for at, axis in enumerate(axes)
    )
    if max(rows, columns) > LONGEST_PERIOD:
        raise LayerError(f"upsampling up to here repeats its pattern only after more than {LONGEST_PERIOD:,} outputs")
    return Strides(jumps, (rows, columns))


def repeated(axis: Axis, period: int) -> int:
    """After how many outputs of a window the pattern repeats, given that of its input."""
    cells = axis.up * period
    return cells // gcd(cells, axis.stride)

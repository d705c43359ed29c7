"""The base of all layers that slide a window over a map."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Flag, Padding, Pair, Sides
from cnnstat.layers.base import Axis, Layer, require_map, same_padding
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import Shape

NO_PADDING = Sides(0, 0, 0, 0)


def padding_text(padding: Sides | str) -> str:
    """``p1``, ``p0×3`` (height × width), ``p1,0,0,2`` (top, bottom, left, right, if opposite ones differ), ``same``."""
    if isinstance(padding, str):
        return padding
    top, bottom, left, right = padding
    if top != bottom or left != right:
        return f"p{','.join(map(str, padding))}"
    return f"p{top}" if top == left else f"p{top}×{left}"


def window_text(axes: tuple[Axis, Axis]) -> str:
    """Kernel, then stride and dilation unless they are 1: ``11×11/4``, ``1×7``, ``3×3/2×1 d2``."""
    rows, columns = axes
    stride, dilation = both("/", rows.stride, columns.stride), both(" d", rows.dilation, columns.dilation)
    return f"{rows.kernel}×{columns.kernel}{stride}{dilation}"


def both(sign: str, down: int | Fraction, across: int | Fraction) -> str:
    """A number along the height and along the width behind a sign: ``up2``, ``up2×4``; nothing where both are 1."""
    if down == across:
        return "" if down == 1 else f"{sign}{down}"
    return f"{sign}{down}×{across}"


class Windowed(Layer[Shape]):
    """A layer with a kernel that steps over the rows and columns of its input."""

    kernel: tuple[int, int] = key(Pair(), "size of the window")
    stride: tuple[int, int] | None = None
    """step of the window; None stands for the kernel's size"""
    padding: Sides | str = key(
        Padding(), "zeros around the map; same and valid as in TensorFlow", default=NO_PADDING, brief=padding_text
    )
    ceil_mode: bool = key(
        Flag(), "round the size of the output up: keep a last window that is only partly filled", default=False
    )
    dilation: tuple[int, int] = (1, 1)
    sized = False

    def validate(self) -> None:
        if self.ceil_mode and isinstance(self.padding, str):
            raise LayerError("ceil_mode means nothing with padding: same, which fills every window")

    def check(self, x: Shape) -> None:
        require_map(x)

    def brief(self, x: Shape) -> str:
        ceil = "ceil" if self.ceil_mode else ""
        return " ".join(filter(None, (window_text(self.axes(x)), super().brief(x), ceil)))

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return self._axis(0, x.height), self._axis(1, x.width)

    @abstractmethod
    def windows(self, size: int, axis: Axis) -> int:
        """Outputs along one axis."""

    def sides(self, x: Shape) -> tuple[int, int]:
        """Rows and columns of the output."""
        if self.padding == "same":  # by definition; the padding follows from it
            return -(-x.height // self._stride(0)), -(-x.width // self._stride(1))
        rows, columns = self.axes(x)
        return self.windows(x.height, rows), self.windows(x.width, columns)

    @property
    def symmetric(self) -> tuple[int, int] | None:
        """Padding that is the same on opposite sides, (height, width); None if it is not."""
        if isinstance(self.padding, Sides):
            top, bottom, left, right = self.padding
            if top == bottom and left == right:
                return top, left
        return None

    def padded(self, x: Shape, apart: bool = False) -> tuple[Operation, ...]:
        """The operation that pads the map before the window slides over it; none where padding adds nothing."""
        high, wide = (
            size + axis.before + axis.after for size, axis in zip((x.height, x.width), self.axes(x), strict=True)
        )
        return (Operation(x.channels * high * wide, apart=apart),) if (high, wide) != (x.height, x.width) else ()

    def _stride(self, index: int) -> int:
        return self.kernel[index] if self.stride is None else self.stride[index]

    def _axis(self, index: int, size: int) -> Axis:
        kernel, dilation, stride = self.kernel[index], self.dilation[index], self._stride(index)
        if isinstance(self.padding, str):
            before, after = same_padding(size, kernel, stride, dilation)
        else:
            before, after = self.padding[2 * index], self.padding[2 * index + 1]
        return Axis(kernel, stride, before, after, dilation)

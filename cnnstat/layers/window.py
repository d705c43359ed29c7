"""What all layers share that slide a window over a map."""

from __future__ import annotations

from cnnstat.keyed import key
from cnnstat.kinds import Padding, Pair, Sides
from cnnstat.layers.base import Axis, Layer, require_map, same_padding, size_after
from cnnstat.shape import Shape

NO_PADDING = Sides(0, 0, 0, 0)


class Windowed(Layer[Shape]):
    """A layer with a kernel that steps over the rows and columns of its input."""

    kernel: tuple[int, int] = key(Pair(), "size of the window")
    stride: tuple[int, int] | None = None
    """step of the window; None stands for the kernel's size"""
    padding: Sides | str = key(Padding(), "zeros around the map; same and valid as in TensorFlow", default=NO_PADDING)
    dilation: tuple[int, int] = (1, 1)

    def check(self, x: Shape) -> None:
        require_map(x)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return self._axis(0, x.height), self._axis(1, x.width)

    def sides(self, x: Shape, ceil_mode: bool = False) -> tuple[int, int]:
        """Rows and columns of the output."""
        rows, columns = self.axes(x)
        if self.padding == "same":  # by its definition; the zeros follow from it
            return -(-x.height // rows.stride), -(-x.width // columns.stride)
        return size_after(x.height, rows, ceil_mode), size_after(x.width, columns, ceil_mode)

    def _axis(self, index: int, size: int) -> Axis:
        kernel, dilation = self.kernel[index], self.dilation[index]
        stride = kernel if self.stride is None else self.stride[index]
        if isinstance(self.padding, str):
            before, after = same_padding(size, kernel, stride, dilation)
        else:
            before, after = self.padding[2 * index], self.padding[2 * index + 1]
        return Axis(kernel, stride, before, after, dilation)

"""Convolutions."""

from __future__ import annotations

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import ConnectionTable, Flag, Links, Number, Pair, Sides, Whole
from cnnstat.layers.base import NO_OPS, Axis, Layer, Ops, Parameters, require_groups, require_map, size_after
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed, both, padding_text


def links(table: tuple[tuple[int, ...], ...]) -> Links:
    """A connection table with its counts, also for a layer that was made in Python with a plain tuple."""
    return table if isinstance(table, Links) else Links(table)


def convolved_size(size: int, axis: Axis, ceil_mode: bool) -> int:
    """Outputs of a convolution along one axis; less than 1 if the kernel is larger than the padded map.

    With ``ceil_mode`` it is cuda-convnet's 1 + ⌈(2 × padding + size − kernel) / stride⌉ (its layer.py, ``modulesX``),
    which refuses such a kernel too. Cells beyond the padded map are read as zeros. Unlike in a pool, a last window that
    lies wholly beyond the map counts as well: it reads only zeros.
    """
    count = size_after(size, axis, ceil_mode)
    if not ceil_mode:
        return count
    return count * (size + axis.before + axis.after > axis.dilation * (axis.kernel - 1))


class Convolution(Windowed):
    """Base of all convolutions: each pair of an input map and an output map that reads it has its own kernel."""

    stride: tuple[int, int] = key(Pair(), "step of the window", default=(1, 1))
    dilation: tuple[int, int] = key(Pair(), "distance between the cells of the window", default=(1, 1))
    bias: bool = key(Flag(), "whether each output map has a bias", default=True)
    trained: bool = key(
        Flag(), "whether the kernels are trained; those of a blur are set and kept", default=True,
        brief=lambda trained: "" if trained else "fixed",
    )  # fmt: skip
    standardize: bool = key(
        Flag(), "whether each kernel is used with a mean of 0 and a variance of 1 (Qiao et al. 2019)", default=False,
        brief=lambda standardize: "std" if standardize else "",
    )  # fmt: skip
    gain: bool = key(Flag(), "whether each standardized kernel has a trained factor (Brock et al. 2021)", default=False)
    eps: float = key(Number(0.0, 1.0), "added to the variance of a standardized kernel", default=1e-6)
    family = "convolution"
    weighted = True
    saves = "input"

    def validate(self) -> None:
        super().validate()
        if self.gain and not self.standardize:
            raise LayerError("gain: only standardized kernels have one: standardize: true")
        if self.standardize and not self.trained:
            raise LayerError("trained: false and standardize exclude each other")

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        (whole,) = super().torch_operations(x, y)
        pad: tuple[Operation, ...] = ()
        if self.ceil_mode and self.padding != "same":
            pad = self.padded_up(x, y)
        elif self.symmetric is None:
            pad = self.padded(x, apart=True)
        if not self.standardize:
            return (*pad, whole)
        kernels = self.standardized(x, len(pad) + 1)
        return (*pad, *kernels, whole._replace(reads=(len(pad), len(pad) + len(kernels))))

    def standardized(self, x: Shape, first: int) -> tuple[Operation, ...]:
        """The operations that give the kernels a mean of 0 and a variance of 1; their values begin with ``first``."""
        weights, maps = self.weights(x), self.maps(x)
        # The backward pass of a variance and a mean adds a gradient as large as the kernels from each to another.
        moments = Operation(2 * maps, once=True, named=True)
        centered = Operation(weights, reads=(first,), scratch=2 * weights, once=True, parameters=weights)
        scaled = Operation(weights, "input", reads=(first + 1,), scratch=weights, once=True)
        gain = (scaled._replace(reads=(first + 2,), parameters=maps),) if self.gain else ()
        return (moments, centered, scaled, *gain)

    def padded_up(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        """The operation that pads the map, and with it what the last windows lack; none where that is nothing."""
        high, wide = (
            size + axis.before + axis.after for size, axis in zip((x.height, x.width), self.axes(x), strict=True)
        )
        down, across = (
            -(size - axis.dilation * (axis.kernel - 1) - 1) % axis.stride
            for size, axis in zip((high, wide), self.axes(x), strict=True)
        )
        grown = x._replace(height=high + down, width=wide + across)
        return (Operation(grown.elements, apart=True),) if grown != x else ()

    def maps(self, x: Shape) -> int:
        """The number of output maps."""
        raise NotImplementedError

    def pairs(self, x: Shape) -> int:
        """The number of pairs of an input map and an output map that reads it."""
        raise NotImplementedError

    def output(self, x: Shape) -> Shape:
        return Shape(self.maps(x), *self.sides(x))

    def windows(self, size: int, axis: Axis) -> int:
        return convolved_size(size, axis, self.ceil_mode)

    def weights(self, x: Shape) -> int:
        """The numbers in all kernels."""
        return self.kernel[0] * self.kernel[1] * self.pairs(x)

    def parameters(self, x: Shape) -> Parameters:
        biases = self.maps(x) if self.bias else 0
        if not self.trained:
            return Parameters(fixed=self.weights(x), biases=biases)
        return Parameters(weights=self.weights(x), biases=biases, scales=self.maps(x) if self.gain else 0)

    def connections(self, x: Shape, y: Shape) -> int:
        return y.positions * (self.weights(x) + self.parameters(x).biases)

    def macs(self, x: Shape, y: Shape) -> int:
        return y.positions * self.weights(x)

    def ops(self, x: Shape, y: Shape) -> Ops:
        # Kernels are standardized once for all images.
        return Ops(add=y.elements) if self.bias else NO_OPS


class Conv(Convolution):
    """Convolution. Output sizes are those of torch.nn.Conv2d, or with ``ceil_mode`` those of cuda-convnet.

    ``groups`` cuts the maps into that many blocks, each of which reads only its own (AlexNet's two GPUs; Krizhevsky et
    al. 2012, section 3.5). A ``table`` lists the input maps that each output map reads (LeCun et al. 1998, table I).
    """

    type = "conv"
    filters: int | None = key(Whole(), "output maps; a table says it by its length", default=None)
    groups: int = key(
        Whole(), "blocks of maps that do not see each other", default=1, brief=lambda groups: f"g{groups}"
    )
    table: tuple[tuple[int, ...], ...] | None = key(
        ConnectionTable(), "for each output map the input maps it reads, from 0", default=None, brief=lambda _: "table"
    )

    def validate(self) -> None:
        super().validate()
        if self.table is None and self.filters is None:
            raise LayerError("missing key 'filters', a whole number of at least 1 (or a connection table)")
        if self.table is not None and self.filters is not None:
            raise LayerError(f"the table already says {len(self.table)} output maps: leave out 'filters'")
        if self.table is not None and self.groups != 1:
            raise LayerError("a connection table and groups exclude each other")
        if self.table is not None and (self.standardize or not self.trained):
            raise LayerError("a connection table has kernels that are trained, and none that are standardized")

    def check(self, x: Shape) -> None:
        super().check(x)
        require_groups(self.groups, x.channels, "input maps")
        require_groups(self.groups, self.maps(x), "filters")
        for number, row in enumerate(self.table or ()):
            if max(row) >= x.channels:
                raise LayerError(
                    f"table: output map {number} reads input map {max(row)}, but there are {x.channels}, counted from 0"
                )

    def maps(self, x: Shape) -> int:
        if self.table is not None:
            return links(self.table).maps
        assert self.filters is not None  # validate() sees to it
        return self.filters

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        if self.table is None:
            return super().torch_operations(x, y)
        # One map for each pair, convolved on its own; those of each output map are summed up, stacked, and biased.
        pairs = self.pairs(x)
        *pad, whole = super().torch_operations(x, y)
        room = pad[0].result // x.channels if pad else x.positions
        return (
            *pad,
            Operation(pairs * room, scratch=x.channels * room, named=True),
            whole._replace(result=pairs * y.positions, named=True, parameters=self.weights(x)),
            Operation(y.elements),
            Operation(y.elements, passes=True, named=True),
            *((Operation(y.elements, passes=True, weighs=True),) if self.bias else ()),
        )

    def pairs(self, x: Shape) -> int:
        if self.table is not None:
            return links(self.table).pairs
        return (x.channels // self.groups) * self.maps(x)


class Depthwise(Convolution):
    """Depthwise convolution: every map has a kernel of its own (Howard et al. 2017, section 3.1)."""

    type = "depthwise"
    multiplier: int = key(Whole(), "output maps per input map", default=1, brief=lambda multiplier: f"m{multiplier}")

    def maps(self, x: Shape) -> int:
        return x.channels * self.multiplier

    def pairs(self, x: Shape) -> int:
        return self.maps(x)


class ConvTranspose(Layer[Shape]):
    """Transposed convolution, sizes as in torch.nn.ConvTranspose2d: (size − 1) · stride − 2 · padding + kernel.

    Each cell of the input is multiplied with the whole kernel and added into the output, a stride further for each next
    cell; ``padding`` cuts the output off at both ends, and ``output_padding`` gives back as much at the far one. MACs
    and connections count every use of a weight, positions of the input × weights, as torch's FlopCounterMode does: also
    those whose result is cut off, as a convolution counts those that meet its padding. Each output uses its bias once.
    """

    type = "conv_transpose"
    family = "convolution"
    weighted = True
    sized = True
    saves = "input"
    filters: int = key(Whole(), "output maps")
    kernel: tuple[int, int] = key(Pair(), "size of the window")
    stride: tuple[int, int] = key(Pair(), "outputs from one cell of the input to the next", default=(1, 1))
    padding: tuple[int, int] = key(
        Pair(0), "rows and columns of the output that are cut off on each side", default=(0, 0),
        brief=lambda cut: padding_text(Sides(cut[0], cut[0], cut[1], cut[1])),
    )  # fmt: skip
    output_padding: tuple[int, int] = key(
        Pair(0), "rows and columns that the output has more at the far end", default=(0, 0)
    )
    dilation: tuple[int, int] = key(Pair(), "distance between the outputs of a window", default=(1, 1))
    groups: int = key(
        Whole(), "blocks of maps that do not see each other", default=1, brief=lambda groups: f"g{groups}"
    )
    bias: bool = key(Flag(), "whether each output map has a bias", default=True)

    def validate(self) -> None:
        for more, stride, dilation in zip(self.output_padding, self.stride, self.dilation, strict=True):
            most = max(stride, dilation)
            if more >= most:
                raise LayerError(f"output_padding: expected less than the stride or the dilation ({most}), got {more}")

    def brief(self, x: Shape) -> str:
        high, wide = self.kernel
        return " ".join(
            filter(None, (f"{high}×{wide}", both("up", *self.stride), both("d", *self.dilation), super().brief(x)))
        )

    def check(self, x: Shape) -> None:
        require_map(x)
        require_groups(self.groups, x.channels, "input maps")
        require_groups(self.groups, self.filters, "filters")
        y = self.output(x)
        if y.height < 1 or y.width < 1:
            down, across = self.padding
            whole = f"{y.height + 2 * down}×{y.width + 2 * across}"
            raise LayerError(f"padding: {down}×{across} on each side leaves nothing of an output of {whole}")

    def output(self, x: Shape) -> Shape:
        high, wide = (
            (size - 1) * stride - 2 * cut + dilation * (kernel - 1) + more + 1
            for size, stride, cut, dilation, kernel, more in zip(
                (x.height, x.width), self.stride, self.padding, self.dilation, self.kernel, self.output_padding,
                strict=True,
            )
        )  # fmt: skip
        return Shape(self.filters, high, wide)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        # Seen from the outputs, the window moves by single places over cells that stand a stride apart.
        rows, columns = (
            Axis(kernel, 1, dilation * (kernel - 1) - cut, dilation * (kernel - 1) - cut + more, dilation, stride)
            for kernel, stride, cut, more, dilation in zip(
                self.kernel, self.stride, self.padding, self.output_padding, self.dilation, strict=True
            )
        )
        return rows, columns

    def parameters(self, x: Shape) -> Parameters:
        weights = self.kernel[0] * self.kernel[1] * (x.channels // self.groups) * self.filters
        return Parameters(weights=weights, biases=self.filters if self.bias else 0)

    def connections(self, x: Shape, y: Shape) -> int:
        return self.macs(x, y) + (y.elements if self.bias else 0)

    def macs(self, x: Shape, y: Shape) -> int:
        return x.positions * self.parameters(x).weights

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=y.elements) if self.bias else NO_OPS

"""What a layer is: keys, and rules written as plain integer arithmetic.

The rules of a layer are the one definition of its numbers. They use only ``+ - * // %`` and comparisons on named
values, so that the same lines run on ints (the tables), on integers that remember their history (derivations) and
on NumPy arrays (sweeps over input sizes). They never print, never check: :meth:`Layer.check` does that beforehand.

Counts hold for one image. A layer with one input takes its :class:`~cnnstat.layers.shape.Shape`; a merge takes the
tuple of all of them. ``x`` is the input, ``y`` the output.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

from cnnstat.algebra.arithmetic import larger, smaller
from cnnstat.errors import LayerError
from cnnstat.keys.keyed import Keyed
from cnnstat.layers.shape import Shape

Shapes = tuple[Shape, ...]
Input = TypeVar("Input", Shape, Shapes)


class Axis(NamedTuple):
    """How a layer's window moves along one axis; all in cells of the layer's input.

    ``before`` and ``after`` are padding; a layer that looks at single cells has a kernel and a stride of 1.
    """

    kernel: int = 1
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1


POINT = Axis()


class Parameters(NamedTuple):
    """The numbers that a layer holds."""

    weights: int = 0
    """trainable, one per use of an input: kernels, matrices, subsampling coefficients"""
    biases: int = 0
    """trainable, added once per output"""
    scales: int = 0
    """trainable, rescaling a unit's own value: γ and β of a norm, slopes of a PReLU"""
    fixed: int = 0
    """weights that are never trained (LeNet-5's RBF codes)"""
    buffers: int = 0
    """kept, not trained: a batch norm's running mean and variance"""


class Ops(NamedTuple):
    """Elementwise arithmetic besides MACs, by kind."""

    add: int = 0
    multiply: int = 0
    divide: int = 0
    compare: int = 0
    exponent: int = 0

    def times(self, count: int) -> Ops:
        """``count`` repetitions of this work."""
        return Ops(*(count * each for each in self))


NO_PARAMETERS, NO_OPS = Parameters(), Ops()

Saves = Literal["input", "output", "mask", "indices", "positions", "nothing"]
"""What training keeps of a layer for its backward pass.

``mask`` is one byte per element, ``positions`` an int64 per output, ``indices`` that and the input."""


Family = Literal[
    "convolution", "linear", "pooling", "normalization", "activation", "dropout", "merge", "reshape"
]  # fmt: skip
"""What layer types belong together: for people, for drawings, and where something is said of all of a kind."""

STATED = ("family", "weighted", "sized", "saves")
"""What every layer type says of itself or has from its family; there is no default that could be wrong in silence."""

TYPES: dict[str, type[Layer[Any]]] = {}
"""Every layer type, by the word that a spec uses for it; defining the class puts it here."""


class Layer(Keyed, ABC, Generic[Input]):
    """One layer type; its keys are the YAML keys."""

    type: ClassVar[str]
    family: ClassVar[Family]
    weighted: ClassVar[bool]
    """whether it has weights on its connections, trained or fixed, and so counts towards depth and neurons"""
    sized: ClassVar[bool]
    """whether :meth:`check` looks at heights and widths"""
    saves: ClassVar[Saves]
    merges: ClassVar[bool] = False
    """whether it takes several inputs"""
    follows: ClassVar[str] = ""
    """the key under which it can be written on the line of the layer it follows"""
    short: ClassVar[str] = ""
    """the key that the short form of that line sets: ``dropout: 0.5`` is ``dropout: {p: 0.5}``"""
    in_place: ClassVar[bool] = False
    """whether, on the line of another layer, it overwrites that layer's output also in training"""
    view: ClassVar[bool] = False
    """whether its output at inference is its input, or a part of it, looked at differently"""
    lettered: ClassVar[bool] = True
    """whether its rules hold for letters in place of numbers too"""

    def __init_subclass__(cls) -> None:
        """Enter a layer type into :data:`TYPES`.

        Raises:
            TypeError: it leaves something unsaid: one of :data:`STATED`, or one of the rules below.
        """
        super().__init_subclass__()
        if "type" not in vars(cls):
            return
        unsaid: list[str] = [
            name for name in dir(cls) if getattr(getattr(cls, name, None), "__isabstractmethod__", False)
        ]
        missing = [*(name for name in STATED if not hasattr(cls, name)), *unsaid]
        if missing:
            raise TypeError(f"layer type {cls.type} does not say: {', '.join(missing)}")
        TYPES[cls.type] = cls

    def brief(self, x: Input) -> str:
        """What sets it apart from others of its type, in a few signs: ``5×5/2 p2 g2``."""
        given = self.written()
        return " ".join(each.brief(given[name]) for name, each in self.keys.items() if each.brief and name in given)

    def check(self, x: Input) -> None:
        """Refuse an input that the layer cannot take, by :class:`LayerError`. Runs on ints only."""

    def even(self, x: Input) -> bool:
        """Whether all its windows are alike, and equally far apart; only an adaptive pool's may not be."""
        return True

    @abstractmethod
    def output(self, x: Input) -> Shape:
        """The shape of the output."""

    @abstractmethod
    def axes(self, x: Input) -> tuple[Axis, Axis]:
        """The window along height and along width."""

    @abstractmethod
    def parameters(self, x: Input) -> Parameters:
        """The numbers it holds."""

    @abstractmethod
    def connections(self, x: Input, y: Shape) -> int:
        """LeCun's count: every use of a weight, trained or fixed, and of a bias, for one image."""

    @abstractmethod
    def macs(self, x: Input, y: Shape) -> int:
        """Multiply-accumulates of convolutions and linear layers: outputs × fan-in, biases not counted."""

    @abstractmethod
    def ops(self, x: Input, y: Shape) -> Ops:
        """Elementwise work besides the MACs, at inference."""


class Weightless(Layer[Input]):
    """A layer without numbers of its own, and therefore without connections and MACs."""

    weighted = False

    def parameters(self, x: Input) -> Parameters:
        return NO_PARAMETERS

    def connections(self, x: Input, y: Shape) -> int:
        return 0

    def macs(self, x: Input, y: Shape) -> int:
        return 0


class Pointwise(Weightless[Shape]):
    """A weightless layer that looks at each cell alone and keeps the shape."""

    sized = False

    def output(self, x: Shape) -> Shape:
        return x

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return POINT, POINT


def require_map(x: Shape) -> None:
    """Refuse a flat vector where a map is needed."""
    if x.flat:
        raise LayerError(f"expected a map (channels × height × width), got a flat vector of {x.channels:,}")


def size_after(size: int, axis: Axis, ceil_mode: bool = False) -> int:
    """Outputs of a window sliding over ``size`` cells: one more than the steps that it can take.

    Rounding down drops what does not fill a last window (torch.nn.Conv2d, Caffe). Rounding up, ``ceil_mode``, keeps a
    last window that is only partly filled (cuda-convnet).
    """
    span = axis.dilation * (axis.kernel - 1) + 1
    room = size + axis.before + axis.after - span
    return (-(-room // axis.stride) if ceil_mode else room // axis.stride) + 1


def same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """TensorFlow's "SAME": zeros before and after that give ⌈size / stride⌉ outputs; the odd one goes behind.

    They are what the last window lacks, and none where the stride leaves it room to spare.
    """
    total = larger(dilation * (kernel - 1) - (size - 1) % stride, 0)
    return total // 2, total - total // 2


def beyond(reach: int, stride: int, outputs: int) -> int:
    """Cells that windows have beyond one end of a map: the outermost ``reach`` of them, each other a stride fewer."""
    windows = smaller(-(-reach // stride), outputs)
    return windows * reach - stride * (windows * (windows - 1) // 2)
